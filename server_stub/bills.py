"""What a customer uses, month by month, what the meter shows and what it costs.

Consumption swings with the season (air conditioning in July and August, heating in January) and a factory rests at
Spring Festival. Households pay by tiers, as Chinese households do; the prices are round ones near the real.
"""

from datetime import date

from server_stub.dice import Dice
from server_stub.months import last_day
from server_stub.records import Bill, Kind, Reading
from server_stub.traits import Traits

# Per mille of the average month, January to December.
_HOME_SEASON = (1150, 1080, 900, 800, 830, 1050, 1380, 1420, 1060, 840, 830, 1060)
_WORK_SEASON = (1000, 620, 980, 1000, 1010, 1050, 1120, 1130, 1040, 1000, 1010, 1040)

# Hundredths of a fen per kWh.
_TIERS = ((230, 5_000), (400, 5_500), (None, 8_000))
_WORK_PRICE = {Kind.FIRM: 7_600, Kind.KEY_ACCOUNT: 6_400}


def bills(seed: int, index: int, traits: Traits, months: tuple[date, ...]) -> tuple[Bill, ...]:
    return tuple(_bill(Dice(seed, "bill", index, month), index, traits, month, months[-1]) for month in months)


def readings(all_bills: tuple[Bill, ...], seed: int, index: int, meter: str) -> tuple[Reading, ...]:
    """Read between the 4th and the 20th; the first dial is where the meter happened to stand."""
    day = Dice(seed, "round", index).between(4, 20)
    register = Dice(seed, "register", index).between(0, 40_000)
    found = []
    for bill in all_bills:
        register += bill.energy_kwh
        found.append(Reading(meter, bill.month.replace(day=day), register, bill.estimated))
    return tuple(found)


def _bill(dice: Dice, index: int, traits: Traits, month: date, newest: date) -> Bill:
    season = (_HOME_SEASON if traits.kind is Kind.HOUSEHOLD else _WORK_SEASON)[month.month - 1]
    energy = traits.kwh_per_month * season * dice.between(850, 1150) // 1_000_000
    return Bill(
        id=f"B{index:08d}{month:%Y%m}",
        month=month,
        due=last_day(month),
        amount_fen=_amount_fen(traits.kind, energy),
        energy_kwh=energy,
        disputed=traits.disputes_newest and month == newest,
        estimated=traits.hard_to_read and dice.chance(150),
        hardship=traits.hardship,
    )


def _amount_fen(kind: Kind, energy_kwh: int) -> int:
    """Rounded half up to the fen.

    >>> _amount_fen(Kind.HOUSEHOLD, 100), _amount_fen(Kind.HOUSEHOLD, 430)
    (5000, 23250)
    """
    if kind is not Kind.HOUSEHOLD:
        return (energy_kwh * _WORK_PRICE[kind] + 50) // 100
    cost, below = 0, 0
    for limit, price in _TIERS:
        within = max(0, (energy_kwh if limit is None else min(energy_kwh, limit)) - below)
        cost += within * price
        below += within
    return (cost + 50) // 100
