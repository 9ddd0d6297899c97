"""Who sits at which window: opened, paused with a reason, resumed, closed. One clerk a window, one window a clerk.

A window that nobody opened is opened by its first call.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.database import reading, writing
from kiosk.prepared import Prepared
from kiosk.tickets import business_day, states
from kiosk.tickets.schema import (
    IS_AT_A_COUNTER,
    STILL_OPEN,
    STILL_PAUSED,
    counter_pauses,
    counter_sessions,
    tickets,
)
from kiosk.tickets.values import Calendar, Counter, Declined, Why


@dataclass(frozen=True, slots=True)
class Session:
    """A window that is open. ``pause_reason`` is None unless it is paused."""

    id: int
    window: str
    clerk: str
    opened_at: datetime
    pause_reason: str | None = None
    paused_at: datetime | None = None

    @property
    def paused(self) -> bool:
        return self.paused_at is not None


def sessions(engine: Engine, calendar: Calendar) -> tuple[Session, ...]:
    """Every open window of the hall, paused ones among them."""
    with reading(engine) as connection:
        return open_sessions(connection, calendar.hall)


def open_window(
    engine: Engine, calendar: Calendar, counter: Counter, take_over: bool, now: datetime
) -> Session | Declined:
    """Open the window for this clerk, or resume it. ``take_over``: from a colleague who has left it open."""
    try:
        return _open_window(engine, calendar, counter, take_over, now)
    except IntegrityError:  # two opened at once (PostgreSQL only): a second look finds who was first
        return _open_window(engine, calendar, counter, take_over, now)


def pause(engine: Engine, calendar: Calendar, counter: Counter, reason: str, now: datetime) -> Session | Declined:
    """No more calls until resumed. Whoever is at the window may still be served and finished."""
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        mine = own(open_sessions(connection, calendar.hall), counter)
        if not isinstance(mine, Session):
            return mine or Declined(Why.CLOSED)
        if not mine.paused:
            row = {"session_id": mine.id, "started_at": now, "reason": reason}
            connection.execute(insert(counter_pauses), row)
        return _again(connection, calendar.hall, mine)


def resume(engine: Engine, calendar: Calendar, counter: Counter, now: datetime) -> Session | Declined:
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        mine = own(open_sessions(connection, calendar.hall), counter)
        if not isinstance(mine, Session):
            return mine or Declined(Why.CLOSED)
        _end_pause(connection, mine.id, now)
        return _again(connection, calendar.hall, mine)


def close(engine: Engine, calendar: Calendar, counter: Counter, now: datetime) -> Declined | None:
    """Close the window. Declined while somebody is at it. Closing twice does no harm."""
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        mine = own(open_sessions(connection, calendar.hall), counter)
        if isinstance(mine, Declined):
            return mine
        somebody = states.find(
            connection, tickets.c.hall == calendar.hall, tickets.c.window == counter.window, IS_AT_A_COUNTER
        )
        if somebody is not None:
            return Declined(Why.BUSY, somebody.number)
        if mine is not None:
            end(connection, mine, now, counter.who)
        return None


def open_sessions(connection: Connection, hall: str) -> tuple[Session, ...]:
    return found(_OPEN.all(connection, hall=hall))


def found(rows: Iterable[Mapping[str, Any]]) -> tuple[Session, ...]:
    """Of rows of ``OPEN``, one with no window among them when none is open."""
    return tuple(
        Session(row["id"], row["window"], row["clerk"], row["opened_at"], row["reason"], row["started_at"])
        for row in rows
        if row["id"] is not None
    )


def own(open_now: tuple[Session, ...], counter: Counter) -> Session | Declined | None:
    """The session of this counter's window, if this clerk has it; None when it is closed and may be opened."""
    for one in open_now:
        if one.window == counter.window:
            return one if one.clerk == counter.who else Declined(Why.WINDOW_TAKEN, one.clerk)
    elsewhere = next((one for one in open_now if one.clerk == counter.who), None)
    return Declined(Why.CLERK_ELSEWHERE, elsewhere.window) if elsewhere else None


def begin(connection: Connection, hall: str, counter: Counter, now: datetime) -> Session:
    row = {"hall": hall, "window": counter.window, "clerk": counter.who, "opened_at": now}
    key = connection.execute(insert(counter_sessions), row).inserted_primary_key
    assert key is not None  # one row was inserted
    return Session(int(key[0]), counter.window, counter.who, now)


def end(connection: Connection, session: Session, now: datetime, who: str) -> None:
    _end_pause(connection, session.id, now)
    connection.execute(
        update(counter_sessions).where(counter_sessions.c.id == session.id).values(closed_at=now, closed_by=who)
    )


OPEN = (
    select(
        counter_sessions.c.id,
        counter_sessions.c.window,
        counter_sessions.c.clerk,
        counter_sessions.c.opened_at,
        counter_pauses.c.reason,
        counter_pauses.c.started_at,
    )
    .outerjoin(
        counter_pauses,
        (counter_pauses.c.session_id == counter_sessions.c.id) & counter_pauses.c.ended_at.is_(None),
    )
    .where(STILL_OPEN, counter_sessions.c.hall == bindparam("hall"))
)
_OPEN = Prepared(OPEN.order_by(counter_sessions.c.id))


def _open_window(
    engine: Engine, calendar: Calendar, counter: Counter, take_over: bool, now: datetime
) -> Session | Declined:
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        open_now = open_sessions(connection, calendar.hall)
        mine = own(open_now, counter)
        if isinstance(mine, Session):
            _end_pause(connection, mine.id, now)
            return _again(connection, calendar.hall, mine)
        if isinstance(mine, Declined):
            if not take_over or mine.why is not Why.WINDOW_TAKEN:
                return mine
            if elsewhere := [one.window for one in open_now if one.clerk == counter.who]:
                return Declined(Why.CLERK_ELSEWHERE, elsewhere[0])
            theirs = next(one for one in open_now if one.window == counter.window)
            end(connection, theirs, now, counter.who)
        return begin(connection, calendar.hall, counter, now)


def _end_pause(connection: Connection, session: int, now: datetime) -> None:
    connection.execute(
        update(counter_pauses).where(counter_pauses.c.session_id == session, STILL_PAUSED).values(ended_at=now)
    )


def _again(connection: Connection, hall: str, session: Session) -> Session:
    return next(one for one in open_sessions(connection, hall) if one.id == session.id)
