"""The schema's history, run from code: ``upgrade(engine)`` brings any older database up to date. No ini file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema up to ``to``, in one transaction: all of it or nothing."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the schema back to ``to`` (``base``: nothing is left, data included)."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), to)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
