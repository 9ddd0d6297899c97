"""Everything this hall holds about one person: a copy for them, or none of it any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NoReturn
from uuid import UUID, uuid4

from sqlalchemy import Connection

from kiosk.database import reading, writing
from kiosk.hall.backoffice.outcomes import Found, NotFound
from kiosk.hall.hall import Hall
from kiosk.hall.person import customer_key, every_key
from kiosk.hall.phone_number import phone_key
from kiosk.hall.records import everything
from kiosk.hall.staff.audit import record
from kiosk.hall.whom import by_number
from kiosk.tickets import personal

BY = "terminal"


class PersonEvent(StrEnum):
    """What the audit log says. Its subject is the reference that was told, never a number."""

    EXPORTED = "person_exported"
    DELETED = "person_deleted"


class Seen(StrEnum):
    """What the back office had to say, which decides how much of a person is found."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Whose:
    """``keys``: all that the hall may know this person by."""

    keys: frozenset[str] = field(repr=False)
    back_office: Seen
    contracts: int = 0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Rows by kind. ``gone`` are no more; ``unlinked`` stay for counts and books, without a person.

    ``open_appeals``: more than none, and nothing was done.
    """

    reference: str
    gone: Mapping[str, int]
    unlinked: Mapping[str, int]
    open_appeals: int = 0


class _TakenBack(Exception):
    """Rolls back what was counted."""

    def __init__(self, counted: Forgotten) -> None:
        self.counted = counted


def whose(hall: Hall, customer: str, phone: str | None = None) -> Whose:
    """``phone`` in plain digits, for what was booked without a customer number. Raises ValueError for no number."""
    key = hall.secrets.person_key
    digits = by_number(customer).customer_number[-hall.settings.back_office.customer_number_digits :]
    keys = {customer_key(digits, key)} | ({phone_key(phone, key)} if phone else set())
    match hall.back_office.find(by_number(customer)):
        case Found(facts) if facts:
            return Whose(frozenset(keys | every_key(facts, key)), Seen.KNOWN, len(facts))
        case Found() | NotFound():
            return Whose(frozenset(keys), Seen.UNKNOWN)
        case _:
            return Whose(frozenset(keys), Seen.AWAY)


def export(hall: Hall, who: Whose, now: datetime) -> Mapping[str, Any]:
    """A copy, audited; rows by kind, and under ``audit`` when something of theirs was looked at or changed."""
    ours, reference = hall.settings.id, _reference()
    with reading(hall.engine) as connection:
        held = {
            **personal.held(connection, ours, who.keys),
            **everything.held(connection, ours, who.keys),
        }
        ids = {row.get("id") for rows in held.values() for row in rows}
        held["audit"] = everything.audited(connection, ours, {str(one) for one in ids if isinstance(one, UUID)})
    with writing(hall.engine) as connection:
        record(connection, ours, BY, PersonEvent.EXPORTED, reference, "", now)
    return {"hall": ours, "reference": reference, "made_at": now.astimezone(hall.settings.zone), "held": held}


def delete(hall: Hall, who: Whose, reason: str, now: datetime, *, dry_run: bool = False) -> Forgotten:
    """Forget this person, audited, in one transaction; ``dry_run`` says what would go and changes nothing.

    An appeal that is not answered yet must be answered first: nobody could answer it any more.
    """
    try:
        with writing(hall.engine) as connection:
            done = _forget(connection, hall.settings.id, who.keys, reason, now)
            if dry_run or done.open_appeals:
                _take_back(done)
            return done
    except _TakenBack as back:
        return back.counted


def _forget(connection: Connection, ours: str, keys: Collection[str], reason: str, now: datetime) -> Forgotten:
    reference, waiting = _reference(), everything.open_appeals(connection, ours, keys)
    tickets = dict(personal.forget(connection, ours, keys, now))
    gone, unlinked = everything.forget(connection, ours, keys)
    gone = {**gone, "ticket_pages": tickets.pop("ticket_pages")}
    record(connection, ours, BY, PersonEvent.DELETED, reference, reason, now)
    return Forgotten(reference, gone, {**unlinked, **tickets}, waiting)


def _take_back(counted: Forgotten) -> NoReturn:
    raise _TakenBack(counted)


def _reference() -> str:
    """Told to whoever asked, and in the log: the two can be brought together, a person cannot be found by it."""
    return str(uuid4())
