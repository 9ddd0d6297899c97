"""The table of appointments. A phone number is kept as a keyed hash only."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Uuid, text

from kiosk.tickets.schema import UtcTime, metadata

TAKES_A_SEAT = text("state <> 'cancelled'")

appointments = Table(
    "appointments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("offer", String(40), nullable=False),
    Column("service", String(40), nullable=False),
    Column("starts_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("host", String(40), nullable=False),
    Column("window", String(16), nullable=False),
    Column("seat", Integer, nullable=False),  # 1 to the capacity: the index below is what cannot be overbooked
    Column("fee_fen", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("code", String(16), nullable=False, unique=True),
    Column("request_id", Uuid, nullable=False, unique=True),
    Column("phone_key", String(80), nullable=False),
    Column("person_key", String(80)),
    Column("language", String(8), nullable=False),
    Column("booked_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("ticket_id", Uuid, ForeignKey("tickets.id")),
    Index(
        "uq_appointments_seat",
        "hall",
        "offer",
        "starts_at",
        "window",
        "seat",
        unique=True,
        sqlite_where=TAKES_A_SEAT,
        postgresql_where=TAKES_A_SEAT,
    ),
    Index("ix_appointments_phone", "hall", "phone_key", "starts_at"),
    Index("ix_appointments_person", "hall", "person_key", "starts_at"),
)
