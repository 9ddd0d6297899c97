"""Who may ask what: every route of the app with every kind of asker. A route that is in no list fails here."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from kiosk.hall.app import make_app
from kiosk.hall.staff import access
from kiosk.hall.staff.members import TOKEN, Role, StaffMember
from tests.hall_api.conftest import House
from tests.hall_staff.conftest import Browser, NewBrowser

NOT_ASKED = {"GET /openapi.json", "HEAD /openapi.json"}
"""A route of the framework itself, without data of the hall; styles and scripts are mounted beside the routes."""

SOME = "00000000-0000-4000-8000-000000000001"
PLACES = {"window": "1", "ticket": SOME, "request_id": SOME, "login": "nobody"}
REFUSED = {401, 403}
EVERYTHING = access.ANYBODY | access.KIOSKS | access.EVERY_MEMBER | frozenset().union(*access.STAFF.values())
STREAMS = {"GET /events"}  # they never end; that they are public is in the table


def routes(app: FastAPI) -> set[str]:
    return {
        access.endpoint(method, str(context.path))
        for context in iter_route_contexts(app.routes)
        for method in getattr(context, "methods", None) or ()
    }


def asked(endpoint: str) -> tuple[str, str]:
    method, path = endpoint.split()
    return method, re.sub(r"{(\w+)}", lambda place: PLACES.get(place[1], SOME), path)


def test_every_route_is_in_a_list_and_every_line_is_a_route(staffed: House) -> None:
    assert routes(make_app(staffed.hall)) - NOT_ASKED == EVERYTHING


def test_a_route_in_no_list_is_refused_to_everybody(staffed: House, new_browser: NewBrowser) -> None:
    app = make_app(staffed.hall)

    @app.get("/api/forgotten")
    def forgotten() -> str:
        return "secret"

    staffed.client._app = app
    browser = new_browser("wang", *Role)
    assert browser.ask("GET", "/api/forgotten").status_code == 403
    for token, status in ((None, 401), (staffed.staff_token, 403), (staffed.kiosk_token, 403)):
        assert staffed.ask("GET", "/api/forgotten", token, status=status) != "secret"


def _check(may: bool, endpoint: str, status: int) -> str | None:
    """What is wrong, if anything: allowed may be any answer of the endpoint itself."""
    return None if may == (status not in REFUSED | {303}) else f"{endpoint}: {status}, allowed: {may}"


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_its_list_says_and_nothing_else(
    staffed: House, new_browser: NewBrowser, role: Role
) -> None:
    browser = new_browser("chen", role)
    member = StaffMember("chen", "Chen", frozenset({role}))
    faults = []
    for endpoint in sorted(EVERYTHING - access.ANYBODY - access.EVERY_MEMBER):
        status = browser.ask(*asked(endpoint), body={}).status_code
        faults.append(_check(access.may(member, endpoint), endpoint, status))
    assert [fault for fault in faults if fault] == []


def test_nobody_a_stranger_a_kiosk_and_the_staff_token(staffed: House) -> None:
    faults = []
    for endpoint in sorted(EVERYTHING - access.ANYBODY):
        method, path = asked(endpoint)
        for token, may in (
            (None, False),
            ("x" * 43, False),
            (staffed.kiosk_token, endpoint in access.KIOSKS),
            (staffed.staff_token, access.may(TOKEN, endpoint)),
        ):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            status = staffed.client.request(method, path, json={}, headers=headers).status_code
            faults.append(_check(may, f"{endpoint} with {token and token[:4]}", status))
    assert [fault for fault in faults if fault] == []


def test_anybody_may_what_is_public(staffed: House) -> None:
    for endpoint in sorted(access.ANYBODY - STREAMS - {"GET /pair", "POST /api/session"}):
        method, path = asked(endpoint)
        answer = staffed.client.request(method, path, headers={"X-Hall-Request": "1"})
        assert answer.status_code not in REFUSED | {303}, (endpoint, answer.text)
    body = {"login": "nobody", "password": "x"}
    answer = staffed.client.request("POST", "/api/session", json=body, headers={"X-Hall-Request": "1"})
    assert answer.json()["code"] == "wrong_login"


def test_roles_add_up(staffed: House, new_browser: NewBrowser) -> None:
    browser = new_browser("sun", Role.GUIDE, Role.AUDITOR)
    assert browser.ask("GET", "/api/audit").status_code == 200
    assert browser.ask("GET", f"/api/decisions/{SOME}").status_code == 404
    assert browser.ask("POST", "/api/counters/1/next").status_code == 403


def test_roles_taken_away_are_gone_at_once(staffed: House, new_browser: NewBrowser) -> None:
    boss, clerk = new_browser("zhao", Role.MANAGER), new_browser("qian", Role.COUNTER)
    assert clerk.ask("GET", "/api/counters/1").status_code == 200
    assert boss.ask("POST", "/api/accounts/qian/roles", {"roles": ["guide"]}).status_code == 204
    assert clerk.ask("GET", "/api/counters/1").status_code == 403


def test_a_page_leads_to_the_login_and_back(staffed: House, new_browser: NewBrowser) -> None:
    stranger = new_browser()
    answer = stranger.ask("GET", "/console/1?lang=en")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?to=%2Fconsole%2F1%3Flang%3Den"
    assert answer.headers["cache-control"] == "no-store"
    assert new_browser("li", Role.COUNTER).ask("GET", "/console/1").status_code == 200


@pytest.mark.parametrize(
    ("roles", "start"),
    [
        ({Role.COUNTER}, "/console"),
        ({Role.GUIDE}, "/guide"),
        ({Role.MANAGER}, "/live"),
        ({Role.AUDITOR}, "/audit"),
        ({Role.TECHNICIAN}, "/display"),
        ({Role.COUNTER, Role.GUIDE}, "/console"),
    ],
)
def test_everybody_has_a_page_to_begin_with(roles: set[Role], start: str) -> None:
    assert access.start_page(StaffMember("x", "X", frozenset(roles))) == start


def test_the_navigation_shows_what_one_may_see() -> None:
    shown = {role: access.pages_of(StaffMember("x", "X", frozenset({role}))) for role in Role}
    assert shown[Role.GUIDE] == ("/guide",)
    assert shown[Role.MANAGER] == (
        "/console",
        "/guide",
        "/live",
        "/predictions",
        "/strategies",
        "/fairness",
        "/accounts",
    )
    assert shown[Role.AUDITOR] == ("/audit",)
    assert shown[Role.TECHNICIAN] == ()


def test_staff_are_no_kiosk(staffed: House, new_browser: NewBrowser) -> None:
    browser: Browser = new_browser("zhou", *Role)
    assert browser.ask("GET", "/api/menu").status_code == 403
