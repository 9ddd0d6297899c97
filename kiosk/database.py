"""Opens a database so that a committed row survives a pulled plug. No tables live here.

SQLite runs with a rollback journal and ``synchronous=EXTRA``: every commit is on the disk, directory entry
included, before it returns. WAL would be quicker, but SQLite before 3.51.3 can corrupt a WAL database when two
connections write and checkpoint at the same moment, and Debian 12 ships 3.40.1 (docs/decisions).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

BUSY_TIMEOUT_MS = 5000
_READS_ONLY = "reads_only"
_LINE = "line_of_writers"


def make_engine(url: str) -> Engine:
    """An engine for ``url``; makes the folder of a SQLite file. Transactions begin IMMEDIATE on SQLite."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    engine = _sqlite(parsed)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that will write. On SQLite it holds the write lock from its first moment.

    Threads of one process stand in line for it here: SQLite itself lets those who wait sleep and try again, longer
    and longer, and so keeps some of them waiting for seconds while others overtake.
    """
    with engine.get_execution_options().get(_LINE, nullcontext()), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads, all of it from one moment in time, and waits for no other reader."""
    with engine.execution_options(**{_READS_ONLY: True}).begin() as connection:
        yield connection


def _sqlite(url: URL) -> Engine:
    options: dict[str, Any] = {"hide_parameters": True, "execution_options": {_LINE: Lock()}}
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        return create_engine(url, pool_size=8, max_overflow=32, **options)
    one = {"pool_size": 1, "max_overflow": 0}  # each connection to memory would be a database of its own
    return create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False}, **one, **options)


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would do so too late
    for pragma in (
        "journal_mode=DELETE",
        "synchronous=EXTRA",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock before the first read, so that nothing read can be out of date when written."""
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
