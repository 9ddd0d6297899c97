"""Completions, notes, ledgers, overrides, appeals, consents, and the years a person was judged for."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "strategy_completions",
    "strategies_shown",
    "customer_notes",
    "vip_entries",
    "bonus_entries",
    "overrides",
    "appeals",
    "consents",
    "grade_years",
)


def upgrade() -> None:
    _what_came_of_strategies()
    _notes()
    _ledgers()
    _overrides()
    _appeals()
    _consents()
    _years()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _what_came_of_strategies() -> None:
    op.create_table(
        "strategy_completions",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("visit", sa.String(40), nullable=False),
        sa.Column("strategy", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "visit", "strategy", name="pk_strategy_completions"),
    )
    op.create_index("ix_strategy_completions_at", "strategy_completions", ["hall", "at"])
    op.create_index("ix_strategy_completions_person", "strategy_completions", ["hall", "person_key"])
    op.create_table(
        "strategies_shown",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("visit", sa.String(40), nullable=False),
        sa.Column("strategy", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("hall", "visit", "strategy", name="pk_strategies_shown"),
    )
    op.create_index("ix_strategies_shown_at", "strategies_shown", ["hall", "at"])
    op.create_index("ix_strategies_shown_person", "strategies_shown", ["hall", "person_key"])


def _notes() -> None:
    op.create_table(
        "customer_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80), nullable=False),
        sa.Column("element", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(32), nullable=False),
        sa.Column("editor", sa.String(32), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_customer_notes"),
    )
    op.create_index("ix_customer_notes_person", "customer_notes", ["hall", "person_key"])


def _ledgers() -> None:
    op.create_table(
        "vip_entries",
        sa.Column("number", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("booking", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fee_fen", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_vip_entries"),
        sa.UniqueConstraint("hall", "booking", "kind", name="uq_vip_entries_hall_booking_kind"),
    )
    op.create_index("ix_vip_entries_person", "vip_entries", ["hall", "person_key"])
    op.create_table(
        "bonus_entries",
        sa.Column("number", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_bonus_entries"),
        sa.UniqueConstraint(
            "hall", "person_key", "kind", "reference", name="uq_bonus_entries_hall_person_key_kind_reference"
        ),
    )


def _overrides() -> None:
    op.create_table(
        "overrides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("element", sa.String(16), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("ended_by", sa.String(32)),
        sa.Column("ended_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_overrides"),
    )
    op.create_index("ix_overrides_person", "overrides", ["hall", "person_key", "until"])
    op.create_index("ix_overrides_until", "overrides", ["hall", "until"])


def _appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("decision", sa.Uuid()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_on", sa.Date()),
        sa.Column("answered_by", sa.String(32)),
        sa.Column("answered_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
    )
    op.create_index("ix_appeals_due", "appeals", ["hall", "due_on"])
    op.create_index("ix_appeals_person", "appeals", ["hall", "person_key"])


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("legal_basis", sa.String(200), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(32), nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("withdrawn_by", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_person", "consents", ["hall", "person_key", "source"])


def _years() -> None:
    op.create_table(
        "grade_years",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("person_key", sa.String(80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grades", sa.String(12), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("hall", "person_key", "year", name="pk_grade_years"),
    )
