"""One person, several accounts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.customer import Channel, Contact, CustomerFacts, Purpose
from kiosk.domain.portrait import Arrears, RiskClass
from kiosk.portrait import portrait_of
from kiosk.portrait.person import person_portrait
from tests.portrait.accounts import TODAY, account, payer


def test_one_account_is_the_person() -> None:
    one = payer(7, late={1: 4})
    assert person_portrait([one], TODAY).whole == portrait_of(one, TODAY)


def test_the_score_is_the_mean_by_bills() -> None:
    good, bad = payer(36), payer(12, late=dict.fromkeys(range(1, 12), 29))
    scores = [portrait_of(one, TODAY).credit.score for one in (good, bad)]
    whole = person_portrait([good, bad], TODAY).whole.credit
    assert whole.score == (2 * (36 * scores[0] + 12 * scores[1]) + 48) // 96
    assert whole.bills == 48


def test_what_a_bill_amounts_to_does_not_matter() -> None:
    flat, workshop = payer(12), payer(12, late={1: 20})
    rich = replace(
        workshop,
        bills=tuple(replace(one, amount_fen=100 * one.amount_fen) for one in workshop.bills),
        payments=tuple(replace(one, amount_fen=100 * one.amount_fen) for one in workshop.payments),
    )
    scores = {person_portrait([flat, one], TODAY).whole.credit.score for one in (workshop, rich)}
    assert len(scores) == 1


@pytest.mark.parametrize(("open_bill", "days", "score"), [(0, 2, 89), (1, 33, 59), (2, 63, 59)])
def test_the_worst_open_bill_caps_the_person(open_bill: int, days: int, score: int) -> None:
    good, late = payer(36), payer(3, late={open_bill: None})
    whole = person_portrait([good, late], TODAY).whole
    assert (whole.arrears.days_overdue, whole.credit.score) == (days, score)
    assert whole.credit.base > 89
    assert whole.credit.reasons[-1].code == "worst_overdue_cap"


def test_debts_add_up_and_the_oldest_counts() -> None:
    first, second = payer(3, late={0: None}), payer(3, late={1: None})
    assert person_portrait([first, second], TODAY).whole.arrears == Arrears(20_000, 33)


def test_the_worst_class_of_those_rated() -> None:
    good, bad, new = payer(12), payer(12, late=dict.fromkeys(range(12))), payer(1)
    assert person_portrait([good, bad], TODAY).whole.risk.risk_class is RiskClass.THREE
    assert person_portrait([good, new], TODAY).whole.risk.risk_class is RiskClass.ONE
    assert person_portrait([new, new], TODAY).whole.risk.rated is False


def test_accounts_without_bills_weigh_nothing_unless_there_are_no_others() -> None:
    assert person_portrait([payer(36), account([])], TODAY).whole.credit.score == 99
    assert person_portrait([account([]), account([])], TODAY).whole.credit.score == 80


def test_a_habit_may_show_only_over_all_accounts() -> None:
    def came(times: int) -> CustomerFacts:
        return account([], contacts=[Contact(date(2026, 10, 1), Purpose.QUERY, Channel.APP)] * times)

    person = person_portrait([came(2), came(2)], TODAY)
    assert [one.prefers for one in person.accounts] == [None, None]
    assert person.whole.prefers is Channel.APP
    assert person.whole.preferences.of(Purpose.QUERY).channel is Channel.APP


lateness = st.dictionaries(st.integers(0, 11), st.one_of(st.none(), st.integers(1, 60)), max_size=6)


@given(st.lists(st.tuples(st.integers(0, 12), lateness), min_size=2, max_size=4))
def test_the_reasons_sum_to_what_was_lost(histories: list[tuple[int, dict[int, int | None]]]) -> None:
    credit = person_portrait([payer(months, late) for months, late in histories], TODAY).whole.credit
    assert sum(reason.points for reason in credit.reasons) == credit.score - 100
    assert 0 <= credit.score <= 100
