"""Opens a hall's database and brings it up to date, the latter in a process of its own.

What only that needs, Alembic and what it brings, is ten megabytes. A hall whose database is up to date loads none
of it; otherwise it ends with the process it was loaded into.
"""

import subprocess
import sys

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kiosk.database import make_engine
from kiosk.hall.records.migrations import HISTORY as OF_RECORDS
from kiosk.hall.staff.migrations import HISTORY as OF_STAFF
from kiosk.tickets.migrations import HISTORY as OF_TICKETS

HISTORIES = (OF_TICKETS, OF_STAFF, OF_RECORDS)


class CannotBeUsed(Exception):
    """The database. The message is its own first line, without the URL, which may hold a password."""


def opened(url: str) -> Engine:
    """The database at ``url``, with the schema this program was written for. Raises CannotBeUsed."""
    try:
        engine = make_engine(url)
        if all(history.is_current(engine) for history in HISTORIES):
            return engine
        if engine.dialect.name == "sqlite" and not _in_a_file(engine):
            upgrade_all(engine)
            return engine
        engine.dispose()  # a file of SQLite belongs to one process at a time
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise CannotBeUsed(_why(error)) from None
    _upgrade_apart(url)
    return engine


def _in_a_file(engine: Engine) -> bool:
    return engine.url.database not in (None, "", ":memory:")


def _upgrade_apart(url: str) -> None:
    command = [sys.executable, "-m", "kiosk.hall.upgrading"]
    done = subprocess.run(command, input=url, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotBeUsed(done.stdout.strip() or f"bringing it up to date ended with {done.returncode}")


def upgrade_all(engine: Engine) -> None:
    """Every group of a hall's tables, here and now."""
    for history in HISTORIES:
        history.upgrade(engine)


def _why(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def main() -> int:
    """The other process: the URL comes where nobody else can read it, why it cannot be used goes back."""
    from alembic.util import CommandError  # of a database that a newer program made

    try:
        engine = make_engine(sys.stdin.read())
        upgrade_all(engine)
        engine.dispose()
    except (SQLAlchemyError, ImportError, OSError, CommandError) as error:
        print(_why(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
