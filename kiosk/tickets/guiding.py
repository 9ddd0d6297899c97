"""What the guide in the hall does with tickets: moves a person to another lane, marks who should wait less.

What was done last can be taken back for a moment, each guide their own; a number just given is void then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update

from kiosk.database import reading, writing
from kiosk.domain.ticket import Mark, Step, TicketState
from kiosk.tickets import actions, business_day, line, states
from kiosk.tickets.actions import TABLET, Action, part
from kiosk.tickets.schema import tickets
from kiosk.tickets.serving import Destination, moved_to
from kiosk.tickets.states import Changed, Trace
from kiosk.tickets.values import Calendar, Counter, Declined, Floor, Ticket, Why

NOT_AT_A_WINDOW = (TicketState.WAITING, TicketState.HELD, TicketState.PARKED)
UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class Undoable:
    """What a guide did last, with whose ticket, and until when it can be taken back."""

    action: Action
    ticket: Ticket
    until: datetime


def move(
    engine: Engine, calendar: Calendar, ticket_id: UUID, to: Destination, who: str, now: datetime
) -> Ticket | Declined:
    """Send somebody who is at no window to another lane, with the time they took their ticket."""
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        line.expire_parked(connection, calendar.hall, now)
        ticket = states.find(connection, tickets.c.id == ticket_id, tickets.c.hall == calendar.hall)
        if ticket is None:
            return Declined(Why.NO_SUCH_TICKET)
        changed = states.change(
            connection,
            ticket_id,
            NOT_AT_A_WINDOW,
            TicketState.WAITING,
            Trace(now, who, to.lane),
            tickets.c.turns == ticket.turns,
            step=Step.TRANSFERRED,
            **moved_to(ticket, to),
        )
        if changed is None:
            return Declined(Why.NOT_TO_BE_CALLED, ticket.number)
        actions.record(connection, calendar.hall, _at_tablet(who), Action.MOVE, [part(ticket, changed)], now)
        return changed.ticket


def mark(
    engine: Engine, calendar: Calendar, ticket_id: UUID, what: Mark, head_start: timedelta, who: str, now: datetime
) -> Ticket | Declined:
    """Give a waiting person a head start (never a smaller one than before); the time of issue stays."""
    marked = Marked(what, lambda ticket: max(head_start, ticket.issued_at - ticket.effective_at))
    return _mark(engine, calendar, ticket_id, marked, who, now)


def unmark(
    engine: Engine,
    calendar: Calendar,
    ticket_id: UUID,
    head_start: Callable[[Ticket], timedelta],
    who: str,
    now: datetime,
) -> Ticket | Declined:
    """Take a mark away, for good: the person waits with ``head_start`` again, as if nobody had marked them."""
    return _mark(engine, calendar, ticket_id, Marked(None, head_start), who, now)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a ticket is marked with from now on, and its head start then."""

    what: Mark | None
    head_start: Callable[[Ticket], timedelta]


def _mark(
    engine: Engine, calendar: Calendar, ticket_id: UUID, marked: Marked, who: str, now: datetime
) -> Ticket | Declined:
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        ticket = states.find(connection, tickets.c.id == ticket_id, tickets.c.hall == calendar.hall)
        if ticket is None:
            return Declined(Why.NO_SUCH_TICKET)
        if marked.what is None and ticket.mark is None:
            return ticket
        effective_at = ticket.issued_at - marked.head_start(ticket)
        updated = connection.execute(
            update(tickets)
            .where(
                tickets.c.id == ticket_id,
                tickets.c.turns == ticket.turns,
                tickets.c.state.in_(NOT_AT_A_WINDOW),
            )
            .values(
                mark=marked.what,
                effective_at=effective_at,
                privileged=effective_at != ticket.issued_at,
                turns=tickets.c.turns + 1,
            )
            .returning(tickets)
        )
        row = updated.mappings().first()
        if row is None:
            return Declined(Why.NOT_TO_BE_CALLED, ticket.number)
        moment = states.note_moment(
            connection, ticket_id, Step.MARKED, Trace(now, who, note=marked.what or UNMARKED)
        )
        changed = Changed(states.as_ticket(row), moment, None)
        actions.record(connection, calendar.hall, _at_tablet(who), Action.MARK, [part(ticket, changed)], now)
        return changed.ticket


def undoable(engine: Engine, calendar: Calendar, who: str, now: datetime, floor: Floor) -> Undoable | None:
    """None when ``who`` has done nothing for ``floor.undo_for``, or something has happened to that ticket since."""
    with reading(engine) as connection:
        return _undoable(connection, calendar, who, now, floor)


def undo(engine: Engine, calendar: Calendar, who: str, now: datetime, floor: Floor) -> Undoable | Declined:
    """Take back what ``who`` did last, as long as nothing has happened to that ticket since."""
    last = undoable(engine, calendar, who, now, floor)
    if last is None:
        return Declined(Why.NOTHING_TO_UNDO)
    if last.action is Action.ISSUE:
        return last if _void(engine, last.ticket, who, now) else Declined(Why.NOTHING_TO_UNDO)
    undone = actions.undo(engine, calendar, _at_tablet(who), now, floor)
    return undone if isinstance(undone, Declined) else last


def _undoable(connection: Connection, calendar: Calendar, who: str, now: datetime, floor: Floor) -> Undoable | None:
    given = _given(connection, calendar, who, now, floor)
    last = actions.last_of(connection, calendar.hall, _at_tablet(who))
    if last is None or not now - floor.undo_for <= last.at <= now or (given and given.issued_at > last.at):
        return Undoable(Action.ISSUE, given, given.issued_at + floor.undo_for) if given else None
    ticket = states.find(connection, tickets.c.id == UUID(last.parts[0]["ticket"]))
    if ticket is None or ticket.turns != last.parts[0]["turn"]:
        return None
    return Undoable(Action(last.kind), ticket, last.at + floor.undo_for)


def _given(connection: Connection, calendar: Calendar, who: str, now: datetime, floor: Floor) -> Ticket | None:
    """The last number ``who`` gave, if it is as new as that and has only waited."""
    row = connection.execute(
        select(tickets)
        .where(
            tickets.c.hall == calendar.hall,
            tickets.c.business_date == business_day.peek(connection, calendar, now),
            tickets.c.state == TicketState.WAITING,
            tickets.c.kiosk == who,
            tickets.c.issued_at.between(now - floor.undo_for, now),
            tickets.c.turns == 0,
        )
        .order_by(tickets.c.issued_at.desc())
        .limit(1)
    )
    found = row.mappings().first()
    return None if found is None else states.as_ticket(found)


def _void(engine: Engine, ticket: Ticket, who: str, now: datetime) -> bool:
    with writing(engine) as connection:
        waiting, void = [TicketState.WAITING], TicketState.VOID
        untouched = tickets.c.turns == ticket.turns
        return states.change(connection, ticket.id, waiting, void, Trace(now, who), untouched) is not None


def _at_tablet(who: str) -> Counter:
    return Counter(TABLET, (), who)
