"""The consumption pattern: published figures, bands, robustness, and what is not measured stays unknown."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.customer import Supply
from kiosk.domain.portrait import Usage, UsageChange
from kiosk.portrait.measured import measured
from kiosk.portrait.time_of_use import TouPrices, saving_fen
from kiosk.portrait.usage import change_of, load_factor, median, power_factor, usage_of
from tests.portrait.accounts import NEWEST, TODAY, account, bill, first_of
from tests.portrait.meters import changed, using

SEASON = (115, 108, 90, 80, 83, 105, 138, 142, 106, 84, 83, 106)


def seasonal(months: int, growth: int = 1_000) -> list[int]:
    """Energy that swings with the season and is ``growth`` per mille of the year before, every year."""
    found = []
    for ago in reversed(range(months)):
        years = ago // 12
        found.append(SEASON[(NEWEST - ago) % 12] * 100 * 1_000**years // growth**years)
    return found


# --- figures ---


def test_published_load_factor() -> None:
    assert load_factor(360_000, 1_000 * 720) == 500


def test_published_power_factor() -> None:
    assert power_factor(9_000, 4_359) == 900


@pytest.mark.parametrize(("kwh", "kvarh", "found"), [(100, 0, 1_000), (0, 100, 0), (0, 0, None), (3, 4, 600)])
def test_power_factors(kwh: int, kvarh: int, found: int | None) -> None:
    assert power_factor(kwh, kvarh) == found


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_the_power_factor_is_rounded_from_the_exact_one(kwh: int, kvarh: int) -> None:
    found = power_factor(kwh, kvarh)
    if found is None:
        assert kwh == kvarh == 0
    else:
        squared = kwh**2 + kvarh**2
        assert (2 * found - 1) ** 2 * squared <= 4_000_000 * kwh**2 or found == 0
        assert 4_000_000 * kwh**2 < (2 * found + 1) ** 2 * squared


@pytest.mark.parametrize(
    ("per_mille", "change"),
    [
        (1_101, UsageChange.GROWING),
        (1_100, UsageChange.STEADY),
        (900, UsageChange.STEADY),
        (899, UsageChange.FALLING),
        (500, UsageChange.FALLING),
        (499, UsageChange.ABRUPT),
        (0, UsageChange.ABRUPT),
        (None, UsageChange.UNKNOWN),
    ],
)
def test_bands(per_mille: int | None, change: UsageChange) -> None:
    assert change_of(per_mille) is change


@pytest.mark.parametrize(("values", "middle"), [([3], 3), ([1, 4], 2), ([9, 1, 5], 5), ([1, 2, 3, 9], 2)])
def test_median(values: list[int], middle: int) -> None:
    assert median(values) == middle


# --- growth and trend ---


@pytest.mark.parametrize(("months", "change"), [(15, UsageChange.STEADY), (14, UsageChange.UNKNOWN)])
def test_growth_needs_fifteen_months(months: int, change: UsageChange) -> None:
    assert usage_of(using(seasonal(months)), TODAY).change is change


def test_the_middle_of_three_months_counts() -> None:
    kwh = [100] * 12 + [100, 100, 100]
    facts = using([*kwh[:-3], 80, 400, 120])
    assert usage_of(facts, TODAY).year_on_year == 1_200


def test_a_season_is_no_trend() -> None:
    usage = usage_of(using(seasonal(36)), TODAY)
    assert (usage.year_on_year, usage.trend) == (1_000, 0)


def test_growth_shows_through_the_season() -> None:
    usage = usage_of(using(seasonal(36, growth=1_080)), TODAY)
    assert usage.trend in range(79, 82)
    assert usage.change is UsageChange.STEADY


@given(st.integers(0, 23), st.integers(0, 10**6))
def test_one_odd_bill_does_not_bend_the_trend(ago: int, odd: int) -> None:
    facts = changed(using(seasonal(24, growth=1_080)), ago, {"energy_kwh": odd})
    trend = usage_of(facts, TODAY).trend
    assert trend in range(78, 83)


def test_the_trend_needs_most_of_two_years() -> None:
    facts = using(seasonal(24))
    for ago in range(3):
        facts = changed(facts, ago, {"estimated": True})
    # October is now the newest but three: its year has nine measured months, all with partners
    assert usage_of(facts, TODAY).trend == 0
    assert usage_of(using(seasonal(20)), TODAY).trend is None


def test_nothing_used_a_year_ago_says_nothing() -> None:
    assert usage_of(using([0] * 12 + [100] * 3), TODAY).change is UsageChange.UNKNOWN


# --- what was measured ---


def test_bills_stand_in_for_readings_and_readings_win() -> None:
    facts = account([bill(ago) for ago in range(15)])
    assert usage_of(facts, TODAY).change is UsageChange.STEADY
    both = replace(using([90] * 3), bills=facts.bills)
    assert usage_of(both, TODAY).year_on_year == 500


def test_two_bills_of_a_month_are_one_months_use() -> None:
    twice = [bill(0), replace(bill(0), id="second", energy_kwh=20)]
    assert [use.energy_kwh for use in measured(account(twice), TODAY).values()] == [200]


def test_a_month_not_over_is_not_seen() -> None:
    assert list(measured(using([1, 2]), date(2026, 10, 30))) == [NEWEST - 1]
    assert list(measured(using([1, 2]), date(2026, 10, 31))) == [NEWEST - 1, NEWEST]


def test_only_36_months_are_kept_and_none_from_before_moving_in() -> None:
    assert len(measured(using([1] * 40), TODAY)) == 36
    facts = replace(using([1] * 10), metered_since=first_of(NEWEST - 3))
    assert len(measured(facts, TODAY)) == 4
    facts = replace(facts, metered_since=first_of(NEWEST - 3).replace(day=2))
    assert len(measured(facts, TODAY)) == 3


def test_nothing_measured_is_all_unknown() -> None:
    assert usage_of(account([]), TODAY) == Usage()


def test_shares_and_factors() -> None:
    facts = using([3_000] * 12, peak_kwh=1_500, valley_kwh=600, reactive_kvarh=1_453, max_demand_kw=10)
    usage = usage_of(replace(facts, supply=Supply.LARGE), TODAY)
    assert (usage.peak_share, usage.valley_share) == (500, 200)
    assert usage.load_factor == (36_000 * 1_000 * 2 + 87_600) // (2 * 87_600)  # 10 kW through 365 days
    assert (usage.power_factor, usage.power_factor_limit) == (900, 850)
    assert usage.as_of == date(2026, 10, 31)
    assert {reason.code for reason in usage.reasons} == {
        *("peak_share", "valley_share", "load_factor", "power_factor")
    }


@pytest.mark.parametrize(
    ("supply", "limit"),
    [(Supply.INDUSTRY_HIGH_VOLTAGE, 900), (Supply.LARGE, 850), (Supply.AGRICULTURE, 800), (None, None)],
)
def test_power_factor_limits(supply: Supply | None, limit: int | None) -> None:
    assert usage_of(replace(using([1]), supply=supply), TODAY).power_factor_limit == limit


def test_one_month_not_metered_by_period_leaves_the_shares_unknown() -> None:
    facts = using([300] * 12, peak_kwh=100, valley_kwh=100, reactive_kvarh=10)
    gap = changed(facts, 1, {"peak_kwh": None, "reactive_kvarh": None})
    usage = usage_of(gap, TODAY)
    assert (usage.peak_share, usage.valley_share, usage.power_factor) == (None, 333, None)


# --- time of use ---

PRICES = TouPrices(single=6_000, peak=7_000, flat=6_000, valley=3_000)


def test_saving_is_reckoned_on_the_customers_own_year() -> None:
    by_night = using([300] * 12, peak_kwh=100, valley_kwh=150)
    assert saving_fen(measured(by_night, TODAY), PRICES) == 12 * (150 * 3_000 - 100 * 1_000) // 100
    by_day = using([300] * 12, peak_kwh=280, valley_kwh=10)
    assert saving_fen(measured(by_day, TODAY), PRICES) == 12 * (10 * 3_000 - 280 * 1_000) // 100


def test_no_saving_is_promised_by_registers_that_exceed_the_meter() -> None:
    assert saving_fen(measured(using([300] * 12, peak_kwh=0, valley_kwh=900), TODAY), PRICES) is None
    rounded = saving_fen(measured(using([300] * 12, peak_kwh=101, valley_kwh=200), TODAY), PRICES)
    assert rounded == 12 * (200 * 3_000 - 101 * 1_000) // 100


def test_no_saving_is_promised_on_less_than_a_year() -> None:
    assert saving_fen(measured(using([300] * 11, peak_kwh=0, valley_kwh=300), TODAY), PRICES) is None
    assert saving_fen(measured(using([300] * 12), TODAY), PRICES) is None
