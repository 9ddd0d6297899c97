"""Opens a database so that a committed row survives a pulled plug. No tables live here.

SQLite runs with a rollback journal and ``synchronous=EXTRA``: every commit is on the disk, directory entry
included, before it returns. WAL would be quicker, but SQLite before 3.51.3 can corrupt a WAL database when two
connections write and checkpoint at the same moment, and Debian 12 ships 3.40.1 (docs/decisions).
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

BUSY_TIMEOUT_MS = 5000


def make_engine(url: str) -> Engine:
    """An engine for ``url``; makes the folder of a SQLite file. Transactions begin IMMEDIATE on SQLite."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would do so too late
    for pragma in (
        "journal_mode=DELETE",
        "synchronous=EXTRA",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    """Take the write lock before the first read, so that nothing read can be out of date when written."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
