"""The way that is cut short leads to the same place, past the same guard, with the same refusals."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import uuid4

import pytest
from fastapi import Query, Response

from kiosk.hall.api import counter, kiosk
from kiosk.hall.quick_route import QuickRoute, Shortcut, quick_routes
from tests.hall_api.conftest import House

QUICK = quick_routes([*kiosk.quick.routes, *counter.quick.routes])


def asked(**changes: Any) -> dict[str, Any]:
    return {"request_id": str(uuid4()), "service": "new", "accepts_wait": True} | changes


def path_of(route: QuickRoute) -> str:
    return route.path.format(window="1", ticket=uuid4())


@pytest.mark.parametrize("route", QUICK, ids=lambda route: route.path)
def test_nobody_gets_there_without_a_token(house: House, route: QuickRoute) -> None:
    answer = house.client.request("POST", path_of(route), json={})
    assert answer.status_code == 401
    assert answer.json()["code"] == "token_needed"
    stranger = house.client.request("POST", path_of(route), json={}, headers={"Authorization": "Bearer wrong"})
    assert stranger.status_code == 401


@pytest.mark.parametrize("route", QUICK, ids=lambda route: route.path)
def test_a_token_of_the_wrong_kind_is_refused(house: House, route: QuickRoute) -> None:
    other = house.kiosk_token if route.path.startswith("/api/counters") else house.staff_token
    assert house.ask("POST", path_of(route), other, status=403, json=asked())["code"] == "not_yours"


def test_the_shortcut_finds_every_quick_route_and_nothing_else() -> None:
    shortcut = Shortcut(lambda *_: None, QUICK)  # type: ignore[arg-type]  # nobody is sent there
    for route in QUICK:
        scope = {"type": "http", "method": "POST", "path": path_of(route)}
        assert shortcut._find(scope) is route
        assert shortcut._find(scope | {"method": "GET"}) is None
        assert shortcut._find(scope | {"path": path_of(route) + "/more"}) is None
        assert shortcut._find(scope | {"root_path": "/hall"}) is None, "the long way knows of prefixes"


def test_a_place_of_the_path_that_cannot_be_is_malformed(house: House) -> None:
    answer = house.kiosk("/api/tickets/none/print", {"state": "confirmed"}, status=422)
    assert answer == {"code": "malformed", "message": "not well formed: path.ticket"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(house: House, kind: str) -> None:
    """A form of some other site can send these without asking."""
    headers = {"Authorization": f"Bearer {house.kiosk_token}", "Content-Type": kind}
    body = b'{"request_id": "6a1cf0a8-53a7-4f0a-8d1c-50cb8c6f6ea4"}'
    answer = house.client.request("POST", "/api/tickets", headers=headers, content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_what_is_wrong_is_named_and_never_quoted(house: House) -> None:
    answer = house.kiosk("/api/tickets", asked(language="a secret", more=1), status=422)
    assert answer == {"code": "malformed", "message": "not well formed: body.language, body.more"}


async def with_query(word: Annotated[str, Query()]) -> Response:
    return Response(word)


async def with_anything(**more: object) -> Response:
    return Response(str(more))


@pytest.mark.parametrize("endpoint", [with_query, with_anything])
def test_an_endpoint_that_takes_what_is_not_known_stops_the_program(endpoint: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="cannot take"):
        QuickRoute("/somewhere", endpoint, methods=["POST"])
