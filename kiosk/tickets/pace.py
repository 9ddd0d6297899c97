"""How the hall works at the moment, seen in the newest rows of its tickets' lives: a small, bounded look."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, select

from kiosk.database import reading
from kiosk.domain.ticket import Step
from kiosk.tickets import business_day, sessions
from kiosk.tickets.estimate import Pace, Window, service_times
from kiosk.tickets.schema import IS_AT_A_COUNTER, ticket_states, tickets
from kiosk.tickets.values import Calendar, Floor

ROWS_LOOKED_AT = 2000
"""Some four hundred visits: the latest fifty of every service that is not rare."""

ARRIVALS_OVER = timedelta(minutes=60)
LEAST_OVER = timedelta(minutes=10)
AT_COUNTER = frozenset({Step.CALLED, Step.RECALLED, Step.SERVING})


class Lived(NamedTuple):
    """One row of a ticket's life."""

    ticket: UUID
    step: Step
    started_at: datetime
    ended_at: datetime | None
    lane: str
    service: str
    issued_at: datetime


def pace(engine: Engine, hall: str, now: datetime) -> Pace:
    with reading(engine) as connection:
        rows = connection.execute(_NEWEST, {"hall": hall}).all()
    return pace_of([Lived(row[0], Step(row[1]), *row[2:]) for row in rows], now)


def open_windows(
    engine: Engine, calendar: Calendar, floor: Floor, now: datetime, closing: Collection[str] = ()
) -> tuple[Window, ...]:
    """The windows that are open and go on: neither paused nor among ``closing``."""
    with reading(engine) as connection:
        day = business_day.peek(connection, calendar, now)
        open_now = {one.window for one in sessions.open_sessions(connection, calendar.hall) if not one.paused}
        busy = _busy(connection, calendar.hall, day)
    return tuple(
        Window(counter.lanes, counter.window in busy)
        for counter in floor.counters
        if counter.window in open_now and counter.window not in closing
    )


def pace_of(newest: Sequence[Lived], now: datetime) -> Pace:
    """From rows of tickets' lives, newest first."""
    by_service, overall = service_times(list(_services(newest)))
    return Pace(by_service, overall, _arrivals(newest, now), _waits(newest))


def _services(newest: Iterable[Lived]) -> Iterable[tuple[str, float]]:
    """Service and minutes at a counter, of tickets that were called and done within these rows."""
    at_counter: dict[UUID, float] = defaultdict(float)
    called, done = set(), dict[UUID, str]()
    for row in newest:
        if row.step is Step.DONE:
            done.setdefault(row.ticket, row.service)
        elif row.step in AT_COUNTER and row.ended_at is not None:
            at_counter[row.ticket] += _minutes(row.started_at, row.ended_at)
            called.add(row.ticket) if row.step is Step.CALLED else None
    return ((service, at_counter[ticket]) for ticket, service in done.items() if ticket in called)


def _arrivals(newest: Sequence[Lived], now: datetime) -> dict[str, float]:
    """Tickets a minute by lane, over the last hour or for as long as these rows reach back."""
    since = now - ARRIVALS_OVER
    came = [row for row in newest if row.step is Step.WAITING and row.issued_at == row.started_at >= since]
    if not came:
        return {}
    whole = newest[-1].started_at < since
    over = ARRIVALS_OVER if whole else max(LEAST_OVER, now - came[-1].started_at)
    counts: dict[str, int] = defaultdict(int)
    for row in came:
        counts[row.lane] += 1
    return {lane: count / (over.total_seconds() / 60) for lane, count in counts.items()}


def _waits(newest: Sequence[Lived]) -> dict[str, list[float]]:
    """Minutes from issue to the first call, by lane, of whoever was called last."""
    first_calls = {row.ticket: row for row in newest if row.step is Step.CALLED}
    waits: dict[str, list[float]] = defaultdict(list)
    for row in first_calls.values():  # a ticket keeps its place among the newest, its row is the oldest
        waits[row.lane].append(_minutes(row.issued_at, row.started_at))
    return waits


def _minutes(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / 60)


def _busy(connection: Connection, hall: str, day: object) -> set[str]:
    at_counter = select(tickets.c.window).where(
        tickets.c.hall == hall, tickets.c.business_date == day, IS_AT_A_COUNTER
    )
    return set(connection.scalars(at_counter))


_NEWEST = (
    select(
        ticket_states.c.ticket_id,
        ticket_states.c.state,
        ticket_states.c.started_at,
        ticket_states.c.ended_at,
        tickets.c.lane,
        tickets.c.service,
        tickets.c.issued_at,
    )
    .join(tickets, tickets.c.id == ticket_states.c.ticket_id)
    .where(tickets.c.hall == bindparam("hall"), ticket_states.c.undone_at.is_(None))
    .order_by(ticket_states.c.id.desc())
    .limit(ROWS_LOOKED_AT)
)
