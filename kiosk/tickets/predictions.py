"""What people are told about their wait: made with the ticket, stored with it, and held against the truth later."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, select, update

from kiosk.database import reading, writing
from kiosk.domain.ticket import Step
from kiosk.tickets.estimate import Basis, Estimate, Group, Situation, Span, estimate, goes_by_line
from kiosk.tickets.line import kinds_ahead
from kiosk.tickets.schema import UtcTime, ticket_states
from kiosk.tickets.schema_wait import NOT_SETTLED, predictions
from kiosk.tickets.values import Standing, Ticket

LOOKED_AT = 50
"""So many of those ahead are looked at; when there are more, they are taken to have come for the same things."""

SETTLED_AT_ONCE = 500
OPEN_FOR = timedelta(days=2)
"""A ticket that was not called by then never will be."""


@dataclass(frozen=True, slots=True)
class Told:
    """One prediction with its truth. Minutes."""

    lane: str
    made_at: datetime
    span: Span
    mean_min: float
    waited_min: float
    basis: Basis

    @property
    def error_min(self) -> float:
        """How much longer it took than expected."""
        return self.waited_min - self.mean_min


@dataclass(frozen=True, slots=True)
class Errors:
    """How the predictions of one lane came true. ``inside`` and ``in_time`` are shares of them."""

    lane: str
    count: int
    mean_wait_min: float
    mean_error_min: float  # the mean of absolute errors
    bias_min: float
    inside: float
    in_time: float


def predict(
    connection: Connection, hall: str, place: Standing, ahead: int, rivals: Sequence[str], situation: Situation
) -> Estimate | None:
    """How long somebody at ``place`` will wait from now, with ``ahead`` tickets of ``rivals`` before them."""
    looks = ahead and goes_by_line(place.lane, situation)
    line = _line(connection, hall, place, rivals, ahead) if looks else {}
    return estimate(place.lane, line, situation)


def prediction_row(hall: str, ticket: Ticket, ahead: int, found: Estimate, now: datetime) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "hall": hall,
        "business_date": ticket.business_date,
        "lane": ticket.lane,
        "made_at": now,
        "basis": found.basis,
        "ahead": ahead,
        "from_min": found.span.from_min,
        "to_min": found.span.to_min,
        "mean_min": found.mean_min,
        "waited_min": None,
    }


def settle(engine: Engine, hall: str, now: datetime) -> int:
    """Put the truth beside the predictions of tickets that were called since. Returns how many it were.

    Apart from calling, so that calling is not held up; done again, or by two processes, it does no harm.
    """
    with reading(engine) as connection:
        rows = connection.execute(_CALLED_SINCE, {"hall": hall, "oldest": now - OPEN_FOR}).all()
    known = [
        {"ticket": row.ticket_id, "waited": max(0.0, (row.called_at - row.made_at).total_seconds() / 60)}
        for row in rows
    ]
    if known:
        with writing(engine) as connection:
            connection.execute(_SETTLE, known)
    return len(known)


def told(engine: Engine, hall: str, since: date) -> tuple[Told, ...]:
    """Every prediction since that business day whose truth is known, the oldest first."""
    known = (
        select(predictions)
        .where(predictions.c.hall == hall, predictions.c.business_date >= since)
        .where(predictions.c.waited_min.is_not(None))
        .order_by(predictions.c.made_at)
    )
    with reading(engine) as connection:
        rows = connection.execute(known).all()
    return tuple(
        Told(
            lane=row.lane,
            made_at=row.made_at,
            span=Span(row.from_min, row.to_min),
            mean_min=row.mean_min,
            waited_min=row.waited_min,
            basis=Basis(row.basis),
        )
        for row in rows
    )


def errors(known: Sequence[Told]) -> tuple[Errors, ...]:
    """By lane, in the order of their names."""
    by_lane: dict[str, list[Told]] = defaultdict(list)
    for one in known:
        by_lane[one.lane].append(one)
    return tuple(_errors(lane, found) for lane, found in sorted(by_lane.items()))


def _errors(lane: str, known: Sequence[Told]) -> Errors:
    return Errors(
        lane=lane,
        count=len(known),
        mean_wait_min=fmean(one.waited_min for one in known),
        mean_error_min=fmean(abs(one.error_min) for one in known),
        bias_min=fmean(one.error_min for one in known),
        inside=fmean(one.span.holds(one.waited_min) for one in known),
        in_time=fmean(one.waited_min <= one.span.to_min for one in known),
    )


def _line(
    connection: Connection, hall: str, place: Standing, rivals: Sequence[str], ahead: int
) -> dict[Group, float]:
    kinds = kinds_ahead(connection, hall, place, rivals, LOOKED_AT)
    seen = sum(people for _, _, people in kinds)
    return {Group(lane, service): people * ahead / seen for lane, service, people in kinds}


_FIRST_CALL = (
    select(func.min(ticket_states.c.started_at))
    .where(
        ticket_states.c.ticket_id == predictions.c.ticket_id,
        ticket_states.c.state == Step.CALLED.value,
        ticket_states.c.undone_at.is_(None),
    )
    .scalar_subquery()
)
_CALLED_SINCE = (
    select(predictions.c.ticket_id, predictions.c.made_at, _FIRST_CALL.label("called_at"))
    .where(
        predictions.c.hall == bindparam("hall"),
        predictions.c.made_at >= bindparam("oldest", type_=UtcTime),
        NOT_SETTLED,
        _FIRST_CALL.is_not(None),
    )
    .limit(SETTLED_AT_ONCE)
)
_SETTLE = (
    update(predictions)
    .where(predictions.c.ticket_id == bindparam("ticket"), predictions.c.waited_min.is_(None))
    .values(waited_min=bindparam("waited"))
)
