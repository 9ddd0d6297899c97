"""What people were told about their wait and what came of it, and the addresses of tickets' pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002_told"
branch_labels = None
depends_on = None

NOT_SETTLED = sa.text("waited_min IS NULL")


def upgrade() -> None:
    op.create_table(
        "predictions",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("hall", sa.String(40), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("lane", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("basis", sa.String(16), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("from_min", sa.Integer(), nullable=False),
        sa.Column("to_min", sa.Integer(), nullable=False),
        sa.Column("mean_min", sa.Float(), nullable=False),
        sa.Column("waited_min", sa.Float()),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_predictions"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_predictions_ticket_id"),
    )
    op.create_index("ix_predictions_day", "predictions", ["hall", "business_date", "lane"])
    op.create_index(
        "ix_predictions_open",
        "predictions",
        ["hall", "made_at"],
        sqlite_where=NOT_SETTLED,
        postgresql_where=NOT_SETTLED,
    )
    op.create_table(
        "ticket_pages",
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_ticket_pages"),
        sa.UniqueConstraint("ticket_id", name="uq_ticket_pages_ticket_id"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ticket_pages_ticket_id"),
    )


def downgrade() -> None:
    for table in ("ticket_pages", "predictions"):
        op.drop_table(table)
