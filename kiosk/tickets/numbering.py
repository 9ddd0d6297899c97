"""The next number of a series: one counter row per hall, business date and series.

One statement takes the row's lock, adds, and hands the sum back, so nothing can read in between; a daily cap is a
condition of the same statement. Gaps are allowed, duplicates never: a unique constraint on
hall, business date, series and number stands behind it.
"""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Integer, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.prepared import Prepared
from kiosk.tickets.schema import series_counters, service_counters


def take(
    connection: Connection, hall: str, day: date, series: str, how_many: int = 1, cap: int | None = None
) -> int | None:
    """Take ``how_many`` numbers and return the last of them. A series begins at 1 every business day.

    None, and nothing taken, when that would pass ``cap``.
    """
    cap = _NO_CAP if cap is None else cap
    if how_many > cap:
        return None
    more = _more(connection.dialect.name, series_counters.c.series, series_counters.c.last)
    last: int | None = more.scalar(connection, hall=hall, day=day, what=series, how_many=how_many, cap=cap)
    return last


def count_service(connection: Connection, hall: str, day: date, service: str, cap: int) -> bool:
    """Count one more ticket of a service that has a daily cap. False, and nothing counted, when it is reached."""
    if cap <= 0:
        return False
    more = _more(connection.dialect.name, service_counters.c.service, service_counters.c.issued)
    return more.scalar(connection, hall=hall, day=day, what=service, how_many=1, cap=cap) is not None


def upsert(connection: Connection) -> Any:
    """``insert`` with ON CONFLICT, as the database at hand spells it."""
    return _insert(connection.dialect.name)


def _insert(dialect: str) -> Any:
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


_NO_CAP = 2**31 - 1


@cache
def _more(dialect: str, what: Column[Any], count: Column[Any]) -> Prepared:
    """Takes the row's lock, adds, and hands the sum back; no row back when the sum would pass the cap."""
    table, how_many = what.table, bindparam("how_many", type_=Integer)
    first: dict[str, Any] = {
        "hall": bindparam("hall"),
        "business_date": bindparam("day"),
        what.name: bindparam("what"),
    }
    return Prepared(
        _insert(dialect)(table)
        .values({**first, count.name: how_many})
        .on_conflict_do_update(
            index_elements=["hall", "business_date", what.name],
            set_={count.name: count + how_many},
            where=count + how_many <= bindparam("cap", type_=Integer),
        )
        .returning(count)
    )
