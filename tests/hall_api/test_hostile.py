"""Requests no kiosk of ours would send: each is refused with a Problem, none breaks the hall."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.hall_api.conftest import House

HUGE = b" " * (64 * 1024 + 1)


def given(house: House, **changes: Any) -> dict[str, Any]:
    """A ticket of the reserve as a kiosk hands it over, but for ``changes``."""
    lease = house.kiosk("/api/reserve", status=200)
    honest = {
        "request_id": str(uuid4()),
        "series": lease["series"],
        "number": lease["first"],
        "business_date": lease["business_date"],
        "issued_at": datetime(2026, 11, 23, 1, tzinfo=UTC).isoformat(),
        "print_state": "confirmed",
    }
    return honest | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 10**30},
        {"number": 2**63},
        {"number": 0},
        {"number": -1},
        {"issued_at": "2026-11-23T10:00:00"},
        {"issued_at": "0001-01-01T00:00:00+14:00"},
        {"issued_at": "9999-12-31T23:59:59-14:00"},
        {"series": "K" * 1000},
        {"series": "\u0000"},
        {"print_state": "void"},
    ],
)
def test_a_reserve_ticket_that_cannot_be(house: House, changes: dict[str, Any]) -> None:
    answer = house.kiosk("/api/reserve/tickets", given(house, **changes), status=422)
    assert answer["code"] == "malformed"
    house.kiosk("/api/reserve/tickets", given(house), status=204)


@pytest.mark.parametrize(
    "presented",
    [
        {"kind": "power_card", "customer_number": "\u0661" * 12, "meter_number": "0" * 12},
        {"kind": "token", "technology": "contactless", "reference": "AB" * 300},
        {"kind": "id_card", "document": "resident", "number": "11010519491231002X", "birth_date": "0000-00-00"},
        {"kind": "nothing of ours"},
        [],
    ],
)
def test_a_card_that_cannot_be(house: House, presented: object) -> None:
    assert house.kiosk("/api/identify", {"presented": presented}, status=422)["code"] == "malformed"


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff\xfe", b'{"a":' * 9000, b"[" * 60_000])
def test_a_body_that_is_no_request(house: House, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {house.kiosk_token}", "Content-Type": "application/json"}
    answer = house.client.request("POST", "/api/tickets", headers=headers, content=body)
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"code", "message"}


@pytest.mark.parametrize("token", [True, False])
def test_a_body_without_end_is_refused_before_a_token_is_asked_for(house: House, token: bool) -> None:
    headers = {"Authorization": f"Bearer {house.kiosk_token}"} if token else {}
    answer = house.client.request("POST", "/api/identify", headers=headers, content=HUGE)
    assert answer.status_code == 413
    assert set(answer.json()) == {"code", "message"}


def test_a_length_that_was_not_announced_is_counted(house: House) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    headers = {"Authorization": f"Bearer {house.kiosk_token}", "Content-Type": "application/json"}
    answer = house.client.request("POST", "/api/tickets", headers=headers, content=pieces())
    assert answer.status_code == 413
    assert set(answer.json()) == {"code", "message"}


@pytest.mark.parametrize("at", [0, 30, 31, 34, 35])
def test_a_sign_no_database_keeps_is_refused_even_in_two_pieces(house: House, at: int) -> None:
    text = rb'{"reason": "lunch, in a moment\u0000"}'

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (text[:at], text[at:]):
            yield piece

    headers = {"Authorization": f"Bearer {house.staff_token}", "Content-Type": "application/json"}
    answer = house.client.request("POST", "/api/counters/1/pause", headers=headers, content=pieces())
    assert answer.status_code == 422
    assert answer.json()["code"] == "malformed"


def test_an_address_with_such_a_sign_leads_nowhere(house: House) -> None:
    for path in ("/a/%00", "/t/abc%00", "/api/appointments/vouchers/%00", "/display?zone=%00"):
        assert house.client.request("GET", path).status_code == 404
