"""One transaction at a counter: whose window it is, the business day, who stands there now."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select, true

from kiosk.prepared import Prepared
from kiosk.tickets import business_day, line, sessions, states
from kiosk.tickets.business_day import MARKED
from kiosk.tickets.line import IN_A_ROW, LATE
from kiosk.tickets.order import Seat
from kiosk.tickets.schema import IS_AT_A_COUNTER, tickets
from kiosk.tickets.sessions import Session
from kiosk.tickets.states import Trace
from kiosk.tickets.values import Calendar, Counter, Declined, Floor, Ticket, Why


@dataclass(frozen=True, slots=True)
class AtCounter:
    """``here``: the ticket this window had called or was serving when it came. ``in_a_row``: privileged calls the
    hall had just made one after the other past ordinary people who wait."""

    connection: Connection
    hall: str
    day: date
    counter: Counter
    floor: Floor
    now: datetime
    open_now: tuple[Session, ...]
    here: Ticket | None
    in_a_row: int = 0

    @property
    def seat(self) -> Seat:
        return line.seat_of(self.counter, self.floor, self.open_now)

    def trace(self, note: str | None = None) -> Trace:
        return Trace(self.now, self.counter.who, self.counter.window, note)


def come(
    connection: Connection, calendar: Calendar, counter: Counter, now: datetime, floor: Floor
) -> AtCounter | Declined:
    """Declined when a colleague has the window, the clerk another one, or somebody is there whom they did not see.

    Parked tickets out of time end here.
    """
    known, *more = _KNOWN.all(connection, hall=calendar.hall, window=counter.window, now=now)
    day = business_day.moved_to(connection, calendar, now, known["mark"])
    begun = day != known["mark"]  # which closes what was left open
    open_now = sessions.open_sessions(connection, calendar.hall) if begun else sessions.found([known, *more])
    if isinstance(mine := sessions.own(open_now, counter), Declined):
        return mine
    if known["late"]:
        line.expire_parked(connection, calendar.hall, now)
    in_a_row = 0 if begun else known["in_a_row"]
    ticket = here(connection, calendar.hall, day, counter.window) if known["somebody"] else None
    if counter.sees and counter.sees != str(ticket.id if ticket else ""):
        return Declined(Why.NOT_AS_SEEN, ticket.number if ticket else "")
    return AtCounter(connection, calendar.hall, day, counter, floor, now, open_now, ticket, in_a_row)


def come_to_call(
    connection: Connection, calendar: Calendar, counter: Counter, now: datetime, floor: Floor
) -> AtCounter | Declined:
    """As ``come``; a window nobody opened is opened for this clerk, one that is paused calls nobody."""
    at = come(connection, calendar, counter, now, floor)
    if isinstance(at, Declined):
        return at
    mine = next((one for one in at.open_now if one.window == counter.window), None)
    if mine is None:
        sessions.begin(connection, calendar.hall, counter, now)
    elif mine.paused:
        return Declined(Why.PAUSED, mine.pause_reason or "")
    return at


def here(connection: Connection, hall: str, day: date, window: str) -> Ticket | None:
    """The ticket this window has called or is serving."""
    row = _HERE_TODAY.first(connection, hall=hall, day=day, window=window)
    return None if row is None else states.as_ticket(row)


_HERE = select(tickets).where(
    tickets.c.hall == bindparam("hall"), tickets.c.window == bindparam("window"), IS_AT_A_COUNTER
)
_HERE_TODAY = Prepared(_HERE.where(tickets.c.business_date == bindparam("day")))
_ANYHOW = select(true().label("anyhow")).subquery()
_OPEN = sessions.OPEN.subquery()
# The day and its row of privileged calls; whether somebody is at the side for too long, or here; who sits where.
_KNOWN = Prepared(
    select(
        MARKED.scalar_subquery().label("mark"),
        IN_A_ROW.scalar_subquery().label("in_a_row"),
        LATE.exists().label("late"),
        _HERE.exists().label("somebody"),
        *_OPEN.c,
    )
    .select_from(_ANYHOW.outerjoin(_OPEN, true()))
    .order_by(_OPEN.c.id)
)
