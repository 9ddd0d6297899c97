"""A mis-click is taken back for ten seconds: all of it or nothing, and never over what has happened since."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from kiosk.domain.direction import DirectionKind
from kiosk.tickets.actions import Action
from kiosk.tickets.board import board
from kiosk.tickets.schema import business_days, ticket_states, tickets
from kiosk.tickets.serving import Destination
from kiosk.tickets.values import Called, Declined, Why
from tests.tickets.conftest import Day, decision, order
from tests.tickets.counters import Clerk, issued, steps

NOTHING = Declined(Why.NOTHING_TO_UNDO)
ARREARS = Destination("arrears", DirectionKind.LANE)


@pytest.fixture
def li(day: Day) -> Clerk:
    return Clerk(day, "1", "li")


def picture(day: Day) -> list[tuple[Any, ...]]:
    """Everything about the tickets that undo must bring back."""
    return [
        (row.state, row.window, row.called_at, row.lane, row.target, row.effective_at, row.privileged, row.turns)
        for row in issued(day)
    ]


def open_rows(day: Day) -> list[tuple[str, Any]]:
    return sorted((row.state, row.started_at) for row in steps(day) if row.ended_at is None)


@pytest.mark.parametrize(
    ("act", "undone"),
    [
        (Clerk.finish, Action.FINISH),
        (Clerk.finish_and_call, Action.FINISH_AND_CALL),
        (Clerk.hold, Action.HOLD),
        (Clerk.park, Action.PARK),
        (lambda clerk: clerk.transfer(ARREARS, "oh"), Action.TRANSFER),
    ],
)
def test_each_action_is_taken_back_whole(day: Day, li: Clerk, act: Any, undone: Action) -> None:
    for _ in range(3):
        day.issue()
    li.called()
    day.later(minutes=1)
    before, rows = picture(day), open_rows(day)
    act(li)
    assert picture(day) != before
    day.later(seconds=10)
    assert li.undo() == undone
    assert (picture(day), open_rows(day)) == (before, rows)
    assert {row.undone_at for row in steps(day)} == {None, day.now}


def test_a_call_taken_back_leaves_the_displays_and_the_line_as_before(day: Day, li: Clerk) -> None:
    day.issue()
    day.later(minutes=3)
    before, rows = picture(day), open_rows(day)
    li.called()
    assert li.looks().undo == (Action.CALL, day.now + timedelta(seconds=10))
    assert li.undo() is Action.CALL
    assert (picture(day), open_rows(day)) == (before, rows)
    assert board(day.engine, day.calendar, day.now).calls == ()
    assert li.called().number == "A001"
    assert len(board(day.engine, day.calendar, day.now).calls) == 1


def test_touches_are_taken_back_one_by_one_the_last_first(day: Day, li: Clerk) -> None:
    day.issue()
    before = picture(day)
    li.called()
    li.hold()
    assert [li.undo(), li.undo(), li.undo()] == [Action.HOLD, Action.CALL, NOTHING]
    assert picture(day) == before


def test_eleven_seconds_are_too_late(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    day.later(seconds=11)
    assert li.undo() == NOTHING
    assert li.looks().undo is None


def test_what_has_happened_since_stands(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    li.serve()
    assert li.undo() == NOTHING
    li.park()
    wang = Clerk(day, "2", "wang")
    wang.choose(issued(day)[0].id)
    assert li.undo() == NOTHING
    assert issued(day)[0].window == "2"


def test_a_finished_ticket_stays_so_when_the_person_has_a_new_one(day: Day, li: Clerk) -> None:
    day.issue(order(person_key="1:me"))
    li.called()
    li.finish()
    day.issue(order(person_key="1:me"))
    assert li.undo() == NOTHING
    assert [row.state for row in issued(day)] == ["done", "waiting"]


def test_undoing_does_not_stretch_the_row_of_privileged_calls(day: Day, li: Clerk) -> None:
    for _ in range(6):
        day.issue(series="V", decision=decision("vip"), head_start=timedelta(minutes=20))
    for _ in range(2):
        day.issue()

    def row() -> int:
        return int(day.rows(business_days)[0].privileged_in_a_row)

    called = []
    for _ in range(2):
        called.append(li.called().number)
        li.finish()
    assert row() == 2
    assert li.called().number == "A001"
    assert row() == 0
    li.undo()
    assert row() == 2
    assert li.called().number == "A001"
    li.finish()
    assert li.called().number == "V003"
    assert row() == 1
    li.undo()
    assert row() == 0
    assert called == ["V001", "V002"]


def test_undo_and_the_next_touch_meet(day: Day) -> None:
    """One of the two wins; the ticket is never in two places, and nobody is lost."""
    for turn in range(12):
        day.issue()
        li, wang = Clerk(day, "1", "li"), Clerk(day, "2", "wang")
        ticket = li.called()
        li.park()
        with ThreadPoolExecutor(2) as pool:
            undone = pool.submit(li.undo)
            chosen = pool.submit(wang.choose, ticket.id)
        won = (undone.result() is Action.PARK, isinstance(chosen.result(), Called))
        assert won in {(True, False), (False, True)}, turn
        at = day.rows(tickets, id=ticket.id)[0]
        assert (at.state, at.window) == ("called", "1" if won[0] else "2")
        assert sum(row.ended_at is None for row in day.rows(ticket_states, ticket_id=ticket.id)) == 1
        (li if won[0] else wang).finish()


def test_eight_undos_at_once_take_back_one_touch(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: li.undo(), range(8)))
    assert sorted(answer is Action.CALL for answer in answers) == [False] * 7 + [True]
    assert issued(day)[0].state == "waiting"
