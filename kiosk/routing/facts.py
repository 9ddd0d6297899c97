"""All that a rule may ask about one person at one moment."""

from dataclasses import dataclass, replace
from datetime import date

from kiosk.domain.customer import Channel, CustomerFacts, CustomerKind
from kiosk.domain.portrait import CreditGrade, Portrait, RiskClass


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen at the kiosk, and how the hall stands.

    ``self_service_possible``: the service can be done at a terminal and one is working. ``open_lanes``: ids of the
    lanes, desks and rooms that are open now.
    """

    service: str | None
    self_service_possible: bool
    open_lanes: frozenset[str]
    wants_person: bool = False


@dataclass(frozen=True, slots=True, repr=False)  # no repr: it says who owes, who is disabled, who is protected
class RoutingFacts:
    """Frozen and complete: the same facts always give the same decision.

    ``risk_class`` is the class they are served by: that of the portrait, bettered by steps held, or set by hand.
    Somebody not identified has no class, grade, preference or arrears; ``age`` may still be known from the card.
    ``arrears_fen`` and ``days_overdue`` are both zero or both more.
    """

    identified: bool = False
    risk_class: RiskClass | None = None
    arrears_fen: int = 0
    days_overdue: int = 0
    grade: CreditGrade | None = None
    prefers: Channel | None = None
    age: int | None = None
    disability: bool = False
    key_account: bool = False
    certified_special: bool = False
    service: str | None = None
    self_service_possible: bool = False
    wants_person: bool = False
    open_lanes: frozenset[str] = frozenset()


def facts_for(
    choice: Choice,
    today: date,
    customer: CustomerFacts | None = None,
    portrait: Portrait | None = None,
    birth_date: date | None = None,
) -> RoutingFacts:
    """The facts of someone who chose ``choice``; identified only with both ``customer`` and ``portrait``.

    ``birth_date`` is that on the identity card presented; without it the customer's own on file is taken.
    """
    chosen = RoutingFacts(
        service=choice.service,
        self_service_possible=choice.self_service_possible,
        wants_person=choice.wants_person,
        open_lanes=choice.open_lanes,
    )
    if customer is None or portrait is None:
        return replace(chosen, age=age_on(birth_date, today))
    return replace(
        chosen,
        identified=True,
        risk_class=portrait.risk.risk_class,
        arrears_fen=portrait.arrears.open_fen,
        days_overdue=portrait.arrears.days_overdue,
        grade=portrait.credit.grade,
        prefers=portrait.prefers,
        age=age_on(birth_date or customer.birth_date, today),
        disability=customer.disability,
        key_account=customer.kind is CustomerKind.KEY_ACCOUNT,
        certified_special=customer.certified_special,
    )


OLDEST = 120


def age_on(birth_date: date | None, today: date) -> int | None:
    """Completed years; someone born on 29 February completes one on 1 March of a common year. A day nobody now
    alive was born on tells no age: in many a file 1 January 1900 stands for *not known*.
    """
    if birth_date is None or birth_date > today:
        return None
    age = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    return age if age <= OLDEST else None
