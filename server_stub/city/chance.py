"""Chance for whole columns at once: each throw is a pure function of seed, what it is for, and which row it is.

The mixing function is SplitMix64 (Steele, Lea and Flood, 2014). Rows do not depend on each other, so the town is
the same however it is cut into pieces; only wrapping whole-number arithmetic is used, so it is the same anywhere.
"""

from hashlib import sha256

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Chance:
    """One stream, named by what it is for."""

    def __init__(self, seed: int, purpose: str) -> None:
        digest = sha256(f"{seed}/{purpose}".encode()).digest()
        self._start = np.frombuffer(digest[:8], dtype="<u8")

    def below(self, rows: Ints, bound: int) -> Ints:
        """A whole number from 0 to ``bound - 1`` for each row; ``bound`` is below 2^31."""
        return ((self._mixed(rows) >> np.uint64(32)) * np.uint64(bound) >> np.uint64(32)).astype(np.int64)

    def between(self, rows: Ints, low: int, high: int) -> Ints:
        """Both ends included."""
        return low + self.below(rows, high - low + 1)

    def happens(self, rows: Ints, per_ten_thousand: int) -> Flags:
        return self.below(rows, 10_000) < per_ten_thousand

    def weighted(self, rows: Ints, weights: tuple[int, ...]) -> Ints:
        """Positions in ``weights``, each as often as its weight says."""
        bounds = np.cumsum(np.array(weights, dtype=np.int64))
        return np.searchsorted(bounds, self.below(rows, int(bounds[-1])), side="right").astype(np.int64)

    def _mixed(self, rows: Ints) -> npt.NDArray[np.uint64]:
        z = self._start + rows.astype(np.uint64) * _GOLDEN + _GOLDEN
        z = (z ^ (z >> np.uint64(30))) * _FIRST
        z = (z ^ (z >> np.uint64(27))) * _SECOND
        mixed: npt.NDArray[np.uint64] = z ^ (z >> np.uint64(31))
        return mixed
