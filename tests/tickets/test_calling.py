"""Calling: whose turn it is, one ticket to one counter, one open call per counter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from psycopg.errors import DeadlockDetected, QueryCanceled
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.database import writing
from kiosk.domain.ticket import TicketState
from kiosk.tickets import calling
from kiosk.tickets.at_counter import AtCounter
from kiosk.tickets.board import board
from kiosk.tickets.schema import ticket_states, tickets
from kiosk.tickets.values import USUAL, Called, Counter, CounterBusy, NobodyWaiting
from tests.tickets.conftest import Day, decision

BOTH = Counter("1", ("general", "vip"))


def test_the_head_start_of_a_lane_moves_its_tickets_forward_and_no_further(day: Day) -> None:
    """Two regular tickets at 10:00 and 10:05, two privileged at 10:08 and 10:12 with ten minutes' credit."""
    ten = timedelta(minutes=10)
    day.later(hours=1)
    regular_1 = day.number(series="R")
    day.later(minutes=5)
    regular_2 = day.number(series="R")
    day.later(minutes=3)
    vip_1 = day.number(series="V", decision=decision("vip"), head_start=ten)
    day.later(minutes=4)
    vip_2 = day.number(series="V", decision=decision("vip"), head_start=ten)
    assert [day.called_number(BOTH) for _ in range(4)] == [vip_1, regular_1, vip_2, regular_2]


def test_a_counter_calls_only_the_lanes_it_serves(day: Day) -> None:
    day.issue(decision=decision("arrears"))
    assert isinstance(day.call(), NobodyWaiting)
    assert day.called_number(Counter("4", ("arrears",))) == "A001"


def test_an_open_call_must_be_finished_first(day: Day) -> None:
    day.issue()
    day.issue()
    called = day.call()
    assert isinstance(called, Called)
    busy = day.call()
    assert isinstance(busy, CounterBusy)
    assert busy.ticket == called.ticket == calling.open_call(day.engine, day.calendar, "1", day.now)
    finished = day.finish()
    assert finished is not None
    assert finished.number == "A001"
    assert day.finish() is None
    assert calling.open_call(day.engine, day.calendar, "1", day.now) is None
    assert day.called_number() == "A002"


def test_states_are_rows_with_start_end_who_and_where(day: Day) -> None:
    issued = day.now
    day.issue()
    called = day.later(minutes=4)
    day.call()
    done = day.later(minutes=6)
    day.finish()
    life = [(row.state, row.started_at, row.ended_at, row.who, row.place) for row in day.rows(ticket_states)]
    assert life == [
        ("waiting", issued, called, "kiosk-1", None),
        ("called", called, done, "clerk-1", "1"),
        ("done", done, None, "clerk-1", "1"),
    ]


def test_eight_counters_at_once_never_call_one_ticket_twice(day: Day) -> None:
    for _ in range(40):
        day.issue()

    def work(window: str) -> list[str]:
        counter = Counter(window, ("general",), f"clerk-{window}")
        return [day.called_number(counter) for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        called = [number for numbers in pool.map(work, "12345678") for number in numbers]
    assert sorted(called) == [f"A{n:03d}" for n in range(1, 41)]


def test_one_counter_that_asks_eight_times_at_once_gets_one_ticket(day: Day) -> None:
    for _ in range(8):
        day.issue()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: day.call(), range(8)))
    assert sorted(type(answer).__name__ for answer in answers) == ["Called"] + ["CounterBusy"] * 7


def test_the_database_itself_refuses_a_second_open_call(day: Day) -> None:
    day.issue()
    day.issue()
    everybody = update(tickets).values(state=TicketState.CALLED, window="1")
    with pytest.raises(IntegrityError), writing(day.engine) as connection:
        connection.execute(everybody)


def test_displays_get_numbers_windows_and_counts(day: Day) -> None:
    for _ in range(3):
        day.issue()
    day.issue(decision=decision("arrears"))
    day.called_number()
    day.later(minutes=1)
    day.call()
    seen = board(day.engine, day.calendar, day.now)
    assert [(call.number, call.window, call.at) for call in seen.calls] == [
        ("A002", "1", day.now),
        ("A001", "1", day.now - timedelta(minutes=1)),
    ]
    assert seen.calls[0].id > seen.calls[1].id
    assert seen.waiting == {"general": 1, "arrears": 1}


def test_of_two_requests_that_have_locked_each_other_out_the_other_is_carried_out_too(day: Day) -> None:
    """PostgreSQL ends one of them; what stands in its way is gone by then."""
    troubles: list[Exception] = [DeadlockDetected()]

    def call(at: AtCounter) -> calling.CallAnswer:
        if troubles:
            raise DBAPIError("", None, troubles.pop())
        return NobodyWaiting()

    def touch() -> calling.CallAnswer:
        return calling._calling(day.engine, day.calendar, BOTH, day.now, USUAL, call)

    assert isinstance(touch(), NobodyWaiting)
    troubles += [QueryCanceled()]
    with pytest.raises(DBAPIError):
        touch()
    troubles += [DeadlockDetected(), DeadlockDetected()]
    with pytest.raises(DBAPIError):
        touch()
