"""Risk points against their published check values, bin by bin, and the class held over month-ends."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.customer import PaymentMethod
from kiosk.domain.portrait import RiskClass
from kiosk.portrait.classes import Reading, held_class, since_settled
from kiosk.portrait.risk import Features, class_of, points_of, reasons_of

MEAN_FEN = 1_000


def features(late: int = 0, worst: int = 0, ratio: float = 0, dunnings: int = 0, **more: Any) -> Features:
    """Features of twelve bills; ``ratio`` is the open overdue money in mean monthly bills."""
    return Features(
        late_bills=late,
        worst_days=worst,
        open_fen=round(ratio * MEAN_FEN),
        billed_fen=12 * MEAN_FEN,
        bills=12,
        dunnings=dunnings,
        **more,
    )


GUARANTEED = 2 * MEAN_FEN


@pytest.mark.parametrize(
    ("found", "points", "risk_class"),
    [
        (features(method=PaymentMethod.DEBIT), 0, 1),
        (features(1, 5, 0, 1), 11, 1),
        (features(3, 12, 0, 3), 27, 2),
        (features(6, 20, 0.8, 6), 47, 2),
        (features(12, 10, 0, 12), 50, 3),
        (features(12, 40, 1.5, 12), 80, 3),
        (features(12, 40, 1.5, 12, guarantee_fen=GUARANTEED), 65, 3),
        (features(2, 35, 2.5, 2, method=PaymentMethod.DEBIT, failed_debits=3, late_in_last_3=2), 74, 3),
    ],
)
def test_published_examples(found: Features, points: int, risk_class: int) -> None:
    assert (points_of(found), class_of(points_of(found))) == (points, risk_class)


@pytest.mark.parametrize(
    ("late", "points"), [(0, 0), (1, 5), (2, 12), (3, 12), (4, 20), (6, 20), (7, 30), (12, 30)]
)
def test_late_bills(late: int, points: int) -> None:
    assert points_of(features(late=late)) == points


@pytest.mark.parametrize(
    ("worst", "points"), [(-4, 0), (0, 0), (1, 4), (7, 4), (8, 10), (30, 10), (31, 20), (90, 20), (91, 30)]
)
def test_worst_lateness(worst: int, points: int) -> None:
    assert points_of(features(worst=worst)) == points


@pytest.mark.parametrize(
    ("ratio", "points"),
    [(0, 0), (0.001, 6), (0.5, 6), (0.501, 12), (1, 12), (1.001, 20), (2, 20), (2.001, 30), (9, 30)],
)
def test_open_overdue_in_mean_bills(ratio: float, points: int) -> None:
    assert points_of(features(ratio=ratio)) == points


@pytest.mark.parametrize(("dunnings", "points"), [(0, 0), (1, 2), (2, 2), (3, 5), (6, 5), (7, 10), (12, 10)])
def test_dunnings(dunnings: int, points: int) -> None:
    assert points_of(features(dunnings=dunnings)) == points


@pytest.mark.parametrize(
    ("method", "failed", "points"),
    [
        (PaymentMethod.DEBIT, 0, 20),
        (PaymentMethod.PREPAID, 0, 20),
        (PaymentMethod.DEBIT, 1, 30),
        (PaymentMethod.DEBIT, 2, 30),
        (PaymentMethod.DEBIT, 3, 35),
        (PaymentMethod.COUNTER, 0, 30),
        (PaymentMethod.ONLINE, 0, 30),
    ],
)
def test_method(method: PaymentMethod, failed: int, points: int) -> None:
    assert points_of(features(late=9, method=method, failed_debits=failed)) == points


@pytest.mark.parametrize(("last", "before", "points"), [(2, 0, 5), (3, 1, 5), (1, 0, 0), (3, 2, 0), (0, 3, 0)])
def test_worsening(last: int, before: int, points: int) -> None:
    assert points_of(features(late_in_last_3=last, late_in_3_before=before)) == points


@pytest.mark.parametrize(("guarantee", "points"), [(0, 30), (GUARANTEED - 1, 30), (GUARANTEED, 15)])
def test_guarantee(guarantee: int, points: int) -> None:
    assert points_of(features(late=9, guarantee_fen=guarantee)) == points


def test_no_bills_at_all_cannot_be_guaranteed_and_owe_nothing() -> None:
    nothing = Features(guarantee_fen=0, counted_bills=0)
    assert (points_of(nothing), reasons_of(nothing)) == (0, ())


@pytest.mark.parametrize(("points", "risk_class"), [(0, 1), (19, 1), (20, 2), (49, 2), (50, 3), (100, 3)])
def test_class_limits(points: int, risk_class: int) -> None:
    assert class_of(points) == risk_class


@given(
    st.builds(
        Features,
        late_bills=st.integers(0, 12),
        worst_days=st.integers(0, 400),
        open_fen=st.integers(0, 90_000),
        billed_fen=st.integers(1, 90_000),
        bills=st.integers(1, 12),
        dunnings=st.integers(0, 30),
        method=st.sampled_from(PaymentMethod),
        failed_debits=st.integers(0, 12),
        late_in_last_3=st.integers(0, 3),
        late_in_3_before=st.integers(0, 3),
        guarantee_fen=st.integers(0, 200_000),
    )
)
def test_reasons_sum_to_exactly_the_points(found: Features) -> None:
    reasons = reasons_of(found)
    assert sum(reason.points for reason in reasons) == points_of(found)
    assert all(reason.points for reason in reasons)
    assert 0 <= points_of(found) <= 100


# --- the class held ---


def held(*points: int, now: int | None = None, breached: bool = False) -> int:
    """The class after month-ends with these points; today's points change nothing unless breached."""
    today = Reading(points[-1] if now is None else now, breached=breached)
    return held_class([Reading(each) for each in points], today).value


def test_the_first_rating_is_taken_as_it_is() -> None:
    assert [held(10), held(30), held(70)] == [1, 2, 3]


def test_a_better_class_takes_three_month_ends() -> None:
    assert held(30, 10) == 2
    assert held(30, 10, 10) == 2
    assert held(30, 10, 10, 10) == 1


def test_a_better_class_asks_for_five_points_below_the_limit() -> None:
    assert held(30, 16, 16, 16, 16, 16) == 2
    assert held(30, 15, 15, 15) == 1
    assert held(60, 46, 46, 46, 46) == 3
    assert held(60, 45, 45, 45) == 2


def test_the_three_month_ends_must_follow_each_other() -> None:
    assert held(30, 10, 10, 17, 10, 10) == 2
    assert held(30, 10, 10, 17, 10, 10, 10) == 1


def test_a_worse_class_takes_two_month_ends() -> None:
    assert held(10, 30) == 1
    assert held(10, 30, 30) == 2
    assert held(10, 30, 10, 30, 10) == 1


def test_one_bad_month_end_among_good_ones_costs_nothing() -> None:
    assert held(5, 5, 80, 5, 5) == 1


def test_two_steps_at_once_when_the_points_say_so_all_along() -> None:
    assert held(10, 60, 60) == 3
    assert held(60, 10, 10, 10) == 1
    assert held(60, 10, 40, 10) == 2  # the worst of the three month-ends decides
    assert held(10, 60, 30) == 2  # and the better of the two


def test_between_month_ends_points_change_nothing() -> None:
    assert held(10, 10, now=90) == 1
    assert held(70, 70, now=0) == 3


def test_a_breach_sets_class_three_at_once_on_any_day() -> None:
    assert held(10, 10, breached=True) == 3


def test_after_a_breach_three_good_month_ends_are_needed() -> None:
    good, breach = Reading(10), Reading(40, breached=True)
    after = [held_class([good, good, breach, *[good] * months], good).value for months in range(5)]
    assert after == [3, 3, 3, 1, 1]


def test_the_border_is_quiet() -> None:
    """Points that swing around a limit never change the class back and forth."""
    swing = [18, 22] * 12
    classes = {held_class([Reading(30), *map(Reading, swing[:n])], Reading(0)) for n in range(len(swing))}
    assert classes == {RiskClass.TWO}
    from_below = {held_class([Reading(10), *map(Reading, swing[:n])], Reading(0)) for n in range(len(swing))}
    assert from_below == {RiskClass.ONE}


def test_not_rated_is_class_two_until_the_first_rating() -> None:
    unrated = Reading(0, rated=False)
    assert held_class([unrated, unrated], unrated) is RiskClass.TWO
    assert held_class([unrated, unrated], Reading(0)) is RiskClass.ONE
    assert held_class([unrated, unrated, Reading(70)], Reading(70)) is RiskClass.THREE


def test_a_breach_before_the_first_rating_is_not_forgotten_by_it() -> None:
    unrated = Reading(0, rated=False)
    story = [unrated, replace(unrated, breached=True), Reading(10)]
    assert held_class(story, Reading(10)) is RiskClass.THREE
    assert held_class([*story, Reading(10), Reading(10)], Reading(10)) is RiskClass.ONE


READINGS = st.builds(
    Reading,
    st.sampled_from([0, 10, 15, 16, 19, 20, 30, 45, 46, 49, 50, 80]),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([False, False, False, True]),
)


@given(st.lists(READINGS, max_size=36), READINGS)
def test_looking_back_only_as_far_as_it_matters_changes_nothing(story: list[Reading], now: Reading) -> None:
    assert held_class(since_settled(reversed(story)), now) is held_class(story, now)


def test_three_month_ends_settle_a_steady_customer() -> None:
    assert len(since_settled([Reading(0)] * 36)) == 3
    assert len(since_settled([Reading(18)] * 36)) == 36  # class one, but not by five points
