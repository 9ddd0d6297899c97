"""What a guide did last can be taken back: a number, a move, a mark; each guide their own, and not for long."""

from datetime import timedelta
from uuid import UUID

import pytest

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import Mark
from kiosk.tickets import guiding
from kiosk.tickets.actions import Action
from kiosk.tickets.guiding import Undoable
from kiosk.tickets.order import Bounds
from kiosk.tickets.schema import ticket_states, tickets
from kiosk.tickets.serving import Destination
from kiosk.tickets.values import Declined, Floor, Ticket, Why
from tests.tickets.conftest import Day, decision
from tests.tickets.counters import Clerk, issued

FLOOR = Floor(bounds=Bounds(), undo_for=timedelta(seconds=10))
DESK = Destination("consult", DirectionKind.DESK)
TOO_LATE = Declined(Why.NOTHING_TO_UNDO)


def given(day: Day, who: str = "he", lane: str = "general") -> UUID:
    return UUID(str(day.issue(kiosk=who, decision=decision(lane)).answer["id"]))


def move(day: Day, ticket: UUID, who: str = "he", to: Destination = DESK) -> Ticket:
    moved = guiding.move(day.engine, day.calendar, ticket, to, who, day.now)
    assert isinstance(moved, Ticket)
    return moved


def mark(day: Day, ticket: UUID, who: str = "he") -> Ticket:
    marked = guiding.mark(day.engine, day.calendar, ticket, Mark.ELDERLY, timedelta(minutes=15), who, day.now)
    assert isinstance(marked, Ticket)
    return marked


def undo(day: Day, who: str = "he") -> Undoable | Declined:
    return guiding.undo(day.engine, day.calendar, who, day.now, FLOOR)


def last(day: Day, who: str = "he") -> tuple[Action, str] | None:
    found = guiding.undoable(day.engine, day.calendar, who, day.now, FLOOR)
    return (found.action, found.ticket.number) if found else None


def test_a_number_given_by_mistake_is_void_and_its_number_is_gone(day: Day) -> None:
    given(day)
    assert last(day) == (Action.ISSUE, "A001")
    day.later(seconds=9)
    undone = undo(day)
    assert isinstance(undone, Undoable)
    assert [row.state for row in issued(day)] == ["void"]
    assert (last(day), undo(day)) == (None, TOO_LATE)
    assert day.number() == "A002"


def test_a_move_is_taken_back_to_the_very_place_before(day: Day) -> None:
    li = Clerk(day, "1", "li")
    ticket = given(day, "kiosk-1")
    li.called()
    li.hold()
    before = issued(day)[0]
    day.later(minutes=2)
    moved = move(day, ticket)
    assert (moved.lane, moved.state) == ("consult", "waiting")
    assert last(day) == (Action.MOVE, "A001")
    undo(day)
    after = issued(day)[0]
    for column in ("state", "lane", "window", "note", "effective_at", "privileged", "turns"):
        assert getattr(after, column) == getattr(before, column), column
    rows = sorted(day.rows(ticket_states), key=lambda row: row.id)
    assert [row.state for row in rows if row.undone_at] == ["transferred"]
    assert [row.state for row in rows if row.ended_at is None] == ["held"]


def test_a_mark_is_taken_back_with_its_head_start(day: Day) -> None:
    ticket = given(day, "kiosk-1")
    assert mark(day, ticket).privileged
    assert last(day) == (Action.MARK, "A001")
    undo(day)
    row = issued(day)[0]
    assert (row.mark, row.privileged, row.effective_at == row.issued_at) == (None, False, True)


def test_one_after_the_other_the_newest_first(day: Day) -> None:
    ticket = given(day, "kiosk-1")
    mark(day, ticket)
    day.later(seconds=1)
    move(day, ticket)
    day.later(seconds=1)
    given(day)
    for action in (Action.ISSUE, Action.MOVE, Action.MARK):
        undone = undo(day)
        assert isinstance(undone, Undoable)
        assert undone.action is action
    assert last(day) is None
    assert [row.lane for row in day.rows(tickets, id=ticket)] == ["general"]


def test_a_guide_takes_back_what_they_did_themselves(day: Day) -> None:
    ticket = given(day, "kiosk-1")
    move(day, ticket, "he")
    mark(day, given(day, "kiosk-1"), "luo")
    assert last(day, "he") == (Action.MOVE, "A001")
    assert last(day, "luo") == (Action.MARK, "A002")
    assert undo(day, "nobody") == TOO_LATE


@pytest.mark.parametrize("deed", ["issue", "move"])
def test_after_its_time_it_stays(day: Day, deed: str) -> None:
    ticket = given(day, "he" if deed == "issue" else "kiosk-1")
    if deed == "move":
        move(day, ticket)
    day.later(seconds=11)
    assert (last(day), undo(day)) == (None, TOO_LATE)


@pytest.mark.parametrize("deed", ["issue", "mark"])
def test_whoever_was_called_meanwhile_stays_called(day: Day, deed: str) -> None:
    ticket = given(day, "he" if deed == "issue" else "kiosk-1")
    if deed == "mark":
        mark(day, ticket)
    Clerk(day, "1", "li").called()
    assert (last(day), undo(day)) == (None, TOO_LATE)
    assert issued(day)[0].state == "called"


def test_a_windows_undo_and_a_guides_do_not_mix(day: Day) -> None:
    li = Clerk(day, "1", "he")  # the same person, once at a window and once with the tablet
    given(day, "kiosk-1")
    ticket = given(day, "kiosk-1")
    li.called()
    move(day, ticket)
    assert li.undo() is Action.CALL
    assert last(day) == (Action.MOVE, "A002")
