"""The class somebody is served by outlasts the 36 months the back office tells of."""

from dataclasses import replace
from datetime import date

from kiosk.domain.customer import Bill, CustomerFacts, Payment
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.hall.hall import Hall
from kiosk.hall.records import years
from kiosk.hall.standing import bettered, could_better, reached, standing, together
from kiosk.portrait.standing import UNTOLD, YearOfGrades, YearRule, word_of
from tests.hall_api.conftest import House, customer
from tests.hall_records.conftest import NOW, SOMEBODY, TODAY, Kept

A, B, C = CreditGrade.A, CreditGrade.B, CreditGrade.C
ALL_A = (A,) * 12


def paid_since(first: date) -> CustomerFacts:
    """A bill a month until now, each paid in time."""
    months = [date(year, month, 1) for year in range(first.year, 2027) for month in range(1, 13)]
    bills = [
        Bill(f"B{at}", month, month.replace(day=25), 10_000, 150)
        for at, month in enumerate(months)
        if first <= month < date(2026, 11, 1)
    ]
    payments = tuple(Payment(bill.id, bill.amount_fen, bill.month.replace(day=10)) for bill in bills)
    return customer(bills=tuple(bills), payments=payments)


def kept_years(hall: Hall) -> dict[int, str]:
    found = years.years_of(hall.engine, hall.settings.id, SOMEBODY)
    return {one.year: word_of(one.month_ends) for one in found}


def test_years_that_were_kept_come_back(kept: Kept) -> None:
    first = YearOfGrades(2023, (None, None, *(B,) * 10), breached=True)
    years.keep(*kept.at, SOMEBODY, [YearOfGrades(2024, (B,) * 12), first], NOW)
    years.keep(*kept.at, SOMEBODY, [YearOfGrades(2024, ALL_A)], NOW)
    years.keep(*kept.at, SOMEBODY, [], NOW)
    assert years.years_of(*kept.at, SOMEBODY) == (first, YearOfGrades(2024, ALL_A))


def test_a_year_is_reached_when_the_history_has_its_january() -> None:
    assert reached([paid_since(date(2023, 11, 1))], TODAY) == [2024, 2025]
    assert reached([paid_since(date(2024, 1, 1))], TODAY) == [2024, 2025]
    assert reached([paid_since(date(2024, 2, 1))], TODAY) == [2025]
    assert reached([paid_since(date(2025, 6, 1)), paid_since(date(2024, 1, 1))], TODAY) == [2024, 2025]
    assert reached([customer(bills=())], TODAY) == []


def test_of_several_contracts_the_worst_month_counts_and_one_not_there_yet_says_nothing() -> None:
    old, new = YearOfGrades(2025, ALL_A), YearOfGrades(2025, (None,) * 10 + (B, A), breached=True)
    assert together([[old], [new]]) == (YearOfGrades(2025, (A,) * 10 + (B, A), breached=True),)
    assert together([]) == ()


def test_what_is_not_told_is_kept_says_nothing_beside_a_grade_and_is_worsened_by_none(kept: Kept) -> None:
    night = YearOfGrades(2024, (UNTOLD,) * 5 + (A,) * 7)
    years.keep(*kept.at, SOMEBODY, [night], NOW)
    assert years.years_of(*kept.at, SOMEBODY) == (night,)
    assert bettered([night], [YearOfGrades(2024, (A,) + (B,) * 11)])[0].month_ends == (A, *night.month_ends[1:])
    other = YearOfGrades(2024, (None, B, *(A,) * 10))
    assert word_of(together([[night], [other]])[0].month_ends) == "?BAAAAAAAAAA"


def test_what_is_reckoned_anew_betters_and_never_worsens() -> None:
    kept = YearOfGrades(2024, (A,) * 6 + (C,) * 6, breached=True)
    fresh = YearOfGrades(2024, (B,) * 12)
    older = YearOfGrades(2023, ALL_A)
    assert bettered([older, kept], [fresh]) == (older, YearOfGrades(2024, (A,) * 6 + (B,) * 6))


def test_three_years_make_a_step_though_the_back_office_forgets_the_first(house: House) -> None:
    """Its years were judged while it did, and kept."""
    hall = house.hall
    contract = paid_since(date(2023, 11, 1))
    years.keep(hall.engine, hall.settings.id, SOMEBODY, [YearOfGrades(2024, ALL_A)], NOW)
    found = standing(hall, SOMEBODY, [contract], RiskClass.TWO, NOW)
    assert (found.service_class, found.years) == (RiskClass.TWO, 2)
    assert kept_years(hall) == {2024: "A" * 12, 2025: "A" * 12}
    house.clock.now = NOW.replace(year=2027)
    later = replace(contract, bills=(), payments=())
    years.keep(hall.engine, hall.settings.id, SOMEBODY, [YearOfGrades(2026, ALL_A)], NOW)
    found = standing(hall, SOMEBODY, [later], RiskClass.TWO, house.clock.now)
    assert (found.service_class, found.steps) == (RiskClass.ONE, (date(2027, 1, 1),))
    assert standing(hall, SOMEBODY, [], RiskClass.THREE, house.clock.now).service_class is RiskClass.TWO


def test_who_is_in_class_one_is_judged_once_a_year_only(house: House) -> None:
    hall = house.hall
    standing(hall, SOMEBODY, [paid_since(date(2023, 11, 1))], RiskClass.ONE, NOW)
    first = kept_years(hall)
    assert first[2025] == "A" * 12
    unpaid = replace(paid_since(date(2023, 11, 1)), payments=())
    standing(hall, SOMEBODY, [unpaid], RiskClass.ONE, NOW)
    assert kept_years(hall) == first


def test_a_history_is_read_again_only_for_a_step_there_could_be() -> None:
    """Two years never make one; with a third before them they might."""
    poor, poorer = YearOfGrades(2024, (C,) * 12), YearOfGrades(2025, (C,) * 12)
    rule = YearRule.ALL_MONTHS
    assert not could_better([poor, poorer], [2024, 2025], rule)
    before = YearOfGrades(2023, ALL_A)
    assert could_better([before, poor, poorer], [2024, 2025], rule)
    assert not could_better([before, poor, poorer], [2025], rule)
    held = [before, YearOfGrades(2024, ALL_A), YearOfGrades(2025, ALL_A)]
    assert not could_better(held, [2024, 2025], rule)


def test_a_correction_in_favour_counts_as_soon_as_it_makes_a_step(house: House) -> None:
    """A month of 2025 was kept at C; the payment turns up, and the three years are whole."""
    hall = house.hall
    wrong = YearOfGrades(2025, (*(A,) * 11, C))
    good = [YearOfGrades(year, ALL_A) for year in (2023, 2024)]
    years.keep(hall.engine, hall.settings.id, SOMEBODY, [*good, wrong], NOW)
    contract = paid_since(date(2023, 11, 1))
    assert standing(hall, SOMEBODY, [], RiskClass.TWO, NOW).service_class is RiskClass.TWO
    assert standing(hall, SOMEBODY, [contract], RiskClass.TWO, NOW).service_class is RiskClass.ONE
    assert kept_years(hall)[2025] == "A" * 12
