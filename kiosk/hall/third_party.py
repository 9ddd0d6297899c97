"""The door to third parties that know something about a customer's credit. Shut, unless three things are there.

``[third_party_credit]`` of hall.toml names the source; an adapter for it is installed; and the customer's consent
is on record, with its purpose and legal basis, and holds today. Every question is audited before it is put.
What is answered goes to whoever asked and nowhere else: no score, no class, no strategy reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from kiosk.hall.hall import Hall
from kiosk.hall.records import consents
from kiosk.hall.records.consents import Consent
from kiosk.hall.staff.audit import audit
from kiosk.hall.staff.members import StaffMember

ASKED = "third_party_asked"


class NotAsked(StrEnum):
    SWITCHED_OFF = "third_party_switched_off"
    NO_ADAPTER = "no_adapter"
    NO_CONSENT = "consent_needed"
    AWAY = "third_party_away"


@dataclass(frozen=True, slots=True)
class ThirdPartyReport:
    """In the source's own words, for a person to read. ``as_of``: the day it stands for."""

    source: str
    as_of: date
    text: str = field(repr=False)


class ThirdPartyCredit(Protocol):
    """An adapter. ``customer``: the number by which the source knows them; ``consent`` goes with the question.

    None when the source does not answer; it raises nothing for its troubles.
    """

    def ask(self, customer: str, consent: Consent) -> ThirdPartyReport | None: ...


def ask(
    hall: Hall,
    adapters: Mapping[str, ThirdPartyCredit],
    source: str,
    customer: str,
    person_key: str,
    who: StaffMember,
) -> ThirdPartyReport | NotAsked:
    """One question about one person. ``adapters`` by source."""
    if source not in hall.settings.third_party_credit.sources:
        return NotAsked.SWITCHED_OFF
    adapter = adapters.get(source)
    if adapter is None:
        return NotAsked.NO_ADAPTER
    ours, today, now = (hall.engine, hall.settings.id), hall.local_now().date(), hall.clock()
    consent = consents.in_force(*ours, person_key, source, today)
    if consent is None or not consent.legal_basis.strip():
        return NotAsked.NO_CONSENT
    audit(hall.engine, who.login, ASKED, str(consent.id), source, now, hall=hall.settings.id)
    return adapter.ask(customer, consent) or NotAsked.AWAY
