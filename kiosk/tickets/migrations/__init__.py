"""The schema's history, run from code: ``upgrade(engine)`` brings any older database up to date. No ini file."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from kiosk.database import reading
from kiosk.tickets import schema_appointments, schema_wait

TABLES = (schema_appointments, schema_wait)
"""Modules that add their tables to those of ``schema``: whoever migrates or compares knows all of them."""

_ONE_AT_A_TIME = 0x5449_434B  # any number that nothing else locks


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to ``to``, in one transaction; processes that start together take turns."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the schema back to ``to`` (``base``: nothing is left, data included)."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), to)


@cache
def revisions() -> tuple[str, ...]:
    """Every step of the history, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the schema this program was written for."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision() == revisions()[0]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
