"""Who may ask what: every endpoint, with no token, a kiosk's, the staff's, a stranger's. Deny by default."""

import json
from typing import Any
from uuid import uuid4

import pytest

from kiosk.hall.app import make_app
from tests.hall_api.conftest import FROM_PAGE, House

SOME = str(uuid4())
KIOSK = [
    ("POST", "/api/identify"),
    ("GET", "/api/menu"),
    ("POST", "/api/tickets"),
    ("POST", f"/api/tickets/{SOME}/print"),
    ("POST", f"/api/tickets/{SOME}/cancel"),
    ("POST", "/api/reserve"),
    ("POST", "/api/reserve/tickets"),
    ("GET", "/api/hall"),
]
STAFF = [
    ("GET", "/api/counters/1"),
    ("POST", "/api/counters/1/next"),
    ("POST", "/api/counters/1/finish"),
    ("GET", f"/api/decisions/{SOME}"),
]
PUBLIC = [("GET", "/events"), ("GET", "/api/snapshot"), ("GET", "/healthz"), ("GET", "/pair")]
REFUSED = {401, 403}


def status(house: House, method: str, path: str, token: str | None, **more: Any) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return house.client.request(method, path, headers=headers | more.pop("headers", {}), **more).status_code


@pytest.mark.parametrize(("method", "path"), KIOSK)
def test_kiosk_endpoints(house: House, method: str, path: str) -> None:
    assert status(house, method, path, None) == 401
    assert status(house, method, path, "x" * 43) == 401
    assert status(house, method, path, house.staff_token) == 403
    assert status(house, method, path, house.kiosk_token) not in REFUSED
    assert status(house, method, path, house.hall.secrets.kiosks["kiosk-2"]) not in REFUSED


@pytest.mark.parametrize(("method", "path"), STAFF)
def test_staff_endpoints(house: House, method: str, path: str) -> None:
    assert status(house, method, path, None) == 401
    assert status(house, method, path, "x" * 43) == 401
    assert status(house, method, path, house.kiosk_token) == 403
    assert status(house, method, path, house.staff_token) not in REFUSED


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/snapshot"), ("GET", "/healthz"), ("GET", "/display")])
def test_public_endpoints(house: House, method: str, path: str) -> None:
    assert status(house, method, path, None) == 200


def test_no_endpoint_is_missing_from_this_matrix(house: House) -> None:
    """A new endpoint must be put into one of the three lists, and so be thought about."""
    listed = {(method, path.replace(SOME, "{}").replace("/1", "/{}")) for method, path in KIOSK + STAFF + PUBLIC}
    document = make_app(house.hall).openapi()
    there = {
        (method.upper(), "/".join("{}" if part.startswith("{") else part for part in path.split("/")))
        for path, methods in document["paths"].items()
        for method in methods
    }
    assert there == listed


def test_the_open_api_document_is_served_with_summaries_and_problems(house: House) -> None:
    document = house.ask("GET", "/openapi.json", status=200)
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert all(operation["summary"] for operation in operations)
    assert "Problem" in document["components"]["schemas"]
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert "409" in document["paths"]["/api/counters/{window}/next"]["post"]["responses"]
    assert house.client.request("GET", "/docs").status_code == 404, "it would load scripts from elsewhere"


def pair(house: House, to: str = "/console/1", token: str | None = None) -> Any:
    query = {"token": token or house.staff_token, "to": to}
    return house.client.request("GET", "/pair", params=query, follow_redirects=False)


def test_pairing_a_browser_sets_a_strict_cookie_and_goes_to_the_console(house: House) -> None:
    answer = pair(house)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert house.staff_token.lower() not in cookie


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"])
def test_pairing_never_leads_elsewhere(house: House, to: str) -> None:
    assert pair(house, to).status_code == 422


def test_pairing_needs_the_staffs_token(house: House) -> None:
    assert pair(house, token="x" * 43).status_code == 401
    assert pair(house, token=house.kiosk_token).status_code == 401


def test_with_the_cookie_a_change_needs_the_header_a_stranger_cannot_send(house: House) -> None:
    cookie = {"Cookie": pair(house).headers["set-cookie"].split(";")[0]}
    assert status(house, "GET", "/api/counters/1", None, headers=cookie) == 200
    assert status(house, "POST", "/api/counters/1/next", None, headers=cookie) == 403
    assert status(house, "POST", "/api/counters/1/next", None, headers=cookie | FROM_PAGE) == 204
    assert status(house, "POST", "/api/counters/1/finish", None, headers=cookie | FROM_PAGE) == 204
    assert status(house, "GET", "/api/menu", None, headers=cookie) == 401, "staff are not a kiosk"


def test_a_paired_browser_is_staff_for_half_a_day(house: House) -> None:
    cookie = {"Cookie": pair(house).headers["set-cookie"].split(";")[0]}
    house.clock.on(hours=11)
    assert status(house, "GET", "/api/counters/1", None, headers=cookie) == 200
    house.clock.on(hours=2)
    assert status(house, "GET", "/api/counters/1", None, headers=cookie) == 401


def test_a_visitors_reference_is_no_staff_session(house: House) -> None:
    cookie = {"Cookie": f"hall_staff={house.identify()['ref']}"}
    assert status(house, "GET", "/api/counters/1", None, headers=cookie) == 401


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/nothing"), ("DELETE", "/api/menu"), ("GET", "/nothing")]
)
def test_every_refusal_is_a_problem(house: House, method: str, path: str) -> None:
    assert set(house.ask(method, path)) == {"code", "message"}


def test_a_malformed_request_is_told_where_and_not_what(house: House) -> None:
    number = "44052418800101001"
    answer = house.kiosk(
        "/api/identify",
        {"presented": {"kind": "id_card", "document": "resident", "number": number + "x"}},
        status=422,
    )
    assert answer["code"] == "malformed"
    assert "number" in answer["message"]
    assert number not in json.dumps(answer)
