"""What happens to the person at a window: served, held, parked, passed on, something more done for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Engine

from kiosk.database import writing
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import Step, TicketState
from kiosk.tickets import actions, numbering, states
from kiosk.tickets.actions import Action, part
from kiosk.tickets.at_counter import AtCounter, come
from kiosk.tickets.schema import AT_A_COUNTER, ticket_services, tickets
from kiosk.tickets.states import Changed
from kiosk.tickets.values import USUAL, Calendar, Counter, Declined, Floor, Ticket, Why

Change: TypeAlias = Callable[[AtCounter, Ticket], Changed | None]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where somebody is passed on to: a lane, and within it perhaps one window or person (``target``).

    ``head_start`` is the lane's, ``if_marked`` what a ticket has at least that the guide marked.
    """

    lane: str
    kind: DirectionKind
    head_start: timedelta = timedelta()
    if_marked: timedelta = timedelta()
    target: str | None = None


def serve(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor = USUAL
) -> Ticket | Declined:
    """They have come to the window."""

    def begin(at: AtCounter, ticket: Ticket) -> Changed | None:
        return states.change(at.connection, ticket.id, [TicketState.CALLED], TicketState.SERVING, at.trace())

    return _change(engine, calendar, counter, now, floor, None, begin)


def hold(
    engine: Engine, calendar: Calendar, counter: Counter, reason: str, now: datetime, floor: Floor = USUAL
) -> Ticket | Declined:
    """They will be back at this window; it may call others meanwhile."""

    def put_aside(at: AtCounter, ticket: Ticket) -> Changed | None:
        held = TicketState.HELD
        return states.change(at.connection, ticket.id, AT_A_COUNTER, held, at.trace(reason), note=reason)

    return _change(engine, calendar, counter, now, floor, Action.HOLD, put_aside)


def park(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor = USUAL
) -> Ticket | Declined:
    """Called, and did not come: keeps the place in line for ``floor.park_for``, then it is a no-show."""

    def put_aside(at: AtCounter, ticket: Ticket) -> Changed | None:
        until = now + floor.park_for
        parked = TicketState.PARKED
        return states.change(at.connection, ticket.id, AT_A_COUNTER, parked, at.trace(), parked_until=until)

    return _change(engine, calendar, counter, now, floor, Action.PARK, put_aside)


def unpark(
    engine: Engine, calendar: Calendar, counter: Counter, ticket_id: UUID, now: datetime, floor: Floor = USUAL
) -> Ticket | Declined:
    """They are here after all: back in line with the time they had, if it has not run out."""
    with writing(engine) as connection:
        at = come(connection, calendar, counter, now, floor)
        if isinstance(at, Declined):
            return at
        changed = back_in_line(at, ticket_id)
        return changed.ticket if changed else Declined(Why.NOT_TO_BE_CALLED)


def transfer(
    engine: Engine,
    calendar: Calendar,
    counter: Counter,
    to: Destination,
    note: str | None,
    now: datetime,
    floor: Floor = USUAL,
) -> Ticket | Declined:
    """Pass the person at this window on; they wait again, with the time they took their ticket."""

    def pass_on(at: AtCounter, ticket: Ticket) -> Changed | None:
        trace = states.Trace(now, counter.who, to.target or to.lane, note)
        columns = moved_to(ticket, to) | {"note": note}
        return states.change(
            at.connection, ticket.id, AT_A_COUNTER, TicketState.WAITING, trace, step=Step.TRANSFERRED, **columns
        )

    return _change(engine, calendar, counter, now, floor, Action.TRANSFER, pass_on)


def add_service(
    engine: Engine, calendar: Calendar, counter: Counter, service: str, now: datetime, floor: Floor = USUAL
) -> Ticket | Declined:
    """Something more is done in the same visit. Twice the same does no harm."""
    with writing(engine) as connection:
        at = come(connection, calendar, counter, now, floor)
        if isinstance(at, Declined):
            return at
        ticket = at.here
        if ticket is None:
            return Declined(Why.NOBODY_HERE)
        row = {"ticket_id": ticket.id, "service": service, "added_at": now, "who": counter.who}
        if service != ticket.service:
            more = numbering.upsert(connection)(ticket_services).values(**row, place=counter.window)
            connection.execute(more.on_conflict_do_nothing())
        return ticket


def back_in_line(at: AtCounter, ticket_id: UUID) -> Changed | None:
    """A parked ticket waits again. None when it is not parked (any more)."""
    return states.change(
        at.connection,
        ticket_id,
        [TicketState.PARKED],
        TicketState.WAITING,
        states.Trace(at.now, at.counter.who),
        tickets.c.hall == at.hall,
        **states.WAITS_AGAIN,
    )


def moved_to(ticket: Ticket, to: Destination) -> dict[str, Any]:
    """The columns of a ticket that waits at ``to`` from now on, with the time it was taken."""
    effective_at = ticket.issued_at - (max(to.head_start, to.if_marked) if ticket.mark else to.head_start)
    return {
        **states.WAITS_AGAIN,
        "lane": to.lane,
        "kind": to.kind,
        "target": to.target,
        "effective_at": effective_at,
        "privileged": effective_at != ticket.issued_at,
    }


def _change(
    engine: Engine,
    calendar: Calendar,
    counter: Counter,
    now: datetime,
    floor: Floor,
    kind: Action | None,
    change: Change,
) -> Ticket | Declined:
    """Change the ticket at this window; ``kind``: on record so that it can be undone."""
    with writing(engine) as connection:
        at = come(connection, calendar, counter, now, floor)
        if isinstance(at, Declined):
            return at
        ticket = at.here
        changed = change(at, ticket) if ticket else None
        if ticket is None or changed is None:
            return Declined(Why.NOBODY_HERE)
        if kind:
            actions.record(connection, at.hall, counter, kind, [part(ticket, changed)], now)
        return changed.ticket
