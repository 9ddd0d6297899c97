"""The steps that brought a group of tables to what it is, run from code: no ini file. Each group has its own.

Alembic is loaded when a step is to be taken and not before: it is ten megabytes that a hall need not hold.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

from kiosk.database import reading, writing

if TYPE_CHECKING:
    from alembic.config import Config


@dataclass(frozen=True, slots=True)
class SchemaHistory:
    """``folder`` holds the steps and ``env.py``. ``head`` is the newest step, written down so that Alembic need not
    be asked; ``lock`` is any number that nothing else locks."""

    folder: Path
    version_table: str
    head: str
    lock: int

    def upgrade(self, engine: Engine, to: str = "head") -> None:
        """Bring the tables up to ``to``, in one transaction; processes that start together take turns."""
        from alembic import command

        with writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({self.lock})")
            command.upgrade(self._config(connection), to)

    def downgrade(self, engine: Engine, to: str) -> None:
        """Take them back to ``to`` (``base``: nothing is left, data included)."""
        from alembic import command

        with writing(engine) as connection:
            command.downgrade(self._config(connection), to)

    def revisions(self) -> tuple[str, ...]:
        """Every step, the newest first."""
        from alembic.script import ScriptDirectory

        return tuple(script.revision for script in ScriptDirectory.from_config(self._config()).walk_revisions())

    def is_current(self, engine: Engine) -> bool:
        """Whether the database has exactly the tables this program was written for."""
        with reading(engine) as connection:
            if not inspect(connection).has_table(self.version_table):
                return False
            noted = connection.exec_driver_sql(f"SELECT version_num FROM {self.version_table}").scalar()
        return bool(noted == self.head)

    def _config(self, connection: Connection | None = None) -> "Config":
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        return config
