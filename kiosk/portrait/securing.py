"""Money at risk, settled without harm: the guarantee of class three, and the quick way out within the grace."""

from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import RiskClass
from kiosk.portrait.ledger import closed_lines, in_order, ledger_of
from kiosk.portrait.months import month_number
from kiosk.portrait.risk import GUARANTEE_BILLS, WINDOW_MONTHS


@dataclass(frozen=True, slots=True)
class GuaranteeNeed:
    """What class three must arrange, in fen. While something is missing its strategy cannot be called done."""

    required_fen: int
    held_fen: int

    @property
    def missing_fen(self) -> int:
        return max(0, self.required_fen - self.held_fen)


def guarantee_need(facts: CustomerFacts, risk_class: RiskClass, as_of: date, grace_days: int = 0) -> GuaranteeNeed:
    """Two mean monthly bills of the last twelve months, rounded up to the fen; nothing for classes one and two."""
    if risk_class is not RiskClass.THREE:
        return GuaranteeNeed(0, facts.guarantee_fen)
    day = as_of.toordinal()
    closed = closed_lines(ledger_of(facts, grace_days), day, month_number(as_of))
    billed = [line.amount_fen for age, line in closed if line.counted and age < WINDOW_MONTHS]
    if not billed:
        return GuaranteeNeed(0, facts.guarantee_fen)
    return GuaranteeNeed(-(-GUARANTEE_BILLS * sum(billed) // len(billed)), facts.guarantee_fen)


@dataclass(frozen=True, slots=True)
class QuickClearing:
    """Bills past their date but within grace: paid by ``until`` (included) they never were late."""

    bill_ids: tuple[str, ...]
    open_fen: int
    until: date


def quick_clearing(facts: CustomerFacts, as_of: date, grace_days: int) -> QuickClearing | None:
    """None when no bill that counts stands open between its date and the end of its grace."""
    if grace_days <= 0:
        return None  # there is no day between the two
    day = as_of.toordinal()
    still = [
        (bill, line.open_by(day))
        for bill, line in zip(in_order(facts.bills), ledger_of(facts, grace_days), strict=True)
        if bill.due < as_of and line.due >= day and line.counted and line.covered > day
    ]
    if not still:
        return None
    until = min(bill.due for bill, _ in still) + timedelta(days=grace_days)
    return QuickClearing(tuple(bill.id for bill, _ in still), sum(fen for _, fen in still), until)
