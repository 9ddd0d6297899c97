"""What a counter and the guide see: who is here, who is next and why, who waits, who is held or parked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, select

from kiosk.database import reading
from kiosk.domain.ticket import TicketState
from kiosk.tickets import actions, business_day, line, order, sessions, states
from kiosk.tickets.actions import Action
from kiosk.tickets.at_counter import here
from kiosk.tickets.order import Turn
from kiosk.tickets.schema import ticket_services, tickets
from kiosk.tickets.sessions import Session
from kiosk.tickets.values import Calendar, Counter, Declined, Floor, Ticket, Why

LONGEST_COUNT = 6


@dataclass(frozen=True, slots=True)
class Outlook:
    """``undo``: the last action and until when it can be taken back. Lists are in the order of calling.

    ``elsewhere``: the other window this counter's clerk has open.
    """

    session: Session | None
    here: Ticket | None
    also: tuple[str, ...]
    next: tuple[Ticket, Turn] | None
    waiting: tuple[Ticket, ...]
    held: tuple[Ticket, ...]
    parked: tuple[Ticket, ...]
    undo: tuple[Action, datetime] | None
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class Everybody:
    """All open tickets that are at no window, in the order of calling; ``unserved``: whom no window calls now."""

    waiting: tuple[Ticket, ...]
    held: tuple[Ticket, ...]
    parked: tuple[Ticket, ...]
    unserved: tuple[Ticket, ...]


def outlook(engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor) -> Outlook:
    """All of it from one moment in time."""
    with reading(engine) as connection:
        hall, day = calendar.hall, business_day.peek(connection, calendar, now)
        open_now = sessions.open_sessions(connection, hall)
        seat = line.seat_of(counter, floor, open_now)
        at_window = here(connection, hall, day, counter.window)
        in_a_row = line.in_a_row(connection, hall)
        heads = line.heads(connection, hall, day, seat, floor.bounds, now, set())
        choice = order.choose(heads, seat, floor.bounds, in_a_row, now)
        first = states.find(connection, tickets.c.id == choice.ticket.id) if choice else None
        held = line.aside(connection, hall, day, TicketState.HELD, now)
        parked = line.aside(connection, hall, day, TicketState.PARKED, now)
        return Outlook(
            session=next((one for one in open_now if one.window == counter.window), None),
            here=at_window,
            also=also(connection, at_window) if at_window else (),
            next=(first, choice.turn) if first and choice else None,
            waiting=tuple(line.waiting(connection, hall, day, counter.lanes, sorted(seat.names))),
            held=tuple(one for one in held if one.window == counter.window or one.lane in counter.lanes),
            parked=tuple(one for one in parked if one.window == counter.window or one.lane in counter.lanes),
            undo=actions.undoable(connection, hall, counter, floor, now),
            elsewhere=next((w for w in _of(open_now, counter.who) if w != counter.window), None),
        )


def _of(open_now: tuple[Session, ...], clerk: str) -> list[str]:
    """The windows this clerk has open: one at most, but that is for others to see to."""
    return [one.window for one in open_now if one.clerk == clerk]


def everybody(engine: Engine, calendar: Calendar, now: datetime, floor: Floor) -> Everybody:
    """For the guide: the whole hall."""
    with reading(engine) as connection:
        hall, day = calendar.hall, business_day.peek(connection, calendar, now)
        waiting = tuple(line.waiting(connection, hall, day))
        return Everybody(
            waiting=waiting,
            held=tuple(line.aside(connection, hall, day, TicketState.HELD, now)),
            parked=tuple(line.aside(connection, hall, day, TicketState.PARKED, now)),
            unserved=line.unserved(waiting, floor, sessions.open_sessions(connection, hall)),
        )


def at_window(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime
) -> tuple[Ticket, tuple[str, ...]] | Declined:
    """Who is at this window and what else they came for, for whoever holds it."""
    with reading(engine) as connection:
        mine = sessions.own(sessions.open_sessions(connection, calendar.hall), counter)
        if isinstance(mine, Declined):
            return mine
        found = here(connection, calendar.hall, business_day.peek(connection, calendar, now), counter.window)
        if mine is None or found is None:
            return Declined(Why.NOBODY_HERE)
        return found, also(connection, found)


def ticket(engine: Engine, hall: str, ticket_id: UUID) -> Ticket | None:
    with reading(engine) as connection:
        return states.find(connection, tickets.c.id == ticket_id, tickets.c.hall == hall)


def ticket_of_today(engine: Engine, calendar: Calendar, number: str, now: datetime) -> Ticket | None:
    """By the number on the slip, as people write it: ``a12`` is ``A012``."""
    series, count = number.strip()[:1].upper(), number.strip()[1:]
    if not (count.isascii() and count.isdigit() and len(count) <= LONGEST_COUNT):
        return None
    with reading(engine) as connection:
        day = business_day.peek(connection, calendar, now)
        today = tickets.c.hall == calendar.hall, tickets.c.business_date == day
        return states.find(connection, *today, tickets.c.series == series, tickets.c.number == int(count))


def also(connection: Connection, of: Ticket) -> tuple[str, ...]:
    """What else is done in this visit, in the order it came up."""
    return tuple(connection.scalars(_ALSO, {"ticket": of.id}))


_ALSO = (
    select(ticket_services.c.service)
    .where(ticket_services.c.ticket_id == bindparam("ticket"))
    .order_by(ticket_services.c.added_at, ticket_services.c.service)
)
