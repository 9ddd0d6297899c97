"""A hall with staff: accounts by role, browsers that keep their cookies, a clock turned by hand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from httpx import Response

from kiosk.database import make_engine, writing
from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from kiosk.hall.staff import accounts
from kiosk.hall.staff.audit import page
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.members import Role
from kiosk.hall.staff.migrations import upgrade
from kiosk.hall.staff.passwords import hashed
from kiosk.hall.staff.schema import accounts as table
from simulators.postgres import OwnPostgres
from tests.hall_api.conftest import FROM_PAGE, MORNING, Client, Clock, House, People, make_hall
from tests.ready_made import up_to_date

__all__ = ["make_hall"]

PASSWORD = "seven blue herons"


@cache
def password_hash() -> str:
    """Slow on purpose, so made once."""
    return hashed(PASSWORD)


def hire(book: StaffBook, login: str, *roles: Role, own_password: bool = True) -> str:
    """An account with PASSWORD, as its owner's own unless said otherwise; the login."""
    assert accounts.make(book, "test", login, login.title(), roles, password_hash(), MORNING) is None
    if own_password:
        with writing(book.engine) as connection:
            mine = table.c.login == login
            connection.execute(table.update().where(mine).values(must_change_password=False))
    return login


@dataclass
class Browser:
    """Asks as a page of the hall does, and keeps the cookie it is given."""

    house: House
    base: str = "http://hall"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Response:
        sent = FROM_PAGE if headers is None else headers
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = sent | ({"Cookie": cookie} if cookie else {})
        answer = self.house.client.request(method, self.base + path, json=body, headers=sent)
        for given in answer.headers.get_list("set-cookie"):
            name, _, rest = given.partition("=")
            self.cookies[name] = rest.split(";")[0].strip('"')
        return answer

    def sign_in(self, login: str, password: str = PASSWORD) -> Response:
        return self.ask("POST", "/api/session", {"login": login, "password": password})

    def me(self) -> Any:
        return self.ask("GET", "/api/session").json()


@pytest.fixture
def staffed(make_hall: Callable[..., Hall]) -> Iterator[House]:
    people, clock = People(), Clock()
    hall = make_hall(people, clock)
    with start_blocking_portal() as portal:
        yield House(hall, people, clock, Client(portal, make_app(hall)))


@pytest.fixture
def new_browser(staffed: House) -> Callable[..., Browser]:
    """``new_browser("lin", Role.COUNTER)`` hires and signs in; without arguments nobody is signed in."""

    def made(login: str = "", *roles: Role) -> Browser:
        browser = Browser(staffed)
        if login:
            hire(staffed.hall.staff, login, *roles)
            assert browser.sign_in(login).status_code == 200
        return browser

    return made


NewBrowser = Callable[..., Browser]


@pytest.fixture(scope="session")
def staff_template(postgres: OwnPostgres) -> str:
    """A database with the staff's tables, to be copied."""
    engine = make_engine(postgres.create("staff_template"))
    upgrade(engine)
    engine.dispose()
    return "staff_template"


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StaffBook]:
    """The staff of one hall in a database of its own, on either kind of server."""
    if request.param == "sqlite":
        engine = up_to_date(tmp_path / "staff.sqlite", upgrade)
        yield StaffBook(engine, "hall-1")
        engine.dispose()
        return
    server: OwnPostgres = request.getfixturevalue("postgres")
    engine = make_engine(server.create("staff", request.getfixturevalue("staff_template")))
    yield StaffBook(engine, "hall-1")
    engine.dispose()
    server.drop("staff")


def audited(book: StaffBook) -> Iterable[tuple[str, str, str]]:
    """Who, event and subject of every row, oldest first."""
    return [(row.who, row.event, row.subject) for row in reversed(page(book.engine, book.hall, None, 500))]
