"""How often somebody may try to sign in.

Five wrong passwords cost 15 s, each further one twice as long as the one before; at the fifteenth the login is
locked until a manager unlocks it. A try is counted before its password is looked at and taken back when it was
right, so that many at the same moment, in several processes, are not more than as many one after the other. Logins
that nobody has are counted just the same, so that an answer never tells whether somebody has one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.schema import accounts, attempts

FREE_FAILURES = 5
LOCKED_AT = 15
FIRST_WAIT = timedelta(seconds=15)
FORGOTTEN_AFTER = timedelta(days=1)
"""Tries at logins that nobody has are kept no longer than this."""


@dataclass(frozen=True, slots=True)
class MustWait:
    """Too many wrong passwords; the next try is looked at after so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Locked:
    """Only a manager can help."""


def count(connection: Connection, book: StaffBook, login: str, now: datetime) -> MustWait | Locked | int:
    """Count a try, as wrong for the time being: how many that makes. Or why it may not be made now."""
    _make_sure_of_a_row(connection, book, login, now)
    before = connection.execute(select(attempts).where(_of(book, login)).with_for_update()).one()
    if before.failures >= LOCKED_AT:
        return Locked()
    # A wait is never longer than it was when it began, even when the clock was put back meanwhile.
    if (left := min(before.wait_until - now, wait_after(before.failures))) > timedelta(0):
        return MustWait(ceil(left.total_seconds()))
    failures: int = before.failures + 1
    changed = {"failures": failures, "last_at": now, "wait_until": now + wait_after(failures)}
    connection.execute(update(attempts).where(_of(book, login)).values(changed))
    return failures


def clear(connection: Connection, book: StaffBook, login: str) -> bool:
    """The password was right, or a manager unlocks. Whether there was anything to forget."""
    return connection.execute(delete(attempts).where(_of(book, login))).rowcount > 0


def locked_logins(connection: Connection, book: StaffBook) -> frozenset[str]:
    found = select(attempts.c.login).where(attempts.c.hall == book.hall, attempts.c.failures >= LOCKED_AT)
    return frozenset(connection.scalars(found))


def wait_after(failures: int) -> timedelta:
    """The pause that so many failures cost.

    >>> [wait_after(failures).total_seconds() for failures in (4, 5, 6, 7)]
    [0.0, 15.0, 30.0, 60.0]
    """
    if failures < FREE_FAILURES:
        return timedelta(0)
    return FIRST_WAIT * (1 << (failures - FREE_FAILURES))


def _of(book: StaffBook, login: str) -> ColumnElement[bool]:
    return (attempts.c.hall == book.hall) & (attempts.c.login == login)


def _make_sure_of_a_row(connection: Connection, book: StaffBook, login: str, now: datetime) -> None:
    """Two first tries at the same moment must not both make one."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = insert(attempts).values(hall=book.hall, login=login, failures=0, last_at=now, wait_until=now)
    if connection.execute(new.on_conflict_do_nothing()).rowcount:
        _forget_strangers(connection, book, now)


def _forget_strangers(connection: Connection, book: StaffBook, now: datetime) -> None:
    """Names somebody made up must not fill the table."""
    known = select(accounts.c.login).where(accounts.c.hall == book.hall)
    stale = (attempts.c.hall == book.hall) & (attempts.c.last_at < now - FORGOTTEN_AFTER)
    connection.execute(delete(attempts).where(stale, attempts.c.login.not_in(known)))
