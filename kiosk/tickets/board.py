"""What displays and staff may look at: the last calls, how many wait, why someone was sent somewhere."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, func, select

from kiosk.database import reading
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import PrintState, Step, TicketState, number_text
from kiosk.tickets import business_day
from kiosk.tickets.schema import AT_A_COUNTER, decisions, print_jobs, ticket_states, tickets
from kiosk.tickets.values import Board, Calendar, DecisionOnFile, PublicCall

CALLS_SHOWN = 8


def board(engine: Engine, calendar: Calendar, now: datetime, zones: Sequence[Collection[str]] = ()) -> Board:
    """The business day as the public may see it: numbers and windows, nothing else.

    ``zones`` are sets of windows with displays of their own: the last calls of each are among ``calls``.
    """
    with reading(engine) as connection:
        day = business_day.peek(connection, calendar, now)
        hall = calendar.hall
        lately = [_last_calls(connection, hall, day, windows) for windows in (None, *zones)]
        calls = {call.id: call for last in lately for call in last}
        waiting = _waiting(connection, hall, day)
        return Board(
            calls=tuple(calls[id] for id in sorted(calls, reverse=True)),
            waiting=_sums((row.lane, row.people) for row in waiting),
            waiting_by_service=_sums((row.service, row.people) for row in waiting),
            at_windows=_open_calls(connection, hall, day),
        )


def current_date(engine: Engine, calendar: Calendar, now: datetime) -> date:
    with reading(engine) as connection:
        return business_day.peek(connection, calendar, now)


def decision(engine: Engine, hall: str, request_id: UUID) -> DecisionOnFile | None:
    """For staff: the decision made for a request, with the state its ticket and slip are in now."""
    newest_job = (
        select(print_jobs.c.state)
        .where(print_jobs.c.ticket_id == tickets.c.id)
        .order_by(print_jobs.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = (
        select(decisions, tickets.c.series, tickets.c.number, tickets.c.state, newest_job.label("printed"))
        .outerjoin(tickets, tickets.c.id == decisions.c.ticket_id)
        .where(decisions.c.request_id == request_id, decisions.c.hall == hall)
    )
    with reading(engine) as connection:
        row = connection.execute(asked).mappings().first()
    if row is None:
        return None
    return DecisionOnFile(
        request_id=row["request_id"],
        kind=DirectionKind(row["kind"]),
        place=row["place"],
        rule=row["rule"],
        reason=row["reason"],
        rules_version=row["rules_version"],
        decided_at=row["decided_at"],
        ticket_number=number_text(row["series"], row["number"]) if row["series"] else None,
        ticket_state=TicketState(row["state"]) if row["state"] else None,
        print_state=PrintState(row["printed"] or PrintState.NEW) if row["state"] else None,
        overrides=tuple(row["overrides"].split()),
    )


def _last_calls(connection: Connection, hall: str, day: date, windows: Collection[str] | None) -> list[PublicCall]:
    calls = _calls(hall, day).where(tickets.c.state != TicketState.VOID).order_by(ticket_states.c.id.desc())
    if windows is not None:
        calls = calls.where(ticket_states.c.place.in_(windows))
    return [_public(row) for row in connection.execute(calls.limit(CALLS_SHOWN))]


def _open_calls(connection: Connection, hall: str, day: date) -> dict[str, PublicCall]:
    """By window. A ticket called more than once counts with its newest call, at the window it is at now."""
    calls = _calls(hall, day).where(tickets.c.state.in_(AT_A_COUNTER), ticket_states.c.place == tickets.c.window)
    newest_last = connection.execute(calls.order_by(ticket_states.c.id))
    return {row.place: _public(row) for row in newest_last}


def _calls(hall: str, day: date) -> Select[Any]:
    return (
        select(
            ticket_states.c.id,
            tickets.c.series,
            tickets.c.number,
            ticket_states.c.place,
            ticket_states.c.started_at,
        )
        .join(tickets, tickets.c.id == ticket_states.c.ticket_id)
        .where(
            tickets.c.hall == hall,
            tickets.c.business_date == day,
            ticket_states.c.state.in_((Step.CALLED, Step.RECALLED)),
            ticket_states.c.undone_at.is_(None),
        )
    )


def _public(row: Row[Any]) -> PublicCall:
    return PublicCall(id=row.id, number=number_text(row.series, row.number), window=row.place, at=row.started_at)


def _sums(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for key, people in counted:
        sums[key] += people
    return dict(sums)


def _waiting(connection: Connection, hall: str, day: date) -> Sequence[Row[Any]]:
    counts = (
        select(tickets.c.lane, tickets.c.service, func.count().label("people"))
        .where(
            tickets.c.hall == hall,
            tickets.c.business_date == day,
            tickets.c.state == TicketState.WAITING,
        )
        .group_by(tickets.c.lane, tickets.c.service)
    )
    return connection.execute(counts).all()
