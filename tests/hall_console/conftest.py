"""A real hall behind a real port, clerks who sign in, and the console of a window in a real browser."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from kiosk.hall.staff.members import Role
from simulators.browser import Browser, Page
from tests.hall_api.conftest import MORNING, People, customer, make_hall, power_card
from tests.hall_staff.conftest import PASSWORD, hire
from tests.server_stub.running import serving

__all__ = ["make_hall"]

NUMBER = (
    "document.querySelector('#current[data-stage=called] .number, #current[data-stage=serving] .number')?.innerText"
)


class RunningClock:
    """A morning that goes on by itself and can be put forward."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._put = timedelta()

    def __call__(self) -> datetime:
        return MORNING + timedelta(seconds=time.monotonic() - self._began) + self._put

    def on(self, **delta: int) -> None:
        self._put += timedelta(**delta)


@dataclass
class Day:
    """The hall as a test meets it: people take numbers, colleagues press their own buttons."""

    url: str
    hall: Hall
    people: People
    clock: RunningClock
    numbers: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, body: object = None, token: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token or self.hall.secrets.staff_token}"}
        answer = requests.post(f"{self.url}{path}", json=body, headers=headers, timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def issue(self, service: str | None = "new", known: bool = False, **more: object) -> str:
        """Somebody takes a number; ``known``: 张小明, with a power card. The number."""
        kiosk = self.hall.secrets.kiosks["kiosk-1"]
        if known:
            self.people.known["000000000001"] = (customer(),)
            presented = self.post("/api/identify", {"presented": power_card("000000000001")}, kiosk)
            more["visitor_ref"] = presented["ref"]
        request = {"request_id": str(uuid4()), "service": service, "accepts_wait": True}
        number: str = self.post("/api/tickets", request | more, kiosk)["ticket"]["number"]
        return number

    def state(self, window: str = "2") -> Any:
        headers = {"Authorization": f"Bearer {self.hall.secrets.staff_token}"}
        return requests.get(f"{self.url}/api/counters/{window}", headers=headers, timeout=10).json()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def day(make_hall: Callable[..., Hall]) -> Iterator[Day]:
    people, clock = People(), RunningClock()
    hall = make_hall(people, clock)
    hire(hall.staff, "lin", Role.COUNTER)
    hire(hall.staff, "wang", Role.COUNTER)
    with serving(make_app(hall)) as url:
        yield Day(url, hall, people, clock)


@pytest.fixture
def page(browser: Browser, day: Day) -> Iterator[Page]:
    """A tab that has signed in as lin."""
    page = browser.page(1280, 800)
    sign_in(page, day, "lin")
    yield page
    page.close()


def sign_in(page: Page, day: Day, login: str) -> None:
    page.call("Network.clearBrowserCookies")
    page.open(f"{day.url}/login?lang=zh")
    page.wait_for("document.activeElement.id === 'login'")
    type_text(page, login)
    page.key("Tab")
    type_text(page, PASSWORD)
    page.key("Enter")
    page.wait_for("location.pathname === '/console'")


def sit_down(page: Page, day: Day, window: str = "2") -> None:
    """At the console of ``window``, whatever its state."""
    page.open(f"{day.url}/console/{window}")
    page.wait_for("(document.querySelector('#current')?.dataset.stage ?? 'loading') !== 'loading'")
    page.wait_for("document.querySelector('#who').innerText")


def type_text(page: Page, text: str) -> None:
    page.call("Input.insertText", text=text)


def rest(page: Page) -> None:
    """Until the buttons listen again after an answer."""
    page.wait_for("!document.body.hasAttribute('data-resting')")
