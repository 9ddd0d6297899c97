"""The book of appointments, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from kiosk.database import writing
from kiosk.domain.ticket import TicketState
from kiosk.tickets import appointments, booking
from kiosk.tickets.appointments import Appointment, State, Why, plain_code, readable_code
from kiosk.tickets.booking import Wish
from kiosk.tickets.offers import Host, Offer, Slot
from kiosk.tickets.schema import tickets
from kiosk.tickets.schema_appointments import appointments as table
from tests.tickets.conftest import MORNING, Day

HALL = "hall-1"
NOW = MORNING.astimezone(UTC)
TEN = Slot(NOW + timedelta(hours=25), NOW + timedelta(hours=25, minutes=30))
ELEVEN = Slot(NOW + timedelta(hours=26), NOW + timedelta(hours=26, minutes=30))
OFFER = Offer(
    "new",
    "new",
    "general",
    (Host("wang", "2"), Host("li", "3")),
    range(1, 6),
    time(9),
    time(12),
    timedelta(minutes=30),
)
ONE = replace(OFFER, hosts=(Host("wang", "2"),))


def wish(phone: str = "1:a", **changes: Any) -> Wish:
    return replace(Wish(uuid4(), TEN, phone, "zh"), **changes)


def booked(day: Day, offer: Offer = OFFER, phone: str = "1:a", **changes: Any) -> Appointment:
    made = booking.book(day.engine, HALL, offer, wish(phone, **changes), NOW)
    assert isinstance(made, Appointment)
    return made


def refused(day: Day, offer: Offer = OFFER, phone: str = "1:a", **changes: Any) -> Why:
    made = booking.book(day.engine, HALL, offer, wish(phone, **changes), NOW)
    assert isinstance(made, Why)
    return made


def free(day: Day, offer: Offer = OFFER) -> list[dict[str, int]]:
    return [dict(seats) for seats in booking.free_seats(day.engine, HALL, offer, [TEN, ELEVEN]).values()]


def test_a_booking_takes_a_seat(day: Day) -> None:
    assert free(day) == [{"2": 1, "3": 1}, {"2": 1, "3": 1}]
    made = booked(day)
    assert (made.host, made.window, made.seat, made.state) == ("wang", "2", 1, State.BOOKED)
    assert free(day) == [{"2": 0, "3": 1}, {"2": 1, "3": 1}]


def test_the_clerk_with_most_room_is_taken_unless_one_is_asked_for(day: Day) -> None:
    assert booked(day, phone="1:a", host="li").host == "li"
    assert booked(day, phone="1:b").host == "wang"
    assert refused(day, phone="1:c", host="li") is Why.FULL
    assert refused(day, phone="1:c") is Why.FULL
    assert booked(day, phone="1:c", slot=ELEVEN).host == "wang"


def test_a_clerk_nobody_knows_has_no_seats(day: Day) -> None:
    assert refused(day, host="nobody") is Why.FULL


def test_a_repeated_request_gets_the_same_appointment(day: Day) -> None:
    again = wish()
    first, second = (booking.book(day.engine, HALL, OFFER, again, NOW) for _ in range(2))
    assert first == second
    assert len(day.rows(table)) == 1


def test_one_phone_number_may_not_book_the_hall_up(day: Day) -> None:
    booked(day)
    assert refused(day) is Why.TWICE
    booked(day, slot=ELEVEN)
    assert refused(day, slot=Slot(ELEVEN.ends_at, ELEVEN.ends_at + timedelta(minutes=30))) is Why.TOO_MANY


def test_of_eight_who_want_the_last_seat_one_gets_it(day: Day) -> None:
    with ThreadPoolExecutor(8) as pool:
        wishes = [wish(f"1:{name}") for name in "abcdefgh"]
        made = list(pool.map(lambda one: booking.book(day.engine, HALL, ONE, one, NOW), wishes))
    assert sum(isinstance(one, Appointment) for one in made) == 1
    assert sum(one is Why.FULL for one in made) == 7
    assert len(day.rows(table)) == 1


def test_of_eight_who_want_three_seats_three_get_one_each(day: Day) -> None:
    three = replace(OFFER, capacity=3, hosts=(Host("wang", "2"),))
    with ThreadPoolExecutor(8) as pool:
        wishes = [wish(f"1:{name}") for name in "abcdefgh"]
        made = list(pool.map(lambda one: booking.book(day.engine, HALL, three, one, NOW), wishes))
    assert sorted(one.seat for one in made if isinstance(one, Appointment)) == [1, 2, 3]


def test_a_cancelled_seat_may_be_booked_again(day: Day) -> None:
    first = booked(day, ONE)
    assert refused(day, ONE, "1:b") is Why.FULL
    gone = appointments.cancel(day.engine, HALL, readable_code(first.code).lower(), NOW)
    assert isinstance(gone, Appointment)
    assert gone.state is State.CANCELLED
    assert booked(day, ONE, "1:b").seat == 1
    assert appointments.cancel(day.engine, HALL, first.code, NOW) == gone


def test_what_cannot_be_cancelled(day: Day) -> None:
    assert appointments.cancel(day.engine, HALL, "0000-0000-0000", NOW) is Why.NO_SUCH
    made = booked(day)
    assert appointments.begin_check_in(day.engine, made, NOW)
    assert appointments.cancel(day.engine, HALL, made.code, NOW) is Why.OVER


def test_what_was_cancelled_cannot_be_checked_in(day: Day) -> None:
    made = booked(day)
    appointments.cancel(day.engine, HALL, made.code, NOW)
    assert not appointments.begin_check_in(day.engine, made, NOW)


def test_of_checking_in_and_cancelling_at_once_one_wins(day: Day) -> None:
    for _ in range(5):
        made = booked(day, phone=f"1:{uuid4()}", slot=replace(TEN, starts_at=TEN.starts_at + timedelta(seconds=1)))
        with ThreadPoolExecutor(2) as pool:
            came = pool.submit(appointments.begin_check_in, day.engine, made, NOW)
            gone = pool.submit(appointments.cancel, day.engine, HALL, made.code, NOW)
        assert came.result() is (gone.result() is Why.OVER)
        appointments.miss(day.engine, HALL, NOW + timedelta(days=9), NOW)
        with writing(day.engine) as connection:
            connection.execute(table.delete())


def test_found_by_phone_or_by_person_within_a_time(day: Day) -> None:
    made = booked(day, person_key="1:p")
    around = TEN.starts_at - timedelta(hours=1), TEN.starts_at + timedelta(hours=1)
    find = appointments.of_somebody
    assert find(day.engine, HALL, *around, phone_key="1:a") == (made,)
    assert find(day.engine, HALL, *around, person_key="1:p") == (made,)
    assert find(day.engine, HALL, *around, phone_key="1:x", person_key="1:x") == ()
    assert find(day.engine, HALL, *around) == ()
    assert find(day.engine, HALL, NOW, NOW + timedelta(hours=1), phone_key="1:a") == ()


def test_people_at_the_same_window_in_the_same_slot_come_one_after_the_other(day: Day) -> None:
    two = replace(ONE, capacity=2)
    first, second = booked(day, two, "1:a"), booked(day, two, "1:b")
    assert [appointments.people_before(day.engine, HALL, one) for one in (first, second)] == [0, 1]
    appointments.cancel(day.engine, HALL, first.code, NOW)
    assert appointments.people_before(day.engine, HALL, second) == 0


@pytest.mark.parametrize(
    ("state", "used"),
    [
        (TicketState.WAITING, False),
        (TicketState.CALLED, False),
        (TicketState.DONE, True),
        (TicketState.NO_SHOW, True),
        (TicketState.VOID, False),
    ],
)
def test_an_appointment_is_used_up_when_its_ticket_came_to_its_end(
    day: Day, state: TicketState, used: bool
) -> None:
    made = booked(day)
    assert not appointments.is_used(day.engine, made)
    day.issue()
    ticket = day.rows(tickets)[0].id
    appointments.got_ticket(day.engine, made, ticket)
    with writing(day.engine) as connection:
        connection.execute(update(tickets).values(state=state))
    seen = appointments.by_code(day.engine, HALL, made.code)
    assert seen is not None
    assert appointments.is_used(day.engine, seen) is used


def test_who_did_not_come_has_missed_it(day: Day) -> None:
    came, stayed_away = booked(day), booked(day, phone="1:b")
    appointments.begin_check_in(day.engine, came, NOW)
    later: datetime = TEN.starts_at + timedelta(minutes=15)
    assert appointments.miss(day.engine, HALL, TEN.starts_at, later) == 0
    assert appointments.miss(day.engine, HALL, later, later) == 1
    seen = appointments.by_code(day.engine, HALL, stayed_away.code)
    assert seen is not None
    assert seen.state is State.MISSED
    assert appointments.by_code(day.engine, "hall-2", stayed_away.code) is None


@pytest.mark.parametrize("typed", ["AB10CD21EFGH", "ab1o-cd2i-efgh", " AB10 CD2L EFGH "])
def test_codes_are_read_as_people_type_them(typed: str) -> None:
    assert plain_code(typed) == "AB10CD21EFGH"


def test_codes_are_random_and_without_letters_that_look_alike(day: Day) -> None:
    codes = {
        booked(day, phone=f"1:{n}", slot=Slot(TEN.starts_at + timedelta(days=n), TEN.ends_at)).code
        for n in range(9)
    }
    assert len(codes) == 9
    assert all(len(code) == 12 and not set(code) & set("OILU") for code in codes)


def test_no_phone_number_is_shown_by_accident() -> None:
    assert "1:secret" not in repr(wish("1:secret", person_key="1:secret"))
