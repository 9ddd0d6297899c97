"""The service class: three full calendar years at A, a step; and what takes steps back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from kiosk.domain.customer import CustomerFacts, Dunning, Payment
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.portrait.standing import (
    Standing,
    Steps,
    YearOfGrades,
    YearRule,
    month_ends_of,
    standing_of,
    steps_of,
    word_of,
    years_of_grades,
)
from tests.portrait.accounts import PUNCTUAL, TODAY, bill, paid
from tests.portrait.histories import random_facts

A, B = CreditGrade.A, CreditGrade.B


def years(first: int, *written: str, breached: Sequence[int] = ()) -> list[YearOfGrades]:
    """``"AAAAAAAAAAAA"``: twelve month-ends, as ``word_of`` writes them. One letter stands for twelve."""
    return [
        YearOfGrades(year, month_ends_of((letters * 12)[:12]), year in breached)
        for year, letters in enumerate(written, first)
    ]


def test_three_years_at_a_are_a_step_on_the_first_of_january() -> None:
    assert steps_of(years(2023, "A", "A")) == Steps(years=2)
    assert steps_of(years(2023, "A", "A", "A")) == Steps((date(2026, 1, 1),))


def test_the_count_begins_anew_after_a_step() -> None:
    assert steps_of(years(2019, *"AAAAA")) == Steps((date(2022, 1, 1),), years=2)
    assert steps_of(years(2019, *"AAAAAA")).granted == (date(2022, 1, 1), date(2025, 1, 1))


@pytest.mark.parametrize(("rule", "granted"), [(YearRule.ALL_MONTHS, ()), (YearRule.YEAR_END, (date(2026, 1, 1),))])
def test_one_month_at_b_breaks_the_year_unless_only_its_end_counts(rule: YearRule, granted: object) -> None:
    assert steps_of(years(2023, "A", "AAAAABAAAAAA", "A"), rule).granted == granted


def test_a_year_that_ends_at_b_breaks_both_rules() -> None:
    for rule in YearRule:
        assert steps_of(years(2023, "A", "A", "AAAAAAAAAAAB"), rule) == Steps()


def test_a_year_that_is_not_full_or_is_missing_begins_the_count_anew() -> None:
    assert steps_of(years(2023, "-AAAAAAAAAAA", "A", "A"), YearRule.YEAR_END) == Steps(years=2)
    gap = [*years(2021, "A", "A"), *years(2024, "A")]
    assert steps_of(gap) == steps_of(gap[::-1]) == Steps(years=1)


def test_what_is_not_told_breaks_no_year_but_its_end_must_be_known() -> None:
    untold = years(2023, "?????AAAAAAA", "A", "A")
    assert untold[0].untold == 5
    for rule in YearRule:
        assert steps_of(untold, rule).granted == (date(2026, 1, 1),)
        assert steps_of(years(2023, "AAAAAAAAAAA?", "A", "A"), rule) == Steps(years=2)
        assert steps_of(years(2023, "-????AAAAAAA", "A", "A"), rule) == Steps(years=2)
    assert not years(2023, "????BAAAAAAA")[0].at_a(YearRule.ALL_MONTHS)


def test_a_breach_takes_back_all_steps_and_the_count() -> None:
    assert steps_of(years(2020, *"AAAAA", breached=[2024])) == Steps()
    assert steps_of(years(2020, *"AAAB")) == Steps((date(2023, 1, 1),))


@pytest.mark.parametrize(
    ("risk_class", "granted", "service_class"), [(3, 0, 3), (3, 1, 2), (3, 2, 1), (2, 1, 1), (1, 1, 1), (3, 9, 1)]
)
def test_from_three_to_two_to_one_and_not_beyond(risk_class: int, granted: int, service_class: int) -> None:
    steps = Steps((date(2026, 1, 1),) * granted, 2)
    standing = standing_of(RiskClass(risk_class), steps, TODAY)
    assert isinstance(standing, Standing)
    assert (standing.service_class.value, standing.years, standing.as_of) == (service_class, 2, TODAY)
    assert len(standing.reasons) == 1 + granted


# --- from the raw history ---


def customer_since(since: date, months: int) -> CustomerFacts:
    bills = tuple(bill(ago) for ago in range(months))
    return replace(PUNCTUAL, since=since, bills=bills, payments=tuple(map(paid, bills)))


def test_who_opens_in_july_2023_is_first_bettered_on_1_january_2027() -> None:
    """Forty bills, July 2023 to October 2026. The fifth, in December, makes the first A."""
    facts = customer_since(date(2023, 7, 10), 40)
    found = years_of_grades(facts, range(2023, 2027))
    assert found[0].month_ends[:7] == (None,) * 7
    assert found[0].month_ends[7:] == (B, B, B, B, A)
    assert [year.at_a(YearRule.ALL_MONTHS) for year in found] == [False, True, True, True]
    assert steps_of(found[:-1]).granted == ()
    assert steps_of(found).granted == (date(2027, 1, 1),)


def words(facts: CustomerFacts, first: int, last: int, told_from: date | None = date(2024, 1, 1)) -> list[str]:
    return [word_of(one.month_ends) for one in years_of_grades(facts, range(first, last + 1), 0, told_from)]


def test_a_history_that_begins_after_the_contract_does_not_tell_of_its_first_months() -> None:
    """Bills from January 2024 on, each due the month after: at the end of June the fifth makes an A."""
    old = customer_since(date(2015, 1, 1), 34)
    assert words(old, 2024, 2025) == ["?????AAAAAAA", "AAAAAAAAAAAA"]
    assert words(old, 2024, 2024, None) == ["BBBBBAAAAAAA"]
    assert words(replace(old, since=date(2024, 1, 1)), 2024, 2024) == ["BBBBBAAAAAAA"], "nothing was before"
    assert words(replace(old, since=date(2023, 10, 1)), 2024, 2024) == ["BB???AAAAAAA"], "three months were before"


def test_what_is_told_counts_also_when_it_is_little() -> None:
    """30 days late and dunned in February 2024: with the best of pasts that is no A."""
    old = customer_since(date(2015, 1, 1), 34)
    late = bill(32)
    others = tuple(payment for payment in old.payments if payment.bill_id != late.id)
    dunnings = (Dunning(late.id, late.due), Dunning(late.id, late.due))
    bad = replace(old, payments=(*others, paid(late, 60)), dunnings=dunnings)
    assert words(bad, 2024, 2024)[0][:3] == "??B"
    assert "B" in words(replace(old, bills=old.bills[:2], payments=()), 2024, 2025)[1], (
        "an empty flat is not at A for ever"
    )


def test_whoever_was_at_a_is_so_or_not_told_of_when_the_bills_begin_later() -> None:
    told_from, seen = date(2024, 6, 1), Counter[str]()
    for number in range(150):
        facts = replace(random_facts(number, Random(number)), since=date(2015, 1, 1))
        facts = replace(facts, bills=tuple(one for one in facts.bills if not one.id.endswith("b")))
        later = replace(facts, bills=tuple(one for one in facts.bills if one.month >= told_from))
        whole, cut = "".join(words(facts, 2024, 2025, None))[6:], "".join(words(later, 2024, 2025, told_from))[6:]
        seen.update(f"{one}{other}" for one, other in zip(whole, cut, strict=True))
    assert [pair for pair in seen if pair[0] == "A" and pair[1] not in "A?"] == []
    assert min(seen["AA"], seen["A?"], seen["B?"], seen["BB"]) > 20


def test_a_contract_of_1_january_has_its_full_first_year() -> None:
    assert None not in years_of_grades(customer_since(date(2024, 1, 1), 34), [2024])[0].month_ends
    assert years_of_grades(customer_since(date(2024, 1, 2), 34), [2024])[0].month_ends[0] is None


def test_a_breach_within_the_year_is_seen_though_it_was_paid() -> None:
    facts = customer_since(date(2015, 1, 1), 36)
    late = bill(6)  # April 2026, due 20 May
    payments = tuple(payment for payment in facts.payments if payment.bill_id != late.id)
    facts = replace(
        facts,
        payments=(*payments, Payment(late.id, late.amount_fen, date(2026, 6, 25))),
        dunnings=(Dunning(late.id, date(2026, 6, 1)),),
    )
    assert [year.breached for year in years_of_grades(facts, [2025, 2026])] == [False, True]
