"""The next number of a series: one counter row per hall, business date and series.

One statement takes the row's lock, adds, and hands the sum back, so nothing can read in between. Gaps are allowed,
duplicates never; ``UNIQUE (hall, business_date, series, number)`` stands behind it.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.tickets.schema import series_counters


def take(connection: Connection, hall: str, day: date, series: str, how_many: int = 1) -> int:
    """Take ``how_many`` numbers and return the last of them. A series begins at 1 every business day."""
    fresh = upsert(connection)(series_counters).values(hall=hall, business_date=day, series=series, last=how_many)
    taken = fresh.on_conflict_do_update(
        index_elements=["hall", "business_date", "series"],
        set_={"last": series_counters.c.last + how_many},
    ).returning(series_counters.c.last)
    return int(connection.execute(taken).scalar_one())


def upsert(connection: Connection) -> Any:
    """``insert`` with ON CONFLICT, as the database at hand spells it."""
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
