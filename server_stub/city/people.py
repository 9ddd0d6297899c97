"""Who lives in the city: everything about a customer that stays the same from month to month."""

from dataclasses import dataclass

import numpy as np

from server_stub.city.chance import Chance, Flags, Ints
from server_stub.city.makeup import Makeup, Payer

KINDS = ("household", "firm", "key_account")
METHODS = ("counter", "debit", "prepaid", "online")
CHANNELS = ("counter", "self_service", "app", "phone")

SUPPLIES = ("none", "industry_high_voltage", "large", "agriculture")

COUNTER, DEBIT, PREPAID, ONLINE = range(4)
HOUSEHOLD, FIRM, KEY_ACCOUNT = range(3)

_METHODS_OF_GOOD = (15, 35, 10, 40)
_METHODS_OF_OTHERS = (45, 10, 5, 40)
_KWH = ((60, 420), (800, 9_000), (60_000, 400_000))


@dataclass(frozen=True, slots=True)
class People:
    """One entry a customer in each column. ``first_month`` and ``last_month`` count from the oldest month, 0."""

    index: Ints
    payer: Ints
    kind: Ints
    method: Ints
    favourite: Ints
    first_month: Ints
    last_month: Ints
    kwh: Ints
    open_bills: Ints
    guarantee_months: Ints
    theft_months_ago: Ints  # 0: none
    hardship: Flags
    quarrelsome: Flags
    hard_to_read: Flags
    time_of_use: Flags
    growth: Ints  # per mille a year
    metered_from: Ints  # the month from which the meter counts for them; 0: always
    supply: Ints  # position in SUPPLIES
    influence: Flags
    steps: Ints  # of the service class; 0: the office keeps no record of them
    certified_special: Flags
    disability: Flags


def people(seed: int, makeup: Makeup, index: Ints, months: int) -> People:
    """The customers at ``index``."""

    def chance(purpose: str) -> Chance:
        return Chance(seed, purpose)

    payer = makeup.payers(index)
    kind = chance("kind").weighted(index, (900, 90, 10))
    good_method = chance("method").weighted(index, _METHODS_OF_GOOD)
    other_method = chance("method").weighted(index, _METHODS_OF_OTHERS)
    household = kind == HOUSEHOLD
    return People(
        index=index,
        payer=payer,
        kind=kind,
        method=np.where(payer == Payer.GOOD, good_method, other_method),
        favourite=chance("favourite").weighted(index, (30, 25, 35, 10)),
        first_month=np.where(chance("new").happens(index, 800), chance("since").between(index, 1, months), 0),
        last_month=months - 1 - _moved_out(seed, index, months),
        kwh=_kwh(seed, index, kind),
        open_bills=_open_bills(seed, index, payer),
        guarantee_months=np.where(
            (payer >= Payer.DEFAULTING) & chance("guarantee").happens(index, 1_500),
            chance("how much").between(index, 1, 3),
            0,
        ),
        theft_months_ago=_theft(seed, index, payer),
        hardship=household & chance("hardship").happens(index, 100),
        quarrelsome=chance("quarrelsome").happens(index, 250),
        hard_to_read=chance("hard to read").happens(index, 300),
        time_of_use=~household | chance("two tariffs").happens(index, 1_500),
        growth=np.where(
            household, chance("growth").between(index, -60, 80), chance("growth").between(index, -150, 220)
        ),
        metered_from=np.where(
            chance("moved house").happens(index, 100), chance("moved house when").between(index, 1, months), 0
        ),
        supply=_supply(seed, index, kind),
        influence=chance("influence").happens(index, 50),
        steps=np.where((payer == Payer.GOOD) & chance("steps").happens(index, 1_500), 1, 0),
        certified_special=household & chance("certified special").happens(index, 40),
        disability=household & chance("disability").happens(index, 250),
    )


def _supply(seed: int, index: Ints, kind: Ints) -> Ints:
    """Firms are large, some on high voltage or farms; small ones have no power factor to keep."""
    of_firms = Chance(seed, "supply").weighted(index, (40, 15, 35, 10))
    return np.select([kind == FIRM, kind == KEY_ACCOUNT], [of_firms, np.maximum(of_firms % 3, 1)], 0)


def _moved_out(seed: int, index: Ints, months: int) -> Ints:
    """How many of the newest months have no bill because nobody lives there any more."""
    gone = Chance(seed, "moved").happens(index, 250)
    return np.where(gone, Chance(seed, "moved when").between(index, 1, max(1, months - 1)), 0)


def _kwh(seed: int, index: Ints, kind: Ints) -> Ints:
    dice = Chance(seed, "kwh")
    by_kind = [dice.between(index, low, high) for low, high in _KWH]
    return np.choose(kind, by_kind)


def _open_bills(seed: int, index: Ints, payer: Ints) -> Ints:
    """How many of the newest bills someone who stopped paying has left open."""
    stopped = Chance(seed, "stopped")
    few = np.where(stopped.happens(index, 6_000), stopped.between(index, 1, 6), 0)
    return np.select([payer == Payer.DEFAULTING, payer == Payer.MALICIOUS], [few, stopped.between(index, 4, 20)], 0)


def _theft(seed: int, index: Ints, payer: Ints) -> Ints:
    dice = Chance(seed, "theft")
    thief = np.where(payer == Payer.MALICIOUS, dice.happens(index, 4_000), dice.happens(index, 10))
    return np.where(thief, Chance(seed, "theft when").between(index, 1, 48), 0)
