"""How many of a city's customers pay in which way: shares, and two places whose counts are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import gcd

import numpy as np

from server_stub.city.chance import Ints

_STEP = 7_368_787


class Payer(IntEnum):
    """Five ways to pay, best first."""

    GOOD = 0  # in time; hardly ever a few days late, never dunned
    OCCASIONAL = 1  # dunned once in three to six months
    CHRONIC = 2  # dunned every month, pays after that
    DEFAULTING = 3  # weeks late, or stopped paying
    MALICIOUS = 4  # months late, some of them thieves


def largest_remainder(total: int, shares: Sequence[int]) -> tuple[int, ...]:
    """Whole parts of ``total`` in proportion to ``shares``; what is left goes to the largest remainders.

    >>> largest_remainder(840, (70, 20, 9, 1))
    (588, 168, 76, 8)
    >>> largest_remainder(47_783, (80, 15, 5))
    (38226, 7168, 2389)
    """
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda at: -(total * shares[at] % whole))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Makeup:
    """Customers for each Payer, in that order."""

    counts: tuple[int, ...]

    @property
    def customers(self) -> int:
        return sum(self.counts)

    def payers(self, index: Ints) -> Ints:
        """The Payer of each customer, shuffled over the city, and exactly as many of each as counted."""
        size = self.customers
        step = next(step for step in range(_STEP, _STEP + size + 2) if gcd(step, size) == 1)
        rank = index * step % size
        return np.searchsorted(np.cumsum(np.array(self.counts)), rank, side="right").astype(np.int64)


def city(customers: int) -> Makeup:
    """80 in 100 good, 15 to be reminded, 5 at risk, as a supply station counted them."""
    return _three_way(largest_remainder(customers, (80, 15, 5)))


def _three_way(counts: Sequence[int]) -> Makeup:
    good, reminded, risky = counts
    return Makeup((good, *largest_remainder(reminded, (70, 30)), *largest_remainder(risky, (90, 10))))


PRESETS = {
    "area": Makeup((1_260, *largest_remainder(840, (70, 20, 9, 1)))),  # a distribution area of 2,100
    "station": city(47_783),  # a supply station: 38,226 / 7,168 / 2,389
}
