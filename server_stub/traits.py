"""What kind of customer someone is: drawn once, and everything in their history follows from it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from server_stub.dice import Dice
from server_stub.months import add_months
from server_stub.records import Channel, Kind, Method

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """``favourite`` is the channel they like; ``open_bills`` how many of the newest bills they have not paid."""

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
    )


def _method(dice: Dice, habit: Habit) -> Method:
    return Method.DEBIT if habit in {Habit.DEBIT, Habit.FAILING_DEBIT} else dice.weighted(_WAYS)


def _theft(dice: Dice, as_of: date) -> date | None:
    """Confirmed some time in the last four years."""
    if not dice.chance(5):
        return None
    return add_months(as_of.replace(day=1), -dice.between(1, 48)).replace(day=dice.between(1, 28))
