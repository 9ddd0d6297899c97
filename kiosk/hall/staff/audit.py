"""The audit log: who did what to what, why, and when. Rows are only ever added, and each one seals all before it.

A row's hash is the SHA-256 of the hash before it and of its own content, so that changing, removing or moving a row
breaks the chain there. Cutting off the end, or writing the whole chain anew, cannot be seen from the chain alone:
for that an auditor notes down number and hash of the last row, and asks later whether it is still there.

There is one chain a database; every row knows its hall. A customer appears as a ticket's id, never by name.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, insert, select

from kiosk.database import reading, writing
from kiosk.hall.staff.schema import audit_log

BEFORE_THE_FIRST = "0" * 64
LINK = r"[1-9][0-9]{0,17}:[0-9a-f]{64}"
AT_A_TIME = 500
_MANY_DIGITS = re.compile(r"\d{7,17}[\dXx]")
_LOCK = "LOCK TABLE audit_log IN SHARE ROW EXCLUSIVE MODE"
"""PostgreSQL: one writer at a time, readers go on. SQLite has one writer anyway."""


class AuditEvent(StrEnum):
    """What is written down. Other rooms may add words of their own."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    PAIRED = "paired"
    PASSWORD_CHANGED = "password_changed"
    ACCOUNT_MADE = "account_made"
    ROLES_CHANGED = "roles_changed"
    PASSWORD_RESET = "password_reset"
    UNLOCKED = "unlocked"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    NAME_SHOWN = "name_shown"
    PORTRAIT_OPENED = "portrait_opened"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row. ``subject`` is a login, a ticket's id, a file; ``reason`` is why, in a word or a sentence."""

    number: int
    at: datetime
    hall: str
    who: str
    event: str
    subject: str
    reason: str
    hash: str


class Link(NamedTuple):
    """A row of the chain as it can be noted down: ``NUMBER:HASH``."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Whole:
    """Nothing is missing or changed. ``last`` is None for an empty log."""

    rows: int
    last: Link | None


@dataclass(frozen=True, slots=True)
class Broken:
    """``number``: the first row that is not what it was, or that is missing."""

    number: int


def audit(
    engine: Engine, who: str, event: str, subject: str, reason: str, now: datetime, *, hall: str = ""
) -> None:
    """Write one row, durable when this returns. ``who`` is a login."""
    with writing(engine) as connection:
        record(connection, hall, who, event, subject, reason, now)


def record(
    connection: Connection, hall: str, who: str, event: str, subject: str, reason: str, now: datetime
) -> None:
    """The same inside a transaction that does what is written down: both happen, or neither.

    On PostgreSQL the log is locked until that transaction ends, so this should be its last step.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_LOCK)
    last = connection.execute(_LAST).one_or_none()
    number, before = (last.number + 1, last.hash) if last else (1, BEFORE_THE_FIRST)
    content = {
        "number": number,
        "at": now.astimezone(UTC),
        "hall": hall,
        "who": who[:32],
        "event": str(event)[:40],
        "subject": subject[:80],
        "reason": _MANY_DIGITS.sub("…", reason)[:200],  # somebody's number does not belong here
    }
    connection.execute(insert(audit_log).values(**content, hash=_hash(before, **content)))


def link(noted: str) -> Link:
    """What was noted down. Raises ValueError for anything but ``NUMBER:HASH``."""
    if not re.fullmatch(LINK, noted):
        raise ValueError("allowed is NUMBER:HASH as an earlier check said it")
    number, _, digest = noted.partition(":")
    return Link(int(number), digest)


def page(engine: Engine, hall: str, before: int | None, limit: int) -> tuple[AuditEntry, ...]:
    """At most ``limit`` rows of ``hall``, newest first, all older than row ``before``."""
    rows = select(audit_log).where(audit_log.c.hall == hall)
    if before is not None:
        rows = rows.where(audit_log.c.number < before)
    with reading(engine) as connection:
        found = connection.execute(rows.order_by(audit_log.c.number.desc()).limit(limit))
        return tuple(AuditEntry(**row._mapping) for row in found)


def verify(engine: Engine, noted: Link | None = None) -> Whole | Broken:
    """Walk the whole chain, all halls; ``noted``, when given, must still be in it."""
    last = Link(0, BEFORE_THE_FIRST)
    for row in _in_order(engine):
        if row.number != last.number + 1 or row.hash != _hash_of(last.hash, row):
            return Broken(last.number + 1)
        last = Link(row.number, row.hash)
        if noted and noted.number == last.number and noted.hash != last.hash:
            return Broken(last.number)
    if noted and noted.number > last.number:
        return Broken(last.number + 1)
    return Whole(last.number, last if last.number else None)


_LAST = select(audit_log.c.number, audit_log.c.hash).order_by(audit_log.c.number.desc()).limit(1)


def _in_order(engine: Engine) -> Iterator[Row[Any]]:
    """Some rows at a time, so that tickets are issued and called in between. Rows never change, so this is safe."""
    after: int | None = None
    while True:
        rows = select(audit_log) if after is None else select(audit_log).where(audit_log.c.number > after)
        with reading(engine) as connection:
            found = connection.execute(rows.order_by(audit_log.c.number).limit(AT_A_TIME)).all()
        yield from found
        if len(found) < AT_A_TIME:
            return
        after = found[-1].number


def _hash_of(before: str, row: Row[Any]) -> str:
    return _hash(before, **{name: value for name, value in row._mapping.items() if name != "hash"})


def _hash(before: str, **content: object) -> str:
    plain = content | {"at": f"{content['at']:%Y-%m-%dT%H:%M:%S.%f}"}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
