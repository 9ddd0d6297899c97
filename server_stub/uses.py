"""What a customer uses, month by month, and what the meter records of it.

Consumption swings with the season (air conditioning in July and August, heating in January) and a factory rests at
Spring Festival. It grows or shrinks over the years, changes with who lives there, and with the circumstances.
"""

from datetime import date
from math import isqrt

from server_stub.dice import Dice
from server_stub.months import add_months, last_day
from server_stub.records import Circumstance, Kind, MonthlyUse, Period
from server_stub.traits import Spell, Traits

# Per mille of the average month, January to December.
_HOME_SEASON = (1150, 1080, 900, 800, 830, 1050, 1380, 1420, 1060, 840, 830, 1060)
_WORK_SEASON = (1000, 620, 980, 1000, 1010, 1050, 1120, 1130, 1040, 1000, 1010, 1040)

# What is left of the consumption, in per mille.
_LEFT = {Circumstance.VACANT: 40, Circumstance.SELF_GENERATION: 550, Circumstance.MOVING_OUT: 300}
_BEFORE_MOVING_IN = 1_700


def uses(seed: int, index: int, traits: Traits, months: tuple[date, ...]) -> tuple[MonthlyUse, ...]:
    """One entry a month, oldest first."""
    aged = zip(range(len(months), 0, -1), months, strict=True)
    return tuple(_use(Dice(seed, "bill", index, month), traits, month, age) for age, month in aged)


def circumstances(traits: Traits, as_of: date) -> tuple[Period, ...]:
    """From the first of a month to the last of one."""
    if traits.spell is None:
        return ()
    since = add_months(as_of, -traits.spell.since)
    until = None if traits.spell.until is None else last_day(add_months(as_of, -traits.spell.until - 1))
    return (Period(traits.spell.circumstance, since, until),)


def _use(dice: Dice, traits: Traits, month: date, age: int) -> MonthlyUse:
    """``age`` counts months from the newest closed one, which is 1."""
    season = (_HOME_SEASON if traits.kind is Kind.HOUSEHOLD else _WORK_SEASON)[month.month - 1]
    energy = traits.kwh_per_month * season * dice.between(850, 1150) // 1_000_000
    energy = energy * (12_000 - traits.growth * (age - 1)) // 12_000
    energy = energy * _part(traits, age) // 1_000
    estimated = traits.hard_to_read and dice.chance(150)
    valley = energy * (traits.valley_share + dice.between(-20, 20)) // 1_000
    peak = energy * (traits.peak_share + dice.between(-20, 20)) // 1_000
    return MonthlyUse(
        month=month,
        energy_kwh=energy,
        peak_kwh=peak if traits.by_period else None,
        valley_kwh=valley if traits.by_period else None,
        reactive_kvarh=_reactive(energy, traits.power_factor),
        max_demand_kw=_demand(energy, month, traits.load_factor) if traits.supply else None,
        estimated=estimated,
    )


def _part(traits: Traits, age: int) -> int:
    """Of what is usual there now, in per mille."""
    part = _BEFORE_MOVING_IN if 0 < traits.moved_in < age else 1_000
    if traits.spell and _holds(traits.spell, age):
        part = part * _LEFT.get(traits.spell.circumstance, 1_000) // 1_000
    return part


def _holds(spell: Spell, age: int) -> bool:
    return age <= spell.since and (spell.until is None or age > spell.until)


def _reactive(energy: int, power_factor: int | None) -> int | None:
    """The reactive energy that goes with a power factor in per mille."""
    if power_factor is None:
        return None
    return energy * isqrt(1_000_000 - power_factor**2) // power_factor


def _demand(energy: int, month: date, load_factor: int) -> int:
    hours = 24 * last_day(month).day
    return energy * 1_000 // (hours * load_factor) + 1
