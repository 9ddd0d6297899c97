"""What strategies ask, found in raw histories."""

from dataclasses import fields, replace
from datetime import date

import pytest

from kiosk.domain.customer import (
    Channel,
    Complaint,
    ComplaintOutcome,
    Contact,
    CustomerFacts,
    CustomerKind,
    Heating,
    Payment,
    PaymentMethod,
    PaymentState,
    Purpose,
    Supply,
)
from kiosk.domain.portrait import CreditGrade, RiskClass, Segment, UsageChange
from kiosk.portrait import portrait_of
from kiosk.portrait.bonus import BonusEntry, BonusEntryKind
from kiosk.portrait.strategies import Occasion, StrategyFacts, strategy_facts
from kiosk.portrait.time_of_use import TouPrices
from tests.portrait.accounts import TODAY, account, bill, paid, payer
from tests.portrait.meters import using
from tests.portrait.strategies.shipped import shown

PLAIN = Occasion()
PRICES = TouPrices(single=6_000, peak=7_000, flat=6_000, valley=3_000)


def known(facts: CustomerFacts, occasion: Occasion = PLAIN, age: int | None = None) -> StrategyFacts:
    return strategy_facts(facts, portrait_of(facts, TODAY, occasion.grace_days), occasion, age)


def test_a_good_customer() -> None:
    found = known(payer(36), Occasion(service="pay", bonus_fen=1_000, free_vip=2), age=41)
    assert found == StrategyFacts(
        service="pay",
        risk_class=RiskClass.ONE,
        rated=True,
        grade=CreditGrade.A,
        segment=Segment.A,
        streak=36,
        usage=UsageChange.STEADY,
        year_on_year=1_000,
        age=41,
        bonus_fen=1_000,
        free_vip=2,
    )
    assert shown(found) == ["praise", "debit-advice", "free-reception"]


def test_somebody_in_arrears() -> None:
    late = dict.fromkeys(range(12), 29) | {1: None, 2: None}
    found = known(payer(36, late=late, dun_on=(5, 15)))
    assert (found.open_fen, found.days_overdue) == (30_000, 63)  # the newest, two days over, is open too
    assert (found.late_bills, found.streak, found.segment) == (12, 0, Segment.D)
    assert (found.risk_class, found.guarantee_missing_fen) == (RiskClass.THREE, 20_000)
    assert found.risk_points >= 50
    assert {"clear-arrears", "prevent-cut", "guarantee", "named-person", "prepay-advice"} <= set(shown(found))


def test_within_the_days_of_grace() -> None:
    facts = account([bill(0)])
    assert (known(facts).grace_fen, known(facts).open_fen) == (0, 10_000)
    found = known(facts, Occasion(grace_days=5))
    assert (found.grace_fen, found.open_fen) == (10_000, 0)


def test_debits_in_transit_and_failed() -> None:
    one, two = bill(0), bill(1)
    transit = Payment(one.id, one.amount_fen, one.due, PaymentState.IN_TRANSIT, by_debit=True)
    failed = Payment(two.id, two.amount_fen, two.due, PaymentState.FAILED, by_debit=True)
    found = known(account([one, two], [transit, failed, paid(two, 3)], method=PaymentMethod.DEBIT))
    assert (found.in_transit, found.failed_debits, found.open_fen) == (True, 1, 0)
    ahead = replace(transit, started_on=date(2026, 11, 23))
    assert not known(account([one], [ahead])).in_transit


@pytest.mark.parametrize(
    ("made_on", "months"),
    [
        (date(2026, 11, 22), 0),
        (date(2026, 10, 22), 1),
        (date(2024, 11, 23), 23),
        (date(2024, 11, 22), None),
        (date(2026, 11, 23), None),
    ],
)
def test_months_since_a_complaint_however_it_came(made_on: date, months: int | None) -> None:
    filed = replace(payer(3), complaints=(Complaint(made_on, ComplaintOutcome.JUSTIFIED),))
    called = replace(payer(3), contacts=(Contact(made_on, Purpose.COMPLAINT, Channel.PHONE),))
    assert known(filed).complaint_months == known(called).complaint_months == months


def test_hardship_and_disputes() -> None:
    found = known(account([bill(0, hardship=True), bill(1, disputed=True)]))
    assert (found.hardship, found.disputed, found.open_fen) == (True, True, 0)
    assert not known(account([bill(13, hardship=True)])).hardship


def test_consumption() -> None:
    facts = using([300] * 15, peak_kwh=150, valley_kwh=120, reactive_kvarh=300, max_demand_kw=1)
    facts = replace(facts, supply=Supply.LARGE, heating=Heating.COAL)
    found = known(facts, Occasion(prices=PRICES))
    assert (found.peak_share, found.power_factor, found.power_factor_short) == (500, 707, 143)
    assert found.saving_fen == 12 * (120 * 3_000 - 150 * 1_000) // 100
    assert (found.load_factor, found.heating, found.usage) == (411, Heating.COAL, UsageChange.STEADY)
    assert known(facts).saving_fen is None
    assert known(replace(facts, time_of_use=True), Occasion(prices=PRICES)).saving_fen is None


def test_habits_are_by_purpose() -> None:
    paying, notice = Contact(TODAY, Purpose.PAYMENT, Channel.COUNTER), Contact(TODAY, Purpose.NOTICE, Channel.APP)
    found = known(account([], contacts=[paying] * 5 + [notice] * 3))
    assert (found.pays_by, found.pays_by_share) == (Channel.COUNTER, 667)
    assert (found.notices_by, found.notices_by_share) == (Channel.APP, 571)


def test_the_bonus_is_for_households_that_had_none() -> None:
    occasion = Occasion(bonus_fen=1_000)
    had = BonusEntry(BonusEntryKind.GRANTED, "a", TODAY, 1_000)
    assert known(payer(3), occasion).bonus_fen == 1_000
    assert known(replace(payer(3), kind=CustomerKind.FIRM), occasion).bonus_fen == 0
    assert known(payer(3), replace(occasion, bonus_entries=(had,))).bonus_fen == 0


def test_marks_come_along() -> None:
    facts = replace(payer(3), disability=True, sensitive=True, certified_special=True, separate_passbook=True)
    found = known(facts)
    assert (found.disability, found.sensitive, found.certified_special, found.separate_passbook) == (True,) * 4


def test_no_suspicion_is_among_what_may_be_asked() -> None:
    assert not [field.name for field in fields(StrategyFacts) if "suspicion" in field.name or "theft" in field.name]
