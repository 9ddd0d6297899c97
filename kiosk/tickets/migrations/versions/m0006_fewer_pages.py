"""Decisions are found by their request; by their ticket only where a person is exported or forgotten, and that may
take a look through the table. Each index is one more page in the commit of every ticket."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX = "ix_decisions_ticket_id"


def upgrade() -> None:
    op.drop_index(INDEX, "decisions")


def downgrade() -> None:
    op.create_index(INDEX, "decisions", ["ticket_id"])
