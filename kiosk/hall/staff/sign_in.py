"""Signing in and changing one's password, in steps: database, then the slow look at the password, then database.

The steps are apart so that the slow one can run beside the event loop and hold no lock meanwhile.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from kiosk.database import writing
from kiosk.hall.staff import attempts, sessions
from kiosk.hall.staff.accounts import end_sessions
from kiosk.hall.staff.attempts import LOCKED_AT, Locked, MustWait
from kiosk.hall.staff.audit import AuditEvent, record
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.schema import accounts
from kiosk.hall.staff.sessions import Limits, Session


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try; ``password_hash`` is what the password must fit, None for a login that nobody has."""

    login: str
    number: int
    password_hash: str | None = field(repr=False)


def begin(book: StaffBook, login: str, now: datetime) -> Try | MustWait | Locked:
    """Count the try. A login that nobody has is treated like any other."""
    login = plain_login(login)
    with writing(book.engine) as connection:
        counted = attempts.count(connection, book, login, now)
        if not isinstance(counted, int):
            return counted
        row = connection.execute(_usable(book, login)).one_or_none()
    return Try(login, counted, row.password_hash if row else None)


def failed(book: StaffBook, tried: Try, now: datetime) -> None:
    """Write down that the password was wrong. An unknown login is not: it may be a password in the wrong field."""
    subject = tried.login if tried.password_hash is not None else ""
    with writing(book.engine) as connection:
        record(connection, book.hall, subject, AuditEvent.SIGN_IN_FAILED, subject, "", now)
        if tried.number >= LOCKED_AT:
            record(connection, book.hall, subject, AuditEvent.LOCKED, subject, "", now)


def succeeded(
    book: StaffBook, tried: Try, limits: Limits, now: datetime, *, before: str | None, new_hash: str | None
) -> Session | None:
    """A new session, in place of the one the browser had ``before``. None when the account has just been closed.

    ``new_hash`` replaces a hash made with the parameters of an older version.
    """
    with writing(book.engine) as connection:
        row = connection.execute(_usable(book, tried.login).with_for_update()).one_or_none()
        if row is None or row.password_hash != tried.password_hash:
            return None
        attempts.clear(connection, book, tried.login)
        if before:
            sessions.revoke(connection, before, now)
        changed = {"signed_in_at": now} | ({"password_hash": new_hash} if new_hash else {})
        connection.execute(update(accounts).where(accounts.c.id == row.id).values(changed))
        session = sessions.opened(connection, row, limits, now)
        record(connection, book.hall, row.login, AuditEvent.SIGNED_IN, row.login, "", now)
    return session


def change_password(book: StaffBook, tried: Try, new_hash: str, limits: Limits, now: datetime) -> Session | None:
    """Every session of the account ends, and a new one begins. None when the account has just been closed."""
    with writing(book.engine) as connection:
        row = connection.execute(_usable(book, tried.login).with_for_update()).one_or_none()
        if row is None or row.password_hash != tried.password_hash:
            return None
        attempts.clear(connection, book, tried.login)
        end_sessions(connection, row, now)
        changed = update(accounts).where(accounts.c.id == row.id)
        connection.execute(changed.values(password_hash=new_hash, must_change_password=False))
        fresh = connection.execute(_usable(book, tried.login)).one()
        session = sessions.opened(connection, fresh, limits, now)
        record(connection, book.hall, row.login, AuditEvent.PASSWORD_CHANGED, row.login, "", now)
    return session


def plain_login(typed: str) -> str:
    """As logins are kept: small letters, nothing around them, not longer than they can be."""
    return typed.strip().lower()[:32]


def _usable(book: StaffBook, login: str) -> Select[Any]:
    """The account somebody can sign in to under this name."""
    return select(accounts).where(
        accounts.c.hall == book.hall, accounts.c.login == login, accounts.c.active, accounts.c.password_hash != ""
    )
