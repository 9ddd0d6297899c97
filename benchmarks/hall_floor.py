"""The floors under the hall's figures, from the same run: what no hall on this machine could be quicker than.

``durable_inserts``: one row, committed durably, through the driver and with the settings the hall uses.
``bare_route``: a FastAPI route that takes and gives JSON and does nothing, in a process of its own, asked by the
same client over the same kind of socket.
"""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import uvicorn
from fastapi import FastAPI
from hall_load import Timings, closed_loop
from pydantic import BaseModel

from simulators.lean_http import LeanClient

BODY = "x" * 400  # about what one ticket's row and answer hold
TABLE = "CREATE TABLE floor (id INTEGER PRIMARY KEY, body TEXT)"


class Asked(BaseModel):
    request_id: str
    service: str
    accepts_wait: bool


def durable_inserts(folder: Path, database_url: str, connections: int, seconds: float) -> Timings:
    """On SQLite there is one connection to a file, so ``connections`` counts on PostgreSQL only."""
    if database_url.startswith("sqlite"):
        return _sqlite_inserts(folder / "floor.sqlite", seconds)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS floor")
        connection.execute("CREATE TABLE floor (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body TEXT)")

    @contextmanager
    def inserting(_number: int) -> Iterator[Callable[[], None]]:
        with psycopg.connect(database_url, autocommit=True) as connection:
            yield lambda: _discard(connection.execute("INSERT INTO floor (body) VALUES (%s)", (BODY,)))

    return closed_loop(inserting, connections, seconds=seconds)


def bare_route(connections: int, seconds: float) -> Timings:
    with _bare_server() as port:

        @contextmanager
        def asking(_number: int) -> Iterator[Callable[[], None]]:
            asked = {"request_id": "0" * 36, "service": "new", "accepts_wait": True}
            with LeanClient(port) as client:
                yield lambda: _discard(client.post("/", asked))

        return closed_loop(asking, connections, seconds=seconds)


def _sqlite_inserts(path: Path, seconds: float) -> Timings:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(TABLE)

        def insert() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO floor (body) VALUES (?)", (BODY,))
            connection.execute("COMMIT")

        @contextmanager
        def inserting(_number: int) -> Iterator[Callable[[], None]]:
            yield insert

        return closed_loop(inserting, 1, seconds=seconds)


@contextmanager
def _bare_server() -> Iterator[int]:
    child = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None, "it was asked for"
        yield int(child.stdout.readline())
    finally:
        child.terminate()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _serve() -> None:
    """The other process: prints its port and answers until it is ended."""
    app = FastAPI()

    @app.post("/")
    async def bare(asked: Asked) -> dict[str, object]:
        return {"request_id": asked.request_id, "number": "A001"}

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", access_log=False))
    threading.Thread(target=_say_port, args=(server,), daemon=True).start()
    server.run()


def _say_port(server: uvicorn.Server) -> None:
    while not server.started:
        time.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)


def _discard(_answer: object) -> None:
    """What came back is of no interest."""


if __name__ == "__main__":
    _serve()
