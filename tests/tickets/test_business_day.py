"""The business date rolls at its hour, in the hall's zone, and never goes backwards."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.database import make_engine, writing
from kiosk.domain.ticket import TicketState
from kiosk.tickets import business_day, calling, sessions
from kiosk.tickets.board import board, current_date
from kiosk.tickets.migrations import upgrade
from kiosk.tickets.schema import tickets
from kiosk.tickets.values import Calendar, Called
from tests.tickets.conftest import TODAY, Day

CALENDAR = Calendar("hall-1", ZoneInfo("Asia/Shanghai"), time(4))


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2026-11-22T19:59", date(2026, 11, 22)),  # 03:59 in the hall
        ("2026-11-22T20:00", date(2026, 11, 23)),  # 04:00 in the hall
        ("2026-11-23T16:30", date(2026, 11, 23)),  # half past midnight: the evening is not over
    ],
)
def test_the_day_begins_at_its_hour_where_the_hall_is(utc: str, expected: date) -> None:
    assert CALENDAR.date_at(datetime.fromisoformat(utc).replace(tzinfo=UTC)) == expected


FORTY_YEARS = st.integers(0, 40 * 365 * 24).map(
    lambda hours: datetime(1990, 1, 2, tzinfo=UTC) + timedelta(hours=hours)
)


@settings(max_examples=25, deadline=None)
@given(st.lists(FORTY_YEARS, max_size=12))
def test_whatever_the_clock_does_the_date_never_goes_back(moments: list[datetime]) -> None:
    engine = make_engine("sqlite://")
    upgrade(engine)
    seen = []
    for moment in moments:
        with writing(engine) as connection:
            seen.append(business_day.today(connection, CALENDAR, moment))
    engine.dispose()
    assert seen == sorted(seen)


def test_a_clock_set_back_goes_on_with_todays_numbers(day: Day) -> None:
    day.issue()
    day.later(days=-400)
    assert day.number() == "A002"
    assert current_date(day.engine, day.calendar, day.now) == TODAY
    assert board(day.engine, day.calendar, day.now).waiting == {"general": 2}


def test_a_new_day_begins_at_one_with_nobody_waiting_and_every_window_free(day: Day) -> None:
    day.issue()
    day.issue()
    assert isinstance(day.call(), Called)
    day.later(days=1)
    assert calling.open_call(day.engine, day.calendar, "1", day.now) is None
    assert board(day.engine, day.calendar, day.now).waiting == {}
    assert day.number() == "A001"
    called = day.call()
    assert isinstance(called, Called)
    assert called.ticket.business_date == TODAY + timedelta(days=1)
    assert [row.state for row in day.rows(tickets, business_date=TODAY)] == [TicketState.NO_SHOW] * 2


def test_a_day_begins_although_nobody_has_come_yet(day: Day) -> None:
    day.issue()
    assert isinstance(day.call(), Called)  # which opened the window
    assert not business_day.begin(day.engine, day.calendar, day.now)
    day.later(days=1)
    assert business_day.begin(day.engine, day.calendar, day.now)
    assert sessions.sessions(day.engine, day.calendar) == ()
    assert [row.state for row in day.rows(tickets, business_date=TODAY)] == [TicketState.NO_SHOW]
    assert not business_day.begin(day.engine, day.calendar, day.now)


def test_halls_in_one_database_do_not_meet(day: Day) -> None:
    other = Day(day.engine, Calendar("hall-2", ZoneInfo("Asia/Urumqi"), time(4)), day.now)
    assert [day.number(), other.number(), day.number()] == ["A001", "A001", "A002"]
    day.call()
    assert [other.called_number(), board(day.engine, day.calendar, day.now).waiting] == ["A001", {"general": 1}]
