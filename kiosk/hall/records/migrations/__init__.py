"""The history of the records' tables, apart from those of tickets and staff, with a version table of its own."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from kiosk.database import noted_version

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "records_version"
HEAD = "r0001"
"""The newest step. It stands here so that a hall need not load Alembic to know that nothing is to be done."""

_ONE_AT_A_TIME = 0x5245_434F  # any number that nothing else locks


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the records' tables up to ``to``, in one transaction; processes that start together take turns."""
    from alembic import command

    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take them back to ``to`` (``base``: nothing is left, data included)."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), to)


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the tables this program was written for."""
    return noted_version(engine, VERSION_TABLE) == HEAD


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
