"""Ticket states as rows with a start and an end, who and where; and the conditional change that decides races."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, Connection, Update, bindparam, select, update

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import Mark, Step, TicketState
from kiosk.prepared import Prepared, one_of, row_of
from kiosk.tickets.schema import ticket_states, tickets
from kiosk.tickets.values import Ticket


@dataclass(frozen=True, slots=True)
class Trace:
    """What goes on a state's row beside the state: when it began, who did it, where, and what they wrote."""

    at: datetime
    who: str
    place: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that happened: the ticket as it is now, the numbers of its new state's row and of the one before."""

    ticket: Ticket
    row: int
    row_before: int | None


WAITS_AGAIN: Mapping[str, Any] = {"window": None, "called_at": None, "parked_until": None, "recalls": 0}
"""The columns of a ticket that goes back into the line."""

_free = tickets.alias("free")
_FREE = (  # of one nobody is changing; a row that is added and only refers to it hides nobody
    select(_free.c.id)
    .where(_free.c.id == bindparam("ticket"))
    .with_for_update(key_share=True, skip_locked=True)
    .scalar_subquery()
)
_ADD_ROW = Prepared(row_of(ticket_states).returning(ticket_states.c.id))
_END_OPEN_ROW = Prepared(
    update(ticket_states)
    .where(ticket_states.c.ticket_id == bindparam("ticket"), ticket_states.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
    .returning(ticket_states.c.id)
)

_ended = (
    update(ticket_states)
    .where(ticket_states.c.ticket_id == bindparam("ticket"), ticket_states.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
    .returning(ticket_states.c.id)
    .cte("ended")
)
_begun = row_of(ticket_states).returning(ticket_states.c.id).cte("begun")
_NEXT_ROW = Prepared(
    select(
        select(_begun.c.id).scalar_subquery().label("row"),
        select(_ended.c.id).scalar_subquery().label("row_before"),
    )
)  # PostgreSQL's


def change(
    connection: Connection,
    ticket_id: UUID,
    before: Collection[TicketState],
    after: TicketState,
    trace: Trace,
    *conditions: Any,
    step: Step | None = None,
    **columns: Any,
) -> Changed | None:
    """Move the ticket from one of ``before`` to ``after``; ``step`` is the word on its row when not the state's.

    None when the ticket was in no such state (any more), or one of ``conditions`` did not hold. ``columns`` are set
    along with the state.
    """
    ticket = move(connection, ticket_id, before, after, *conditions, **columns)
    return None if ticket is None else put_on_record(connection, ticket, step or Step(after), trace)


def move(
    connection: Connection,
    ticket_id: UUID,
    before: Collection[TicketState],
    after: TicketState,
    *conditions: Any,
    if_free: bool = False,
    **columns: Any,
) -> Ticket | None:
    """The first half of a change: one UPDATE decides by whether it found its row, so of two callers one wins.

    ``if_free``: None at once when somebody else is changing it at this moment, instead of waiting for them.
    """
    now: Any
    if conditions or any(isinstance(value, ClauseElement) for value in columns.values()):
        moving = _moving(before, if_free).where(*conditions).values(columns)
        now = connection.execute(moving, {"ticket": ticket_id, "after": after}).mappings().first()
    else:
        values = {f"new_{name}": value for name, value in columns.items()}
        prepared = _prepared_moving(tuple(before), tuple(columns), if_free)
        now = prepared.first(connection, ticket=ticket_id, after=after, **values)
    return None if now is None else as_ticket(now)


def put_on_record(connection: Connection, ticket: Ticket, step: Step, trace: Trace) -> Changed:
    """The second half of a change: the row of the ticket's last state ends, that of the new one begins."""
    return Changed(ticket, *_next_row(connection, ticket.id, step, trace))


def _moving(before: Collection[TicketState], if_free: bool) -> Update:
    return (
        update(tickets)
        .where(tickets.c.id == (_FREE if if_free else bindparam("ticket")), one_of(tickets.c.state, before))
        .values(state=bindparam("after"), turns=tickets.c.turns + 1)
        .returning(tickets)
    )


@lru_cache(maxsize=64)
def _prepared_moving(before: tuple[TicketState, ...], columns: tuple[str, ...], if_free: bool) -> Prepared:
    return Prepared(_moving(before, if_free).values({name: bindparam(f"new_{name}") for name in columns}))


def _next_row(connection: Connection, ticket_id: UUID, step: Step, trace: Trace) -> tuple[int, int | None]:
    """End the row that is open and begin the next; the numbers of the new one and of the one before.

    Apart from the change of the ticket, which may have had to wait for somebody else's: what they wrote meanwhile
    is seen by a statement begun afterwards only.
    """
    if connection.dialect.name == "postgresql":
        row = state_row(ticket_id, step, trace)
        both = _NEXT_ROW.first(connection, ticket=ticket_id, at=trace.at, **row)
        assert both is not None  # one row was inserted
        return both["row"], both["row_before"]
    row_before = _END_OPEN_ROW.scalar(connection, ticket=ticket_id, at=trace.at)
    return _add_row(connection, ticket_id, step, trace, ended_at=None), row_before


def note_moment(connection: Connection, ticket_id: UUID, step: Step, trace: Trace) -> int:
    """Something that happened to the ticket while its state went on: printed, shown, marked. Its row's number."""
    return _add_row(connection, ticket_id, step, trace, ended_at=trace.at)


def _add_row(connection: Connection, ticket_id: UUID, step: Step, trace: Trace, ended_at: datetime | None) -> int:
    return int(_ADD_ROW.scalar(connection, **state_row(ticket_id, step, trace, ended_at)))


def state_row(ticket_id: UUID, step: Step, trace: Trace, ended_at: datetime | None = None) -> dict[str, Any]:
    """A row of ``ticket_states``."""
    return {
        "ticket_id": ticket_id,
        "state": step,
        "started_at": trace.at,
        "ended_at": ended_at,
        "who": trace.who,
        "place": trace.place,
        "note": trace.note,
        "undone_at": None,
    }


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
        turns=row["turns"],
        recalls=row["recalls"],
        target=row["target"],
        mark=Mark(row["mark"]) if row["mark"] else None,
        parked_until=row["parked_until"],
        note=row["note"],
        sealed=row["sealed"],
    )
