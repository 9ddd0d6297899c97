"""Reads what a manager's page is reckoned from: the day's tickets, the windows' hours, and who is where now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, bindparam, func, or_, select

from kiosk.database import reading
from kiosk.domain.ticket import Step, TicketState, number_text
from kiosk.prepared import Prepared
from kiosk.tickets import business_day, line, sessions
from kiosk.tickets.figures import HOUR, Span, Visit
from kiosk.tickets.schema import (
    AT_A_COUNTER,
    STILL_OPEN,
    UtcTime,
    actions,
    counter_pauses,
    counter_sessions,
    ticket_states,
    tickets,
)
from kiosk.tickets.schema_wait import predictions
from kiosk.tickets.sessions import Session
from kiosk.tickets.values import Calendar, Ticket

WAITED_AT_MOST = 2 * HOUR
"""Whoever is called had come within this time: a look at an hour need not read a whole day."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """Who is at a window, called or being served, and since when they are called."""

    window: str
    number: str
    state: TicketState
    since: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """The hall at one moment. ``touched``: when each open window last did anything, or was opened or resumed."""

    waiting: tuple[Ticket, ...]
    sessions: tuple[Session, ...]
    at_work: tuple[AtWork, ...]
    touched: dict[str, datetime]


@dataclass(frozen=True, slots=True)
class ErrorOfDay:
    """Predictions of a day whose truth is known: how many, and the mean of their absolute errors in minutes."""

    day: date
    count: int
    mean_error_min: float


def present(engine: Engine, calendar: Calendar, now: datetime) -> Present:
    with reading(engine) as connection:
        hall, day = calendar.hall, business_day.peek(connection, calendar, now)
        open_now = sessions.open_sessions(connection, hall)
        return Present(
            waiting=tuple(line.waiting(connection, hall, day)),
            sessions=open_now,
            at_work=_at_work(connection, hall, day),
            touched={one.window: _touched(connection, hall, one) for one in open_now},
        )


def visits(engine: Engine, calendar: Calendar, now: datetime) -> tuple[Visit, ...]:
    """Every ticket of the business day."""
    with reading(engine) as connection:
        day = business_day.peek(connection, calendar, now)
        rows = _VISITS.all(connection, hall=calendar.hall, day=day)
    return tuple(_visit(row) for row in rows)


def past_hour(engine: Engine, calendar: Calendar, now: datetime) -> tuple[Visit, ...]:
    """Whoever may have come or been called in the hour up to ``now``, a moment of a day that is over."""
    with reading(engine) as connection:
        rows = _HOUR.all(
            connection,
            hall=calendar.hall,
            day=calendar.date_at(now),
            came_after=now - WAITED_AT_MOST,
            came_before=now,
        )
    return tuple(_visit(row) for row in rows)


def spans(engine: Engine, hall: str, since: datetime) -> tuple[Span, ...]:
    """When windows called, since then: their sessions without the pauses."""
    with reading(engine) as connection:
        rows = connection.execute(_SESSIONS, {"hall": hall, "since": since}).all()
    by_session: dict[int, list[tuple[datetime, datetime | None]]] = {}
    heads = {}
    for row in rows:
        heads[row.id] = row
        pauses = by_session.setdefault(row.id, [])
        if row.started_at is not None:
            pauses.append((row.started_at, row.ended_at))
    return tuple(
        span
        for id, row in heads.items()
        for span in _worked(row.window, row.opened_at, row.closed_at, by_session[id])
    )


def errors_by_day(engine: Engine, hall: str, since: date) -> tuple[ErrorOfDay, ...]:
    error = func.avg(func.abs(predictions.c.waited_min - predictions.c.mean_min))
    asked = (
        select(predictions.c.business_date, func.count(), error)
        .where(predictions.c.hall == hall, predictions.c.business_date >= since)
        .where(predictions.c.waited_min.is_not(None))
        .group_by(predictions.c.business_date)
        .order_by(predictions.c.business_date)
    )
    with reading(engine) as connection:
        return tuple(ErrorOfDay(*row) for row in connection.execute(asked))


def _at_work(connection: Connection, hall: str, day: date) -> tuple[AtWork, ...]:
    at_windows = select(tickets).where(
        tickets.c.hall == hall, tickets.c.business_date == day, tickets.c.state.in_(AT_A_COUNTER)
    )
    return tuple(
        AtWork(row.window, number_text(row.series, row.number), TicketState(row.state), row.called_at)
        for row in connection.execute(at_windows)
    )


def _touched(connection: Connection, hall: str, session: Session) -> datetime:
    newest = _TOUCHES.first(connection, hall=hall, window=session.window) or {}
    resumed = connection.scalar(
        select(func.max(counter_pauses.c.ended_at)).where(counter_pauses.c.session_id == session.id)
    )
    known = (session.opened_at, newest.get("at"), newest.get("undone_at"), resumed)
    return max(moment for moment in known if moment is not None)


def _worked(
    window: str, opened: datetime, closed: datetime | None, pauses: Sequence[tuple[datetime, datetime | None]]
) -> list[Span]:
    found, start = [], opened
    for paused, resumed in sorted(pauses, key=lambda pause: pause[0]):
        found.append(Span(window, start, paused))
        if resumed is None:
            return found
        start = resumed
    return [*found, Span(window, start, closed)]


def _visit(row: dict[str, Any]) -> Visit:
    return Visit(row["lane"], row["issued_at"], row["effective_at"], TicketState(row["state"]), row["called_at"])


def _of_day() -> Select[Any]:
    called = and_(
        ticket_states.c.ticket_id == tickets.c.id,
        ticket_states.c.state == Step.CALLED.value,
        ticket_states.c.undone_at.is_(None),
    )
    first_call = func.min(ticket_states.c.started_at, type_=UtcTime()).label("called_at")
    return (
        select(tickets.c.lane, tickets.c.issued_at, tickets.c.effective_at, tickets.c.state, first_call)
        .outerjoin(ticket_states, called)
        .where(tickets.c.hall == bindparam("hall"), tickets.c.business_date == bindparam("day"))
        .group_by(tickets.c.id)
    )


_VISITS = Prepared(_of_day())
_HOUR = Prepared(
    _of_day().where(
        tickets.c.issued_at > bindparam("came_after", type_=UtcTime),
        tickets.c.issued_at <= bindparam("came_before", type_=UtcTime),
    )
)
_TOUCHES = Prepared(
    select(actions.c.at, actions.c.undone_at)
    .where(actions.c.hall == bindparam("hall"), actions.c.window == bindparam("window"))
    .order_by(actions.c.id.desc())
    .limit(1)
)
_SESSIONS = (
    select(
        counter_sessions.c.id,
        counter_sessions.c.window,
        counter_sessions.c.opened_at,
        counter_sessions.c.closed_at,
        counter_pauses.c.started_at,
        counter_pauses.c.ended_at,
    )
    .outerjoin(counter_pauses, counter_pauses.c.session_id == counter_sessions.c.id)
    .where(
        counter_sessions.c.hall == bindparam("hall"),
        or_(STILL_OPEN, counter_sessions.c.closed_at >= bindparam("since", type_=UtcTime)),
    )
    .order_by(counter_sessions.c.id)
)
