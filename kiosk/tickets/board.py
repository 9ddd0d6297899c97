"""What displays and staff may look at: the last calls, how many wait, why someone was sent somewhere."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, func, select

from kiosk.database import reading
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import PrintState, TicketState, number_text
from kiosk.tickets import business_day
from kiosk.tickets.schema import decisions, print_jobs, ticket_states, tickets
from kiosk.tickets.values import Board, Calendar, DecisionOnFile, PublicCall

CALLS_SHOWN = 8


def board(engine: Engine, calendar: Calendar, now: datetime) -> Board:
    """The business day as the public may see it: numbers and windows, nothing else."""
    with reading(engine) as connection:
        day = business_day.peek(connection, calendar, now)
        return Board(_last_calls(connection, calendar.hall, day), _waiting(connection, calendar.hall, day))


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
        print_state=PrintState(row["printed"]) if row["printed"] else None,
    )


def _last_calls(connection: Connection, hall: str, day: date) -> tuple[PublicCall, ...]:
    calls = (
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
            tickets.c.state != TicketState.VOID,
            ticket_states.c.state == TicketState.CALLED,
        )
        .order_by(ticket_states.c.id.desc())
        .limit(CALLS_SHOWN)
    )
    rows = connection.execute(calls).all()
    return tuple(
        PublicCall(id=row.id, number=number_text(row.series, row.number), window=row.place, at=row.started_at)
        for row in rows
    )


def _waiting(connection: Connection, hall: str, day: date) -> dict[str, int]:
    counts = (
        select(tickets.c.lane, func.count().label("people"))
        .where(
            tickets.c.hall == hall,
            tickets.c.business_date == day,
            tickets.c.state == TicketState.WAITING,
        )
        .group_by(tickets.c.lane)
    )
    return {row.lane: row.people for row in connection.execute(counts)}
