"""Windows open, pause, close: one clerk a window, one window a clerk; others are told why not."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.tickets import sessions
from kiosk.tickets.schema import counter_pauses, counter_sessions
from kiosk.tickets.sessions import Session
from kiosk.tickets.values import Called, Declined, NobodyWaiting, Why
from tests.tickets.conftest import Day
from tests.tickets.counters import Clerk


@pytest.fixture
def li(day: Day) -> Clerk:
    return Clerk(day, "1", "li")


def test_a_day_at_a_window_is_on_record(day: Day, li: Clerk) -> None:
    opened = day.now
    assert isinstance(li.open(), Session)
    paused = day.later(hours=2)
    at_lunch = li.pause("lunch")
    assert (at_lunch.paused, at_lunch.pause_reason) == (True, "lunch")
    resumed = day.later(minutes=30)
    assert not li.resume().paused
    closed = day.later(hours=3)
    assert li.close() is None
    assert li.close() is None
    (row,) = day.rows(counter_sessions)
    assert (row.window, row.clerk, row.opened_at, row.closed_at, row.closed_by) == ("1", "li", opened, closed, "li")
    (pause,) = day.rows(counter_pauses)
    assert (pause.started_at, pause.ended_at, pause.reason) == (paused, resumed, "lunch")
    assert sessions.sessions(day.engine, day.calendar) == ()


def test_opening_and_pausing_twice_do_no_harm(day: Day, li: Clerk) -> None:
    first = li.open()
    li.pause("lunch")
    li.pause("still lunch")
    assert li.open() == first
    assert len(day.rows(counter_sessions)) == len(day.rows(counter_pauses)) == 1


def test_one_clerk_a_window_and_one_window_a_clerk(day: Day, li: Clerk) -> None:
    li.open()
    day.issue()
    wang = Clerk(day, "1", "wang")
    for answer in (wang.open(), wang.call(), wang.pause(), wang.resume(), wang.close(), wang.finish(), wang.park()):
        assert answer == Declined(Why.WINDOW_TAKEN, "li")
    assert Clerk(day, "2", "li").open() == Declined(Why.CLERK_ELSEWHERE, "1")
    assert Clerk(day, "2", "li").call() == Declined(Why.CLERK_ELSEWHERE, "1")


def test_a_colleague_may_take_over_a_window_left_open(day: Day, li: Clerk) -> None:
    li.open()
    day.issue()
    ticket = li.called()
    wang = Clerk(day, "1", "wang")
    assert isinstance(wang.open(take_over=True), Session)
    finished = wang.finish()
    assert finished.id == ticket.id
    assert li.call() == Declined(Why.WINDOW_TAKEN, "wang")
    ended = day.rows(counter_sessions, clerk="li")[0]
    assert (ended.closed_by, ended.closed_at) == ("wang", day.now)
    busy = Clerk(day, "2", "zhao")
    busy.open()
    assert Clerk(day, "1", "zhao").open(take_over=True) == Declined(Why.CLERK_ELSEWHERE, "2")


def test_a_paused_window_calls_nobody_and_a_closed_one_opens_with_its_first_call(day: Day, li: Clerk) -> None:
    day.issue()
    assert li.pause() == li.resume() == Declined(Why.CLOSED)
    li.open()
    li.pause("meeting")
    assert li.call() == li.finish_and_call() == Declined(Why.PAUSED, "meeting")
    li.resume()
    assert isinstance(li.call(), Called)
    assert isinstance(Clerk(day, "2", "wang").call(), NobodyWaiting)
    assert [one.window for one in sessions.sessions(day.engine, day.calendar)] == ["1", "2"]


def test_pausing_lets_the_person_at_the_window_be_served(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    li.pause()
    assert li.serve().state == "serving"
    assert li.finish().number == "A001"


def test_a_window_with_somebody_at_it_is_not_closed(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    assert li.close() == Declined(Why.BUSY, "A001")
    li.finish()
    assert li.close() is None


def test_the_morning_finds_every_window_closed(day: Day, li: Clerk) -> None:
    li.open()
    li.pause()
    day.later(days=1)
    wang = Clerk(day, "1", "wang")
    assert isinstance(wang.open(), Session)
    assert day.rows(counter_sessions, clerk="li")[0].closed_by == "end of day"
    assert day.rows(counter_pauses)[0].ended_at == day.now


def test_eight_clerks_open_one_window_at_once(day: Day) -> None:
    clerks = [Clerk(day, "1", f"clerk-{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(Clerk.open, clerks))
    assert sorted(type(answer).__name__ for answer in answers) == ["Declined"] * 7 + ["Session"]
    assert len(day.rows(counter_sessions)) == 1
