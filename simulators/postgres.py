"""A PostgreSQL server of one's own, from Debian's package, in a folder that goes away with it.

Runs as the user ``postgres`` when started by root, who may not run one. Listens on loopback only.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

USER = "hall"
START_S = 30.0
STOP_S = 10.0
_BINARIES = Path("/usr/lib/postgresql")


class CannotRun(Exception):
    """There is no PostgreSQL here, or it does not start. The message says why and what to do."""


@dataclass
class OwnPostgres:
    """A running server. ``folder`` holds everything it has."""

    folder: Path
    port: int
    durable: bool
    process: "subprocess.Popen[bytes]" = field(repr=False)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, perhaps a copy of another, which nobody may be using. Returns its URL."""
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(made)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Whoever is still connected is cut off."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def start(self) -> None:
        """Again, on the same port and data."""
        self.process = _start(self.folder, self.port, self.durable)

    def stop(self) -> None:
        """At once for everybody connected, without loss of what was committed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def own_postgres(*, durable: bool = True) -> Iterator[OwnPostgres]:
    """Runs one for as long as the context lasts. Raises CannotRun. Not ``durable``: it waits for no disk."""
    folder = Path(tempfile.mkdtemp(prefix="hall-postgres-"))
    try:
        if (account := _account()) is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _initialise(folder)
        port = _free_port()
        server = OwnPostgres(folder, port, durable, _start(folder, port, durable))
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(folder: Path) -> None:
    arguments = ["-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    done = subprocess.run(
        [_binary("initdb"), *arguments], capture_output=True, text=True, check=False, **_as_somebody_else(folder)
    )
    if done.returncode:
        raise CannotRun(f"initdb: {done.stderr.strip().splitlines()[-1:] or done.stdout}")


def _start(folder: Path, port: int, durable: bool) -> "subprocess.Popen[bytes]":
    settings: Mapping[str, str] = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "logging_collector": "off",
    } | ({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = folder / "log"
    with log.open("ab") as output:
        # setpriv: the server ends with whoever started it, even one that is killed
        command = ["setpriv", "--pdeathsig", "INT", "--", _binary("postgres"), "-D", str(folder / "data"), *options]
        process = subprocess.Popen(command, stdout=output, stderr=output, **_as_somebody_else(folder))
    _wait_for(process, port, log)
    return process


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"postgresql://{USER}@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    process.kill()
    process.wait()
    said: Sequence[str] = log.read_text(encoding="utf-8", errors="replace").splitlines()
    raise CannotRun(f"postgres did not start: {' / '.join(said[-3:])}")


def _binary(name: str) -> str:
    """Debian keeps the server's programs out of PATH, a folder for each version."""
    found = sorted(_BINARIES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    if found:
        return str(found[-1])
    if (elsewhere := shutil.which(name)) is not None:
        return elsewhere
    raise CannotRun("PostgreSQL is not installed; run: apt-get install postgresql")


def _account() -> pwd.struct_passwd | None:
    """Who runs the server: None for ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise CannotRun("PostgreSQL refuses to run as root and there is no user postgres") from None


def _as_somebody_else(folder: Path) -> dict[str, Any]:
    account = _account()
    if account is None:
        return {"cwd": folder}
    return {"cwd": folder, "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
