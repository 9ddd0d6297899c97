"""The consumption pattern: growth, trend, when power is used and how evenly. Whole per mille, halves rounded up.

Growth is always asked between a month and the same month a year before, so that summers meet summers and no
seasonal factors need be guessed. The trend is the seasonal form of the Theil-Sen slope (Hirsch, Slack and Smith
1982): the median of those yearly ratios over two years. As a logarithm does not change the order, the median
ratio is the median slope of the logarithms; and one odd bill touches one ratio of twelve and leaves it in place.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from math import isqrt

from kiosk.domain.customer import CustomerFacts, Supply
from kiosk.domain.portrait import Reason, Usage, UsageChange
from kiosk.portrait.measured import Uses, energy_of, known, measured, newest
from kiosk.portrait.months import last_day

YEAR = 12
COMPARED_MONTHS = 3
FEWEST_TREND_RATIOS = 9  # of twelve
POWER_FACTOR_MONTHS = 3  # billed monthly; three, so that one bad month is not a habit
GROWING_ABOVE, STEADY_FROM, FALLING_FROM = 1_100, 900, 500

# What the supply rules demand before a surcharge is added to the bill, in per mille.
POWER_FACTOR_LIMITS = {Supply.INDUSTRY_HIGH_VOLTAGE: 900, Supply.LARGE: 850, Supply.AGRICULTURE: 800}


def usage_of(facts: CustomerFacts, as_of: date) -> Usage:
    """The pattern as the months closed by ``as_of`` show it."""
    uses = measured(facts, as_of)
    if not uses:
        return Usage()
    energy, last = energy_of(uses), max(uses)
    year_on_year = _year_on_year(energy, last)
    found = {
        "year_on_year": year_on_year,
        "trend": _trend(energy, last),
        "peak_share": _share(uses, "peak_kwh"),
        "valley_share": _share(uses, "valley_kwh"),
        "load_factor": _load_factor(uses),
        "power_factor": _power_factor(uses),
    }
    return Usage(
        change=change_of(year_on_year),
        power_factor_limit=POWER_FACTOR_LIMITS[facts.supply] if facts.supply else None,
        reasons=tuple(reasons_of(found)),
        as_of=date.fromordinal(last_day(last)),
        **found,
    )


def change_of(year_on_year: int | None) -> UsageChange:
    """The category of a ratio in per mille. Round first, then judge: the bands have no gaps for integers."""
    if year_on_year is None:
        return UsageChange.UNKNOWN
    if year_on_year > GROWING_ABOVE:
        return UsageChange.GROWING
    if year_on_year >= STEADY_FROM:
        return UsageChange.STEADY
    return UsageChange.FALLING if year_on_year >= FALLING_FROM else UsageChange.ABRUPT


def per_mille(part: int, whole: int) -> int:
    """``part`` of ``whole`` (above zero), halves rounded up."""
    return (2_000 * part + whole) // (2 * whole)


def power_factor(active_kwh: int, reactive_kvarh: int) -> int | None:
    """The cosine of the phase angle in per mille; None when nothing was used.

    >>> power_factor(9_000, 4_359)
    900
    """
    apparent_squared = active_kwh**2 + reactive_kvarh**2
    if not apparent_squared:
        return None
    return (isqrt(4_000_000 * active_kwh**2 // apparent_squared) + 1) // 2


def load_factor(energy_kwh: int, demand_kw_hours: int) -> int | None:
    """Energy against what the highest demand would have used if it had lasted.

    >>> load_factor(360_000, 1_000 * 720)
    500
    """
    return per_mille(energy_kwh, demand_kw_hours) if demand_kw_hours else None


def median(values: list[int]) -> int:
    """The middle value; between two, their mean rounded down."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) // 2


def _ratios(energy: Mapping[int, int], months: range) -> list[int]:
    """This year's energy in per mille of last year's, for the months that have both and used something then."""
    return [
        per_mille(energy[month], before)
        for month in months
        if month in energy and (before := energy.get(month - YEAR, 0)) > 0
    ]


def _year_on_year(energy: Mapping[int, int], last: int) -> int | None:
    ratios = _ratios(energy, range(last - COMPARED_MONTHS + 1, last + 1))
    return median(ratios) if len(ratios) == COMPARED_MONTHS else None


def _trend(energy: Mapping[int, int], last: int) -> int | None:
    ratios = _ratios(energy, range(last - YEAR + 1, last + 1))
    return median(ratios) - 1_000 if len(ratios) >= FEWEST_TREND_RATIOS else None


def _share(uses: Uses, period: str) -> int | None:
    """Of the energy of the last twelve months; None when some of them were not metered by period."""
    year = [use for _, use in newest(uses, YEAR)]
    parts, total = known(getattr(use, period) for use in year), sum(use.energy_kwh for use in year)
    return per_mille(sum(parts), total) if parts is not None and total else None


def _load_factor(uses: Uses) -> int | None:
    year = [(month, use) for month, use in newest(uses, YEAR) if use.max_demand_kw]
    hours = sum(24 * _days(month) * (use.max_demand_kw or 0) for month, use in year)
    return load_factor(sum(use.energy_kwh for _, use in year), hours)


def _days(month: int) -> int:
    return last_day(month) - last_day(month - 1)


def _power_factor(uses: Uses) -> int | None:
    recent = [use for _, use in newest(uses, POWER_FACTOR_MONTHS)]
    reactive = known(use.reactive_kvarh for use in recent)
    return None if reactive is None else power_factor(sum(use.energy_kwh for use in recent), sum(reactive))


def reasons_of(found: Mapping[str, int | None]) -> Iterator[Reason]:
    """What was found, one line each; consumption is described, not graded, so no line has points."""
    for code, value in found.items():
        if value is not None:
            yield Reason(code, f"per_mille={value}", 0)
