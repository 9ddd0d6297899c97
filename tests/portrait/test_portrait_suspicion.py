"""Signs of a meter that does not tell the truth: each by itself, what excludes them, and who never sees them."""

import math
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.customer import Circumstance, Period
from kiosk.domain.portrait import Portrait
from kiosk.portrait import portrait_of
from kiosk.portrait.theft_suspicion import MeterSigns, log2_fixed, suspicion_of
from tests.portrait.accounts import NEWEST, TODAY
from tests.portrait.meters import using

STEADY = [200 + (month * 7) % 20 for month in range(24)]
DROPPED = [*STEADY[:-3], 40, 35, 30]
LOSS = {NEWEST - ago: 500 - kwh for ago, kwh in enumerate(reversed(DROPPED))}
ALL_SIGNS = MeterSigns(zero_run_days=10, transformer_loss_kwh=LOSS, meter_event=True)


def points(kwh: list[int], signs: MeterSigns | None = None) -> dict[str, int]:
    return {reason.code: reason.points for reason in suspicion_of(using(kwh), TODAY, signs).reasons}


def test_all_four_signs_are_a_hundred_points() -> None:
    found = suspicion_of(using(DROPPED), TODAY, ALL_SIGNS)
    assert (found.points, found.inspect) == (100, True)
    assert points(DROPPED, ALL_SIGNS) == {
        "abnormal_drop": 40,
        "zero_run": 20,
        "transformer_loss": 20,
        "meter_event": 20,
    }


def test_no_single_sign_is_enough_and_a_drop_with_one_other_is() -> None:
    assert not suspicion_of(using(DROPPED), TODAY).inspect
    assert suspicion_of(using(DROPPED), TODAY, MeterSigns(meter_event=True)).inspect
    assert not suspicion_of(using(STEADY), TODAY, replace(ALL_SIGNS, transformer_loss_kwh={})).inspect


@pytest.mark.parametrize("newest", [[110] * 3, [200, 201, 30]])
def test_a_drop_of_less_than_half_is_none(newest: list[int]) -> None:
    assert points([*STEADY[:-3], *newest]) == {}


def test_a_low_month_among_wildly_changing_ones_is_not_outlying() -> None:
    wild = [400, 20, 350, 10, 500, 30, 300, 15, 450, 25, 380, 12]
    assert points([*wild, *wild[:9], 5, 6, 7]) == {}


@pytest.mark.parametrize(("days", "found"), [(9, {}), (10, {"zero_run": 20})])
def test_zero_runs(days: int, found: dict[str, int]) -> None:
    assert points(STEADY, MeterSigns(zero_run_days=days)) == found


def test_loss_that_does_not_rise_or_does_not_mirror_is_no_sign() -> None:
    falling = {month: 500 - loss for month, loss in LOSS.items()}
    unrelated = {month: 100 + (index * 13) % 17 for index, month in enumerate(sorted(LOSS))}
    short = dict(list(LOSS.items())[:11])
    for loss in (falling, unrelated, short, {}):
        assert "transformer_loss" not in points(DROPPED, MeterSigns(transformer_loss_kwh=loss))


@pytest.mark.parametrize("circumstance", Circumstance)
def test_what_explains_a_drop_excludes_it(circumstance: Circumstance) -> None:
    facts = replace(using(DROPPED), circumstances=(Period(circumstance, date(2026, 8, 1)),))
    found = suspicion_of(facts, TODAY, ALL_SIGNS)
    assert (found.points, found.inspect, found.excluded) == (0, False, (circumstance,))


@pytest.mark.parametrize(
    ("since", "until", "excluded"),
    [
        (date(2020, 1, 1), date(2025, 7, 31), False),  # over before the first month compared
        (date(2020, 1, 1), date(2025, 8, 1), True),
        (date(2026, 11, 22), None, True),
        (date(2026, 11, 23), None, False),
    ],
)
def test_only_what_held_in_the_months_compared_excludes(since: date, until: date | None, excluded: bool) -> None:
    period = Period(Circumstance.VACANT, since, until)
    found = suspicion_of(replace(using(DROPPED), circumstances=(period,)), TODAY, ALL_SIGNS)
    assert bool(found.excluded) is excluded


def test_nothing_measured_is_not_suspicious() -> None:
    assert suspicion_of(using([]), TODAY).points == 0


def test_a_suspicion_never_enters_the_portrait_nor_a_log_line() -> None:
    suspected = portrait_of(using(DROPPED), TODAY)
    assert suspected.credit == portrait_of(using(STEADY), TODAY).credit
    assert suspected.risk == portrait_of(using(STEADY), TODAY).risk
    assert not [field.name for field in fields(Portrait) if "suspicion" in field.name]
    assert "abnormal" not in repr(suspicion_of(using(DROPPED), TODAY, ALL_SIGNS))


@given(st.integers(1, 10**9))
def test_the_logarithm_is_right_to_its_last_bit(number: int) -> None:
    assert abs(log2_fixed(number) - math.log2(number) * 65_536) <= 1.001
