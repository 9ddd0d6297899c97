"""The credit score against its published check values, an independent recursion, and its promises."""

import itertools
from collections.abc import Sequence
from decimal import Decimal, getcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.portrait import CreditGrade
from kiosk.portrait.credit import WEIGHTS, base_of, bonus_of, credit_of, fraction_of, grade_of
from kiosk.portrait.marks import MonthlyMark, mark_points

GOOD = MonthlyMark(0, 100)
LATE_20 = MonthlyMark(0, mark_points(20, dunnings=1), days_late=20)
LATE_10 = MonthlyMark(0, mark_points(10), days_late=10)
LATE_10_DUNNED = MonthlyMark(0, mark_points(10, dunnings=1), days_late=10)
LATE_30 = MonthlyMark(0, mark_points(30, dunnings=2), days_late=30)
UNPAID = MonthlyMark(0, 0, days_late=400)

Months = Sequence[MonthlyMark | None]


def aged(newest_first: Months) -> list[MonthlyMark]:
    """Marks with their ages; None is a month that does not count."""
    return [
        MonthlyMark(age, mark.points, days_late=mark.days_late)
        for age, mark in enumerate(newest_first[:36])
        if mark is not None
    ]


def test_weights_are_the_rounded_powers() -> None:
    getcontext().prec = 50
    sixth_root = Decimal(2) ** (Decimal(1) / 6)
    assert tuple(int((Decimal(2**20) / sixth_root**age).to_integral_value()) for age in range(36)) == WEIGHTS


def test_weights_check_values() -> None:
    assert WEIGHTS[:7] == (1048576, 934175, 832255, 741455, 660561, 588493, 524288)
    assert (WEIGHTS[12], WEIGHTS[35]) == (262144, 18390)
    assert (sum(WEIGHTS[:12]), sum(WEIGHTS), len(WEIGHTS)) == (7_208_275, 9_460_861, 36)


def test_five_on_time_bills_as_a_fraction() -> None:
    assert fraction_of(aged([GOOD] * 5)) == (757_246_520, 8_411_326)


TABLE: list[tuple[str, Months, int, int, int, str]] = [
    ("no bills", [], 80, 0, 80, "B"),
    ("1 on time", [GOOD], 84, 0, 84, "B"),
    ("2 on time", [GOOD] * 2, 86, 0, 86, "B"),
    ("3 on time", [GOOD] * 3, 88, 0, 88, "B"),
    ("4 on time", [GOOD] * 4, 89, 0, 89, "B"),
    ("5 on time", [GOOD] * 5, 90, 0, 90, "A"),
    ("6 on time", [GOOD] * 6, 91, 1, 92, "A"),
    ("12 on time", [GOOD] * 12, 93, 2, 95, "A"),
    ("24 on time", [GOOD] * 24, 94, 4, 98, "A"),
    ("36 on time", [GOOD] * 36, 94, 5, 99, "A"),
    ("newest 20 d late, dunned, 35 on time", [LATE_20] + [GOOD] * 35, 91, 0, 91, "A"),
    ("two newest such", [LATE_20] * 2 + [GOOD] * 34, 89, 0, 89, "B"),
    ("three newest such", [LATE_20] * 3 + [GOOD] * 33, 87, 0, 87, "B"),
    ("six newest such", [LATE_20] * 6 + [GOOD] * 30, 82, 0, 82, "B"),
    ("always 10 d late", [LATE_10] * 36, 80, 0, 80, "B"),
    ("always 10 d late, dunned monthly", [LATE_10_DUNNED] * 36, 77, 0, 77, "C"),
    ("always 30 d late, two dunnings", [LATE_30] * 36, 59, 0, 59, "E"),
    ("12 bad then 24 good", [GOOD] * 24 + [LATE_30] * 12, 92, 4, 96, "A"),
    ("24 good then 12 bad", [LATE_30] * 12 + [GOOD] * 24, 67, 0, 67, "D"),
    ("newest disputed, 35 good", [None] + [GOOD] * 35, 93, 5, 98, "A"),
    ("36 unpaid", [UNPAID] * 36, 25, 0, 25, "E"),
]


@pytest.mark.parametrize(
    ("months", "base", "bonus", "score", "grade"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_published_table(months: Months, base: int, bonus: int, score: int, grade: str) -> None:
    credit = credit_of(aged(months))
    assert (credit.base, credit.bonus, credit.score, credit.grade.value) == (base, bonus, score, grade)


def test_a_chronic_late_payer_who_turns_punctual_climbs_step_by_step() -> None:
    grades = [credit_of(aged([GOOD] * good + [LATE_30] * (36 - good))).grade for good in range(16)]
    first_months = {grade: grades.index(grade) for grade in CreditGrade if grade is not CreditGrade.E}
    assert first_months == {CreditGrade.D: 1, CreditGrade.C: 3, CreditGrade.B: 7, CreditGrade.A: 15}
    assert grades == sorted(grades, reverse=True)


@pytest.mark.parametrize(
    ("score", "grade"),
    [(0, "E"), (59, "E"), (60, "D"), (69, "D"), (70, "C"), (79, "C"), (80, "B"), (89, "B"), (90, "A"), (100, "A")],
)
def test_grade_bands(score: int, grade: str) -> None:
    assert grade_of(score).value == grade


def test_halves_round_up_before_grading() -> None:
    """Every score is whole when graded: 89.5 and more is 90 and A."""
    numerator, denominator = fraction_of(aged([GOOD] * 5))
    assert 89.5 < numerator / denominator < 90.5
    assert credit_of(aged([GOOD] * 5)).grade is CreditGrade.A


def test_bills_that_do_not_count_neither_lengthen_nor_break_the_streak() -> None:
    assert bonus_of(aged([GOOD] * 3 + [None] * 2 + [GOOD] * 3)) == 1
    assert bonus_of(aged([GOOD] * 3 + [None] * 3 + [GOOD] * 2)) == 0


def test_an_account_without_bills_drifts_back_to_eighty_from_both_sides() -> None:
    good = [base_of(aged([None] * idle + [GOOD] * 12)) for idle in range(0, 36, 6)]
    bad = [base_of(aged([None] * idle + [UNPAID] * 12)) for idle in range(0, 36, 6)]
    assert good == sorted(good, reverse=True)
    assert good[-1] < good[0]
    assert 80 <= good[-1] <= 81
    assert bad == sorted(bad)
    assert bad[-1] > bad[0]
    assert 76 <= bad[-1] <= 80


# --- caps ---


@pytest.mark.parametrize(
    ("days_overdue", "theft", "score"),
    [
        (0, False, 99),
        (1, False, 89),
        (30, False, 89),
        (31, False, 59),
        (0, True, 59),
        (12, True, 59),
        (40, True, 59),
    ],
)
def test_caps(days_overdue: int, theft: bool, score: int) -> None:
    assert credit_of(aged([GOOD] * 36), days_overdue, theft).score == score


def test_a_cap_never_lifts() -> None:
    assert credit_of(aged([UNPAID] * 36), days_overdue=40, theft=True).score == 25


def test_the_cap_is_a_reason_of_its_own_and_a_second_one_costs_nothing_more() -> None:
    credit = credit_of(aged([GOOD] * 36), days_overdue=12, theft=True)
    caps = {reason.code: reason.points for reason in credit.reasons if reason.code.endswith("cap")}
    assert caps == {"overdue_cap": -10, "theft_cap": -30}
    both = credit_of(aged([GOOD] * 36), days_overdue=40, theft=True)
    assert [r.points for r in both.reasons if r.code.endswith("cap")] == [-40, 0]


# --- properties over random histories ---

MARKS = st.builds(
    lambda late, points: MonthlyMark(0, points, days_late=late), st.integers(0, 60), st.integers(0, 100)
)
HISTORIES = st.lists(st.none() | MARKS, max_size=36)


def recursion(newest_first: Months) -> float:
    """The rule as it is told: month by month, oldest first, in floating point."""
    decay = 2 ** (-1 / 6)
    total = weight = 0.0
    for mark in reversed(newest_first):
        total, weight = total * decay, weight * decay
        if mark is not None:
            total, weight = total + mark.points, weight + 1
    return (4 * 80 + total) / (4 + weight)


@settings(max_examples=400)
@given(HISTORIES)
def test_the_closed_form_is_the_recursion(months: Months) -> None:
    numerator, denominator = fraction_of(aged(months))
    told = recursion(months)
    assert abs(numerator / denominator - told) < 1e-4
    if abs(told % 1 - 0.5) > 1e-4:
        assert base_of(aged(months)) == int(told + 0.5)


@settings(max_examples=400)
@given(HISTORIES, st.data())
def test_raising_a_mark_never_lowers_the_base(months: Months, data: st.DataObject) -> None:
    marks = aged(months)
    if not marks:
        return
    at = data.draw(st.integers(0, len(marks) - 1))
    better = MonthlyMark(marks[at].age, data.draw(st.integers(marks[at].points, 100)))
    assert base_of([*marks[:at], better, *marks[at + 1 :]]) >= base_of(marks)


@settings(max_examples=400)
@given(HISTORIES, st.integers(0, 60), st.booleans())
def test_reasons_sum_to_exactly_the_lost_points(months: Months, days_overdue: int, theft: bool) -> None:
    credit = credit_of(aged(months), days_overdue, theft)
    assert sum(reason.points for reason in credit.reasons) == credit.score - 100
    losses = [r.points for r in credit.reasons if r.code in {"short_history", "late_bill"}]
    assert sum(losses) == credit.base - 100
    assert all(points < 0 for points in losses)
    assert 0 <= credit.score <= 100


@given(HISTORIES)
def test_order_of_bills_does_not_matter(months: Months) -> None:
    marks = aged(months)
    assert credit_of(marks) == credit_of(marks[::-1])


def test_no_bill_is_charged_more_than_a_point_beyond_its_exact_loss() -> None:
    for late, months in itertools.product([LATE_10, LATE_20, LATE_30, UNPAID], range(1, 37)):
        marks = aged([late] * months)
        denominator = fraction_of(marks)[1]
        reasons = [r.points for r in credit_of(marks).reasons if r.code == "late_bill"]
        exact = [WEIGHTS[mark.age] * (100 - mark.points) / denominator for mark in marks]
        assert all(abs(-charged - loss) < 1 for charged, loss in zip(sorted(reasons), exact, strict=False))


def test_several_bills_a_month_cannot_leave_the_scale() -> None:
    credit = credit_of([MonthlyMark(age, 100) for age in range(36) for _ in range(4)])
    assert credit.score == 100
    assert sum(reason.points for reason in credit.reasons) == 0
