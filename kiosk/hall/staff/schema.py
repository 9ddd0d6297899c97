"""The tables of the staff. They have a history of their own (``migrations``), apart from the tickets'."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kiosk.tickets.schema import RowNumber, UtcTime
from kiosk.tickets.schema import metadata as tickets_metadata

metadata = MetaData(naming_convention=tickets_metadata.naming_convention)

accounts = Table(
    "staff_accounts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("login", String(32), nullable=False),
    Column("name", String(40), nullable=False),
    Column("password_hash", String(200), nullable=False),  # empty: nobody can sign in with a password
    Column("roles", String(80), nullable=False),  # words with a space between them
    Column("active", Boolean, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("signed_in_at", UtcTime),
    UniqueConstraint("hall", "login"),
)

sessions = Table(
    "staff_sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),  # who reads the database cannot take over a session
    Column("account_id", Uuid, ForeignKey("staff_accounts.id"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("paired", Boolean, nullable=False),
    Column("revoked_at", UtcTime),
)

attempts = Table(
    "staff_attempts",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("login", String(32), primary_key=True),  # also one that nobody has: the answer must not tell
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("wait_until", UtcTime, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("number", RowNumber, primary_key=True, autoincrement=False),  # 1, 2, 3 …: a gap is a missing row
    Column("at", UtcTime, nullable=False),
    Column("hall", String(40), nullable=False, index=True),
    Column("who", String(32), nullable=False),
    Column("event", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("hash", String(64), nullable=False),
)
