"""Tables about waiting: what people were told, with what came of it, and the address of each ticket's page."""

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, String, Table, Uuid, text

from kiosk.tickets.schema import UtcTime, metadata

NOT_SETTLED = text("waited_min IS NULL")

predictions = Table(
    "predictions",
    metadata,
    Column("ticket_id", Uuid, ForeignKey("tickets.id"), primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("business_date", Date, nullable=False),
    Column("lane", String(40), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("basis", String(16), nullable=False),
    Column("ahead", Integer, nullable=False),
    Column("from_min", Integer, nullable=False),
    Column("to_min", Integer, nullable=False),
    Column("mean_min", Float, nullable=False),
    Column("waited_min", Float),  # until the ticket was first called
    Index("ix_predictions_day", "hall", "business_date", "lane"),
    Index("ix_predictions_open", "hall", "made_at", sqlite_where=NOT_SETTLED, postgresql_where=NOT_SETTLED),
)

ticket_pages = Table(
    "ticket_pages",
    metadata,
    # random, 160 bits; it leads to a number and a place in line, and for a day only
    Column("slug", String(40), primary_key=True),
    Column("ticket_id", Uuid, ForeignKey("tickets.id"), nullable=False, unique=True),
)
