"""Opens a database so that a committed row survives a pulled plug. No tables live here.

SQLite runs with one connection for each file, a write-ahead log and ``synchronous=FULL``: every commit is on the
disk before it returns, for a third of what a rollback journal costs. SQLite before 3.51.3 can corrupt such a
database when *two* connections write and checkpoint at the same moment, and Debian 12 ships 3.40.1; so the one
connection locks the file for itself, and whoever comes second is turned away (docs/decisions).
"""

import json
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

LOCK_WAIT_MS = 2000
"""How long to wait for a process that is just ending to give up the file."""

PAGE_BYTES = 2048
"""Of a new file; an older one keeps SQLite's 4096. A ticket changes a row or two on each of a dozen pages, and
whole pages are written: with smaller ones a commit takes a tenth less, with 1024 long rows no longer fit."""

LOG_BYTES = 16 * 1024 * 1024
"""The write-ahead log is worked into the file each time it has grown by so much. A ticket is a dozen pages, most of
them the same ones again; SQLite's own 1000 pages would hold up one ticket in eighty."""

POSTGRESQL_OPTIONS = {
    "lock_timeout": "5s",
    # A process that hangs, or whose machine is gone, must not keep a series of numbers locked.
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
    "plan_cache_mode": "force_generic_plan",
}
SURELY_ALIVE_S = 1.0
"""A connection that was used so short a time ago is not asked whether it still is one: that costs a round trip."""

_READS_ONLY = "reads_only"
_LINE = "line_for_the_connection"
_KEPT = "kept_connections"
_LAST_USED = "last_used"


class Line:
    """A lock that is handed to whoever has waited longest. It is not free as long as anybody waits for it.

    Of a plain one, who asks at the moment it is given back gets it before those who have long waited and must wake
    up first; what is done again and again then keeps them from it for seconds.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._taken = False
        self._waiting = deque[Lock]()

    def __enter__(self) -> None:
        with self._turn:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()  # until it is handed over

    def __exit__(self, *_: object) -> None:
        with self._turn:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def locked(self) -> bool:
        return self._taken


class Written(Mapping[str, Any]):
    """A JSON object that is text already: it goes into a JSON column as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _read(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.text)
        return read

    def __getitem__(self, name: str) -> Any:
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def make_engine(url: str) -> Engine:
    """An engine for ``url``; makes the folder of a SQLite file. Transactions begin IMMEDIATE on SQLite."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _postgresql(parsed)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that will write. On SQLite it holds the write lock from its first moment."""
    with line_of(engine), _connected(engine) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads, all of it from one moment in time. Keep it short: others wait on SQLite."""
    options: dict[str, Any] = {_READS_ONLY: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with line_of(engine), _connected(engine, **options) as connection, connection.begin():
        yield connection


@contextmanager
def _connected(engine: Engine, **options: Any) -> Iterator[Connection]:
    """A connection nobody else uses meanwhile. On SQLite always the same one, for whoever stands in line: to take
    it out of the pool and put it back costs a fifteenth of a ticket."""
    kept: list[Connection] | None = engine.get_execution_options().get(_KEPT)
    if kept is None:
        with engine.connect() as connection:
            yield connection.execution_options(**options) if options else connection
        return
    if not kept:
        kept.append(engine.connect())
    try:
        yield kept[0].execution_options(**{_READS_ONLY: False, **options})
    except BaseException:
        _let_go(kept)  # whatever has become of it, the next one is sound
        raise


def _let_go(kept: list[Connection]) -> None:
    while kept:
        kept.pop().close()


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
    engine = create_engine(
        url,
        pool_reset_on_return=None,
        pool_size=8,
        max_overflow=8,
        hide_parameters=True,
        json_serializer=_as_json,
        connect_args={"options": options, "connect_timeout": 5, "application_name": "kiosk hall"},
    )
    event.listen(engine, "reset", _reset_postgresql)
    event.listen(engine, "checkin", _put_back)
    event.listen(engine, "checkout", _look_whether_alive)
    return engine


def _sqlite(url: URL) -> Engine:
    in_a_file = url.database and url.database != ":memory:"
    if in_a_file:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_reset_on_return=None,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        json_serializer=_as_json,
        connect_args={"check_same_thread": False},
        execution_options={_LINE: Line(), _KEPT: []},
    )
    event.listen(engine, "engine_disposed", _give_up)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "reset", _reset_sqlite)
    return engine


def _give_up(engine: Engine) -> None:
    """The kept connection belongs to no pool any more. Whoever is at work on it ends first."""
    kept: list[Connection] = engine.get_execution_options()[_KEPT]
    with line_of(engine):
        for connection in kept:
            connection.detach()
        _let_go(kept)


def _as_json(value: Any) -> str:
    return value.text if isinstance(value, Written) else json.dumps(value)


def _reset_sqlite(connection: Any, _record: object, _state: object) -> None:
    """Whoever began a transaction has ended it. SQLAlchemy's own way would roll back what is not there."""
    if connection.in_transaction:
        connection.rollback()


def _reset_postgresql(connection: Any, _record: object, _state: object) -> None:
    if connection.info.transaction_status:  # anything but idle
        connection.rollback()


def _put_back(_connection: object, record: Any) -> None:
    record.info[_LAST_USED] = time.monotonic()


def _look_whether_alive(connection: Any, record: Any, _proxy: object) -> None:
    """As the pool's own ``pre_ping`` does every time: a connection that is gone is replaced by a new one."""
    if time.monotonic() - record.info.get(_LAST_USED, float("inf")) <= SURELY_ALIVE_S:
        return
    from psycopg import Error  # a hall on SQLite need not carry the driver in its memory

    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Error as gone:
        raise DisconnectionError from gone


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would do so too late
    for statement in (
        f"PRAGMA busy_timeout={LOCK_WAIT_MS}",
        "PRAGMA locking_mode=EXCLUSIVE",  # said before the first look at the file: it then needs no shared memory
        f"PRAGMA page_size={PAGE_BYTES}",  # before the file is made
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "BEGIN IMMEDIATE",  # from here on the file is ours alone
        "COMMIT",
    ):
        connection.execute(statement)
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    connection.execute(f"PRAGMA wal_autocheckpoint={LOG_BYTES // page_bytes}")


def _begin(connection: Connection) -> None:
    """Take the write lock before the first read, so that nothing read can be out of date when written."""
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.connection.cursor().execute("BEGIN" if reads_only else "BEGIN IMMEDIATE")
