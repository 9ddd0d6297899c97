"""A card shown while its holder has an appointment; what a kiosk is told about appointments."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.hall_api.conftest import House, customer
from tests.hall_api.test_appointments_api import NINE, TOMORROW_NINE, book, come


@pytest.fixture
def known(house: House) -> House:
    house.people.known["000000000001"] = (customer(),)
    return house


def at(house: House, minutes: int) -> House:
    house.clock.now = NINE + timedelta(minutes=minutes)
    return house


@pytest.mark.parametrize(("minutes", "asked"), [(-31, False), (-30, True), (0, True), (15, True), (16, False)])
def test_whoever_may_check_in_now_is_asked(known: House, minutes: int, asked: bool) -> None:
    book(known, customer="0000000001")
    due = at(known, minutes).identify()["appointment"]
    assert (due is not None) is asked
    if asked:
        assert datetime.fromisoformat(due["starts_at"]) == datetime.fromisoformat(TOMORROW_NINE)
        assert due["service_title"]["en"] == "New connection, moving"


def test_nobody_else_is(known: House) -> None:
    book(known, customer="0000000002")
    assert at(known, 0).identify()["appointment"] is None


def test_once_checked_in_the_card_opens_the_menu(known: House) -> None:
    book(known, customer="0000000001")
    ref = at(known, 0).identify()["ref"]
    come(known, 0, visitor_ref=ref)
    assert at(known, 1).identify()["appointment"] is None


def test_the_kiosk_learns_whether_it_may_offer_a_number_now(house: House) -> None:
    made = book(house)
    assert come(house, -31, code=made["code"])["may_take_number"] is True
    assert come(house, 16, code=made["code"])["may_take_number"] is False


def test_the_kiosk_learns_whether_appointments_are_made_here(house: House) -> None:
    assert house.ask("GET", "/api/hall", house.kiosk_token, status=200)["appointments"] is True


def test_an_appointment_served_gives_no_second_place(house: House) -> None:
    made = book(house)
    come(house, -5, code=made["code"])
    house.staff("POST", "/api/counters/2/next")
    house.staff("POST", "/api/counters/2/finish", 204)
    assert come(house, 0, 404, code=made["code"])["code"] == "no_such_appointment"


def test_a_ticket_nobody_took_does_not_use_it_up(house: House) -> None:
    """The visit was over when the answer came."""
    made = book(house)
    ticket = come(house, -5, code=made["code"])["direction"]["ticket"]
    house.kiosk(f"/api/tickets/{ticket['id']}/cancel", status=204)
    again = come(house, 0, code=made["code"], request_id=str(uuid4()))
    assert again["outcome"] == "keeps_place"
    assert again["direction"]["ticket"]["number"] != ticket["number"]


@pytest.mark.parametrize(("minutes", "outcome"), [(270, "keeps_place"), (286, "ordinary_ticket")])
def test_whoever_checks_in_with_a_card_is_advised_like_anybody(house: House, minutes: int, outcome: str) -> None:
    """For the service they booked, on a kiosk that shows it; a code or a phone number tells nothing about them."""
    plain = customer()
    bills = [replace(one, energy_kwh=150 if one.month.year < 2026 else 300) for one in plain.bills]
    house.people.known["000000000001"] = (replace(plain, bills=tuple(bills)),)
    half_past_one = TOMORROW_NINE.replace("T09:00", "T13:30")
    made = book(house, offer="meter", starts_at=half_past_one, customer="0000000001")

    def checked_in(prefer: str, **how: str) -> Any:
        asked = {"request_id": str(uuid4())} | how
        headers = {"Prefer": prefer}
        return house.ask("POST", "/api/checkin", house.kiosk_token, 200, json=asked, headers=headers)

    ref = at(house, minutes).identify()["ref"]
    first = checked_in("advice", visitor_ref=ref, code=made["code"])
    assert first["outcome"] == outcome
    assert "省电" in first["direction"]["advice"]["zh"]
    assert "advice" not in checked_in("", visitor_ref=ref, code=made["code"])["direction"]
    assert "advice" not in checked_in("advice", code=made["code"])["direction"]
