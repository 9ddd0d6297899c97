"""What a customer has agreed to: that a third party is asked about them, for what, on which legal basis."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, Row, insert, select, update

from kiosk.database import reading, writing
from kiosk.hall.records.schema import consents
from kiosk.hall.staff.audit import record

LONGEST_DAYS = 366


class NoConsent(StrEnum):
    NO_BASIS = "legal_basis_needed"
    NO_PURPOSE = "purpose_needed"
    BAD_DATES = "bad_dates"
    NO_SUCH_CONSENT = "no_such_consent"
    WITHDRAWN = "withdrawn_already"


class ConsentEvent(StrEnum):
    """What the audit log says."""

    GIVEN = "consent_recorded"
    WITHDRAWN = "consent_withdrawn"


@dataclass(frozen=True, slots=True)
class Consent:
    """``source``: the third party that may be asked. From ``given_on`` to ``until``, both included."""

    id: UUID
    person_key: str = field(repr=False)
    source: str
    purpose: str
    legal_basis: str
    given_on: date
    until: date
    recorded_by: str
    recorded_at: datetime
    withdrawn_on: date | None = None
    withdrawn_by: str | None = None

    def holds(self, on: date) -> bool:
        """On the day it is withdrawn it does not hold any more."""
        return self.given_on <= on <= self.until and (self.withdrawn_on is None or on < self.withdrawn_on)


def give(
    engine: Engine,
    hall: str,
    person_key: str,
    source: str,
    purpose: str,
    legal_basis: str,
    given_on: date,
    until: date,
    by: str,
    now: datetime,
) -> Consent | NoConsent:
    """Record it; audited. At most a year and a day: whoever agreed is asked again."""
    if not legal_basis.strip():
        return NoConsent.NO_BASIS
    if not purpose.strip():
        return NoConsent.NO_PURPOSE
    if not 0 <= (until - given_on).days <= LONGEST_DAYS:
        return NoConsent.BAD_DATES
    given = Consent(uuid4(), person_key, source, purpose.strip(), legal_basis.strip(), given_on, until, by, now)
    with writing(engine) as connection:
        row = {name: getattr(given, name) for name in Consent.__dataclass_fields__}
        connection.execute(insert(consents).values(row | {"hall": hall}))
        record(connection, hall, by, ConsentEvent.GIVEN, str(given.id), source, now)
    return given


def withdraw(engine: Engine, hall: str, consent: UUID, on: date, by: str, now: datetime) -> Consent | NoConsent:
    """From ``on`` it does not hold any more; audited."""
    mine = (consents.c.hall == hall) & (consents.c.id == consent)
    with writing(engine) as connection:
        taken = update(consents).where(mine, consents.c.withdrawn_on.is_(None))
        done = connection.execute(taken.values(withdrawn_on=on, withdrawn_by=by)).rowcount
        row = connection.execute(select(consents).where(mine)).one_or_none()
        if row is None:
            return NoConsent.NO_SUCH_CONSENT
        if not done:
            return NoConsent.WITHDRAWN
        record(connection, hall, by, ConsentEvent.WITHDRAWN, str(consent), row.source, now)
        return _consent(row)


def in_force(engine: Engine, hall: str, person_key: str, source: str, on: date) -> Consent | None:
    """The newest that holds on ``on`` for asking ``source``."""
    found = (one for one in of_person(engine, hall, person_key) if one.source == source and one.holds(on))
    return next(found, None)


def of_person(engine: Engine, hall: str, person_key: str) -> tuple[Consent, ...]:
    """The newest first."""
    mine = select(consents).where(consents.c.hall == hall, consents.c.person_key == person_key)
    with reading(engine) as connection:
        return tuple(_consent(row) for row in connection.execute(mine.order_by(consents.c.recorded_at.desc())))


def _consent(row: Row[Any]) -> Consent:
    return Consent(**{name: getattr(row, name) for name in Consent.__dataclass_fields__})
