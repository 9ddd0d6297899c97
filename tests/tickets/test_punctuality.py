"""Early, on time, late, missed: the rules as tables."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.tickets.offers import Host, Offer, slots_on
from kiosk.tickets.punctuality import Arrival, Punctuality, Treatment, WhenEarly, WhenMissed, arrival, treatment

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
EARLY, ON_TIME, LATE, MISSED = Arrival.EARLY, Arrival.ON_TIME, Arrival.LATE, Arrival.MISSED
PLACE, ORDINARY = Treatment.KEEPS_PLACE, Treatment.ORDINARY_TICKET
LATER, AGAIN = Treatment.COME_LATER, Treatment.BOOK_AGAIN


@pytest.mark.parametrize(
    ("minutes", "came"),
    [
        (-600, EARLY),
        (-31, EARLY),
        (-30, ON_TIME),
        (-1, ON_TIME),
        (0, ON_TIME),
        (1, LATE),
        (15, LATE),
        (16, MISSED),
        (600, MISSED),
    ],
)
def test_arrivals_by_the_usual_rules(minutes: int, came: Arrival) -> None:
    assert arrival(NINE, NINE + timedelta(minutes=minutes), Punctuality()) is came


@pytest.mark.parametrize(("minutes", "came"), [(-11, EARLY), (-10, ON_TIME), (5, LATE), (6, MISSED)])
def test_a_hall_may_be_stricter(minutes: int, came: Arrival) -> None:
    rules = Punctuality(early=timedelta(minutes=10), late=timedelta(minutes=5))
    assert arrival(NINE, NINE + timedelta(minutes=minutes), rules) is came


@pytest.mark.parametrize(
    ("came", "when_early", "when_missed", "wants_now", "then"),
    [
        (ON_TIME, WhenEarly.ASK, WhenMissed.ORDINARY_TICKET, False, PLACE),
        (ON_TIME, WhenEarly.ASK, WhenMissed.ORDINARY_TICKET, True, PLACE),
        (LATE, WhenEarly.WAIT, WhenMissed.BOOK_AGAIN, False, PLACE),
        (EARLY, WhenEarly.ASK, WhenMissed.ORDINARY_TICKET, False, LATER),
        (EARLY, WhenEarly.ASK, WhenMissed.ORDINARY_TICKET, True, ORDINARY),
        (EARLY, WhenEarly.WAIT, WhenMissed.ORDINARY_TICKET, True, LATER),
        (MISSED, WhenEarly.ASK, WhenMissed.ORDINARY_TICKET, False, ORDINARY),
        (MISSED, WhenEarly.ASK, WhenMissed.BOOK_AGAIN, True, AGAIN),
    ],
)
def test_what_becomes_of_them(
    came: Arrival, when_early: WhenEarly, when_missed: WhenMissed, wants_now: bool, then: Treatment
) -> None:
    rules = Punctuality(when_early=when_early, when_missed=when_missed)
    assert treatment(came, rules, wants_ticket_now=wants_now) is then


def offer(starts: time, ends: time, minutes: int) -> Offer:
    every = timedelta(minutes=minutes)
    return Offer("new", "new", "general", (Host("wang", "3"),), range(1, 6), starts, ends, every)


@pytest.mark.parametrize(
    ("starts", "ends", "minutes", "begin"),
    [
        (time(9), time(10), 30, ["09:00", "09:30"]),
        (time(9), time(10), 25, ["09:00", "09:25"]),
        (time(9), time(9, 20), 30, []),
        (time(13, 30), time(15), 45, ["13:30", "14:15"]),
    ],
)
def test_the_slots_of_a_day(starts: time, ends: time, minutes: int, begin: list[str]) -> None:
    slots = list(slots_on(offer(starts, ends, minutes), date(2026, 11, 24), ZONE))
    assert [f"{slot.starts_at:%H:%M}" for slot in slots] == begin
    assert all(slot.ends_at - slot.starts_at == timedelta(minutes=minutes) for slot in slots)


def test_no_slots_on_other_weekdays() -> None:
    assert list(slots_on(offer(time(9), time(12), 30), date(2026, 11, 22), ZONE)) == []
