"""What a month's use costs. Households pay by tiers, as Chinese households do; the prices are round ones near the
real. Whoever has chosen the time-of-use tariff pays less at night and a little more by day.
"""

from datetime import date, timedelta

from server_stub.months import last_day
from server_stub.records import Bill, Kind, MonthlyUse
from server_stub.traits import Traits

# Hundredths of a fen per kWh.
_TIERS = ((230, 5_000), (400, 5_500), (None, 8_000))
_WORK_PRICE = {Kind.FIRM: 7_600, Kind.KEY_ACCOUNT: 6_400}
_MORE_AT_PEAK, _LESS_AT_NIGHT = 300, 1_700


def bills(index: int, traits: Traits, used: tuple[MonthlyUse, ...], as_of: date) -> tuple[Bill, ...]:
    """One a month, due on its last day unless the traits say otherwise."""
    shift = _shift(traits, used, as_of)
    return tuple(
        Bill(
            id=f"B{index:08d}{use.month:%Y%m}",
            month=use.month,
            due=last_day(use.month) + shift,
            amount_fen=_amount_fen(traits, use),
            energy_kwh=use.energy_kwh,
            disputed=traits.disputes_newest and use is used[-1],
            estimated=use.estimated,
            hardship=traits.hardship,
        )
        for use in used
    )


def _shift(traits: Traits, used: tuple[MonthlyUse, ...], as_of: date) -> timedelta:
    """By how much all bills are due after the last day of their month."""
    if traits.due_days_ago is None or not used:
        return timedelta(0)
    return as_of - timedelta(days=traits.due_days_ago) - last_day(used[-1].month)


def _amount_fen(traits: Traits, use: MonthlyUse) -> int:
    cost = _plain_cost(traits.kind, use.energy_kwh)
    if traits.time_of_use:
        cost += (use.peak_kwh or 0) * _MORE_AT_PEAK - (use.valley_kwh or 0) * _LESS_AT_NIGHT
    return (cost + 50) // 100


def _plain_cost(kind: Kind, energy_kwh: int) -> int:
    """In hundredths of a fen.

    >>> _plain_cost(Kind.HOUSEHOLD, 100), _plain_cost(Kind.HOUSEHOLD, 430)
    (500000, 2325000)
    """
    if kind is not Kind.HOUSEHOLD:
        return energy_kwh * _WORK_PRICE[kind]
    cost, below = 0, 0
    for limit, price in _TIERS:
        within = max(0, (energy_kwh if limit is None else min(energy_kwh, limit)) - below)
        cost += within * price
        below += within
    return cost
