"""Calling: who is next, or a chosen ticket; one conditional change that decides races, one open call a counter."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Engine, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.database import reading, writing
from kiosk.domain.ticket import Step, TicketState
from kiosk.prepared import Prepared
from kiosk.tickets import actions, business_day, line, order, states
from kiosk.tickets.actions import Action, part
from kiosk.tickets.at_counter import AtCounter, come, come_to_call, here
from kiosk.tickets.order import InLine, Next, Turn
from kiosk.tickets.schema import AT_A_COUNTER, business_days, tickets
from kiosk.tickets.states import Changed
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

_LOCKED = Prepared(
    select(tickets)
    .where(tickets.c.id == bindparam("ticket"), tickets.c.state == TicketState.WAITING.value)
    .with_for_update(skip_locked=True)
)


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
        changed = _call(at, ticket, CALLABLE)
        if changed is None:
            return Declined(Why.NOT_TO_BE_CALLED, ticket.number)
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
    except IntegrityError:
        # Two requests of the same counter met (PostgreSQL only): the index lets one open call through.
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
        ticket = _locked(at, choice.ticket.id)
        if ticket is None:
            taken.add(choice.ticket.id)
        elif not _counted(at, choice, in_a_row):
            in_a_row = bounds.privileged_in_a_row  # another counter has just used up the row
        elif (changed := _call(at, ticket, [TicketState.WAITING])) is not None:
            back = -1 if choice.passes_ordinary else 0 if ticket.privileged else in_a_row
            actions.record(at.connection, at.hall, at.counter, kind, [*parts, part(ticket, changed, back)], at.now)
            return Called(changed.ticket, changed.row, choice.turn)


def _call(at: AtCounter, ticket: Ticket, before: tuple[TicketState, ...] | list[TicketState]) -> Changed | None:
    return states.change(
        at.connection,
        ticket.id,
        before,
        TicketState.CALLED,
        at.trace(),
        window=at.counter.window,
        called_at=at.now,
        parked_until=None,
        recalls=0,
    )


def _locked(at: AtCounter, ticket_id: UUID) -> Ticket | None:
    """The ticket as it is, held until the commit. None when it waits no more or another counter holds it."""
    row = _LOCKED.first(at.connection, ticket=ticket_id)
    return None if row is None else states.as_ticket(row)


def _counted(at: AtCounter, choice: Next, in_a_row: int) -> bool:
    """Count a privileged call past waiting ordinary people; an ordinary call ends the row.

    False when the row is full by now: the count is raised under a condition, so counters that call at the same
    moment cannot make it longer.
    """
    if choice.ticket.privileged and not choice.passes_ordinary:
        return True
    if not choice.ticket.privileged and not in_a_row:
        return True
    row = update(business_days).where(business_days.c.hall == at.hall)
    if not choice.ticket.privileged:
        at.connection.execute(row.values(privileged_in_a_row=0))
        return True
    count = business_days.c.privileged_in_a_row
    more = row.where(count < at.floor.bounds.privileged_in_a_row).values(privileged_in_a_row=count + 1)
    return at.connection.execute(more).rowcount == 1


def _may_choose(at: AtCounter, ticket: Ticket) -> bool:
    return (
        ticket.lane in at.counter.lanes
        or ticket.target in at.seat.names
        or (ticket.state is not TicketState.WAITING and ticket.window == at.counter.window)
    )
