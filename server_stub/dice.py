"""Chance that falls the same way on every machine.

Only ``Random.random()`` seeded with text is used: Python promises that sequence for all later versions, which it
does not for ``choice`` or ``gauss``. What is drawn from it is whole numbers, so no platform's rounding matters.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """One stream of chance, named by its key: the same key always gives the same throws."""

    def __init__(self, *key: object) -> None:
        self._random = Random("/".join(map(str, key)))

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, per_mille: int) -> bool:
        return self.between(1, 1000) <= per_mille

    def pick(self, items: Sequence[T]) -> T:
        return items[self.between(0, len(items) - 1)]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """One of the keys, as often as its weight says."""
        left = self.between(1, sum(weights.values()))
        for item, weight in weights.items():
            left -= weight
            if left <= 0:
                return item
        raise ValueError("weights must be positive")
