"""What is known of somebody when they are directed: the rules' facts, with steps held and what staff set by hand.

A class set by hand stands above steps; a lane set by hand above every rule, as long as it is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.direction import Decision, Direction
from kiosk.domain.portrait import RiskClass
from kiosk.hall.hall import Hall
from kiosk.hall.person import Person
from kiosk.hall.records import overrides
from kiosk.hall.records.overrides import Override, OverrideElement, TreatAs
from kiosk.hall.sealing import SealedVisitor
from kiosk.hall.standing import standing
from kiosk.routing.facts import RoutingFacts

RULE = "override"
REASON = "set_by_staff"


def visitor(
    hall: Hall, found: Person, contracts: Sequence[CustomerFacts], sealed: str | None, now: datetime
) -> SealedVisitor:
    """Whoever was identified, as issuing is to see them."""
    facts = found.facts
    if facts.risk_class is not None:
        facts = replace(facts, risk_class=standing(hall, found.key, contracts, facts.risk_class, now).service_class)
    by_hand = overrides.in_force(hall.engine, hall.settings.id, found.key, now)
    return SealedVisitor(
        facts=with_overrides(facts, by_hand),
        person_key=found.key,
        person=sealed,
        lane=next((one.value for one in by_hand if one.element is OverrideElement.LANE), None),
        overrides=tuple(str(one.id) for one in by_hand),
    )


def with_overrides(facts: RoutingFacts, by_hand: Iterable[Override]) -> RoutingFacts:
    """Somebody not identified has no class, also by hand."""
    for one in by_hand:
        match one.element:
            case OverrideElement.SERVICE_CLASS if facts.identified:
                facts = replace(facts, risk_class=RiskClass(int(one.value)))
            case OverrideElement.TREAT_AS:
                facts = _treated(facts, TreatAs(one.value))
            case _:
                pass  # a lane is no fact about a person
    return facts


def decided(hall: Hall, visitor: SealedVisitor | None, by_rules: Decision) -> Decision:
    """``by_rules``, or the lane set by hand; with what was set by hand on record either way."""
    if visitor is None:
        return by_rules
    lane = hall.settings.lane(visitor.lane) if visitor.lane else None
    if lane is None or not lane.open:
        return replace(by_rules, overrides=visitor.overrides)
    return Decision(Direction(lane.kind, lane.id), RULE, REASON, by_rules.rules_version, visitor.overrides)


def _treated(facts: RoutingFacts, as_what: TreatAs) -> RoutingFacts:
    match as_what:
        case TreatAs.CERTIFIED_SPECIAL:
            return replace(facts, certified_special=True)
        case TreatAs.KEY_ACCOUNT:
            return replace(facts, key_account=True)
        case TreatAs.NEEDS_CARE:
            return replace(facts, disability=True)
        case TreatAs.NOT_IN_ARREARS:
            return replace(facts, arrears_fen=0, days_overdue=0)
