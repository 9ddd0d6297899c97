"""Somebody does not agree with what was decided about them: taken down, and answered with a date.

An appeal is open until it is answered; there is no other way to close it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, Row, insert, select, update

from kiosk.database import reading, writing
from kiosk.hall.records.schema import appeals
from kiosk.hall.staff.audit import record

LONGEST = 2000


class AppealAbout(StrEnum):
    RISK = "risk"
    CREDIT = "credit"
    USAGE = "usage"
    PREFERENCE = "preference"
    DIRECTION = "direction"  # where they were sent
    PRIVILEGE = "privilege"  # a VIP reception or a bonus
    DATA = "data"  # what is kept about them
    OTHER = "other"


class AppealOutcome(StrEnum):
    UPHELD = "upheld"  # the customer is right
    PARTLY = "partly"
    REJECTED = "rejected"


class NotTaken(StrEnum):
    EMPTY = "words_needed"
    TOO_LONG = "words_too_long"
    NO_SUCH_APPEAL = "no_such_appeal"
    ANSWERED = "answered_already"
    BAD_DATE = "bad_date"


class AppealEvent(StrEnum):
    """What the audit log says."""

    RECORDED = "appeal_recorded"
    ANSWERED = "appeal_answered"


@dataclass(frozen=True, slots=True)
class Appeal:
    """``words``: the customer's. ``decision``: the request that was decided on, if it is about one. Logins.

    ``person_key`` is empty once the person was forgotten.
    """

    id: UUID
    person_key: str = field(repr=False)
    about: AppealAbout
    decision: UUID | None
    words: str = field(repr=False)
    recorded_by: str
    recorded_at: datetime
    due_on: date
    outcome: AppealOutcome | None = None
    answer: str | None = field(default=None, repr=False)
    answered_on: date | None = None
    answered_by: str | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is None


def take_down(
    engine: Engine,
    hall: str,
    person_key: str,
    about: AppealAbout,
    words: str,
    due_on: date,
    by: str,
    now: datetime,
    *,
    decision: UUID | None = None,
) -> Appeal | NotTaken:
    """To be answered by ``due_on``; audited."""
    if fault := _fault(words):
        return fault
    taken = Appeal(uuid4(), person_key, about, decision, words.strip(), by, now, due_on)
    with writing(engine) as connection:
        row = {name: getattr(taken, name) for name in Appeal.__dataclass_fields__}
        connection.execute(insert(appeals).values(row | {"hall": hall}))
        record(connection, hall, by, AppealEvent.RECORDED, str(taken.id), about, now)
    return taken


def answer(
    engine: Engine,
    hall: str,
    appeal: UUID,
    outcome: AppealOutcome,
    words: str,
    on: date,
    by: str,
    now: datetime,
) -> Appeal | NotTaken:
    """Close it with what the customer was told on ``on``; audited. It is answered once.

    ``now`` in the hall's own time zone, whose days ``on`` is compared with.
    """
    if fault := _fault(words):
        return fault
    mine = (appeals.c.hall == hall) & (appeals.c.id == appeal)
    said = {"outcome": outcome, "answer": words.strip(), "answered_on": on, "answered_by": by, "answered_at": now}
    with writing(engine) as connection:
        row = connection.execute(select(appeals).where(mine).with_for_update()).one_or_none()
        if row is None:
            return NotTaken.NO_SUCH_APPEAL
        if row.outcome is not None:
            return NotTaken.ANSWERED
        if not row.recorded_at.astimezone(now.tzinfo).date() <= on <= now.date():
            return NotTaken.BAD_DATE
        connection.execute(update(appeals).where(mine).values(said))
        record(connection, hall, by, AppealEvent.ANSWERED, str(appeal), outcome, now)
        return _appeal(connection.execute(select(appeals).where(mine)).one())


def of_person(engine: Engine, hall: str, person_key: str) -> tuple[Appeal, ...]:
    """The newest first."""
    mine = select(appeals).where(appeals.c.hall == hall, appeals.c.person_key == person_key)
    with reading(engine) as connection:
        return tuple(_appeal(row) for row in connection.execute(mine.order_by(appeals.c.recorded_at.desc())))


def of_hall(engine: Engine, hall: str, since: datetime) -> tuple[Appeal, ...]:
    """All that are open, by the day they are due; then those recorded since then, the newest first."""
    ours = select(appeals).where(
        appeals.c.hall == hall, appeals.c.outcome.is_(None) | (appeals.c.recorded_at >= since)
    )
    with reading(engine) as connection:
        found = [_appeal(row) for row in connection.execute(ours.order_by(appeals.c.recorded_at.desc()))]
    still = sorted((one for one in found if one.is_open), key=lambda one: one.due_on)
    return (*still, *(one for one in found if not one.is_open))


def _fault(words: str) -> NotTaken | None:
    if not words.strip():
        return NotTaken.EMPTY
    return NotTaken.TOO_LONG if len(words.strip()) > LONGEST else None


def _appeal(row: Row[Any]) -> Appeal:
    found = {name: getattr(row, name) for name in Appeal.__dataclass_fields__}
    outcome = AppealOutcome(row.outcome) if row.outcome else None
    said = {"about": AppealAbout(row.about), "outcome": outcome, "person_key": row.person_key or ""}
    return Appeal(**found | said)
