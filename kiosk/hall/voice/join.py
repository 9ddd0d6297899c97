"""Joins clips to one piece of sound: silence between them, one gain over all, never louder than full scale."""

from array import array
from collections.abc import Iterable
from itertools import repeat

from kiosk.hall.voice.clips import FULL_SCALE

HEADROOM = 0.97
"""Loudest sample after a gain, as a share of full scale: some sound cards distort on the last per cent."""


def silence(ms: int, rate_hz: int) -> "array[int]":
    return array("h", bytes(2 * (rate_hz * ms // 1000)))


def join(pieces: Iterable["array[int]"]) -> "array[int]":
    joined = array("h")
    for piece in pieces:
        joined.extend(piece)
    return joined


def peak(samples: "array[int]") -> int:
    """The largest sample, as a distance from silence."""
    return max(max(samples), -min(samples)) if samples else 0


def rms(samples: "array[int]") -> float:
    """The loudness of a whole piece: root of the mean square, in samples' own units."""
    return float((sum(sample * sample for sample in samples) / len(samples)) ** 0.5) if samples else 0.0


def amplified(samples: "array[int]", factor: float) -> "array[int]":
    """``factor`` 1 leaves all as it is. A factor that would clip is lowered: quieter is better than distorted."""
    if factor == 1.0 or not samples:
        return samples
    loudest = peak(samples)
    factor = min(factor, max(1.0, HEADROOM * FULL_SCALE / loudest)) if loudest else 1.0
    return array("h", (int(sample * wide) for sample, wide in zip(samples, repeat(factor))))
