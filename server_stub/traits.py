"""What kind of customer someone is: drawn once, and everything in their history follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TypedDict

from server_stub.dice import Dice
from server_stub.months import add_months
from server_stub.records import Channel, Circumstance, Heating, Kind, Method, Outcome, Supply

LONGEST_HISTORY = 36  # months


class Habit(Enum):
    """How someone pays."""

    PUNCTUAL = auto()  # before the due date, always
    FORGETFUL = auto()  # late now and then, by days
    ALTERNATING = auto()  # late every other month, never the newest
    CHRONIC = auto()  # late most months, by weeks, and dunned
    STOPPED = auto()  # used to be late, then stopped paying
    DEBIT = auto()  # the bank pays
    FAILING_DEBIT = auto()  # the bank pays when the account is not empty


@dataclass(frozen=True, slots=True)
class Spell:
    """A circumstance: since when and until when, in months before the as-of date; ``until`` None while it lasts."""

    circumstance: Circumstance
    since: int
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """``favourite`` is the channel they like; ``open_bills`` how many of the newest bills they have not paid.

    Shares, factors and growth (a year) in per mille. ``by_period``: metered by peak and valley. ``due_days_ago``:
    when the newest bill was due, None for the last day of its month. ``moved_in``: how many months ago, 0: never.
    ``second_contract``: held by the person before them in the town. ``complained``: how many days ago, and the
    outcome.
    """

    kind: Kind = Kind.HOUSEHOLD
    habit: Habit = Habit.PUNCTUAL
    method: Method = Method.COUNTER
    favourite: Channel = Channel.COUNTER
    age: int | None = None
    months: int = LONGEST_HISTORY
    kwh_per_month: int = 190
    meters: int = 1
    open_bills: int = 0
    in_transit: bool = False
    hardship: bool = False
    disputes_newest: bool = False
    hard_to_read: bool = False
    quarrelsome: bool = False
    disability: bool = False
    certified_special: bool = False
    guarantee_months: int = 0
    theft_confirmed_on: date | None = None
    by_period: bool = True
    peak_share: int = 480
    valley_share: int = 320
    power_factor: int | None = None
    load_factor: int = 400
    growth: int = 0
    supply: Supply | None = None
    time_of_use: bool = False
    heating: Heating | None = None
    spell: Spell | None = None
    moved_in: int = 0
    sensitive: bool = False
    influence: bool = False
    complained: tuple[int, Outcome] | None = None
    due_days_ago: int | None = None
    second_contract: bool = False
    separate_passbook: bool = False


_KINDS = {Kind.HOUSEHOLD: 900, Kind.FIRM: 90, Kind.KEY_ACCOUNT: 10}
_HABITS = {
    Habit.PUNCTUAL: 400,
    Habit.FORGETFUL: 220,
    Habit.ALTERNATING: 40,
    Habit.CHRONIC: 85,
    Habit.STOPPED: 55,
    Habit.DEBIT: 150,
    Habit.FAILING_DEBIT: 50,
}
_WAYS = {Method.COUNTER: 35, Method.ONLINE: 50, Method.PREPAID: 15}
_FAVOURITES = {Channel.COUNTER: 30, Channel.SELF_SERVICE: 25, Channel.APP: 35, Channel.PHONE: 10}
_KWH = {Kind.HOUSEHOLD: (60, 420), Kind.FIRM: (800, 9_000), Kind.KEY_ACCOUNT: (60_000, 400_000)}

_SUPPLIES: Mapping[Kind, Mapping[Supply | None, int]] = {
    Kind.FIRM: {None: 60, Supply.LARGE: 30, Supply.AGRICULTURE: 10},
    Kind.KEY_ACCOUNT: {Supply.INDUSTRY_HIGH_VOLTAGE: 85, Supply.LARGE: 15},
}
_HEATINGS: Mapping[Heating | None, int] = {
    None: 30,
    Heating.DISTRICT: 25,
    Heating.GAS: 20,
    Heating.ELECTRIC: 15,
    Heating.COAL: 10,
}
_HOME_SPELLS = {
    Circumstance.VACANT: 40,
    Circumstance.SELF_GENERATION: 20,
    Circumstance.TARIFF_CHANGE: 15,
    Circumstance.METER_CHANGE: 15,
    Circumstance.MOVING_OUT: 10,
}
_WORK_SPELLS = {Circumstance.SELF_GENERATION: 30, Circumstance.METER_CHANGE: 40, Circumstance.VACANT: 30}


def draw(seed: int, index: int, as_of: date) -> Traits:
    """The traits of an ordinary customer of the town."""
    dice = Dice(seed, "traits", index)
    kind = dice.weighted(_KINDS)
    habit = dice.weighted(_HABITS)
    household = kind is Kind.HOUSEHOLD
    return Traits(
        kind=kind,
        habit=habit,
        method=_method(dice, habit),
        favourite=dice.weighted(_FAVOURITES),
        months=dice.between(0, LONGEST_HISTORY - 1) if dice.chance(120) else LONGEST_HISTORY,
        kwh_per_month=dice.between(*_KWH[kind]),
        meters=dice.between(2, 4) if kind is Kind.KEY_ACCOUNT else 1,
        open_bills=dice.between(1, 9) if habit is Habit.STOPPED else 0,
        in_transit=habit is Habit.DEBIT and dice.chance(60),
        hardship=household and dice.chance(15),
        disputes_newest=dice.chance(10),
        hard_to_read=dice.chance(30),
        quarrelsome=dice.chance(25),
        disability=household and dice.chance(25),
        certified_special=household and dice.chance(4),
        guarantee_months=dice.between(1, 3) if habit is Habit.STOPPED and dice.chance(150) else 0,
        theft_confirmed_on=_theft(dice, as_of),
        **_metering(dice, kind),
        spell=_spell(dice, household=household),
        moved_in=dice.between(1, 30) if household and dice.chance(40) else 0,
        heating=dice.weighted(_HEATINGS) if household else None,
        sensitive=dice.chance(8),
        influence=dice.chance(15),
    )


class Metering(TypedDict):
    by_period: bool
    peak_share: int
    valley_share: int
    power_factor: int | None
    load_factor: int
    growth: int
    supply: Supply | None
    time_of_use: bool


def _metering(dice: Dice, kind: Kind) -> Metering:
    """How power is used and what of it is metered. A household may choose the time-of-use tariff; firms have it."""
    household = kind is Kind.HOUSEHOLD
    supply = None if household else dice.weighted(_SUPPLIES[kind])
    by_period = not household or dice.chance(750)
    valley = dice.between(60, 480)
    return Metering(
        by_period=by_period,
        peak_share=(1_000 - valley) * dice.between(550, 900) // 1_000,
        valley_share=valley,
        power_factor=dice.between(790, 985) if supply else None,
        load_factor=dice.between(250, 800),
        growth=dice.between(-70, 110),
        supply=supply,
        time_of_use=by_period and (not household or dice.chance(240)),
    )


def _spell(dice: Dice, *, household: bool) -> Spell | None:
    if not dice.chance(80):
        return None
    circumstance = dice.weighted(_HOME_SPELLS if household else _WORK_SPELLS)
    since = dice.between(1, 20)
    lasts = circumstance is Circumstance.SELF_GENERATION or dice.chance(500)
    return Spell(circumstance, since, None if lasts else dice.between(0, since - 1))


def _method(dice: Dice, habit: Habit) -> Method:
    return Method.DEBIT if habit in {Habit.DEBIT, Habit.FAILING_DEBIT} else dice.weighted(_WAYS)


def _theft(dice: Dice, as_of: date) -> date | None:
    """Confirmed some time in the last four years."""
    if not dice.chance(5):
        return None
    return add_months(as_of.replace(day=1), -dice.between(1, 48)).replace(day=dice.between(1, 28))
