"""Pairing a browser with the staff token, where that is switched on: a counter's session without a name."""

from collections.abc import Callable, Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from httpx import Response

from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from kiosk.hall.staff.members import Role
from tests.hall_api.conftest import Client, Clock, House, People
from tests.hall_staff.conftest import Browser, audited, hire


@pytest.fixture
def house(make_hall: Callable[..., Hall]) -> Iterator[House]:
    people, clock = People(), Clock()
    off = make_hall(people, clock)
    settings = off.settings.model_copy(update={"staff": off.settings.staff.model_copy(update={"pairing": True})})
    hall = Hall(**(off.__dict__ | {"settings": settings}))
    with start_blocking_portal() as portal:
        yield House(hall, people, clock, Client(portal, make_app(hall)))


def pair(house: House, to: str = "/console/1", token: str | None = None) -> tuple[Browser, Response]:
    browser = Browser(house)
    answer = browser.ask("GET", f"/pair?token={token or house.staff_token}&to={to}")
    return browser, answer


def test_the_token_becomes_a_cookie_and_leads_to_the_console(house: House) -> None:
    _, answer = pair(house)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert house.staff_token.lower() not in cookie


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"])
def test_pairing_never_leads_elsewhere(house: House, to: str) -> None:
    assert pair(house, to)[1].status_code == 422


def test_pairing_needs_the_staffs_token(house: House) -> None:
    assert pair(house, token="x" * 43)[1].status_code == 401
    assert pair(house, token=house.kiosk_token)[1].status_code == 401


def test_a_paired_browser_may_what_a_counter_may(house: House) -> None:
    browser, _ = pair(house)
    assert browser.ask("GET", "/api/counters/1").status_code == 200
    assert browser.ask("POST", "/api/counters/1/next", headers={}).status_code == 403, "the header is missing"
    assert browser.ask("POST", "/api/counters/1/next").status_code == 204
    assert browser.ask("GET", "/api/accounts").status_code == 403
    assert browser.ask("GET", "/api/audit").status_code == 403


def test_it_stays_paired_for_half_a_day(house: House) -> None:
    browser, _ = pair(house)
    house.clock.on(hours=11)
    assert browser.ask("GET", "/api/counters/1").status_code == 200
    house.clock.on(hours=1)
    assert browser.ask("GET", "/api/counters/1").status_code == 401


def test_nobody_can_sign_in_to_it_and_a_manager_can_close_it(house: House) -> None:
    paired, _ = pair(house)
    assert Browser(house).sign_in("pairing", "").status_code == 422
    boss = Browser(house)
    boss.sign_in(hire(house.hall.staff, "zhao", Role.MANAGER))
    assert boss.ask("POST", "/api/accounts/pairing/reset").json()["code"] == "built_in"
    assert boss.ask("POST", "/api/accounts/pairing/roles", {"roles": ["manager"]}).status_code == 409
    assert boss.ask("POST", "/api/accounts/pairing/deactivate").status_code == 204
    assert paired.ask("GET", "/api/counters/1").status_code == 401
    assert pair(house)[1].status_code == 403
    assert ("token", "paired", "pairing") in audited(house.hall.staff)
