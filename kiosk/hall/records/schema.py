"""The tables of the records. They have a history of their own (``migrations``), apart from tickets and staff.

``person_key`` is NULL where a person was forgotten and the row stays, for a statistic or because the law keeps it.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from kiosk.tickets.schema import RowNumber, UtcTime
from kiosk.tickets.schema import metadata as tickets_metadata

metadata = MetaData(naming_convention=tickets_metadata.naming_convention)

completions = Table(
    "strategy_completions",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("visit", String(40), primary_key=True),  # the ticket's id
    Column("strategy", String(40), primary_key=True),
    Column("person_key", String(80)),
    Column("state", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", String(32), nullable=False),
    Column("service", String(40), nullable=False),  # empty: none in hand
    Column("note", Text, nullable=False),
    Index("ix_strategy_completions_person", "hall", "person_key"),
    Index("ix_strategy_completions_at", "hall", "at"),
)

shown = Table(
    "strategies_shown",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("visit", String(40), primary_key=True),
    Column("strategy", String(40), primary_key=True),
    Column("person_key", String(80)),
    Column("at", UtcTime, nullable=False),  # the first time in this visit
    Index("ix_strategies_shown_person", "hall", "person_key"),
    Index("ix_strategies_shown_at", "hall", "at"),
)

notes = Table(  # a row a version; the newest is the note, the others its history
    "customer_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("person_key", String(80), nullable=False),
    Column("element", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(32), nullable=False),  # who began it
    Column("editor", String(32), nullable=False),  # who wrote this version
    Column("at", UtcTime, nullable=False),
    Column("removed", Boolean, nullable=False),
    Index("ix_customer_notes_person", "hall", "person_key"),
)

vip_entries = Table(
    "vip_entries",
    metadata,
    Column("number", RowNumber, primary_key=True, autoincrement=True),
    Column("hall", String(40), nullable=False),
    Column("person_key", String(80)),
    Column("booking", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("fee_fen", Integer, nullable=False),
    Column("who", String(40), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("hall", "booking", "kind"),
    Index("ix_vip_entries_person", "hall", "person_key"),
)

bonus_entries = Table(
    "bonus_entries",
    metadata,
    Column("number", RowNumber, primary_key=True, autoincrement=True),
    Column("hall", String(40), nullable=False),
    Column("person_key", String(80)),
    Column("reference", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("fen", Integer, nullable=False),
    Column("who", String(40), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("hall", "person_key", "kind", "reference"),
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("person_key", String(80)),
    Column("element", String(16), nullable=False),
    Column("value", String(40), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("made_by", String(32), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("ended_by", String(32)),
    Column("ended_at", UtcTime),
    Index("ix_overrides_person", "hall", "person_key", "until"),
    Index("ix_overrides_until", "hall", "until"),
)

appeals = Table(
    "appeals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("person_key", String(80)),
    Column("about", String(32), nullable=False),
    Column("decision", Uuid),  # the request that was decided on, when it is about one
    Column("words", Text, nullable=False),
    Column("recorded_by", String(32), nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("outcome", String(16)),
    Column("answer", Text),
    Column("answered_on", Date),
    Column("answered_by", String(32)),
    Column("answered_at", UtcTime),
    Index("ix_appeals_person", "hall", "person_key"),
    Index("ix_appeals_due", "hall", "due_on"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("hall", String(40), nullable=False),
    Column("person_key", String(80), nullable=False),
    Column("source", String(40), nullable=False),
    Column("purpose", String(200), nullable=False),
    Column("legal_basis", String(200), nullable=False),
    Column("given_on", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("recorded_by", String(32), nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("withdrawn_on", Date),
    Column("withdrawn_by", String(32)),
    Index("ix_consents_person", "hall", "person_key", "source"),
)

years = Table(  # kept because the back office's history does not reach back for ever
    "grade_years",
    metadata,
    Column("hall", String(40), primary_key=True),
    Column("person_key", String(80), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("grades", String(12), nullable=False),  # of the month-ends, as standing.word_of
    Column("breached", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)
