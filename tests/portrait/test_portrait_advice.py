"""What would improve a portrait: every promise is kept when it is done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.customer import CustomerFacts, PaymentMethod, Supply
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.portrait import portrait_of
from kiosk.portrait.advice import Action, Advice, Element, advice_for, credit_advice, risk_advice, usage_advice
from kiosk.portrait.outlook import overdue_bills, paying, punctual
from kiosk.portrait.time_of_use import TouPrices
from kiosk.portrait.usage import usage_of
from tests.portrait.accounts import TODAY, account, bill, paid, payer
from tests.portrait.meters import using

A, B = CreditGrade.A, CreditGrade.B
PRICES = TouPrices(single=6_000, peak=7_000, flat=6_000, valley=3_000)
SEPTEMBER = date(2026, 9, 1)


def credit(facts: CustomerFacts, as_of: date = TODAY) -> list[tuple[Action, str, int]]:
    return [(one.action, str(one.outcome), one.months) for one in credit_advice(facts, as_of)]


# --- credit ---


def test_paying_the_open_bill_lifts_the_cap_at_once() -> None:
    """One bill of three years open for 33 days: E by the cap, and A the moment it is paid."""
    facts = payer(36, late={1: None})
    assert portrait_of(facts, TODAY).credit.grade is CreditGrade.E
    assert list(credit_advice(facts, TODAY)) == [
        Advice(Element.CREDIT, Action.PAY_OPEN_BILLS, A, bills=(SEPTEMBER,))
    ]


def test_after_the_open_bills_come_months_on_time() -> None:
    """The chronic payer who turns punctual: the newest bill was the first in time, B is six away, A fourteen."""
    facts = payer(36, late=dict.fromkeys(range(1, 36), 30), dun_on=(10, 20))
    assert credit(facts)[-2:] == [(Action.PAY_ON_TIME, "B", 6), (Action.PAY_ON_TIME, "A", 14)]


def test_published_recovery_of_a_chronic_payer() -> None:
    """D, C, B, A after 1, 3, 7, 15 months."""
    late = payer(36, late=dict.fromkeys(range(36), 30), dun_on=(10, 20))
    as_of = date(2026, 12, 20)  # the day the newest bill is paid, 30 days late
    assert [months for _, _, months in credit(late, as_of)] == [1, 3, 7, 15]


def test_a_newcomer_needs_five_bills_on_time() -> None:
    assert credit(account([])) == [(Action.PAY_ON_TIME, "A", 5)]


def test_the_best_need_no_advice() -> None:
    assert advice_for(replace(payer(36), method=PaymentMethod.DEBIT), TODAY, PRICES) == ()


histories = st.tuples(
    st.integers(0, 20), st.dictionaries(st.integers(0, 19), st.one_of(st.none(), st.integers(1, 80)), max_size=8)
)


@settings(max_examples=25, deadline=None)
@given(histories)
def test_every_promise_of_a_grade_is_kept(history: tuple[int, Mapping[int, int | None]]) -> None:
    facts = payer(*history, dun_on=(5,))
    before = portrait_of(facts, TODAY).credit.grade
    for one in credit_advice(facts, TODAY):
        if one.action is Action.PAY_OPEN_BILLS:
            bills = [pair for pair in overdue_bills(facts, TODAY) if pair[0].month in one.bills]
            after = portrait_of(paying(facts, bills, TODAY), TODAY)
        else:
            after = portrait_of(*punctual(facts, TODAY, one.months))
        assert after.credit.grade is one.outcome
        assert after.credit.grade < before


# --- risk ---


def test_class_three_is_left_sooner_with_a_guarantee() -> None:
    facts = payer(36, late=dict.fromkeys(range(1, 36), 35), dun_on=(10, 32))
    held = portrait_of(facts, TODAY).risk.risk_class
    assert held is RiskClass.THREE
    found = {one.action: one for one in risk_advice(facts, TODAY)}
    plain, guarantee = found[Action.PAY_ON_TIME], found[Action.GIVE_GUARANTEE]
    assert plain.outcome is guarantee.outcome is RiskClass.TWO
    assert guarantee.months < plain.months


@settings(max_examples=15, deadline=None)
@given(histories)
def test_every_promise_of_a_class_is_kept(history: tuple[int, Mapping[int, int | None]]) -> None:
    facts = payer(*history, dun_on=(5,))
    for one in risk_advice(facts, TODAY):
        if one.action is Action.PAY_ON_TIME:
            assert portrait_of(*punctual(facts, TODAY, one.months)).risk.risk_class is one.outcome
            assert portrait_of(*punctual(facts, TODAY, one.months - 1)).risk.risk_class > one.outcome


# --- the future ---


def test_bills_to_come_are_like_the_newest_and_fall_due_like_it() -> None:
    future, as_of = punctual(payer(2), TODAY, 3)
    assert [one.month for one in future.bills[2:]] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert [one.due for one in future.bills[2:]] == [date(2026, 12, 20), date(2027, 1, 20), date(2027, 2, 20)]
    assert as_of == date(2027, 2, 28)


def test_a_bill_already_issued_is_the_first_to_come() -> None:
    waiting = replace(bill(-1), due=date(2026, 12, 20))
    future, as_of = punctual(account([bill(0), waiting], [paid(bill(0))]), TODAY, 1)
    assert (len(future.bills), as_of) == (2, date(2026, 12, 31))
    assert future.payments[-1].bill_id == waiting.id


def test_an_idle_account_begins_with_its_next_month() -> None:
    idle = account([bill(20)], [paid(bill(20))])
    future, _ = punctual(idle, TODAY, 2)
    assert [one.due for one in future.bills[1:]] == [date(2026, 12, 20), date(2027, 1, 20)]


def test_a_due_date_at_the_end_of_the_month_stays_there() -> None:
    january = replace(bill(9), month=date(2026, 10, 1), due=date(2026, 10, 31))
    future, as_of = punctual(account([january], [paid(january)]), TODAY, 4)
    assert [one.due.day for one in future.bills] == [31, 30, 31, 31, 28]
    assert as_of == date(2027, 3, 1)


# --- usage ---


def test_time_of_use_is_advised_only_when_it_saves() -> None:
    saving = using([300] * 12, peak_kwh=100, valley_kwh=150)
    assert list(usage_advice(saving, TODAY, PRICES)) == [Advice(Element.USAGE, Action.TIME_OF_USE, 12 * 3_500)]
    assert list(usage_advice(using([300] * 12, peak_kwh=280, valley_kwh=10), TODAY, PRICES)) == []
    assert list(usage_advice(replace(saving, time_of_use=True), TODAY, PRICES)) == []
    assert list(usage_advice(saving, TODAY)) == []


@pytest.mark.parametrize("kvarh", [1_000, 1_500, 3_000])
def test_compensating_what_is_advised_meets_the_limit_and_a_little_less_does_not(kvarh: int) -> None:
    facts = replace(using([1_000] * 3, reactive_kvarh=kvarh), supply=Supply.INDUSTRY_HIGH_VOLTAGE)
    [advice] = usage_advice(facts, TODAY)
    assert (advice.action, isinstance(advice.outcome, int)) == (Action.COMPENSATE, True)
    done, short = (
        usage_of(replace(using([1_000] * 3, reactive_kvarh=kvarh - off), supply=facts.supply), TODAY).power_factor
        for off in (int(advice.outcome), int(advice.outcome) - 2)
    )
    assert done is not None
    assert short is not None
    assert short < 900 <= done


def test_a_power_factor_at_its_limit_needs_nothing() -> None:
    facts = replace(using([9_000] * 3, reactive_kvarh=4_359), supply=Supply.INDUSTRY_HIGH_VOLTAGE)
    assert list(usage_advice(facts, TODAY)) == []
