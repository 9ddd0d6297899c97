"""All the records about one person: to be handed out, and to be forgotten.

What only concerns the person goes. What counts for statistics stays without the key and without a word that was
written about them; so do the amounts of the ledgers, which the books of the utility are checked against.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, update

from kiosk.hall.records import schema
from kiosk.hall.staff.schema import audit_log

Rows = list[dict[str, Any]]

_DELETED: Mapping[str, Table] = {
    "notes": schema.notes,
    "consents": schema.consents,
    "grade_years": schema.years,
}
_UNLINKED: Mapping[str, tuple[Table, Mapping[str, object]]] = {
    "strategy_completions": (schema.completions, {"note": ""}),
    "strategies_shown": (schema.shown, {}),
    "vip_ledger": (schema.vip_entries, {}),
    "bonus_ledger": (schema.bonus_entries, {"reference": ""}),
    "overrides": (schema.overrides, {"reason": ""}),
    "appeals": (schema.appeals, {"words": "", "answer": ""}),
}
_NOT_HANDED_OUT = {"hall", "person_key"}


def held(connection: Connection, hall: str, keys: Collection[str]) -> Mapping[str, Rows]:
    """By kind of record, the columns as they are called in the tables."""
    tables = {name: table for name, (table, _) in _UNLINKED.items()} | dict(_DELETED)
    return {name: _rows(connection, table, _whose(table, hall, keys)) for name, table in tables.items()}


def audited(connection: Connection, hall: str, subjects: Collection[str]) -> Rows:
    """When and why something of theirs was looked at or changed. By whom is for the auditor."""
    columns = (audit_log.c.number, audit_log.c.at, audit_log.c.event, audit_log.c.subject, audit_log.c.reason)
    mine = select(*columns).where(audit_log.c.hall == hall, audit_log.c.subject.in_(subjects))
    return [dict(row) for row in connection.execute(mine.order_by(audit_log.c.number)).mappings()]


def open_appeals(connection: Connection, hall: str, keys: Collection[str]) -> int:
    still = _whose(schema.appeals, hall, keys) & schema.appeals.c.outcome.is_(None)
    return connection.scalar(select(func.count()).select_from(schema.appeals).where(still)) or 0


def forget(connection: Connection, hall: str, keys: Collection[str]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Rows that are gone, and rows that stay without a person; by kind of record."""
    gone = {
        name: connection.execute(delete(table).where(_whose(table, hall, keys))).rowcount
        for name, table in _DELETED.items()
    }
    kept = {
        name: connection.execute(
            update(table).where(_whose(table, hall, keys)).values({"person_key": None, **blank})
        ).rowcount
        for name, (table, blank) in _UNLINKED.items()
    }
    return gone, kept


def _whose(table: Table, hall: str, keys: Collection[str]) -> ColumnElement[bool]:
    return (table.c.hall == hall) & table.c.person_key.in_(keys)


def _rows(connection: Connection, table: Table, which: ColumnElement[bool]) -> Rows:
    shown = [column for column in table.c if column.name not in _NOT_HANDED_OUT]
    found = connection.execute(select(*shown).where(which).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]
