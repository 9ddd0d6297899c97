"""Signs that a meter does not tell the truth. For an inspection list, and for nothing else.

A suspicion is not a fact about a person. It is no part of the portrait, enters no score, class or segment, is not
shown at a kiosk or a counter, and an import contract keeps every other room from reaching this module. Only what
an inspection has confirmed counts, and by its own date.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.customer import Circumstance, CustomerFacts
from kiosk.domain.portrait import Reason
from kiosk.portrait.measured import Uses, energy_of, measured
from kiosk.portrait.months import last_day
from kiosk.portrait.usage import COMPARED_MONTHS, YEAR, median

INSPECT_FROM = 60
ZERO_RUN_DAYS = 10
FEWEST_MONTHS = 12
LOG_BITS = 16


@dataclass(frozen=True, slots=True, repr=False)
class MeterSigns:
    """What metering knows beside the monthly energy.

    ``zero_run_days``: the longest run without any consumption in the last three months. ``transformer_loss_kwh``:
    losses of the customer's transformer, by month number. ``meter_event``: cover opened, magnetic field, reversal.
    """

    zero_run_days: int = 0
    transformer_loss_kwh: Mapping[int, int] = field(default_factory=dict)
    meter_event: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Suspicion:
    """``points`` 0-100. ``excluded``: what explains the signs; the points are then zero."""

    as_of: date
    points: int
    reasons: tuple[Reason, ...] = ()
    excluded: tuple[Circumstance, ...] = ()

    @property
    def inspect(self) -> bool:
        return self.points >= INSPECT_FROM


def suspicion_of(facts: CustomerFacts, as_of: date, signs: MeterSigns | None = None) -> Suspicion:
    """Four independent signs; no single one is enough for an inspection."""
    uses = measured(facts, as_of)
    if excluded := _excluded(facts, uses, as_of):
        return Suspicion(as_of, 0, excluded=excluded)
    reasons = tuple(_signs(uses, signs or MeterSigns()))
    return Suspicion(as_of, sum(reason.points for reason in reasons), reasons)


def _excluded(facts: CustomerFacts, uses: Uses, as_of: date) -> tuple[Circumstance, ...]:
    """The circumstances that held on some day of the months compared or since."""
    first = last_day(max(uses) - YEAR - COMPARED_MONTHS) + 1 if uses else as_of.toordinal()
    held = {
        period.circumstance
        for period in facts.circumstances
        if period.since <= as_of and (period.until is None or period.until.toordinal() >= first)
    }
    return tuple(sorted(held))


def _signs(uses: Uses, signs: MeterSigns) -> Iterator[Reason]:
    energy = energy_of(uses)
    if uses and _dropped(energy, max(uses)) and _outlying(energy, max(uses)):
        yield Reason("abnormal_drop", f"month={max(uses)}", 40)
    if signs.zero_run_days >= ZERO_RUN_DAYS:
        yield Reason("zero_run", f"days={signs.zero_run_days}", 20)
    if _loss_mirrors(energy, signs.transformer_loss_kwh):
        yield Reason("transformer_loss", f"months={len(energy.keys() & signs.transformer_loss_kwh.keys())}", 20)
    if signs.meter_event:
        yield Reason("meter_event", "", 20)


def _dropped(energy: Mapping[int, int], last: int) -> bool:
    """The last three months used at most half of the same three a year before."""
    now, before = _three(energy, last), _three(energy, last - YEAR)
    return now is not None and before is not None and sum(before) > 0 and 2 * sum(now) <= sum(before)


def _outlying(energy: Mapping[int, int], last: int) -> bool:
    """The newest month lies three robust deviations or more below the middle, on the logarithms.

    The deviation is 1.4826 times the median absolute deviation, which is the standard deviation where the months
    scatter normally. Any base of logarithm gives the same answer.
    """
    logs = {month: log2_fixed(max(1, kwh)) for month, kwh in energy.items()}
    middle = median(list(logs.values()))
    deviation = median([abs(log - middle) for log in logs.values()])
    below = middle - logs[last]
    return below > 0 and 10_000 * below >= 3 * 14_826 * deviation


def _loss_mirrors(energy: Mapping[int, int], loss: Mapping[int, int]) -> bool:
    """The loss rose over the year, and rose where the consumption fell: a correlation of -0.6 or below, exactly."""
    common = sorted(energy.keys() & loss.keys())
    if len(common) < FEWEST_MONTHS:
        return False
    now, before = _three(loss, common[-1]), _three(loss, common[-1] - YEAR)
    if now is None or before is None or sum(now) <= sum(before):
        return False
    used, lost = [energy[month] for month in common], [loss[month] for month in common]
    covariance = _covariance(used, lost)
    return covariance < 0 and 25 * covariance**2 >= 9 * _covariance(used, used) * _covariance(lost, lost)


def _covariance(some: Sequence[int], others: Sequence[int]) -> int:
    """Times the square of their number, which keeps it whole."""
    return len(some) * sum(a * b for a, b in zip(some, others, strict=True)) - sum(some) * sum(others)


def _three(values: Mapping[int, int], last: int) -> list[int] | None:
    months = range(last - COMPARED_MONTHS + 1, last + 1)
    return [values[month] for month in months] if all(month in values for month in months) else None


def log2_fixed(number: int) -> int:
    """The binary logarithm of a whole number above zero, times 2^16, rounded down.

    By squaring: each squaring of the mantissa gives one more bit. Whole numbers all the way, so every machine
    gives the same.

    >>> log2_fixed(8) == 3 << 16
    True
    """
    whole = number.bit_length() - 1
    mantissa, bits = (number << 64) >> whole, 0
    for _ in range(LOG_BITS):
        mantissa = mantissa * mantissa >> 64
        bit = mantissa >> 65
        mantissa >>= bit
        bits = bits << 1 | bit
    return (whole << LOG_BITS) + bits
