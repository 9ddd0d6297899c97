"""Ticket states as rows with a start and an end, who and where; and the conditional change that decides races."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import TicketState
from kiosk.tickets.schema import ticket_states, tickets
from kiosk.tickets.values import Ticket


def change(
    connection: Connection,
    ticket_id: UUID,
    before: Collection[TicketState],
    after: TicketState,
    at: datetime,
    who: str,
    **columns: Any,
) -> int | None:
    """Move the ticket from one of ``before`` to ``after``. Returns the number of the new state's row.

    None when the ticket was in no such state (any more): the row count of one UPDATE decides, so of two callers
    exactly one wins. ``columns`` are set along with the state; ``window`` also goes on the state's row.
    """
    moved = connection.execute(
        update(tickets).where(tickets.c.id == ticket_id, tickets.c.state.in_(before)).values(state=after, **columns)
    )
    if moved.rowcount != 1:
        return None
    return enter(connection, ticket_id, after, at, who, columns.get("window"))


def enter(
    connection: Connection, ticket_id: UUID, state: TicketState, at: datetime, who: str, place: str | None = None
) -> int:
    """End the row of the state before, begin the row of this one. Returns its number."""
    connection.execute(
        update(ticket_states)
        .where(ticket_states.c.ticket_id == ticket_id, ticket_states.c.ended_at.is_(None))
        .values(ended_at=at)
    )
    return begin(connection, ticket_id, state, at, who, place)


def begin(
    connection: Connection, ticket_id: UUID, state: TicketState, at: datetime, who: str, place: str | None = None
) -> int:
    """The first row of a new ticket, or the next one once the row before has ended."""
    row = {"ticket_id": ticket_id, "state": state, "started_at": at, "who": who, "place": place}
    made = connection.execute(insert(ticket_states), row)
    key = made.inserted_primary_key
    assert key is not None  # one row was inserted; the driver always knows its number
    return int(key[0])


def find(connection: Connection, *conditions: Any) -> Ticket | None:
    """The one ticket for which all ``conditions`` hold, as a value."""
    row = connection.execute(select(tickets).where(*conditions)).mappings().first()
    return None if row is None else as_ticket(row)


def as_ticket(row: Any) -> Ticket:
    return Ticket(
        id=row["id"],
        business_date=row["business_date"],
        series=row["series"],
        count=row["number"],
        kind=DirectionKind(row["kind"]),
        lane=row["lane"],
        service=row["service"] or None,
        language=row["language"],
        rule=row["rule"],
        reason=row["reason"],
        issued_at=row["issued_at"],
        effective_at=row["effective_at"],
        state=TicketState(row["state"]),
        window=row["window"],
        called_at=row["called_at"],
    )
