"""Alembic runs this file for every command; the connection comes from ``upgrade`` or ``downgrade``."""

from alembic import context

from kiosk.hall.records.migrations import VERSION_TABLE
from kiosk.hall.records.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite changes a table by copying it
)
context.run_migrations()
