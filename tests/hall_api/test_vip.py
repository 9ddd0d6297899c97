"""Three free receptions a year, counted at check-in, given back when the hall calls off."""

from datetime import timedelta
from typing import Any

from kiosk.hall.records import ledgers
from kiosk.hall.standing_settings import VipSettings
from kiosk.portrait.vip import BeyondFree, VipEntry, free_left
from tests.hall_api.conftest import House, customer
from tests.hall_api.test_appointments_api import NINE, PHONE, book, come

CARD, NUMBER = "000000000001", "0000000001"


def vip(house: House, day: int, **more: Any) -> Any:
    """Booked for nine o'clock so many days from Tuesday."""
    starts = (NINE + timedelta(days=day)).isoformat()
    return book(house, offer="vip", starts_at=starts, **{"customer": NUMBER} | more)


def check_in(house: House, day: int, code: str, **more: Any) -> Any:
    return come(house, 24 * 60 * day, code=code, **more)


def ledger(house: House) -> tuple[VipEntry, ...]:
    house.people.known[CARD] = (customer(),)
    visitor = house.hall.seals.open_visitor(house.identify()["ref"], house.clock())
    assert visitor
    assert visitor.person_key
    return ledgers.vip_entries(house.hall.engine, house.hall.settings.id, visitor.person_key)


def left(house: House) -> int:
    return free_left(ledger(house), 2026)


def received(house: House, days: range, **more: Any) -> list[str]:
    """What came of checking in on each of these days."""
    found = []
    for day in days:
        answer = check_in(house, day, vip(house, day, **more)["code"])
        found.append(answer["outcome"])
    return found


def test_the_fourth_of_a_year_gets_an_ordinary_number(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    assert received(house, range(4)) == ["keeps_place"] * 3 + ["ordinary_ticket"]
    assert left(house) == 0


def test_or_is_received_and_charged(house: House) -> None:
    charged = VipSettings(beyond_free=BeyondFree.CHARGE, charge_fen=5000)
    object.__setattr__(house.hall, "settings", house.hall.settings.model_copy(update={"vip": charged}))
    house.people.known[CARD] = (customer(),)
    assert received(house, range(4)) == ["keeps_place"] * 4
    assert [one.kind.value for one in ledger(house)] == ["debited"] * 3 + ["charged"]


def test_booking_costs_nothing_and_checking_in_twice_costs_one(house: House) -> None:
    made = vip(house, 0)
    assert left(house) == 3
    first, again = (check_in(house, 0, made["code"]) for _ in range(2))
    assert first["direction"]["ticket"]["number"] == again["direction"]["ticket"]["number"]
    assert left(house) == 2


def test_without_card_and_customer_number_the_phone_number_is_counted(house: House) -> None:
    assert received(house, range(4), customer="", phone=PHONE) == ["keeps_place"] * 3 + ["ordinary_ticket"]
    assert left(house) == 3


def test_a_card_that_is_shown_is_counted_whatever_was_booked_with(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    made = vip(house, 0, customer="")
    house.clock.now = NINE
    check_in(house, 0, made["code"], visitor_ref=house.identify()["ref"])
    assert left(house) == 2


def test_what_is_offered_for_a_fee_is_charged_and_uses_none(house: House) -> None:
    offers = house.hall.services.appointments
    paid = tuple(one.model_copy(update={"fee_fen": 8000}) if one.vip else one for one in offers)
    object.__setattr__(house.hall, "services", house.hall.services.model_copy(update={"appointments": paid}))
    assert received(house, range(4)) == ["keeps_place"] * 4
    assert [one.kind.value for one in ledger(house)] == ["charged"] * 4
    assert left(house) == 3


def test_while_the_hall_is_closed_nothing_is_counted(house: House) -> None:
    made = vip(house, 0)
    closed = house.hall.settings.model_copy(update={"holidays": (NINE.date(),)})
    object.__setattr__(house.hall, "settings", closed)
    assert come(house, 0, 409, code=made["code"])["code"] == "hall_closed"
    assert left(house) == 3


def expected(house: House, day: str = "2026-11-24") -> Any:
    return house.staff("GET", f"/api/appointments/expected?day={day}")


def call_off(house: House, appointment: str, status: int = 200, reason: str = "clerk ill") -> Any:
    path = f"/api/appointments/expected/{appointment}/call-off"
    return house.ask("POST", path, house.staff_token, status, json={"reason": reason})


def test_what_the_hall_calls_off_is_given_back(house: House) -> None:
    made = vip(house, 0)
    check_in(house, 0, made["code"])
    assert left(house) == 2
    (one,) = expected(house)
    assert one["state"] == "checked_in"
    for _ in range(2):
        assert call_off(house, one["id"])["state"] == "cancelled"
    assert left(house) == 3
    assert house.ask("GET", f"/api/appointments/vouchers/{made['code']}")["state"] == "cancelled"


def test_calling_off_frees_the_seat_and_says_nobodys_name(house: House) -> None:
    vip(house, 0)
    (one,) = expected(house)
    assert not {"code", "phone", "customer", "person"} & set(one)
    call_off(house, one["id"])
    assert vip(house, 0)["state"] == "booked"
    assert expected(house, "2026-11-25") == []


def test_what_cannot_be_called_off(house: House) -> None:
    vip(house, 0)
    (one,) = expected(house)
    assert call_off(house, "00000000-0000-4000-8000-000000000404", 404)["code"] == "no_such_appointment"
    assert call_off(house, one["id"], 422, reason="")["code"] == "malformed"
