"""Whole portraits from raw facts: the special cases, the class over the months, and how long it takes."""

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.customer import (
    Bill,
    Channel,
    Contact,
    CustomerFacts,
    Dunning,
    Payment,
    PaymentMethod,
    PaymentState,
    Purpose,
)
from kiosk.domain.portrait import Arrears, Portrait, Risk, RiskClass
from kiosk.portrait import portrait_of
from tests.portrait.accounts import TODAY, account, bill, dunned, paid, payer


def summary(portrait: Portrait) -> tuple[int, str, int, bool]:
    return (
        portrait.credit.score,
        portrait.credit.grade.value,
        portrait.risk.risk_class.value,
        portrait.risk.rated,
    )


def reason_codes(risk: Risk) -> list[str]:
    return [reason.code for reason in risk.reasons]


# --- who is who ---


def test_a_new_customer_has_the_starting_values() -> None:
    portrait = portrait_of(account([]), TODAY)
    assert summary(portrait) == (80, "B", 2, False)
    assert portrait.arrears == Arrears(0, 0)
    assert portrait.prefers is None
    assert reason_codes(portrait.risk) == ["not_yet_rated"]
    assert portrait.as_of == TODAY


def test_three_years_on_time() -> None:
    assert summary(portrait_of(payer(36), TODAY)) == (99, "A", 1, True)


@pytest.mark.parametrize(
    ("months", "expected"), [(1, (84, "B", 2, False)), (2, (86, "B", 2, False)), (3, (88, "B", 1, True))]
)
def test_rated_from_the_third_counted_bill(months: int, expected: tuple[int, str, int, bool]) -> None:
    assert summary(portrait_of(payer(months), TODAY)) == expected


def test_bills_that_do_not_count_do_not_make_a_rating() -> None:
    bills = [bill(0), bill(1), bill(2, disputed=True), bill(3, amount_fen=0), bill(4, hardship=True)]
    assert portrait_of(account(bills, map(paid, bills)), TODAY).risk.rated is False


def test_twenty_days_late_and_dunned_last_month() -> None:
    portrait = portrait_of(payer(36, late={1: 20}, dun_on=(10,)), TODAY)
    assert portrait.credit.base in {91, 92}
    assert portrait.arrears == Arrears(0, 0)
    assert portrait.risk.risk_class is RiskClass.ONE
    assert portrait.risk.points == 5 + 10 + 2


def test_three_years_unpaid() -> None:
    portrait = portrait_of(payer(36, late=dict.fromkeys(range(36)), dun_on=(10, 20)), TODAY)
    assert portrait.credit.grade.value == "E"
    assert portrait.risk.risk_class is RiskClass.THREE
    assert portrait.arrears.open_fen == 36 * 10_000
    assert portrait.arrears.days_overdue == (TODAY - bill(35).due).days
    assert "long_overdue_and_dunned" in reason_codes(portrait.risk)


# --- what is held against nobody ---


@pytest.mark.parametrize("why", ["disputed", "estimated", "hardship"])
def test_an_excluded_bill_lowers_nothing_however_long_it_is_open(why: str) -> None:
    clean = payer(36)
    bills = tuple(bill(3, **{why: True}) if b.id == "b3" else b for b in clean.bills)
    payments = tuple(p for p in clean.payments if p.bill_id != "b3")
    facts = replace(clean, bills=bills, payments=payments, dunnings=tuple(dunned(bill(3), 10, 40, 70)))
    portrait = portrait_of(facts, TODAY)
    assert summary(portrait) == (99, "A", 1, True)
    assert portrait.arrears.open_fen == portrait.arrears.days_overdue == 0


def test_arrears_keep_disputed_and_excused_money_apart() -> None:
    bills = [
        bill(2, 3_000),
        bill(3, 5_000, disputed=True),
        bill(4, 700, estimated=True),
        bill(5, 80, hardship=True),
        bill(6, 20_000),
    ]
    part = replace(paid(bills[0]), amount_fen=1_000)
    portrait = portrait_of(account(bills, [part, paid(bills[4])]), TODAY)
    assert portrait.arrears == Arrears(2_000, (TODAY - bills[0].due).days, 5_000, 780)


def test_a_bill_due_today_is_not_overdue() -> None:
    due_today = replace(bill(0), due=TODAY)
    assert portrait_of(account([due_today]), TODAY).arrears == Arrears(0, 0)
    tomorrow = portrait_of(account([due_today]), TODAY + timedelta(days=1))
    assert tomorrow.arrears == Arrears(10_000, 1)


def test_a_debit_in_transit_is_as_good_as_paid() -> None:
    facts = payer(36)
    in_transit = tuple(replace(p, state=PaymentState.IN_TRANSIT, by_debit=True) for p in facts.payments)
    assert portrait_of(replace(facts, payments=in_transit), TODAY) == portrait_of(facts, TODAY)


def test_a_payment_reversed_later_changes_the_past() -> None:
    facts = payer(36)
    reversed_now = tuple(
        replace(p, state=PaymentState.REVERSED) if p.bill_id == "b5" else p for p in facts.payments
    )
    portrait = portrait_of(replace(facts, payments=reversed_now), TODAY)
    assert portrait.arrears.open_fen == 10_000
    assert portrait.credit.score == 59


def test_a_back_dated_payment_mends_the_past() -> None:
    unpaid = payer(36, late={2: None}, dun_on=(10, 20))
    assert portrait_of(unpaid, TODAY).risk.risk_class is RiskClass.THREE
    entered = replace(unpaid, payments=(*unpaid.payments, paid(bill(2), -1)), dunnings=())
    assert portrait_of(entered, TODAY) == portrait_of(payer(36), TODAY)


def test_a_guarantee_lowers_the_risk_points_and_never_touches_the_score() -> None:
    late = payer(36, late=dict.fromkeys(range(12), 12), dun_on=(10,))
    guaranteed = replace(late, guarantee_fen=20_000)
    before, after = portrait_of(late, TODAY), portrait_of(guaranteed, TODAY)
    assert after.risk.points == before.risk.points - 15
    assert after.credit == before.credit


@pytest.mark.parametrize(
    ("confirmed", "score"),
    [
        (date(2024, 11, 22), 99),
        (date(2024, 11, 23), 59),
        (date(2026, 11, 22), 59),
        (date(2026, 11, 23), 99),
        (None, 99),
    ],
)
def test_confirmed_theft_caps_for_24_months(confirmed: date | None, score: int) -> None:
    facts = replace(payer(36), theft_confirmed_on=confirmed)
    assert portrait_of(facts, TODAY).credit.score == score


def test_an_idle_account_drifts_back_towards_the_starting_value() -> None:
    facts = payer(12)
    scores = [portrait_of(facts, TODAY + timedelta(days=days)).credit.base for days in (0, 200, 500, 900, 2_000)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 93
    assert scores[-1] == 80


def test_a_punctual_payer_keeps_the_grade_on_every_day_of_the_month() -> None:
    facts = payer(5)
    days = [date(2026, 11, 21) + timedelta(days=n) for n in range(30)]  # up to the day the next bill falls due
    assert {portrait_of(facts, day).credit.grade.value for day in days} == {"A"}


def test_preference_comes_from_all_contacts() -> None:
    visits = [Contact(TODAY, Purpose.PAYMENT, Channel.SELF_SERVICE)] * 3
    assert portrait_of(account([], contacts=visits), TODAY).prefers is Channel.SELF_SERVICE


# --- the class over the months ---


def class_on(facts: CustomerFacts, day: date) -> int:
    return portrait_of(facts, day).risk.risk_class.value


def test_more_than_thirty_days_overdue_and_dunned_is_class_three_from_that_day() -> None:
    facts = payer(24, late={1: None}, dun_on=(15,))
    due = bill(1).due  # 20 October
    assert class_on(facts, due + timedelta(days=30)) == 1
    assert class_on(facts, due + timedelta(days=31)) == 3


def test_without_a_dunning_it_is_not() -> None:
    facts = payer(24, late={1: None})
    portrait = portrait_of(facts, bill(1).due + timedelta(days=33))
    assert portrait.risk.risk_class is RiskClass.ONE
    assert portrait.risk.points == 5 + 20 + 12


def test_a_late_dunning_begins_it() -> None:
    facts = payer(24, late={1: None}, dun_on=(33,))
    assert class_on(facts, bill(1).due + timedelta(days=32)) == 1
    assert class_on(facts, bill(1).due + timedelta(days=33)) == 3


def test_after_paying_class_three_lasts_three_month_ends() -> None:
    """Due 20 May, paid 30 June: the month-ends of July, August and September must be good."""
    facts = payer(36, late={6: 41}, dun_on=(10,))
    assert bill(6).due == date(2026, 5, 20)
    assert class_on(facts, date(2026, 6, 19)) == 1
    assert class_on(facts, date(2026, 6, 20)) == 3
    assert class_on(facts, date(2026, 7, 1)) == 3
    assert class_on(facts, date(2026, 9, 29)) == 3
    assert class_on(facts, date(2026, 9, 30)) == 2
    held = portrait_of(facts, date(2026, 8, 15)).risk
    assert (held.risk_class, held.points) == (RiskClass.THREE, 5 + 20 + 2)
    assert "class_held" in reason_codes(held)


def test_a_breach_between_two_month_ends_is_not_forgotten() -> None:
    """Class three on the 20th, paid on the 25th: no month-end saw it, and it still counts."""
    facts = payer(36, late={6: 36}, dun_on=(10,))
    assert class_on(facts, date(2026, 6, 25)) == 3
    assert class_on(facts, date(2026, 7, 31)) == 3


def test_an_older_debt_is_not_forgotten() -> None:
    """Unpaid for 20 months and never dunned: outside the twelve months, but still open money and still late."""
    portrait = portrait_of(payer(24, late={20: None}), TODAY)
    assert portrait.risk.points == 30 + 12
    assert portrait.risk.risk_class is RiskClass.TWO


def test_failed_debits_take_the_bonus_of_the_method() -> None:
    steady = replace(payer(24, late=dict.fromkeys(range(4), 3)), method=PaymentMethod.DEBIT)
    failed = [Payment(f"b{ago}", 10_000, bill(ago).due, PaymentState.FAILED, True) for ago in range(3)]
    without, with_failures = (
        portrait_of(facts, TODAY).risk.points
        for facts in (steady, replace(steady, payments=(*steady.payments, *failed)))
    )
    assert with_failures == without + 10 + 5


def test_an_unknown_bill_number_is_no_matter() -> None:
    facts = payer(12)
    strange = replace(
        facts,
        payments=(*facts.payments, Payment("x", 1, TODAY)),
        dunnings=(Dunning("x", TODAY),),
    )
    assert portrait_of(strange, TODAY) == portrait_of(facts, TODAY)


# --- properties over whole accounts ---


@st.composite
def accounts(draw: st.DrawFn) -> CustomerFacts:
    months = draw(st.integers(0, 36))
    yes_or_no = st.sampled_from([False, False, True])
    bills = [
        bill(ago, draw(st.integers(0, 50_000)), disputed=draw(yes_or_no), hardship=draw(yes_or_no))
        for ago in range(months)
    ]
    payments = [draw(_payments(one)) for one in bills]
    dunnings = [d for one in bills for d in dunned(one, *draw(st.lists(st.integers(1, 60), max_size=3)))]
    return account(
        bills,
        [p for some in payments for p in some],
        dunnings,
        method=draw(st.sampled_from(PaymentMethod)),
        guarantee_fen=draw(st.integers(0, 100_000)),
    )


def _payments(one: Bill) -> st.SearchStrategy[list[Payment]]:
    return st.lists(
        st.builds(
            lambda share, late, state: Payment(
                one.id, one.amount_fen * share // 100, one.due + timedelta(days=late), state, True
            ),
            st.integers(1, 100),
            st.integers(-10, 120),
            st.sampled_from(PaymentState),
        ),
        max_size=2,
    )


@settings(max_examples=60, deadline=None)
@given(accounts(), st.integers(0, 70))
def test_every_portrait_keeps_its_promises(facts: CustomerFacts, days: int) -> None:
    portrait = portrait_of(facts, TODAY + timedelta(days=days))
    assert sum(reason.points for reason in portrait.credit.reasons) == portrait.credit.score - 100
    assert sum(reason.points for reason in portrait.risk.reasons) == portrait.risk.points
    assert (portrait.arrears.open_fen > 0) is (portrait.arrears.days_overdue > 0)
    if portrait.arrears.days_overdue > 30:
        assert portrait.credit.score <= 59


@settings(max_examples=40, deadline=None)
@given(accounts())
def test_the_order_of_the_facts_does_not_matter(facts: CustomerFacts) -> None:
    turned = replace(facts, bills=facts.bills[::-1], payments=facts.payments[::-1], dunnings=facts.dunnings[::-1])
    assert portrait_of(turned, TODAY) == portrait_of(facts, TODAY)


def test_one_portrait_takes_well_under_three_milliseconds() -> None:
    """Processor time of a hard case: 36 bills, half of them late, points that swing around a limit."""
    facts = payer(36, late=dict.fromkeys(range(0, 36, 2), 9), dun_on=(5,))
    portrait_of(facts, TODAY)
    took = []
    for _ in range(40):
        began = time.process_time()
        portrait_of(facts, TODAY)
        took.append(time.process_time() - began)
    assert sorted(took)[20] < 0.003


# --- every element ---


def test_every_element_says_as_of_when() -> None:
    portrait = portrait_of(payer(36), TODAY)
    assert portrait.credit.as_of == portrait.risk.as_of == portrait.preferences.as_of == TODAY
    assert portrait.usage.as_of == date(2026, 10, 31)
    assert portrait.credit.bills == 36


@pytest.mark.parametrize(("hold", "score", "grade"), [(0, 92, "A"), (12, 89, "B"), (6, 92, "A")])
def test_an_office_may_hold_newcomers_at_b(hold: int, score: int, grade: str) -> None:
    newcomer = replace(payer(6), since=date(2026, 5, 10))
    credit = portrait_of(newcomer, TODAY, hold_b_months=hold).credit
    assert (credit.score, credit.grade.value) == (score, grade)
    assert sum(reason.points for reason in credit.reasons) == score - 100
    late = replace(payer(6, late={1: None}), since=date(2026, 5, 10))
    assert portrait_of(late, TODAY, hold_b_months=hold).credit.score == 59
