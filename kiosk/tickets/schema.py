"""The tables. Other modules of this package read and write them; nobody else does.

Every table knows its hall, so that one database can serve several. Times are stored in UTC, states as their words.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from kiosk.domain.ticket import TicketState

OPEN_STATES = tuple(state for state in TicketState if state.is_open)
AT_A_COUNTER = (TicketState.CALLED, TicketState.SERVING)

_IS_OPEN = text("state IN ('waiting', 'called', 'serving')")
_IS_AT_A_COUNTER = text("state IN ('called', 'serving')")
_IS_OPEN_AND_KNOWN = text("person_key IS NOT NULL AND state IN ('waiting', 'called', 'serving')")


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. SQLite has no zones: there the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows by itself only in a column that is called INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")

business_days = Table(
    "business_days",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("business_date", Date, nullable=False),
)

series_counters = Table(
    "series_counters",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("business_date", Date, primary_key=True),
    Column("series", String(4), primary_key=True),
    Column("last", Integer, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("business_date", Date, nullable=False),
    Column("series", String(4), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("lane", String(40), nullable=False),
    Column("service", String(40), nullable=False),  # empty: none chosen; NULL would slip through unique indexes
    Column("language", String(8), nullable=False),
    Column("person_key", String(80)),  # a keyed hash with the version of its key, never a number in clear
    Column("rule", String(80), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("rules_version", String(40), nullable=False),
    Column("request_id", Uuid, nullable=False),
    Column("kiosk", String(40), nullable=False),
    Column("issued_at", UtcTime, nullable=False),
    Column("effective_at", UtcTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("window", String(16)),
    Column("called_at", UtcTime),
    UniqueConstraint("hall", "business_date", "series", "number"),
    Index("ix_tickets_line", "hall", "business_date", "state", "lane", "effective_at"),
    Index(
        "uq_tickets_live_request",
        "request_id",
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
    Index(
        "uq_tickets_open_call",
        "hall",
        "window",
        unique=True,
        sqlite_where=_IS_AT_A_COUNTER,
        postgresql_where=_IS_AT_A_COUNTER,
    ),
    Index(
        "uq_tickets_one_a_person",
        "hall",
        "business_date",
        "person_key",
        "service",
        unique=True,
        sqlite_where=_IS_OPEN_AND_KNOWN,
        postgresql_where=_IS_OPEN_AND_KNOWN,
    ),
)

ticket_states = Table(
    "ticket_states",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("ticket_id", Uuid, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("who", String(80), nullable=False),
    Column("place", String(40)),
    sqlite_autoincrement=True,  # the number of a call is never used again: displays remember it
)

print_jobs = Table(
    "print_jobs",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("ticket_id", Uuid, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("reprint", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("kiosk", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("place", String(40), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("rules_version", String(40), nullable=False),
    Column("decided_at", UtcTime, nullable=False),
    Column("ticket_id", Uuid, ForeignKey("tickets.id"), index=True),
    Column("answer", JSON, nullable=False),
)

reserves = Table(
    "reserves",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("hall", String(40), nullable=False),
    Column("business_date", Date, nullable=False),
    Column("kiosk", String(40), nullable=False),
    Column("series", String(4), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("leased_at", UtcTime, nullable=False),
    UniqueConstraint("hall", "business_date", "series", "first"),
)
