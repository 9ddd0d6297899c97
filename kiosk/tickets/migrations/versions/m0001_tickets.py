"""Business days, numbers, tickets with their states and slips, decisions, reserves."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state IN ('waiting', 'called', 'serving')")
OPEN_AND_KNOWN = sa.text("person_key IS NOT NULL AND state IN ('waiting', 'called', 'serving')")
AT_A_COUNTER = sa.text("state IN ('called', 'serving')")

TABLES = (
    "reserves",
    "decisions",
    "print_jobs",
    "ticket_states",
    "tickets",
    "series_counters",
    "business_days",
)


def upgrade() -> None:
    _days_and_numbers()
    _tickets()
    _ticket_indexes()
    _states_and_slips()
    _decisions()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _days_and_numbers() -> None:
    op.create_table(
        "business_days",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("hall", name="pk_business_days"),
    )
    op.create_table(
        "series_counters",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("series", sa.String(4), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "business_date", "series", name="pk_series_counters"),
    )
    op.create_table(
        "reserves",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("series", sa.String(4), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("leased_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reserves"),
        sa.UniqueConstraint(
            "hall", "business_date", "series", "first", name="uq_reserves_hall_business_date_series_first"
        ),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("series", sa.String(4), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("lane", sa.String(40), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("rules_version", sa.String(40), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("effective_at", TIME, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("window", sa.String(16)),
        sa.Column("called_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint(
            "hall", "business_date", "series", "number", name="uq_tickets_hall_business_date_series_number"
        ),
    )


def _ticket_indexes() -> None:
    op.create_index("ix_tickets_line", "tickets", ["hall", "business_date", "state", "lane", "effective_at"])
    for name, columns, where in (
        ("uq_tickets_live_request", ["request_id"], OPEN),
        ("uq_tickets_open_call", ["hall", "window"], AT_A_COUNTER),
        ("uq_tickets_one_a_person", ["hall", "business_date", "person_key", "service"], OPEN_AND_KNOWN),
    ):
        op.create_index(name, "tickets", columns, unique=True, sqlite_where=where, postgresql_where=where)


def _states_and_slips() -> None:
    op.create_table(
        "ticket_states",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("place", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_states"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_states_ticket_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ticket_states_ticket_id", "ticket_states", ["ticket_id"])
    op.create_table(
        "print_jobs",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reprint", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_print_jobs"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_print_jobs_ticket_id"),
    )
    op.create_index("ix_print_jobs_ticket_id", "print_jobs", ["ticket_id"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("kiosk", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("rules_version", sa.String(40), nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("ticket_id", sa.Uuid()),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_decisions_ticket_id"),
    )
    op.create_index("ix_decisions_ticket_id", "decisions", ["ticket_id"])
