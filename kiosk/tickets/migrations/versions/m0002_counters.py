"""Counters that open and pause, tickets that are held, parked, marked and passed on, actions that can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "state IN ('waiting', 'called', 'serving', 'held', 'parked')"
OPEN_BEFORE = "state IN ('waiting', 'called', 'serving')"

NEW_TABLES = ("counter_pauses", "counter_sessions", "ticket_services", "actions", "service_counters")
NEW_COLUMNS = ("sealed", "note", "parked_until", "mark", "target", "recalls", "turns", "privileged")
WORDS_BEFORE = {"recalled": "called", "transferred": "waiting", "held": "waiting", "parked": "waiting"}
MOMENTS = "('printed', 'print_failed', 'print_unknown', 'shown', 'marked')"


def upgrade() -> None:
    _widen_tickets()
    _widen_states()
    op.add_column("business_days", _count("privileged_in_a_row"))
    _actions_and_services()
    _counters()


def downgrade() -> None:
    """People who were held or parked wait in line again, with their time; undone mis-clicks are forgotten."""
    for table in NEW_TABLES:
        op.drop_table(table)
    op.drop_column("business_days", "privileged_in_a_row")
    _states_as_before()
    _tickets_as_before()


def _widen_tickets() -> None:
    for column in (
        sa.Column("privileged", sa.Boolean(), nullable=False, server_default=sa.false()),
        _count("turns"),
        _count("recalls"),
        sa.Column("target", sa.String(40)),
        sa.Column("mark", sa.String(16)),
        sa.Column("parked_until", TIME),
        sa.Column("note", sa.String(200)),
        sa.Column("sealed", sa.Text()),
    ):
        op.add_column("tickets", column)
    op.execute("UPDATE tickets SET privileged = (effective_at <> issued_at)")
    _drop_changing_indexes()
    op.create_index(
        "ix_tickets_line", "tickets", ["hall", "business_date", "state", "lane", "privileged", "effective_at"]
    )
    _unique_among_open(OPEN)
    waits_for_somebody = "target IS NOT NULL AND state = 'waiting'"
    _partial("ix_tickets_target", "tickets", ["hall", "business_date", "target"], waits_for_somebody)
    _partial("ix_tickets_aside", "tickets", ["hall", "window"], "state IN ('held', 'parked')")


def _tickets_as_before() -> None:
    for index in ("ix_tickets_target", "ix_tickets_aside"):
        op.drop_index(index, "tickets")
    _drop_changing_indexes()
    op.execute("UPDATE tickets SET state = 'waiting', \"window\" = NULL WHERE state IN ('held', 'parked')")
    for column in NEW_COLUMNS:
        op.drop_column("tickets", column)
    op.create_index("ix_tickets_line", "tickets", ["hall", "business_date", "state", "lane", "effective_at"])
    _unique_among_open(OPEN_BEFORE)


def _drop_changing_indexes() -> None:
    for index in ("ix_tickets_line", "uq_tickets_live_request", "uq_tickets_one_a_person"):
        op.drop_index(index, "tickets")


def _unique_among_open(is_open: str) -> None:
    _partial("uq_tickets_live_request", "tickets", ["request_id"], is_open, unique=True)
    person = ["hall", "business_date", "person_key", "service"]
    _partial("uq_tickets_one_a_person", "tickets", person, f"person_key IS NOT NULL AND {is_open}", unique=True)


def _widen_states() -> None:
    op.add_column("ticket_states", sa.Column("note", sa.String(200)))
    op.add_column("ticket_states", sa.Column("undone_at", TIME))


def _states_as_before() -> None:
    op.execute(f"DELETE FROM ticket_states WHERE undone_at IS NOT NULL OR state IN {MOMENTS}")
    for word, before in WORDS_BEFORE.items():
        op.execute(f"UPDATE ticket_states SET state = '{before}' WHERE state = '{word}'")
    for column in ("undone_at", "note"):
        op.drop_column("ticket_states", column)


def _actions_and_services() -> None:
    op.create_table(
        "actions",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("window", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("undone_at", TIME),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
    )
    op.create_index("ix_actions_window", "actions", ["hall", "window", "id"])
    op.create_table(
        "ticket_services",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("place", sa.String(16)),
        sa.PrimaryKeyConstraint("ticket_id", "service", name="pk_ticket_services"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_services_ticket_id"),
    )
    op.create_table(
        "service_counters",
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "business_date", "service", name="pk_service_counters"),
    )


def _counters() -> None:
    op.create_table(
        "counter_sessions",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("window", sa.String(16), nullable=False),
        sa.Column("clerk", sa.String(80), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.Column("closed_by", sa.String(80)),
        sa.PrimaryKeyConstraint("id", name="pk_counter_sessions"),
    )
    for what in ("window", "clerk"):
        _partial(
            f"uq_counter_sessions_{what}", "counter_sessions", ["hall", what], "closed_at IS NULL", unique=True
        )
    op.create_table(
        "counter_pauses",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("session_id", ROW_NUMBER, nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_counter_pauses"),
        sa.ForeignKeyConstraint(["session_id"], ["counter_sessions.id"], name="fk_counter_pauses_session_id"),
    )
    _partial("uq_counter_pauses_session", "counter_pauses", ["session_id"], "ended_at IS NULL", unique=True)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
