"""Who was identified, reduced to what the hall needs: facts for routing, a key for the person, a masked name."""

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from datetime import date

from kiosk.domain.customer import CustomerFacts
from kiosk.hall.backoffice.hashing import canonical
from kiosk.hall.masking import masked
from kiosk.portrait import portrait_of
from kiosk.routing.facts import Choice, RoutingFacts, facts_for
from kiosk.wire import Presented, PresentedIdCard, PresentedPowerCard

KEY_VERSION = 1
NOTHING_CHOSEN = Choice(service=None, self_service_possible=False, open_lanes=frozenset())


@dataclass(frozen=True, slots=True)
class Person:
    facts: RoutingFacts = field(repr=False)
    key: str = field(repr=False)
    masked_name: str | None = field(repr=False)


def person(presented: Presented, contracts: tuple[CustomerFacts, ...], today: date, key: str) -> Person:
    """``contracts`` are all of whoever was presented; none for somebody unknown, who may still have an age."""
    birth_date = presented.birth_date if isinstance(presented, PresentedIdCard) else None
    facts = [
        facts_for(NOTHING_CHOSEN, today, contract, portrait_of(contract, today), birth_date)
        for contract in contracts
    ] or [facts_for(NOTHING_CHOSEN, today, birth_date=birth_date)]
    return Person(
        facts=whole(facts),
        key=person_key(presented, contracts, key),
        masked_name=masked(contracts[0].name) if contracts else None,
    )


def whole(facts: list[RoutingFacts]) -> RoutingFacts:
    """One person with several contracts: debts add up, the worst class and grade count, so does every privilege."""
    first, *_ = facts
    return replace(
        first,
        risk_class=max((one.risk_class for one in facts if one.risk_class), default=None),
        grade=max((one.grade for one in facts if one.grade), default=None),
        arrears_fen=sum(one.arrears_fen for one in facts),
        days_overdue=max(one.days_overdue for one in facts),
        prefers=next((one.prefers for one in facts if one.prefers), None),
        disability=any(one.disability for one in facts),
        key_account=any(one.key_account for one in facts),
        certified_special=any(one.certified_special for one in facts),
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
