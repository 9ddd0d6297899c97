"""What would improve each element, found by judging a changed history by the very same rules.

Nothing here knows a rule: if the rules change, the advice changes with them. Customers may ask for it about
themselves, at any time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kiosk.domain.customer import CustomerFacts, PaymentMethod
from kiosk.domain.portrait import CreditGrade, Risk, RiskClass
from kiosk.portrait.arrears import arrears_of
from kiosk.portrait.classes import risk_of
from kiosk.portrait.ledger import KEPT_MONTHS, ledger_of
from kiosk.portrait.measured import measured, newest
from kiosk.portrait.months import month_number
from kiosk.portrait.outlook import graced, overdue_bills, paying, punctual
from kiosk.portrait.portrait import credit_on
from kiosk.portrait.securing import guarantee_need
from kiosk.portrait.time_of_use import TouPrices, saving_fen
from kiosk.portrait.usage import POWER_FACTOR_MONTHS, power_factor, usage_of

FARTHEST_FOR_RISK = 18  # twelve months of points and the slow change of class, with room


class Element(StrEnum):
    CREDIT = "credit"
    RISK = "risk"
    USAGE = "usage"
    PREFERENCE = "preference"


class Action(StrEnum):
    PAY_OPEN_BILLS = "pay_open_bills"
    PAY_ON_TIME = "pay_on_time"
    SIGN_DEBIT = "sign_debit"
    GIVE_GUARANTEE = "give_guarantee"
    TIME_OF_USE = "time_of_use"
    COMPENSATE = "compensate"


@dataclass(frozen=True, slots=True)
class Advice:
    """Do ``action`` and the element becomes ``outcome``, after ``months`` more bills paid in time (0: at once).

    ``outcome`` is a grade, a class, a yearly saving in fen or kvarh a month to compensate. ``bills``: the months of
    the bills to pay now, which advice on later months takes for granted.
    """

    element: Element
    action: Action
    outcome: CreditGrade | RiskClass | int
    months: int = 0
    bills: tuple[date, ...] = field(default=(), repr=False)


def advice_for(
    facts: CustomerFacts, as_of: date, prices: TouPrices | None = None, grace_days: int = 0
) -> tuple[Advice, ...]:
    """Every improvement within reach; nothing for an element that is at its best, or is a matter of taste.

    Judges some dozens of histories: made for the moment somebody asks, not for every visit.
    """
    facts = graced(facts, grace_days)
    return (*credit_advice(facts, as_of), *risk_advice(facts, as_of), *usage_advice(facts, as_of, prices))


def credit_advice(facts: CustomerFacts, as_of: date) -> Iterator[Advice]:
    """Each better grade once: first by paying open bills, oldest first, then by months paid in time."""
    best = _grade(facts, as_of)
    overdue = overdue_bills(facts, as_of)
    for count in range(1, len(overdue) + 1):
        grade = _grade(paying(facts, overdue[:count], as_of), as_of)
        if grade < best:
            best, months = grade, tuple(bill.month for bill, _ in overdue[:count])
            yield Advice(Element.CREDIT, Action.PAY_OPEN_BILLS, best, bills=months)
    to_pay = tuple(bill.month for bill, _ in overdue)
    for months_on_time in range(1, KEPT_MONTHS + 1):
        if best is CreditGrade.A:
            return
        grade = _grade(*punctual(facts, as_of, months_on_time))
        if grade < best:
            best = grade
            yield Advice(Element.CREDIT, Action.PAY_ON_TIME, best, months_on_time, to_pay)


def risk_advice(facts: CustomerFacts, as_of: date) -> Iterator[Advice]:
    """The next better class: by paying in time; and by a debit or a guarantee where that is quicker."""
    held = _risk(facts, as_of).risk_class
    overdue = overdue_bills(facts, as_of)
    to_pay = tuple(bill.month for bill, _ in overdue)
    at_once = _risk(paying(facts, overdue, as_of), as_of).risk_class
    if at_once < held:
        yield Advice(Element.RISK, Action.PAY_OPEN_BILLS, at_once, bills=to_pay)
        held = at_once
    if held is RiskClass.ONE:
        return
    plain = _months_to_better(facts, as_of, held)
    if plain:
        yield Advice(Element.RISK, Action.PAY_ON_TIME, plain[1], plain[0], to_pay)
    for action, changed in _measures(facts, as_of, held):
        found = _months_to_better(changed, as_of, held)
        if found and (plain is None or found[0] < plain[0]):
            yield Advice(Element.RISK, action, found[1], found[0], to_pay)


def usage_advice(facts: CustomerFacts, as_of: date, prices: TouPrices | None = None) -> Iterator[Advice]:
    """The time-of-use tariff when it would have been cheaper, and what lifts the power factor to its limit."""
    saved = saving_fen(measured(facts, as_of), prices) if prices and not facts.time_of_use else None
    if saved is not None and saved > 0:
        yield Advice(Element.USAGE, Action.TIME_OF_USE, saved)
    usage = usage_of(facts, as_of)
    if usage.power_factor is not None and usage.power_factor < (usage.power_factor_limit or 0):
        kvarh = _to_compensate(facts, as_of, usage.power_factor_limit or 0)
        yield Advice(Element.USAGE, Action.COMPENSATE, kvarh)


def _grade(facts: CustomerFacts, as_of: date) -> CreditGrade:
    """Grades compare as letters: A is less than B, and better."""
    ledger = ledger_of(facts)
    return credit_on(facts, ledger, arrears_of(ledger, as_of.toordinal()), as_of).grade


def _risk(facts: CustomerFacts, as_of: date) -> Risk:
    return risk_of(facts, ledger_of(facts), as_of.toordinal(), month_number(as_of))


def _months_to_better(facts: CustomerFacts, as_of: date, held: RiskClass) -> tuple[int, RiskClass] | None:
    for months in range(1, FARTHEST_FOR_RISK + 1):
        found = _risk(*punctual(facts, as_of, months)).risk_class
        if found < held:
            return months, found
    return None


def _measures(facts: CustomerFacts, as_of: date, held: RiskClass) -> Iterator[tuple[Action, CustomerFacts]]:
    if facts.method is not PaymentMethod.DEBIT:
        yield Action.SIGN_DEBIT, replace(facts, method=PaymentMethod.DEBIT)
    need = guarantee_need(facts, held, as_of)
    if need.missing_fen:
        yield Action.GIVE_GUARANTEE, replace(facts, guarantee_fen=need.required_fen)


def _to_compensate(facts: CustomerFacts, as_of: date, limit: int) -> int:
    """The least kvarh a month, rounded up, with which the last three months would have met the limit."""
    recent = [use for _, use in newest(measured(facts, as_of), POWER_FACTOR_MONTHS)]
    active, reactive = sum(use.energy_kwh for use in recent), sum(use.reactive_kvarh or 0 for use in recent)
    taken_off = _least(lambda kvarh: (power_factor(active, reactive - kvarh) or 0) >= limit, reactive)
    return -(-taken_off // len(recent))


def _least(enough: Callable[[int], bool], highest: int) -> int:
    """The least number from 0 to ``highest`` that is enough, where more always is too."""
    low, high = 0, highest
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low
