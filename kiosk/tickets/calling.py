"""Calling: who is next, or a chosen ticket; one conditional change that decides races, one open call a counter."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Engine, Update, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.database import reading, writing
from kiosk.domain.ticket import Step, TicketState
from kiosk.tickets import actions, business_day, line, order, states
from kiosk.tickets.actions import Action, part
from kiosk.tickets.at_counter import AtCounter, come, come_to_call, here
from kiosk.tickets.order import InLine, Next, Turn
from kiosk.tickets.schema import AT_A_COUNTER, business_days, tickets
from kiosk.tickets.values import (
    USUAL,
    Calendar,
    Called,
    Counter,
    CounterBusy,
    Declined,
    Floor,
    NobodyWaiting,
    Ticket,
    Why,
)

CallAnswer: TypeAlias = Called | CounterBusy | NobodyWaiting | Declined
Parts: TypeAlias = list[dict[str, Any]]

CALLABLE = (TicketState.WAITING, TicketState.HELD, TicketState.PARKED)
_AT_ONCE = {"postgresql": 8}
"""Where others may be calling at the same moment, so many of each lane are looked at, not only its first: looking
again for each that a colleague has just taken cost more than all the rest of a call."""
_DEADLOCK = "40P01"  # PostgreSQL manual, appendix A
_COUNT = business_days.c.privileged_in_a_row


def call_next(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor = USUAL
) -> CallAnswer:
    """Call the next ticket to this counter. Two counters that ask at once get two tickets."""

    def call(at: AtCounter) -> CallAnswer:
        if at.here is not None:
            return CounterBusy(at.here)
        return _call_first(at, Action.CALL, [])

    return _calling(engine, calendar, counter, now, floor, call)


def finish_and_call_next(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor = USUAL
) -> CallAnswer:
    """End the open call of this counter as done, if it has one, and call the next: one touch, one transaction."""

    def finish_and_call(at: AtCounter) -> CallAnswer:
        parts = finished(at)
        answer = _call_first(at, Action.FINISH_AND_CALL if parts else Action.CALL, parts)
        if isinstance(answer, NobodyWaiting) and parts:
            actions.record(at.connection, at.hall, counter, Action.FINISH, parts, now)
        return answer

    return _calling(engine, calendar, counter, now, floor, finish_and_call)


def call_chosen(
    engine: Engine, calendar: Calendar, counter: Counter, ticket_id: UUID, now: datetime, floor: Floor = USUAL
) -> CallAnswer:
    """Call this ticket out of turn: one that waits for this counter's lanes, is held, or is parked and in time."""

    def call(at: AtCounter) -> CallAnswer:
        if at.here is not None:
            return CounterBusy(at.here)
        known = (tickets.c.id == ticket_id, tickets.c.hall == at.hall, tickets.c.business_date == at.day)
        ticket = states.find(at.connection, *known)
        if ticket is None:
            return Declined(Why.NO_SUCH_TICKET)
        if not _may_choose(at, ticket):
            return Declined(Why.NOT_FOR_THIS_WINDOW, ticket.number)
        called = _moved(at, ticket.id, CALLABLE)
        if called is None:
            return Declined(Why.NOT_TO_BE_CALLED, ticket.number)
        changed = states.put_on_record(at.connection, called, Step.CALLED, at.trace())
        actions.record(at.connection, at.hall, counter, Action.CALL, [part(ticket, changed)], now)
        return Called(changed.ticket, changed.row, Turn.CHOSEN)

    return _calling(engine, calendar, counter, now, floor, call)


def recall(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor = USUAL
) -> Called | Declined:
    """Call the ticket at this counter once more, up to ``floor.recalls`` times."""
    with writing(engine) as connection:
        at = come(connection, calendar, counter, now, floor)
        if isinstance(at, Declined):
            return at
        ticket = at.here
        if ticket is None or ticket.state is not TicketState.CALLED:
            return Declined(Why.NOBODY_HERE)
        changed = states.change(
            connection,
            ticket.id,
            [TicketState.CALLED],
            TicketState.CALLED,
            at.trace(),
            tickets.c.recalls < floor.recalls,
            step=Step.RECALLED,
            recalls=tickets.c.recalls + 1,
        )
        if changed is None:
            return Declined(Why.RECALLED_ENOUGH, ticket.number)
        return Called(changed.ticket, changed.row, Turn.CHOSEN)


def open_call(engine: Engine, calendar: Calendar, window: str, now: datetime) -> Ticket | None:
    """The ticket this window has called or is serving."""
    with reading(engine) as connection:
        return here(connection, calendar.hall, business_day.peek(connection, calendar, now), window)


def finish(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor = USUAL
) -> Ticket | Declined | None:
    """End the open call of this counter as done. None when it has none: finishing twice does no harm."""
    with writing(engine) as connection:
        at = come(connection, calendar, counter, now, floor)
        if isinstance(at, Declined):
            return at
        ticket = at.here
        if parts := finished(at):
            actions.record(connection, at.hall, counter, Action.FINISH, parts, now)
        return ticket


def finished(at: AtCounter) -> Parts:
    """End the open call, if there is one, within a transaction under way. What undoing it needs."""
    ticket = at.here
    if ticket is None:
        return []
    changed = states.change(at.connection, ticket.id, AT_A_COUNTER, TicketState.DONE, at.trace())
    return [part(ticket, changed)] if changed else []


def _calling(
    engine: Engine,
    calendar: Calendar,
    counter: Counter,
    now: datetime,
    floor: Floor,
    call: Callable[[AtCounter], CallAnswer],
) -> CallAnswer:
    try:
        return _once(engine, calendar, counter, now, floor, call)
    except DBAPIError as error:
        # Two requests of the same counter met (PostgreSQL only): the index lets one open call through, or each has
        # locked what the other wants. A second look finds what the first of them did.
        if not isinstance(error, IntegrityError) and getattr(error.orig, "sqlstate", None) != _DEADLOCK:
            raise
        return _once(engine, calendar, counter, now, floor, call)


def _once(
    engine: Engine,
    calendar: Calendar,
    counter: Counter,
    now: datetime,
    floor: Floor,
    call: Callable[[AtCounter], CallAnswer],
) -> CallAnswer:
    with writing(engine) as connection:
        at = come_to_call(connection, calendar, counter, now, floor)
        return at if isinstance(at, Declined) else call(at)


def _call_first(at: AtCounter, kind: Action, parts: Parts) -> CallAnswer:
    """Claim whoever is first; whoever another counter is claiming at this moment is passed over, not waited for."""
    seat, bounds = at.seat, at.floor.bounds
    in_a_row, taken, candidates = at.in_a_row, set[UUID](), list[InLine]()
    each = _AT_ONCE.get(at.connection.dialect.name, 1)
    while True:
        if len(taken) % each == 0:  # with so many taken, the first of a lane may be one that was not seen yet
            candidates = line.heads(at.connection, at.hall, at.day, seat, bounds, at.now, taken, each)
        free = [one for one in candidates if one.id not in taken]
        choice = order.choose(free, seat, bounds, in_a_row, at.now)
        if choice is None:
            return NobodyWaiting()
        if choice.passes_ordinary and not _counted(at):
            in_a_row = bounds.privileged_in_a_row  # another counter has just used up the row
        elif (ticket := _moved(at, choice.ticket.id, [TicketState.WAITING], if_free=True)) is None:
            if choice.passes_ordinary:  # the row is ours until the commit, so it is what it was
                actions.count_back(at.connection, at.hall, -1)
            taken.add(choice.ticket.id)
        else:
            back = _row_ended(at, choice, in_a_row)
            changed = states.put_on_record(at.connection, ticket, Step.CALLED, at.trace())
            was = replace(ticket, state=TicketState.WAITING, **states.WAITS_AGAIN)
            actions.record(at.connection, at.hall, at.counter, kind, [*parts, part(was, changed, back)], at.now)
            return Called(ticket, changed.row, choice.turn)


def _moved(at: AtCounter, ticket: UUID, before: Sequence[TicketState], *, if_free: bool = False) -> Ticket | None:
    columns = {"window": at.counter.window, "called_at": at.now, "parked_until": None, "recalls": 0}
    return states.move(at.connection, ticket, before, TicketState.CALLED, if_free=if_free, **columns)


def _counted(at: AtCounter) -> bool:
    """Count a privileged call past waiting ordinary people. False when the row is full by now: the count is raised
    under a condition, so counters that call at the same moment cannot make it longer."""
    row = _row(at).where(at.floor.bounds.privileged_in_a_row > _COUNT)
    return at.connection.execute(row.values(privileged_in_a_row=_COUNT + 1)).rowcount == 1


def _row_ended(at: AtCounter, choice: Next, in_a_row: int) -> int:
    """An ordinary call ends the row of privileged ones. What undoing this call adds to it.

    Before the call is on record: otherwise calls that are recorded after it could still belong to the row before.
    """
    if choice.ticket.privileged:
        return -1 if choice.passes_ordinary else 0
    if in_a_row:
        at.connection.execute(_row(at).values(privileged_in_a_row=0))
    return in_a_row


def _row(at: AtCounter) -> Update:
    return update(business_days).where(business_days.c.hall == at.hall)


def _may_choose(at: AtCounter, ticket: Ticket) -> bool:
    return (
        ticket.lane in at.counter.lanes
        or ticket.target in at.seat.names
        or (ticket.state is not TicketState.WAITING and ticket.window == at.counter.window)
    )
