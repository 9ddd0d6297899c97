"""What the city is billed, month by month: seasons, tiers, vacancies, disputes, estimates."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from server_stub.city.chance import Chance, Flags, Ints
from server_stub.city.people import FIRM, HOUSEHOLD, People
from server_stub.months import last_day

_HOME_SEASON = (1150, 1080, 900, 800, 830, 1050, 1380, 1420, 1060, 840, 830, 1060)  # per mille of the mean month
_WORK_SEASON = (1000, 620, 980, 1000, 1010, 1050, 1120, 1130, 1040, 1000, 1010, 1040)  # a rest at Spring Festival

_STOLEN_MONTHS = 9

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Bills:
    """One entry a bill, customer by customer, oldest first. Days are those since 1970, as Parquet counts them.

    ``who`` is the position in the piece's People, ``age`` counts bills from the customer's newest, which is 1, and
    ``row`` numbers the bill in the whole city, for chance.
    """

    who: Ints
    month_at: Ints
    month: Ints
    due: Ints
    age: Ints
    row: Ints
    amount_fen: Ints
    energy_kwh: Ints
    disputed: Flags
    estimated: Flags
    hardship: Flags


def bills(seed: int, town: People, months: tuple[date, ...]) -> Bills:
    at = np.arange(len(months))
    exists = (at >= town.first_month[:, None]) & (at <= town.last_month[:, None])
    who, month_at = (found.astype(np.int64) for found in np.nonzero(exists))
    row = town.index[who] * len(months) + month_at
    age = town.last_month[who] - month_at + 1
    energy = _energy(seed, town, who, month_at, row, months)
    return Bills(
        who=who,
        month_at=month_at,
        month=np.array([month.toordinal() - EPOCH for month in months])[month_at],
        due=np.array([last_day(month).toordinal() - EPOCH for month in months])[month_at],
        age=age,
        row=row,
        amount_fen=_amount(town.kind[who], energy),
        energy_kwh=energy,
        disputed=Chance(seed, "dispute").happens(row, 30) & (age <= 6),
        estimated=town.hard_to_read[who] & Chance(seed, "estimate").happens(row, 1_500),
        hardship=town.hardship[who],
    )


def _energy(seed: int, town: People, who: Ints, month_at: Ints, row: Ints, months: tuple[date, ...]) -> Ints:
    """Zero for the quarter in which a vacant flat stands empty; a little more or less each year; from a thief the
    meter sees two fifths until they are found out."""
    calendar = np.array([month.month - 1 for month in months])[month_at]
    home, work = np.array(_HOME_SEASON)[calendar], np.array(_WORK_SEASON)[calendar]
    season = np.where(town.kind[who] == HOUSEHOLD, home, work)
    energy = town.kwh[who] * season * Chance(seed, "month").between(row, 850, 1150) // 1_000_000
    energy = energy * (12_000 + town.growth[who] * month_at) // 12_000
    found_out = len(months) - town.theft_months_ago[who]
    stealing = (town.theft_months_ago[who] > 0) & (month_at >= found_out - _STOLEN_MONTHS) & (month_at < found_out)
    energy = np.where(stealing, energy * 2 // 5, energy)
    dice = Chance(seed, "vacant")
    empty_from = np.where(dice.happens(town.index, 200), dice.between(town.index, 0, len(months)), len(months))[who]
    return np.where((month_at >= empty_from) & (month_at < empty_from + 3), 0, energy)


def _amount(kind: Ints, energy: Ints) -> Ints:
    """Households by tiers, the others flat; rounded half up to the fen."""
    first, second = np.minimum(energy, 230), np.clip(energy - 230, 0, 170)
    home = first * 5_000 + second * 5_500 + np.maximum(energy - 400, 0) * 8_000
    work = energy * np.where(kind == FIRM, 7_600, 6_400)
    return (np.where(kind == HOUSEHOLD, home, work) + 50) // 100
