"""What staff wrote down about a customer, beside one of the four elements or in general.

Every version stays: a change is a new row, and of two who change the same version at once one is told of the
other's. Author and managers may change a note, whoever serves at a counter may begin one, guides read.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, Row, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.database import reading, writing
from kiosk.hall.records.schema import notes
from kiosk.hall.staff.members import Role, StaffMember

LONGEST = 500


class Element(StrEnum):
    """What a note is about."""

    RISK = "risk"
    CREDIT = "credit"
    USAGE = "usage"
    PREFERENCE = "preference"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Note:
    """``version`` 1 is the first. ``author`` began it, ``editor`` wrote this version at ``at``; logins."""

    id: UUID
    version: int
    element: Element
    text: str = field(repr=False)
    author: str
    editor: str
    at: datetime
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody was quicker: ``newest`` is what stands there now."""

    newest: Note


class NotWritten(StrEnum):
    NO_SUCH_NOTE = "no_such_note"
    NOT_YOURS = "note_not_yours"
    EMPTY = "note_empty"
    TOO_LONG = "note_too_long"


Written = Note | Conflict | NotWritten


def may_begin(who: StaffMember) -> bool:
    return who.has(Role.COUNTER, Role.MANAGER)


def may_change(who: StaffMember, note: Note) -> bool:
    return who.has(Role.MANAGER) or (may_begin(who) and who.login == note.author)


def notes_of(engine: Engine, hall: str, person_key: str) -> tuple[Note, ...]:
    """Those that stand now, the newest first."""
    newest = {one.id: one for one in _versions(engine, hall, person_key)}
    return tuple(sorted((one for one in newest.values() if not one.removed), key=lambda one: one.at, reverse=True))


def history_of(engine: Engine, hall: str, person_key: str, note: UUID) -> tuple[Note, ...]:
    """Every version of one note, the first first, removed ones too; empty when there is no such note."""
    return tuple(one for one in _versions(engine, hall, person_key) if one.id == note)


def begin(
    engine: Engine, hall: str, person_key: str, element: Element, text: str, who: StaffMember, now: datetime
) -> Note | NotWritten:
    """A new note."""
    if not may_begin(who):
        return NotWritten.NOT_YOURS
    if fault := _fault(text):
        return fault
    note = Note(uuid4(), 1, element, text.strip(), who.login, who.login, now)
    with writing(engine) as connection:
        _add(connection, hall, person_key, note)
    return note


def change(
    engine: Engine, hall: str, person_key: str, note: UUID, seen: int, text: str, who: StaffMember, now: datetime
) -> Written:
    """Write it anew. ``seen``: the version that was on the screen."""
    if fault := _fault(text):
        return fault
    return _next(engine, hall, person_key, note, seen, who, now, text=text.strip())


def remove(
    engine: Engine, hall: str, person_key: str, note: UUID, seen: int, who: StaffMember, now: datetime
) -> Written:
    """Take it off the screen; its history stays."""
    return _next(engine, hall, person_key, note, seen, who, now, text=None)


def _next(
    engine: Engine,
    hall: str,
    person_key: str,
    note: UUID,
    seen: int,
    who: StaffMember,
    now: datetime,
    *,
    text: str | None,
) -> Written:
    """``text`` None removes."""
    try:
        with writing(engine) as connection:
            newest = _newest(connection, hall, person_key, note)
            if newest is None or newest.removed:
                return NotWritten.NO_SUCH_NOTE
            if not may_change(who, newest):
                return NotWritten.NOT_YOURS
            if newest.version != seen:
                return Conflict(newest)
            said = newest.text if text is None else text
            after = Note(note, seen + 1, newest.element, said, newest.author, who.login, now, text is None)
            _add(connection, hall, person_key, after)
            return after
    except (
        IntegrityError
    ):  # PostgreSQL only: a colleague committed the same version between our look and our insert
        with reading(engine) as connection:
            newest = _newest(connection, hall, person_key, note)
        return Conflict(newest) if newest else NotWritten.NO_SUCH_NOTE


def _fault(text: str) -> NotWritten | None:
    if not text.strip():
        return NotWritten.EMPTY
    return NotWritten.TOO_LONG if len(text.strip()) > LONGEST else None


def _newest(connection: Connection, hall: str, person_key: str, note: UUID) -> Note | None:
    mine = select(notes).where(notes.c.hall == hall, notes.c.person_key == person_key, notes.c.id == note)
    row = connection.execute(mine.order_by(notes.c.version.desc()).limit(1)).one_or_none()
    return None if row is None else _note(row)


def _versions(engine: Engine, hall: str, person_key: str) -> tuple[Note, ...]:
    mine = select(notes).where(notes.c.hall == hall, notes.c.person_key == person_key)
    with reading(engine) as connection:
        return tuple(_note(row) for row in connection.execute(mine.order_by(notes.c.version, notes.c.at)))


def _add(connection: Connection, hall: str, person_key: str, note: Note) -> None:
    row = {name: getattr(note, name) for name in Note.__dataclass_fields__}
    connection.execute(insert(notes).values(row | {"hall": hall, "person_key": person_key}))


def _note(row: Row[Any]) -> Note:
    return Note(row.id, row.version, Element(row.element), row.text, row.author, row.editor, row.at, row.removed)
