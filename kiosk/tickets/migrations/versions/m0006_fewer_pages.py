"""Decisions are found by their request; by their ticket only where a person is exported or forgotten, and that may
take a look through the table: each index is one more page in the commit of every ticket. A ticket's first slip has
a row from the first word about it on, and one only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BY_TICKET = "ix_decisions_ticket_id"
FIRST = "uq_print_jobs_first"
IS_FIRST = sa.text("NOT reprint")


def upgrade() -> None:
    op.drop_index(BY_TICKET, "decisions")
    op.create_index(
        FIRST, "print_jobs", ["ticket_id"], unique=True, sqlite_where=IS_FIRST, postgresql_where=IS_FIRST
    )


def downgrade() -> None:
    """Older programs find no slip of a ticket without a row, and would not take a report of it."""
    op.execute(
        "INSERT INTO print_jobs (ticket_id, state, reprint, created_at, changed_at) "
        "SELECT id, 'new', false, issued_at, issued_at FROM tickets "
        "WHERE NOT EXISTS (SELECT 1 FROM print_jobs WHERE ticket_id = tickets.id)"
    )
    op.drop_index(FIRST, "print_jobs")
    op.create_index(BY_TICKET, "decisions", ["ticket_id"])
