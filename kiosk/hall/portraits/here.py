"""Who stands at a window, for whoever holds it; and whether what is known of them may be shown."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kiosk.hall import floor
from kiosk.hall.hall import Hall
from kiosk.hall.portraits.prompts import facts_of
from kiosk.hall.portraits.subject import Nobody, Subject, subject_of
from kiosk.hall.records import signing
from kiosk.hall.sealing import OpenedPortrait
from kiosk.hall.staff.members import StaffMember
from kiosk.portrait.advice import Element
from kiosk.portrait.strategies import Occasion, StrategyFacts
from kiosk.portrait.vip import free_left
from kiosk.tickets import outlook
from kiosk.tickets.values import Declined, Ticket


class NotShown(StrEnum):
    """Why something about the customer is neither shown nor written down."""

    ANOTHER_TICKET = "another_ticket"  # the one the page means has left the window
    NOT_OPENED = "not_opened"  # confidential, and not opened on record
    NO_PORTRAIT = "no_portrait"


@dataclass(frozen=True, slots=True)
class Here:
    """``services``: what this visit is for, the chosen one first."""

    hall: Hall = field(repr=False)
    who: StaffMember
    clerk: str
    ticket: Ticket
    services: tuple[str, ...]
    subject: Subject | Nobody = field(repr=False)
    now: datetime

    @property
    def in_hand(self) -> frozenset[Element]:
        """The elements that matter for this visit."""
        known = [self.hall.services.get(service) for service in self.services]
        return frozenset(element for service in known if service for element in service.elements)

    def facts(self, subject: Subject) -> tuple[StrategyFacts, ...]:
        """For strategies: one for each contract and service in hand."""
        strategies, hall = self.hall.strategies, self.hall
        day = hall.calendar.date_at(self.now)
        occasion = Occasion(
            grace_days=hall.settings.portraits.grace_days,
            prices=strategies.time_of_use.prices,
            bonus_fen=strategies.bonus_fen,
            bonus_entries=signing.before(subject.known.bonus, str(self.ticket.id)),
            free_vip=free_left(subject.known.vip, day.year),
        )
        found = facts_of(subject, occasion)
        return tuple(replace(one, service=service) for one in found for service in self.services or (None,))

    def is_opened(self, proof: str | None) -> bool:
        """Whether ``proof`` says that this member of staff opened this ticket's portrait on record."""
        opened = self.hall.seals.open_opened(proof, self.now) if proof else None
        return opened == OpenedPortrait(self.ticket.id, self.who.login)

    def proof(self) -> str:
        return self.hall.seals.seal_opened(OpenedPortrait(self.ticket.id, self.who.login), self.now)

    def seen(self, proof: str | None, ticket: UUID | None = None) -> Subject | NotShown:
        """The customer, when they may be seen. ``ticket``: whom the page means."""
        if ticket is not None and ticket != self.ticket.id:
            return NotShown.ANOTHER_TICKET
        if not isinstance(self.subject, Subject):
            return NotShown.NO_PORTRAIT
        if self.subject.confidential and not self.is_opened(proof):
            return NotShown.NOT_OPENED
        return self.subject


def here(hall: Hall, window: str, who: StaffMember) -> Here | Declined:
    """Declined when somebody else has the window, or nobody is at it."""
    now = hall.clock()
    counter = floor.counter(hall.floor, window, who)
    found = outlook.at_window(hall.engine, hall.calendar, counter, now)
    if isinstance(found, Declined):
        return found
    ticket, also = found
    services = tuple(dict.fromkeys([*([ticket.service] if ticket.service else []), *also]))
    return Here(hall, who, counter.who, ticket, services, subject_of(hall, ticket, now), now)
