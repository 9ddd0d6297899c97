"""What the time-of-use tariff would have cost this customer, by their own last twelve months and nobody else's."""

from dataclasses import dataclass

from kiosk.portrait.measured import Uses, newest

MONTHS = 12
_ROUNDED = 1  # kWh by which two registers rounded up may exceed the whole


@dataclass(frozen=True, slots=True)
class TouPrices:
    """Hundredths of a fen per kWh. Tiers add the same to both tariffs and so do not matter here."""

    single: int
    peak: int
    flat: int
    valley: int


def saving_fen(uses: Uses, prices: TouPrices) -> int | None:
    """What the last twelve months would have saved, rounded down; below zero when it would have cost more.

    None unless all twelve were metered by period: half a year says nothing of the other half, and registers that
    came to more than the meter tell of no saving at all.
    """
    year = [use for _, use in newest(uses, MONTHS)]
    if len(year) < MONTHS:
        return None
    saved = 0
    for use in year:
        if use.peak_kwh is None or use.valley_kwh is None:
            return None
        flat_kwh = use.energy_kwh - use.peak_kwh - use.valley_kwh
        if flat_kwh < -_ROUNDED:
            return None
        cost = use.peak_kwh * prices.peak + use.valley_kwh * prices.valley + flat_kwh * prices.flat
        saved += use.energy_kwh * prices.single - cost
    return saved // 100
