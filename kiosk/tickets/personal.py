"""All that the tickets' tables hold about one person: to be handed out, and to be forgotten.

Forgetting unlinks: numbers, times, waits and states stay, so that no count changes; the key, the seal, what clerks
noted and the address of the ticket's page go.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, String, Table, cast, delete, or_, select, update

from kiosk.tickets.appointments import State
from kiosk.tickets.schema import actions, decisions, print_jobs, ticket_services, ticket_states, tickets
from kiosk.tickets.schema_appointments import appointments
from kiosk.tickets.schema_wait import predictions, ticket_pages

Rows = list[dict[str, Any]]

_NOT_HANDED_OUT = {"hall", "person_key", "phone_key", "sealed"}
_OF_A_TICKET = {
    "ticket_states": ticket_states,
    "ticket_services": ticket_services,
    "print_jobs": print_jobs,
    "decisions": decisions,
    "predictions": predictions,
    "ticket_pages": ticket_pages,
}
_SAID = ("advice", "page")
"""What a kept answer says about the person, and the address of the ticket's page."""


def ticket_ids(connection: Connection, hall: str, keys: Collection[str]) -> tuple[UUID, ...]:
    """Every ticket of whoever has these keys, those of their appointments among them."""
    booked = [(row.id, row.ticket_id) for row in connection.execute(_booked(hall, keys))]
    names = {*keys, *(f"appointment:{id}" for id, _ in booked)}
    mine = or_(tickets.c.person_key.in_(names), tickets.c.id.in_([ticket for _, ticket in booked if ticket]))
    found = select(tickets.c.id).where(tickets.c.hall == hall, mine)
    return tuple(connection.scalars(found.order_by(tickets.c.issued_at)))


def held(connection: Connection, hall: str, keys: Collection[str]) -> Mapping[str, Rows]:
    """By table, the columns as they are called there, without keys and seals."""
    ids = ticket_ids(connection, hall, keys)
    about = {"tickets": _rows(connection, tickets, tickets.c.id.in_(ids))}
    about |= {name: _rows(connection, table, table.c.ticket_id.in_(ids)) for name, table in _OF_A_TICKET.items()}
    about["actions"] = [row for id in ids for row in _rows(connection, actions, _of_window(hall, id))]
    return about | {"appointments": _rows(connection, appointments, _whose(hall, keys))}


def forget(connection: Connection, hall: str, keys: Collection[str], now: datetime) -> Mapping[str, int]:
    """How many rows were unlinked, by table. Appointments still to come are cancelled: nobody is known for them."""
    ids = ticket_ids(connection, hall, keys)
    mine = tickets.c.id.in_(ids)
    counts = {
        "tickets": _set(connection, tickets, mine, person_key=None, sealed=None, note=None),
        "ticket_states": _set(connection, ticket_states, ticket_states.c.ticket_id.in_(ids), note=None),
        "decisions": _forget_answers(connection, ids),
        "ticket_pages": connection.execute(delete(ticket_pages).where(ticket_pages.c.ticket_id.in_(ids))).rowcount,
        "actions": _forget_actions(connection, hall, ids),
    }
    whose = _whose(hall, keys)
    _set(connection, appointments, whose & (appointments.c.state == State.BOOKED), state=State.CANCELLED)
    counts["appointments"] = _set(connection, appointments, whose, person_key=None, phone_key="", changed_at=now)
    return counts


def _forget_answers(connection: Connection, ids: Collection[UUID]) -> int:
    """A kiosk that asks again gets where to go, and nothing that was said beside it."""
    mine = decisions.c.ticket_id.in_(ids)
    for row in connection.execute(select(decisions.c.request_id, decisions.c.answer).where(mine)).all():
        answer = _without(row.answer, _SAID)
        _set(connection, decisions, decisions.c.request_id == row.request_id, answer=answer)
    return _set(connection, decisions, mine, overrides="")


def _forget_actions(connection: Connection, hall: str, ids: Iterable[UUID]) -> int:
    """What a window did can be undone for some seconds, and says what was noted before."""
    changed = 0
    for ticket in ids:
        for row in connection.execute(select(actions).where(_of_window(hall, ticket))).all():
            parts = [_without(part, ("note",)) for part in row.parts]
            changed += _set(connection, actions, actions.c.id == row.id, parts=parts)
    return changed


def _of_window(hall: str, ticket: UUID) -> ColumnElement[bool]:
    """What a window did with this ticket, as far as it is still kept."""
    return (actions.c.hall == hall) & cast(actions.c.parts, String).contains(str(ticket))


def _without(part: Any, names: Collection[str]) -> Any:
    """These are None wherever they lie, in objects inside it too."""
    if isinstance(part, dict):
        return {name: None if name in names else _without(value, names) for name, value in part.items()}
    return part


def _booked(hall: str, keys: Collection[str]) -> Any:
    return select(appointments.c.id, appointments.c.ticket_id).where(_whose(hall, keys))


def _whose(hall: str, keys: Collection[str]) -> ColumnElement[bool]:
    known = or_(appointments.c.person_key.in_(keys), appointments.c.phone_key.in_(keys))
    return (appointments.c.hall == hall) & known


def _set(connection: Connection, table: Table, which: ColumnElement[bool], **values: Any) -> int:
    return connection.execute(update(table).where(which).values(values)).rowcount


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> Rows:
    shown = [column for column in table.c if column.name not in _NOT_HANDED_OUT]
    found = connection.execute(select(*shown).where(which).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]
