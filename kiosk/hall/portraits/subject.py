"""Who is at the window, seen through all their contracts: by the back office, or by last night's table."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import Portrait, Preferences, Segment
from kiosk.hall.backoffice.outcomes import Away, Found
from kiosk.hall.hall import Hall
from kiosk.hall.person import customer_key, person_key
from kiosk.hall.portraits.last_night import UNMARKED, Marks, NightPortrait, marks_of
from kiosk.hall.records.known import NOTHING, Known, known
from kiosk.hall.records.overrides import TreatAs
from kiosk.hall.sealing import SealedPerson
from kiosk.portrait.confidential import handling_of
from kiosk.portrait.person import person_portrait, together
from kiosk.routing.facts import age_on
from kiosk.tickets.values import Ticket
from kiosk.wire import PanelSource, Presented, PresentedIdCard


@dataclass(frozen=True, slots=True)
class Subject:
    """``accounts`` are the portraits of the single contracts, ``whole`` the person's; ``contracts`` the facts they
    were made of, none from last night's table. ``segment`` and ``marks`` are as published then. ``key`` tells
    nothing by itself; ``known`` is what is on record under it.
    """

    key: str = field(repr=False)
    source: PanelSource
    whole: Portrait = field(repr=False)
    accounts: tuple[Portrait, ...] = field(repr=False)
    confidential: bool = field(repr=False)
    contracts: tuple[CustomerFacts, ...] = field(default=(), repr=False)
    segment: Segment | None = field(default=None, repr=False)
    masked_name: str | None = field(default=None, repr=False)
    age: int | None = field(default=None, repr=False)
    marks: Marks = field(default=UNMARKED, repr=False)
    known: Known = NOTHING

    @property
    def leading(self) -> int:
        """The account that speaks loudest: of the worst rated risk; the first of equals."""
        risks = [account.risk for account in self.accounts]
        return max(range(len(risks)), key=lambda at: (risks[at].rated, risks[at].risk_class, risks[at].points, -at))


class Nobody(StrEnum):
    """Why there is no portrait. The words are those of ``PanelState``."""

    NOT_IDENTIFIED = "not_identified"
    UNKNOWN = "unknown"
    AWAY = "away"


def subject_of(hall: Hall, ticket: Ticket, now: datetime) -> Subject | Nobody:
    """Whoever holds ``ticket``, with what is on record about them; confidential also when staff set it by hand."""
    found = _found(hall, ticket, now)
    if isinstance(found, Nobody):
        return found
    records = known(hall.engine, hall.settings.id, found.key, now)
    by_hand = records.treat_as is TreatAs.CERTIFIED_SPECIAL
    return replace(found, known=records, confidential=found.confidential or by_hand)


def _found(hall: Hall, ticket: Ticket, now: datetime) -> Subject | Nobody:
    """The seal is opened here and nowhere kept."""
    sealed = hall.seals.open_person(ticket.sealed, now) if ticket.sealed else None
    if sealed is None:
        return Nobody.NOT_IDENTIFIED
    today = hall.calendar.date_at(now)
    outcome = hall.back_office.find(sealed.presented)
    match outcome:
        case Found(facts) if facts:
            source = PanelSource.KEPT if outcome.stale else PanelSource.NOW
            return _from_facts(hall, sealed, facts, source, today)
        case Away():
            rows = hall.find_last_night(sealed.presented, today)
            return from_last_night(hall, rows, sealed.presented, today) if rows else Nobody.AWAY
        case _:
            return Nobody.UNKNOWN


def _from_facts(
    hall: Hall, sealed: SealedPerson, facts: tuple[CustomerFacts, ...], source: PanelSource, today: date
) -> Subject:
    person = person_portrait(facts, today, hall.settings.portraits.grace_days)
    return Subject(
        key=person_key(sealed.presented, facts, hall.secrets.person_key),
        source=source,
        whole=person.whole,
        accounts=person.accounts,
        confidential=any(handling_of(contract).opening_logged for contract in facts),
        contracts=facts,
        masked_name=sealed.masked_name,
        age=age_on(_birth_date(sealed.presented) or facts[0].birth_date, today),
    )


def from_last_night(hall: Hall, rows: Sequence[NightPortrait], presented: Presented, today: date) -> Subject:
    """Whether somebody is confidential is not known then unless the table says no: in doubt they are."""
    portraits = tuple(row.portrait for row in rows)
    prefers = next((one.prefers for one in portraits if one.prefers), None)
    segments = [row.segment for row in rows if row.segment]
    return Subject(
        key=customer_key(min(row.customer_number for row in rows), hall.secrets.person_key),
        source=PanelSource.LAST_NIGHT,
        whole=together(portraits, prefers, Preferences()) if len(portraits) > 1 else portraits[0],
        accounts=portraits,
        confidential=any(row.certified_special is not False for row in rows),
        segment=max(segments, key=lambda one: one.value, default=None),
        age=age_on(_birth_date(presented), today),
        marks=marks_of(rows),
    )


def _birth_date(presented: Presented) -> date | None:
    return presented.birth_date if isinstance(presented, PresentedIdCard) else None
