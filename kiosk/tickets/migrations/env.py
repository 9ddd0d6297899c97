"""Alembic runs this file for every command; the connection comes from ``upgrade`` or ``downgrade``."""

from alembic import context

from kiosk.tickets.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
context.run_migrations()
