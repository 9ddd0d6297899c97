"""Sessions: a random id in the browser's cookie, its hash in the database.

A session ends when it was idle for too long, when it has lasted too long, when it is closed, or with its account.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from kiosk.database import reading, writing
from kiosk.hall.staff.accounts import pairing_account
from kiosk.hall.staff.audit import AuditEvent, record
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.members import TOKEN, Role, StaffMember
from kiosk.hall.staff.schema import accounts, sessions

NOTED_EVERY = timedelta(minutes=1)
"""A session's last use is written down no more often: a durable write for every click would be a waste."""

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives without use, and in all. A paired browser's session has no idle limit."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


class Session(NamedTuple):
    """A session just opened. ``id`` goes into the cookie and nowhere else."""

    id: str
    ends_at: datetime
    member: StaffMember


def opened(
    connection: Connection,
    row: Row[Any],
    limits: Limits,
    now: datetime,
    *,
    paired: bool = False,
) -> Session:
    """A new session, under a new id, for the account of ``row``."""
    session_id, ends_at = secrets.token_urlsafe(32), now + limits.absolute
    connection.execute(delete(sessions).where(sessions.c.ends_at < now - KEPT_FOR))
    new = {"id_hash": _hash(session_id), "account_id": row.id, "paired": paired}
    connection.execute(insert(sessions).values(new | {"created_at": now, "seen_at": now, "ends_at": ends_at}))
    return Session(session_id, ends_at, member_of(row))


def find(book: StaffBook, session_id: str, limits: Limits, now: datetime, *, in_use: bool) -> StaffMember | None:
    """Whose session this is; None when it has ended. ``in_use``: a person did something just now."""
    with reading(book.engine) as connection:
        row = _live(connection, book, session_id)
    if row is None or now >= row.ends_at or not (row.paired or now - row.seen_at < limits.idle):
        return None
    if in_use and now - row.seen_at >= NOTED_EVERY:
        with writing(book.engine) as connection:
            mine = (sessions.c.id_hash == row.id_hash) & (sessions.c.seen_at < now)
            connection.execute(update(sessions).where(mine).values(seen_at=now))
    return member_of(row)


def close(book: StaffBook, session_id: str, now: datetime) -> None:
    """Sign out. Does no harm when the session has ended already."""
    with writing(book.engine) as connection:
        row = _live(connection, book, session_id)
        if row and revoke(connection, session_id, now):
            record(connection, book.hall, row.login, AuditEvent.SIGNED_OUT, row.login, "", now)


def revoke(connection: Connection, session_id: str, now: datetime) -> bool:
    mine = (sessions.c.id_hash == _hash(session_id)) & sessions.c.revoked_at.is_(None)
    return connection.execute(update(sessions).where(mine).values(revoked_at=now)).rowcount == 1


def pair(book: StaffBook, limits: Limits, now: datetime) -> Session | None:
    """A session of the built-in pairing account; None when a manager has switched that off."""
    with writing(book.engine) as connection:
        row = pairing_account(connection, book, now)
        if not row.active:
            return None
        session = opened(connection, row, limits, now, paired=True)
        record(connection, book.hall, TOKEN.login, AuditEvent.PAIRED, row.login, "", now)
    return session


def member_of(row: Row[Any]) -> StaffMember:
    roles = frozenset(Role(word) for word in row.roles.split())
    return StaffMember(row.login, row.name, roles, row.must_change_password)


def _live(connection: Connection, book: StaffBook, session_id: str) -> Row[Any] | None:
    return connection.execute(_LIVE, {"shown": _hash(session_id), "of_hall": book.hall}).one_or_none()


# Made once: every request under a cookie asks this.
_LIVE = (
    select(sessions, accounts.c.login, accounts.c.name, accounts.c.roles, accounts.c.must_change_password)
    .join(accounts, sessions.c.account_id == accounts.c.id)
    .where(
        sessions.c.id_hash == bindparam("shown"),
        sessions.c.revoked_at.is_(None),
        accounts.c.active,
        accounts.c.hall == bindparam("of_hall"),
    )
)


def _hash(session_id: str) -> str:
    """A plain hash will do: the id has 256 random bits."""
    return hashlib.sha256(session_id.encode()).hexdigest()
