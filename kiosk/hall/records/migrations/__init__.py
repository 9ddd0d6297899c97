"""The history of the records' tables, apart from those of tickets and staff, with a version table of its own."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

VERSION_TABLE = "records_version"
_ONE_AT_A_TIME = 0x5245_434F  # any number that nothing else locks


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the records' tables up to ``to``, in one transaction; processes that start together take turns."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take them back to ``to`` (``base``: nothing is left, data included)."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), to)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
