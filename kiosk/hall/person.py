"""Who was identified, reduced to what the hall needs: facts for routing, a key for the person, a masked name."""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import date

from kiosk.domain.customer import CustomerFacts, CustomerKind
from kiosk.domain.portrait import Portrait
from kiosk.hall.backoffice.hashing import canonical
from kiosk.hall.masking import masked
from kiosk.portrait.person import PersonPortrait, person_portrait
from kiosk.routing.facts import Choice, RoutingFacts, facts_for
from kiosk.wire import Presented, PresentedIdCard, PresentedPowerCard

KEY_VERSION = 1
NOTHING_CHOSEN = Choice(service=None, self_service_possible=False, open_lanes=frozenset())


@dataclass(frozen=True, slots=True)
class Person:
    """``accounts``: the portrait of each contract, in their order."""

    facts: RoutingFacts = field(repr=False)
    key: str = field(repr=False)
    masked_name: str | None = field(repr=False)
    accounts: tuple[Portrait, ...] = field(default=(), repr=False)


def person(
    presented: Presented, contracts: tuple[CustomerFacts, ...], today: date, key: str, grace_days: int = 0
) -> Person:
    """``contracts`` are all of whoever was presented; none for somebody unknown, who may still have an age."""
    birth_date = presented.birth_date if isinstance(presented, PresentedIdCard) else None
    seen = person_portrait(contracts, today, grace_days) if contracts else None
    return Person(
        facts=facts_of(contracts, today, birth_date, seen),
        key=person_key(presented, contracts, key),
        masked_name=masked(contracts[0].name) if contracts else None,
        accounts=seen.accounts if seen else (),
    )


def facts_of(
    contracts: tuple[CustomerFacts, ...],
    today: date,
    birth_date: date | None = None,
    seen: PersonPortrait | None = None,
) -> RoutingFacts:
    """What may be asked of one person with all their contracts; every privilege of any of them is theirs.

    ``seen``: their portrait of today, when it was made already.
    """
    if not contracts:
        return facts_for(NOTHING_CHOSEN, today, birth_date=birth_date)
    portrait = (seen or person_portrait(contracts, today)).whole
    return replace(
        facts_for(NOTHING_CHOSEN, today, contracts[0], portrait, birth_date),
        disability=any(contract.disability for contract in contracts),
        key_account=any(contract.kind is CustomerKind.KEY_ACCOUNT for contract in contracts),
        certified_special=any(contract.certified_special for contract in contracts),
    )


def person_key(presented: Presented, contracts: tuple[CustomerFacts, ...], key: str) -> str:
    """A keyed hash (HMAC-SHA-256) with its key's version: the same for the same person, telling nothing else.

    A known customer is the same person with any of their cards; an unknown one is known by the card alone.
    """
    if contracts:
        who = "customer:" + min(contract.customer_number for contract in contracts)
    else:
        who = _by_card(presented)
    return _keyed(who, key)


def customer_key(customer_number: str, key: str) -> str:
    """The key of whoever this is the customer number of; of somebody with several, the smallest."""
    return _keyed(f"customer:{customer_number}", key)


def every_key(contracts: tuple[CustomerFacts, ...], key: str) -> frozenset[str]:
    """Each that the hall may have known this customer by: any of their numbers, and, from when the back office was
    away, any of their power cards. Their identity card and foreign cards of those days cannot be told from here.
    """
    cards = (
        PresentedPowerCard(customer_number=one.customer_number.zfill(12), meter_number=meter[-12:].zfill(12))
        for one in contracts
        for meter in one.meter_numbers
    )
    numbers = {customer_key(one.customer_number, key) for one in contracts}
    return frozenset(numbers | {person_key(card, (), key) for card in cards})


def _keyed(who: str, key: str) -> str:
    digest = hmac.new(bytes.fromhex(key), who.encode(), hashlib.sha256).hexdigest()
    return f"{KEY_VERSION}:{digest}"


def _by_card(presented: Presented) -> str:
    match presented:
        case PresentedIdCard(number=number):
            return f"id:{canonical(number) or number}"
        case PresentedPowerCard(customer_number=customer, meter_number=meter):
            return f"power:{customer}:{meter}"
        case _:
            return f"token:{presented.technology}:{presented.reference}"
