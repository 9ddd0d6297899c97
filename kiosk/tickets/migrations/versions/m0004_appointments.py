"""Appointments."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
TAKES_A_SEAT = sa.text("state <> 'cancelled'")


def upgrade() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("offer", sa.String(40), nullable=False),
        sa.Column("service", sa.String(40), nullable=False),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("host", sa.String(40), nullable=False),
        sa.Column("window", sa.String(16), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("fee_fen", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("phone_key", sa.String(80), nullable=False),
        sa.Column("person_key", sa.String(80)),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("booked_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("ticket_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
        sa.UniqueConstraint("code", name="uq_appointments_code"),
        sa.UniqueConstraint("request_id", name="uq_appointments_request_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_appointments_ticket_id"),
    )
    op.create_index(
        "uq_appointments_seat",
        "appointments",
        ["hall", "offer", "starts_at", "window", "seat"],
        unique=True,
        sqlite_where=TAKES_A_SEAT,
        postgresql_where=TAKES_A_SEAT,
    )
    for whose in ("phone", "person"):
        op.create_index(f"ix_appointments_{whose}", "appointments", ["hall", f"{whose}_key", "starts_at"])


def downgrade() -> None:
    op.drop_table("appointments")
