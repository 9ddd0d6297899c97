"""The schema's history, run from code: ``upgrade(engine)`` brings any older database up to date. No ini file."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from kiosk.database import noted_version
from kiosk.tickets import schema_appointments, schema_wait

if TYPE_CHECKING:
    from alembic.config import Config

TABLES = (schema_appointments, schema_wait)
"""Modules that add their tables to those of ``schema``: whoever migrates or compares knows all of them."""

VERSION_TABLE = "alembic_version"
HEAD = "0005"
"""The newest step. It stands here so that a hall need not load Alembic to know that nothing is to be done."""

_ONE_AT_A_TIME = 0x5449_434B  # any number that nothing else locks


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to ``to``, in one transaction; processes that start together take turns."""
    from alembic import command

    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the schema back to ``to`` (``base``: nothing is left, data included)."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), to)


@cache
def revisions() -> tuple[str, ...]:
    """Every step of the history, the newest first."""
    from alembic.script import ScriptDirectory

    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the schema this program was written for."""
    return noted_version(engine, VERSION_TABLE) == HEAD


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
