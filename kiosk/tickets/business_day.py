"""The business date: never goes backwards, whatever the clock does; yesterday's open tickets end with their day."""

from datetime import date, datetime

from sqlalchemy import Connection, Engine, bindparam, select, update

from kiosk.database import reading, writing
from kiosk.domain.ticket import TicketState
from kiosk.prepared import Prepared
from kiosk.tickets import states
from kiosk.tickets.numbering import upsert
from kiosk.tickets.schema import (
    OPEN_STATES,
    STILL_OPEN,
    STILL_PAUSED,
    business_days,
    counter_pauses,
    counter_sessions,
    tickets,
)
from kiosk.tickets.states import Trace
from kiosk.tickets.values import Calendar

CLOSED_BY = "end of day"
MARKED = select(business_days.c.business_date).where(business_days.c.hall == bindparam("hall"))
_MARKED = Prepared(MARKED)


def today(connection: Connection, calendar: Calendar, now: datetime) -> date:
    """The business date of this write: the later of the clock's and the stored high-water mark, which it moves."""
    return moved_to(connection, calendar, now, _mark(connection, calendar.hall))


def moved_to(connection: Connection, calendar: Calendar, now: datetime, mark: date | None) -> date:
    """As ``today``, for whoever has read the ``mark`` in this transaction."""
    by_clock = calendar.date_at(now)
    if mark is None:
        first = upsert(connection)(business_days).values(hall=calendar.hall, business_date=by_clock)
        connection.execute(first.on_conflict_do_nothing())
        return by_clock
    if mark < by_clock:
        _begin_day(connection, calendar.hall, by_clock, now)
    return max(mark, by_clock)


def begin(engine: Engine, calendar: Calendar, now: datetime) -> bool:
    """Begin the day if the clock says so, though nobody has come yet: what was left open overnight is closed, and
    who held yesterday's tickets is forgotten. True when there was something to begin."""
    with reading(engine) as connection:
        mark = _mark(connection, calendar.hall)
    if mark is None or mark >= calendar.date_at(now):
        return False
    with writing(engine) as connection:
        today(connection, calendar, now)
    return True


def peek(connection: Connection, calendar: Calendar, now: datetime) -> date:
    """As ``today``, for a read: moves nothing."""
    by_clock = calendar.date_at(now)
    return max(_mark(connection, calendar.hall) or by_clock, by_clock)


def _mark(connection: Connection, hall: str) -> date | None:
    marked: date | None = _MARKED.scalar(connection, hall=hall)
    return marked


def _begin_day(connection: Connection, hall: str, day: date, now: datetime) -> None:
    """Whoever moves the mark also closes what was left open: a window must be free in the morning."""
    moved = connection.execute(
        update(business_days)
        .where(business_days.c.hall == hall, business_days.c.business_date < day)
        .values(business_date=day, privileged_in_a_row=0)
    )
    if moved.rowcount != 1:
        return
    left = select(tickets.c.id).where(
        tickets.c.hall == hall, tickets.c.business_date < day, tickets.c.state.in_(OPEN_STATES)
    )
    for ticket_id in connection.scalars(left).all():
        states.change(connection, ticket_id, OPEN_STATES, TicketState.NO_SHOW, Trace(now, CLOSED_BY))
    _close_counters(connection, hall, now)
    _forget_people(connection, hall, day)


def _close_counters(connection: Connection, hall: str, now: datetime) -> None:
    """A window somebody forgot to close may not keep a colleague from it."""
    left = counter_sessions.c.hall == hall, STILL_OPEN
    ids = select(counter_sessions.c.id).where(*left)
    still_paused = counter_pauses.c.session_id.in_(ids), STILL_PAUSED
    connection.execute(update(counter_pauses).where(*still_paused).values(ended_at=now))
    connection.execute(update(counter_sessions).where(*left).values(closed_at=now, closed_by=CLOSED_BY))


def _forget_people(connection: Connection, hall: str, day: date) -> None:
    """Who held a ticket is nobody's business once its day is over, not even under seal."""
    sealed = tickets.c.hall == hall, tickets.c.business_date < day, tickets.c.sealed.is_not(None)
    connection.execute(update(tickets).where(*sealed).values(sealed=None))
