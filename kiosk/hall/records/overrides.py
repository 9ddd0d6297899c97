"""A member of staff decides otherwise than the rules: for one person, with a reason, a name and an end.

Of several in force for one element the newest counts. What each does to a visit is in ``kiosk.hall.overriding``.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, Row, insert, select, update

from kiosk.database import reading, writing
from kiosk.domain.portrait import RiskClass
from kiosk.hall.records.schema import overrides
from kiosk.hall.staff.audit import record

LONGEST = timedelta(days=366)
LONGEST_REASON = 500


class OverrideElement(StrEnum):
    """What of a decision is set by hand."""

    SERVICE_CLASS = "service_class"
    LANE = "lane"
    TREAT_AS = "treat_as"


class TreatAs(StrEnum):
    """Values of TREAT_AS: what this person is to be taken for, whatever the back office knows."""

    CERTIFIED_SPECIAL = "certified_special"
    KEY_ACCOUNT = "key_account"
    NEEDS_CARE = "needs_care"
    NOT_IN_ARREARS = "not_in_arrears"


class NotOverridden(StrEnum):
    NO_REASON = "reason_needed"
    BAD_VALUE = "bad_value"
    BAD_END = "bad_end"
    NO_SUCH_OVERRIDE = "no_such_override"
    OVER = "override_over"


class OverrideEvent(StrEnum):
    """What the audit log says."""

    MADE = "override_made"
    ENDED = "override_ended"


@dataclass(frozen=True, slots=True)
class Override:
    """In force from ``made_at`` until ``until``, or until it was ended. ``made_by`` and ``ended_by`` are logins.

    ``person_key`` is empty once the person was forgotten.
    """

    id: UUID
    person_key: str = field(repr=False)
    element: OverrideElement
    value: str
    reason: str = field(repr=False)
    made_by: str
    made_at: datetime
    until: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None

    def in_force(self, now: datetime) -> bool:
        return self.made_at <= now < min(self.until, self.ended_at or self.until)


def make(
    engine: Engine,
    hall: str,
    person_key: str,
    element: OverrideElement,
    value: str,
    reason: str,
    until: datetime,
    by: str,
    now: datetime,
    *,
    lanes: Collection[str] = (),
) -> Override | NotOverridden:
    """Set by hand from now on; audited. ``lanes``: those a LANE may name. At most a year and a day."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        return NotOverridden.NO_REASON
    if value not in _values(element, lanes):
        return NotOverridden.BAD_VALUE
    if not now < until <= now + LONGEST:
        return NotOverridden.BAD_END
    made = Override(uuid4(), person_key, element, value, reason.strip(), by, now, until)
    with writing(engine) as connection:
        row = {name: getattr(made, name) for name in Override.__dataclass_fields__}
        connection.execute(insert(overrides).values(row | {"hall": hall}))
        record(connection, hall, by, OverrideEvent.MADE, str(made.id), f"{element}={value}", now)
    return made


def end(engine: Engine, hall: str, override: UUID, by: str, now: datetime) -> Override | NotOverridden:
    """Before its time; audited."""
    mine = (overrides.c.hall == hall) & (overrides.c.id == override)
    still = overrides.c.ended_at.is_(None) & (overrides.c.until > now)
    with writing(engine) as connection:
        done = connection.execute(update(overrides).where(mine, still).values(ended_by=by, ended_at=now)).rowcount
        row = connection.execute(select(overrides).where(mine)).one_or_none()
        if row is None:
            return NotOverridden.NO_SUCH_OVERRIDE
        if not done:
            return NotOverridden.OVER
        record(connection, hall, by, OverrideEvent.ENDED, str(override), "", now)
        return _override(row)


def in_force(engine: Engine, hall: str, person_key: str, now: datetime) -> tuple[Override, ...]:
    """At most one for each element, the newest."""
    mine = select(overrides).where(
        overrides.c.hall == hall, overrides.c.person_key == person_key, overrides.c.until > now
    )
    with reading(engine) as connection:
        found = [_override(row) for row in connection.execute(mine.order_by(overrides.c.made_at))]
    newest = {one.element: one for one in found if one.in_force(now)}
    return tuple(newest[element] for element in OverrideElement if element in newest)


def of_person(engine: Engine, hall: str, person_key: str) -> tuple[Override, ...]:
    """All, those that are over too, the newest first."""
    mine = select(overrides).where(overrides.c.hall == hall, overrides.c.person_key == person_key)
    with reading(engine) as connection:
        found = connection.execute(mine.order_by(overrides.c.made_at.desc()))
        return tuple(_override(row) for row in found)


def of_hall(engine: Engine, hall: str, since: datetime) -> tuple[Override, ...]:
    """Those whose end is later than ``since``, the newest first; for the hall's manager."""
    ours = select(overrides).where(overrides.c.hall == hall, overrides.c.until > since)
    with reading(engine) as connection:
        found = connection.execute(ours.order_by(overrides.c.made_at.desc()))
        return tuple(_override(row) for row in found)


def _values(element: OverrideElement, lanes: Collection[str]) -> set[str]:
    match element:
        case OverrideElement.SERVICE_CLASS:
            return {str(one.value) for one in RiskClass}
        case OverrideElement.LANE:
            return set(lanes)
        case OverrideElement.TREAT_AS:
            return {one.value for one in TreatAs}


def _override(row: Row[Any]) -> Override:
    found = {name: getattr(row, name) for name in Override.__dataclass_fields__}
    return Override(**found | {"element": OverrideElement(row.element), "person_key": row.person_key or ""})
