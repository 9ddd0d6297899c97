"""Booking, cancelling, and arriving: by code, by phone number, by card; early, on time, late, missed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk.database import reading
from kiosk.hall.bookkeeping import put_in_order
from kiosk.tickets.schema_appointments import appointments as table
from tests.hall_api.conftest import House, customer

PHONE = "139 0000 0001"
TOMORROW_NINE = "2026-11-24T09:00:00+08:00"
NINE = datetime.fromisoformat(TOMORROW_NINE)


def book(house: House, status: int = 201, **changes: Any) -> Any:
    asked = {"request_id": str(uuid4()), "offer": "new", "starts_at": TOMORROW_NINE, "phone": PHONE} | changes
    return house.ask("POST", "/api/appointments", json=asked, status=status)


def come(house: House, minutes: int, status: int = 200, **how: Any) -> Any:
    """Check in so many minutes after the appointment's time."""
    house.clock.now = (NINE + timedelta(minutes=minutes)).astimezone(UTC)
    return house.kiosk("/api/checkin", {"request_id": str(uuid4())} | how, status=status)


def voucher(house: House, code: str, status: int = 200) -> Any:
    return house.ask("GET", f"/api/appointments/vouchers/{code}", status=status)


def test_what_can_be_booked_is_listed_with_its_clerks(house: House) -> None:
    offers = {offer["id"]: offer for offer in house.ask("GET", "/api/appointments", status=200)}
    assert offers["vip"]["vip"] is True
    assert [clerk["id"] for clerk in offers["new"]["clerks"]] == ["wang", "li"]
    assert offers["new"]["title"]["en"] == "New connection, moving"


def test_days_have_the_slots_that_are_not_too_soon(house: House) -> None:
    """It is Monday nine o'clock and one must book an hour beforehand; on Sunday nothing can be booked."""
    days = house.ask("GET", "/api/appointments/new/days", status=200)
    assert days[0]["day"] == "2026-11-23"
    assert days[0]["slots"][0] == {
        "starts_at": "2026-11-23T10:00:00+08:00",
        "ends_at": "2026-11-23T10:30:00+08:00",
        "free": {"wang": 1, "li": 1},
        "left": 2,
    }
    assert not {"2026-11-28", "2026-11-29"} & {day["day"] for day in days}


def test_a_voucher_says_where_when_with_whom_and_how_many_before(house: House) -> None:
    made = book(house)
    assert made["place"] == {"zh": "2号窗口", "en": "Window 2"}
    assert made["clerk"] == {"zh": "王敏", "en": "Wang Min"}
    assert (made["starts_at"], made["ends_at"]) == (TOMORROW_NINE, "2026-11-24T09:30:00+08:00")
    assert made["people_before"] == 0
    assert (made["fee_fen"], made["vip"], made["state"]) == (0, False, "booked")
    assert voucher(house, made["code"]) == made


def test_the_phone_number_is_kept_as_a_hash_only(house: House) -> None:
    book(house, customer="0000000001")
    with reading(house.hall.engine) as connection:
        row = str(connection.execute(table.select()).mappings().one())
    assert "13900000001" not in row
    assert "0000000001" not in row.replace("000000000001", "")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"offer": "nothing"}, 404, "no_such_offer"),
        ({"starts_at": "2026-11-24T09:10:00+08:00"}, 409, "no_such_slot"),
        ({"starts_at": "2026-11-22T09:00:00+08:00"}, 409, "no_such_slot"),
        ({"starts_at": "2026-12-25T09:00:00+08:00"}, 409, "no_such_slot"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, 409, "no_such_slot"),
        ({"starts_at": "2026-11-24T09:00:00"}, 422, "malformed"),
        ({"phone": "12345"}, 422, "bad_phone"),
        ({"customer": "abc"}, 422, "bad_customer"),
        ({"clerk": "nobody"}, 409, "slot_full"),
        ({"language": "fr"}, 422, "malformed"),
    ],
)
def test_what_cannot_be_booked(house: House, changes: dict[str, str], status: int, code: str) -> None:
    refused = book(house, status, **changes)
    assert refused["code"] == code
    assert "12345" not in refused["message"]


def test_a_repeated_request_gets_the_same_voucher(house: House) -> None:
    again = str(uuid4())
    assert book(house, request_id=again) == book(house, request_id=again)


def test_one_phone_number_may_not_book_everything(house: House) -> None:
    book(house)
    assert book(house, 409)["code"] == "booked_already"
    book(house, starts_at="2026-11-24T09:30:00+08:00")
    assert book(house, 409, starts_at="2026-11-24T10:00:00+08:00")["code"] == "too_many_bookings"


def test_eight_at_once_want_the_last_seat(house: House) -> None:
    """Two clerks, so two of the eight get one."""

    def one(number: int) -> int:
        asked = {"offer": "new", "starts_at": TOMORROW_NINE, "phone": f"1390000000{number}"}
        answer = house.client.request("POST", "/api/appointments", json={"request_id": str(uuid4())} | asked)
        return int(answer.status_code)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [201] * 2 + [409] * 6


def test_cancelled_by_its_code_and_free_again(house: House) -> None:
    made = book(house, clerk="li")
    path = f"/api/appointments/vouchers/{made['code'].lower()}/cancel"
    assert house.ask("POST", path, status=200)["state"] == "cancelled"
    assert house.ask("POST", path, status=200)["state"] == "cancelled"
    book(house, clerk="li")
    come(house, 0, 404, code=made["code"])


def test_nobody_can_try_out_codes(house: House) -> None:
    codes = [voucher(house, f"{number:012d}", None)["code"] for number in range(17)]  # type: ignore[arg-type]  # any
    assert codes[:15] == ["no_such_appointment"] * 15
    assert codes[-1] == "too_often"


@pytest.mark.parametrize("minutes", [-30, -5, 0, 15])
def test_in_time_or_a_little_late_the_ticket_counts_from_the_time_booked(house: House, minutes: int) -> None:
    made = book(house)
    answer = come(house, minutes, code=made["code"])
    assert answer["outcome"] == "keeps_place"
    assert answer["direction"]["place"] == {"zh": "2号窗口", "en": "Window 2"}
    assert answer["direction"]["ticket"]["number"] == "B001"
    assert voucher(house, made["code"])["state"] == "checked_in"


def test_who_came_a_little_late_is_called_before_who_came_earlier_without_one(house: House) -> None:
    """And at the window that was booked; another may call them only while that one is closed."""
    made = book(house)
    house.clock.now = (NINE + timedelta(minutes=5)).astimezone(UTC)
    house.issue(service="pay", wants_person=True)
    number = come(house, 10, code=made["code"])["direction"]["ticket"]["number"]
    assert house.staff("POST", "/api/counters/2/next")["number"] == number


def test_who_is_too_early_may_come_back_or_take_an_ordinary_number(house: House) -> None:
    made = book(house)
    answer = come(house, -31, code=made["code"])
    assert (answer["outcome"], answer["direction"]) == ("come_later", None)
    assert answer["come_at"] == "2026-11-24T08:30:00+08:00"
    house.clock.on(minutes=1)
    assert voucher(house, made["code"])["state"] == "booked"


def test_an_ordinary_number_instead_gives_the_seat_back(house: House) -> None:
    made = book(house, starts_at="2026-11-24T11:00:00+08:00")
    answer = come(house, 0, code=made["code"], ticket_now=True)
    assert answer["outcome"] == "ordinary_ticket"
    assert answer["direction"]["place"]["zh"] == "1、2、3号窗口"
    assert voucher(house, made["code"])["state"] == "cancelled"


def test_who_is_too_late_gets_an_ordinary_number(house: House) -> None:
    made = book(house)
    answer = come(house, 16, code=made["code"])
    assert answer["outcome"] == "ordinary_ticket"
    put_in_order(house.hall)
    assert voucher(house, made["code"])["state"] == "missed"
    assert come(house, 20, phone=PHONE)["outcome"] == "ordinary_ticket"


def test_by_phone_number_however_it_is_written(house: House) -> None:
    book(house)
    assert come(house, 0, phone="+86 139-0000-0001")["outcome"] == "keeps_place"


def test_by_the_whole_address_in_the_code(house: House) -> None:
    made = book(house)
    assert come(house, 0, code=f"https://hall.example.cn/a/{made['code']}")["outcome"] == "keeps_place"


def test_who_checks_in_twice_has_one_number(house: House) -> None:
    made = book(house)
    first, second = come(house, 0, code=made["code"]), come(house, 1, phone=PHONE)
    assert first["direction"]["ticket"]["number"] == second["direction"]["ticket"]["number"]
    assert second["direction"]["ticket"]["reprint"] is True


def test_by_card_when_the_customer_number_was_given(house: House) -> None:
    house.people.known["000000000001"] = (customer(),)
    book(house, customer="000000000001")
    house.clock.now = NINE.astimezone(UTC)
    ref = house.identify()["ref"]
    assert come(house, 0, visitor_ref=ref)["outcome"] == "keeps_place"


def test_choosing_the_service_after_the_card_is_enough(house: House) -> None:
    """The card's holder never said that they have an appointment."""
    house.people.known["000000000001"] = (customer(),)
    book(house, customer="0000000001")
    house.clock.now = NINE.astimezone(UTC)
    ref = house.identify()["ref"]
    assert house.issue(visitor_ref=ref)["place"]["zh"] == "2号窗口"
    assert house.issue(visitor_ref=ref, service="meter", wants_person=True)["place"]["zh"] != "2号窗口"


def test_of_several_today_the_one_nearest_to_now(house: House) -> None:
    book(house, starts_at="2026-11-24T11:00:00+08:00")
    book(house, starts_at=TOMORROW_NINE, clerk="li")
    assert come(house, 10, phone=PHONE)["direction"]["place"]["zh"] == "3号窗口"


def test_nobody_without_an_appointment_checks_in(house: House) -> None:
    assert come(house, 0, 404, phone=PHONE)["code"] == "no_such_appointment"
    assert come(house, 0, 404, code="nothing")["code"] == "no_such_appointment"
    assert come(house, 0, 422)["code"] == "malformed"


def test_checking_in_is_for_kiosks(house: House) -> None:
    house.ask("POST", "/api/checkin", json={"request_id": str(uuid4()), "phone": PHONE}, status=401)
    house.ask("POST", "/api/checkin", house.staff_token, json={"request_id": str(uuid4())}, status=403)


def test_a_vip_is_received_in_the_room_by_the_manager_of_their_choice(house: House) -> None:
    made = book(house, offer="vip", clerk="chen")
    assert (made["clerk"]["zh"], made["place"]["zh"], made["vip"]) == ("陈刚", "6号接待室", True)
    answer = come(house, 0, code=made["code"])
    assert answer["direction"]["kind"] == "room"
    assert house.staff("POST", "/api/counters/6/next")["number"] == answer["direction"]["ticket"]["number"]


def test_two_managers_share_the_one_room(house: House) -> None:
    book(house, offer="vip", clerk="chen")
    assert book(house, 409, offer="vip", clerk="zhao", phone="13900000002")["code"] == "slot_full"
    slots = house.ask("GET", "/api/appointments/vip/days")[1]["slots"]
    assert (slots[0]["free"], slots[0]["left"]) == ({"zhao": 0, "chen": 0}, 0)
    assert (slots[1]["free"], slots[1]["left"]) == ({"zhao": 1, "chen": 1}, 1)


def test_staff_see_why_somebody_with_an_appointment_is_here(house: House) -> None:
    made = book(house)
    come(house, 0, code=made["code"])
    seen = house.staff("POST", "/api/counters/2/next")
    assert (seen["rule"], seen["reason"]) == ("appointment", "appointment")
    assert house.hall.texts.has("console.reason.appointment")


def test_a_kiosk_may_try_a_few_phone_numbers_nobody_booked_with(house: House) -> None:
    """One mistyped costs nobody anything, a list of them does. Codes, cards and other kiosks are not meant."""
    made = book(house)
    for last in range(8):
        come(house, 0, 404, phone=f"1390000010{last}")
    assert come(house, 0, 429, phone="13900000108")["code"] == "too_often"
    assert come(house, 0, 429, phone=PHONE)["code"] == "too_often"
    assert come(house, 0, 404, code="AAAA-BBBB-CCCC")["code"] == "no_such_appointment"
    other = {"request_id": str(uuid4()), "phone": "13900000108"}
    house.ask("POST", "/api/checkin", house.hall.secrets.kiosks["kiosk-2"], json=other, status=404)
    assert come(house, 0, code=made["code"])["outcome"] == "keeps_place"


def test_numbers_that_were_booked_with_are_not_counted(house: House) -> None:
    book(house)
    for minute in range(20):
        assert come(house, minute - 15, phone=PHONE)["outcome"] == "keeps_place"


def test_a_mark_taken_away_leaves_the_place_of_the_appointment(house: House) -> None:
    made = book(house)
    come(house, -10, code=made["code"])
    ticket = house.staff("GET", "/api/guide/waiting")["waiting"][0]
    house.issue()
    for mark in ("elderly", None):
        path = f"/api/guide/tickets/{ticket['id']}/mark"
        house.ask("POST", path, house.staff_token, json={"mark": mark}, status=200)
    assert house.staff("GET", "/api/guide/waiting")["waiting"][0]["privileged"] is True
