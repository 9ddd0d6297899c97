"""All that a strategy may ask about one customer at one moment."""

from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.domain.customer import (
    Channel,
    CustomerFacts,
    CustomerKind,
    Heating,
    PaymentMethod,
    PaymentState,
    Purpose,
)
from kiosk.domain.portrait import CreditGrade, Portrait, RiskClass, Segment, UsageChange
from kiosk.portrait.bonus import BonusEntry, may_have_bonus
from kiosk.portrait.credit import streak_of
from kiosk.portrait.ledger import closed_lines, ledger_of
from kiosk.portrait.marks import marks_of
from kiosk.portrait.measured import measured
from kiosk.portrait.months import full_months, month_number
from kiosk.portrait.risk import features_of
from kiosk.portrait.securing import guarantee_need, quick_clearing
from kiosk.portrait.segment import segment_of
from kiosk.portrait.time_of_use import TouPrices, saving_fen

COMPLAINT_MONTHS = 24
HARDSHIP_DAYS = 365


@dataclass(frozen=True, slots=True)
class Occasion:
    """Beside the customer: the business in hand, the hall's terms, and the customer's ledgers.

    ``prices`` None: no advice on tariffs. ``free_vip``: free receptions left this year, None when not known.
    """

    service: str | None = None
    grace_days: int = 0
    prices: TouPrices | None = None
    bonus_fen: int = 0
    bonus_entries: tuple[BonusEntry, ...] = ()
    free_vip: int | None = None


@dataclass(frozen=True, slots=True, repr=False)  # no repr: it says who owes, who complained, who is ill
class StrategyFacts:
    """Frozen and complete: the same facts always give the same prompts. Amounts in fen, factors in per mille.

    ``late_bills``, ``failed_debits``: of the last twelve closed months. ``complaint_months``: full months since the
    newest complaint, None without one in 24. ``power_factor_short``: how much is missing to the limit.
    ``bonus_fen``: what signing up on the spot would earn this customer.
    """

    kind: CustomerKind = CustomerKind.HOUSEHOLD
    method: PaymentMethod = PaymentMethod.COUNTER
    service: str | None = None
    risk_class: RiskClass = RiskClass.TWO
    risk_points: int = 0
    rated: bool = False
    grade: CreditGrade = CreditGrade.B
    segment: Segment = Segment.B
    open_fen: int = 0
    days_overdue: int = 0
    grace_fen: int = 0
    late_bills: int = 0
    failed_debits: int = 0
    streak: int = 0
    guarantee_missing_fen: int = 0
    in_transit: bool = False
    disputed: bool = False
    hardship: bool = False
    separate_passbook: bool = False
    complaint_months: int | None = None
    usage: UsageChange = UsageChange.UNKNOWN
    year_on_year: int | None = None
    saving_fen: int | None = None
    peak_share: int | None = None
    load_factor: int | None = None
    power_factor: int | None = None
    power_factor_short: int = 0
    heating: Heating | None = None
    pays_by: Channel | None = None
    pays_by_share: int = 0
    notices_by: Channel | None = None
    notices_by_share: int = 0
    age: int | None = None
    disability: bool = False
    sensitive: bool = False
    certified_special: bool = False
    bonus_fen: int = 0
    free_vip: int | None = None


def strategy_facts(
    customer: CustomerFacts, portrait: Portrait, occasion: Occasion, age: int | None = None
) -> StrategyFacts:
    """The facts of one contract, whose ``portrait`` was made with the same days of grace. ``age`` in full years."""
    as_of, usage = portrait.as_of, portrait.usage
    day, ledger = as_of.toordinal(), ledger_of(customer, occasion.grace_days)
    closed = closed_lines(ledger, day, month_number(as_of))
    features = features_of(closed, day, customer.method)
    grace = quick_clearing(customer, as_of, occasion.grace_days)
    paying, notices = (portrait.preferences.of(purpose) for purpose in (Purpose.PAYMENT, Purpose.NOTICE))
    return StrategyFacts(
        kind=customer.kind,
        method=customer.method,
        service=occasion.service,
        risk_class=portrait.risk.risk_class,
        risk_points=portrait.risk.points,
        rated=portrait.risk.rated,
        grade=portrait.credit.grade,
        segment=segment_of(customer, as_of, occasion.grace_days, ledger).segment,
        open_fen=portrait.arrears.open_fen,
        days_overdue=portrait.arrears.days_overdue,
        grace_fen=grace.open_fen if grace else 0,
        late_bills=features.late_bills,
        failed_debits=features.failed_debits,
        streak=streak_of(marks_of(closed, day)),
        guarantee_missing_fen=guarantee_need(
            customer, portrait.risk.risk_class, as_of, occasion.grace_days
        ).missing_fen,
        in_transit=_in_transit(customer, as_of),
        disputed=portrait.arrears.disputed_fen > 0,
        hardship=_in_hardship(customer, as_of),
        separate_passbook=customer.separate_passbook,
        complaint_months=_months_since_complaint(customer, as_of),
        usage=usage.change,
        year_on_year=usage.year_on_year,
        saving_fen=_saving(customer, as_of, occasion.prices),
        peak_share=usage.peak_share,
        load_factor=usage.load_factor,
        power_factor=usage.power_factor,
        power_factor_short=_short(usage.power_factor, usage.power_factor_limit),
        heating=customer.heating,
        pays_by=paying.channel,
        pays_by_share=paying.share,
        notices_by=notices.channel,
        notices_by_share=notices.share,
        age=age,
        disability=customer.disability,
        sensitive=customer.sensitive,
        certified_special=customer.certified_special,
        bonus_fen=occasion.bonus_fen if may_have_bonus(customer, occasion.bonus_entries) else 0,
        free_vip=occasion.free_vip,
    )


def open_facts(
    customer: CustomerFacts, portrait: Portrait, occasion: Occasion, age: int | None = None
) -> StrategyFacts:
    """Only what nobody minds being known, as ``strategy_facts`` would say it; of all else nothing is told.

    ``certified_special`` is among it so that those who asked for confidentiality can be left alone.
    """
    paying, notices = (portrait.preferences.of(purpose) for purpose in (Purpose.PAYMENT, Purpose.NOTICE))
    return StrategyFacts(
        kind=customer.kind,
        method=customer.method,
        in_transit=_in_transit(customer, portrait.as_of),
        usage=portrait.usage.change,
        saving_fen=_saving(customer, portrait.as_of, occasion.prices),
        peak_share=portrait.usage.peak_share,
        heating=customer.heating,
        pays_by=paying.channel,
        notices_by=notices.channel,
        age=age,
        certified_special=customer.certified_special,
        bonus_fen=occasion.bonus_fen if may_have_bonus(customer, occasion.bonus_entries) else 0,
    )


def _in_transit(customer: CustomerFacts, as_of: date) -> bool:
    return any(one.state is PaymentState.IN_TRANSIT and one.started_on <= as_of for one in customer.payments)


def _in_hardship(customer: CustomerFacts, as_of: date) -> bool:
    since = as_of - timedelta(days=HARDSHIP_DAYS)
    return any(bill.hardship and since < bill.due for bill in customer.bills)


def _months_since_complaint(customer: CustomerFacts, as_of: date) -> int | None:
    """By whatever way it came, and whatever became of it."""
    days = [complaint.made_on for complaint in customer.complaints]
    days += [contact.on for contact in customer.contacts if contact.purpose is Purpose.COMPLAINT]
    newest = max((day for day in days if day <= as_of), default=None)
    months = None if newest is None else full_months(newest, as_of)
    return months if months is not None and months < COMPLAINT_MONTHS else None


def _saving(customer: CustomerFacts, as_of: date, prices: TouPrices | None) -> int | None:
    return None if prices is None or customer.time_of_use else saving_fen(measured(customer, as_of), prices)


def _short(found: int | None, limit: int | None) -> int:
    return 0 if found is None or limit is None else max(0, limit - found)
