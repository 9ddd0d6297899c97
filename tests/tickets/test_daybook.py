"""The rows a manager's page is reckoned from, read on both databases."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from kiosk.domain.ticket import TicketState
from kiosk.tickets import daybook, predictions
from kiosk.tickets.daybook import AtWork
from kiosk.tickets.estimate import Pace, Situation, Window
from kiosk.tickets.figures import Span, Visit
from kiosk.tickets.schema import tickets
from tests.tickets.conftest import TODAY, Day, decision, order
from tests.tickets.counters import Clerk


@pytest.fixture
def li(day: Day) -> Clerk:
    return Clerk(day, "1", "li")


def visits(day: Day) -> list[Visit]:
    return sorted(daybook.visits(day.engine, day.calendar, day.now), key=lambda one: one.issued_at)


def test_a_visit_has_its_first_call_whatever_came_after(day: Day, li: Clerk) -> None:
    start = day.now
    day.issue(head_start=timedelta(minutes=10))
    day.later(minutes=3)
    li.called()
    first = day.now
    day.later(minutes=1)
    li.recall()
    li.park()
    day.later(minutes=2)
    li.unpark(UUID(str(day.rows(tickets)[0].id)))
    day.later(minutes=1)
    li.called()
    assert visits(day) == [
        Visit("general", start, start - timedelta(minutes=10), TicketState.CALLED, first),
    ]


def test_a_call_taken_back_was_none(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    li.undo()
    assert [(one.called_at, one.state) for one in visits(day)] == [(None, TicketState.WAITING)]


def test_only_this_hall_and_this_day(day: Day) -> None:
    day.issue()
    day.later(days=1)
    day.issue()
    day.issue(decision=decision("vip"))
    assert sorted(one.lane for one in visits(day)) == ["general", "vip"]


def test_the_same_hour_of_a_day_before(day: Day, li: Clerk) -> None:
    day.issue()
    day.later(hours=3)
    day.issue()
    day.later(minutes=5)
    li.called()
    li.finish_and_call()
    then = day.now
    day.later(days=1)
    seen = daybook.past_hour(day.engine, day.calendar, then)
    assert [(one.issued_at, one.called_at) for one in seen] == [(then - timedelta(minutes=5), then)]


def test_windows_work_from_opening_to_closing_without_their_pauses(day: Day, li: Clerk) -> None:
    opened = day.now
    li.open()
    for _ in range(2):
        day.later(minutes=10)
        li.pause()
        day.later(minutes=5)
        li.resume()
    wang = Clerk(day, "2", "wang")
    wang.open()
    closed = day.later(minutes=10)
    li.close()
    wang.pause()

    def at(minutes: int) -> datetime:
        return opened + timedelta(minutes=minutes)

    assert sorted(daybook.spans(day.engine, "hall-1", opened)) == [
        Span("1", opened, at(10)),
        Span("1", at(15), at(25)),
        Span("1", at(30), closed),
        Span("2", at(30), closed),
    ]
    wang.resume()
    assert daybook.spans(day.engine, "hall-1", closed + timedelta(minutes=1)) == (
        Span("2", at(30), closed),
        Span("2", closed, None),
    ), "sessions that ended before are left out"


def test_who_is_where_now(day: Day, li: Clerk) -> None:
    wang = Clerk(day, "2", "wang")
    wang.open()
    opened = day.now
    for _ in range(3):
        day.issue()
    called = day.later(minutes=1)
    li.called()
    day.later(minutes=1)
    li.serve()
    seen = daybook.present(day.engine, day.calendar, day.now)
    assert seen.at_work == (AtWork("1", "A001", TicketState.SERVING, called),)
    assert [one.number for one in seen.waiting] == ["A002", "A003"]
    assert seen.touched == {"1": called, "2": opened}
    day.later(minutes=1)
    li.finish()
    assert daybook.present(day.engine, day.calendar, day.now).touched["1"] == day.now
    wang.pause()
    resumed = day.later(minutes=9)
    wang.resume()
    assert daybook.present(day.engine, day.calendar, day.now).touched["2"] == resumed


def test_how_far_predictions_were_off_by_day(day: Day, li: Clerk) -> None:
    told = order(situation=Situation(Pace(overall=5.0), [Window(("general",))]))
    day.issue(told)
    day.later(minutes=8)
    li.called()
    predictions.settle(day.engine, "hall-1", day.now)
    (error,) = daybook.errors_by_day(day.engine, "hall-1", TODAY)
    assert (error.day, error.count) == (TODAY, 1)
    assert error.mean_error_min == pytest.approx(3.0)
    assert daybook.errors_by_day(day.engine, "hall-1", TODAY + timedelta(days=1)) == ()
