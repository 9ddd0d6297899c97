"""The tables. Other modules of this package read and write them; nobody else does.

Every table knows its hall, so that one database can serve several. Times are stored in UTC, states as their words.
"""

from datetime import UTC, datetime
from typing import Any

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
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from kiosk.domain.ticket import TicketState

OPEN_STATES = tuple(state for state in TicketState if state.is_open)
AT_A_COUNTER = (TicketState.CALLED, TicketState.SERVING)

# Conditions of partial indexes. A query must say them in the same words, not with parameters, for SQLite to use the
# index: so it takes them from here (they name no table, so only in queries over the one table).
IS_OPEN = text("state IN ('waiting', 'called', 'serving', 'held', 'parked')")
IS_AT_A_COUNTER = text("state IN ('called', 'serving')")
IS_OPEN_AND_KNOWN = text("person_key IS NOT NULL AND state IN ('waiting', 'called', 'serving', 'held', 'parked')")
IS_ASIDE = text("state IN ('held', 'parked')")
WAITS_FOR_SOMEBODY = text("target IS NOT NULL AND state = 'waiting'")
STILL_OPEN = text("closed_at IS NULL")
IS_FIRST = text("NOT reprint")
STILL_PAUSED = text("ended_at IS NULL")


_WITHOUT_ZONE = len("2026-01-01 00:00:00.000000")


class UtcTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC. SQLite has no zones: there the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Any:
        """For SQLite the text SQLAlchemy would make of it, in a tenth of the time: a ticket has a dozen of them."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(" ", "microseconds")[:_WITHOUT_ZONE]


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
    # how many tickets with a head start were called one after the other
    Column("privileged_in_a_row", Integer, nullable=False, server_default="0"),
)

series_counters = Table(
    "series_counters",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("business_date", Date, primary_key=True),
    Column("series", String(4), primary_key=True),
    Column("last", Integer, nullable=False),
)

service_counters = Table(  # only of services with a daily cap
    "service_counters",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("business_date", Date, primary_key=True),
    Column("service", String(40), primary_key=True),
    Column("issued", Integer, nullable=False),
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
    # not in its lane's ordinary order: its effective time is not its time of issue
    Column("privileged", Boolean, nullable=False, server_default=false()),
    Column(
        "turns", Integer, nullable=False, server_default="0"
    ),  # how often it has changed; tells undo what is new
    Column("recalls", Integer, nullable=False, server_default="0"),
    Column("target", String(40)),  # "window:3", "person:li": waits for this one
    Column("mark", String(16)),
    Column("parked_until", UtcTime),
    Column("note", String(200)),
    Column("sealed", Text),  # who it is, for "show name": only the hall's key opens it; gone with the day
    UniqueConstraint("hall", "business_date", "series", "number"),
    Index("ix_tickets_line", "hall", "business_date", "state", "lane", "privileged", "effective_at"),
    Index(
        "ix_tickets_target",
        "hall",
        "business_date",
        "target",
        sqlite_where=WAITS_FOR_SOMEBODY,
        postgresql_where=WAITS_FOR_SOMEBODY,
    ),
    Index("ix_tickets_aside", "hall", "window", sqlite_where=IS_ASIDE, postgresql_where=IS_ASIDE),
    Index(
        "uq_tickets_live_request",
        "request_id",
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    ),
    Index(
        "uq_tickets_open_call",
        "hall",
        "window",
        unique=True,
        sqlite_where=IS_AT_A_COUNTER,
        postgresql_where=IS_AT_A_COUNTER,
    ),
    Index(
        "uq_tickets_one_a_person",
        "hall",
        "business_date",
        "person_key",
        "service",
        unique=True,
        sqlite_where=IS_OPEN_AND_KNOWN,
        postgresql_where=IS_OPEN_AND_KNOWN,
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
    Column("note", String(200)),
    Column("undone_at", UtcTime),  # a mis-click: on record, but it counts for nothing
    sqlite_autoincrement=True,  # the number of a call is never used again: displays remember it
)

actions = Table(  # what a window did, so that it can be undone for a moment
    "actions",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("hall", String(40), nullable=False),
    Column("window", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("who", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("undone_at", UtcTime),
    Column("parts", JSON, nullable=False),
    Index("ix_actions_window", "hall", "window", "id"),
)

ticket_services = Table(  # what else was done in the same visit
    "ticket_services",
    metadata,
    Column("ticket_id", Uuid, ForeignKey("tickets.id"), primary_key=True),
    Column("service", String(40), primary_key=True),
    Column("added_at", UtcTime, nullable=False),
    Column("who", String(80), nullable=False),
    Column("place", String(16)),
)

counter_sessions = Table(
    "counter_sessions",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("hall", String(40), nullable=False),
    Column("window", String(16), nullable=False),
    Column("clerk", String(80), nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("closed_by", String(80)),
    Index(
        "uq_counter_sessions_window",
        "hall",
        "window",
        unique=True,
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    ),
    Index(
        "uq_counter_sessions_clerk",
        "hall",
        "clerk",
        unique=True,
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    ),
)

counter_pauses = Table(
    "counter_pauses",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("session_id", RowNumber, ForeignKey("counter_sessions.id"), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("reason", String(80), nullable=False),
    Index(
        "uq_counter_pauses_session",
        "session_id",
        unique=True,
        sqlite_where=STILL_PAUSED,
        postgresql_where=STILL_PAUSED,
    ),
)

print_jobs = Table(  # slips of which something is known, and repeated ones
    "print_jobs",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("ticket_id", Uuid, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("reprint", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Index("uq_print_jobs_first", "ticket_id", unique=True, sqlite_where=IS_FIRST, postgresql_where=IS_FIRST),
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
    Column("ticket_id", Uuid, ForeignKey("tickets.id")),
    Column("answer", JSON, nullable=False),
    # ids, with a space between them, of what staff had set by hand for this person then
    Column("overrides", String(120), nullable=False, server_default=""),
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
