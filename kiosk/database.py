"""Opens a database so that a committed row survives a pulled plug. No tables live here.

SQLite runs with one connection for each file, a write-ahead log and ``synchronous=FULL``: every commit is on the
disk before it returns, for a third of what a rollback journal costs. SQLite before 3.51.3 can corrupt such a
database when *two* connections write and checkpoint at the same moment, and Debian 12 ships 3.40.1; so the one
connection locks the file for itself, and whoever comes second is turned away (docs/decisions).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

LOCK_WAIT_MS = 2000
"""How long to wait for a process that is just ending to give up the file."""

LOG_PAGES = 4000
"""The write-ahead log is worked into the file each time it has grown by so many pages of 4 KB (16 MB). A ticket is
seventeen of them, most of them the same ones again; SQLite's own 1000 would hold up one ticket in sixty."""

POSTGRESQL_OPTIONS = {
    "lock_timeout": "5s",
    # A process that hangs, or whose machine is gone, must not keep a series of numbers locked.
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
}
_READS_ONLY = "reads_only"
_LINE = "line_for_the_connection"


def make_engine(url: str) -> Engine:
    """An engine for ``url``; makes the folder of a SQLite file. Transactions begin IMMEDIATE on SQLite."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _postgresql(parsed)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that will write. On SQLite it holds the write lock from its first moment."""
    with line_of(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads, all of it from one moment in time. Keep it short: others wait on SQLite."""
    options: dict[str, Any] = {_READS_ONLY: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with line_of(engine), engine.execution_options(**options).begin() as connection:
        yield connection


def line_of(engine: Engine) -> Any:
    """What threads that want the one connection of a SQLite database stand in line for, as a context.

    SQLite's own way is to sleep and try again, longer and longer, which keeps some waiting for seconds while others
    overtake.
    """
    return engine.get_execution_options().get(_LINE, nullcontext())


def is_free(engine: Engine) -> bool:
    """Whether a short transaction can begin at once, because nobody has the one connection of a SQLite database."""
    line = engine.get_execution_options().get(_LINE)
    return line is not None and not line.locked()


def _postgresql(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    options = " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_OPTIONS.items())
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": 5, "application_name": "kiosk hall"},
    )


def _sqlite(url: URL) -> Engine:
    in_a_file = url.database and url.database != ":memory:"
    if in_a_file:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
        execution_options={_LINE: Lock()},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would do so too late
    for statement in (
        f"PRAGMA busy_timeout={LOCK_WAIT_MS}",
        "PRAGMA locking_mode=EXCLUSIVE",  # said before the first look at the file: it then needs no shared memory
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        f"PRAGMA wal_autocheckpoint={LOG_PAGES}",
        "PRAGMA foreign_keys=ON",
        "BEGIN IMMEDIATE",  # from here on the file is ours alone
        "COMMIT",
    ):
        connection.execute(statement)


def _begin(connection: Connection) -> None:
    """Take the write lock before the first read, so that nothing read can be out of date when written."""
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.connection.cursor().execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")
