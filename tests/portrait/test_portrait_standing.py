"""The service class: three full calendar years at A, a step; and what takes steps back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.customer import CustomerFacts, Dunning, Payment
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.portrait.standing import (
    Standing,
    Steps,
    YearOfGrades,
    YearRule,
    standing_of,
    steps_of,
    years_of_grades,
)
from tests.portrait.accounts import PUNCTUAL, TODAY, bill, paid

A, B = CreditGrade.A, CreditGrade.B


def years(first: int, *written: str, breached: Sequence[int] = ()) -> list[YearOfGrades]:
    """``"AAAAAAAAAAAA"``: twelve month-ends; a dash is a month without a contract. One letter stands for twelve."""
    found = []
    for year, letters in enumerate(written, first):
        grades = tuple(None if one == "-" else CreditGrade(one) for one in (letters * 12)[:12])
        found.append(YearOfGrades(year, grades, year in breached))
    return found


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
