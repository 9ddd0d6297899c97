"""Decisions are found by their request: the index over their tickets only cost every ticket a page."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_decisions_ticket_id", "decisions")


def downgrade() -> None:
    op.create_index("ix_decisions_ticket_id", "decisions", ["ticket_id"])
