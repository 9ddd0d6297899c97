"""Two soft notes before a call, so that people look up before the number comes."""

import math
from array import array

from kiosk.hall.voice.clips import FULL_SCALE

NOTES_HZ = (659.26, 523.25)  # e'' and c'': falling, as door bells do
NOTE_S, LAST_NOTE_S = 0.38, 0.9
LOUDNESS = 0.42
OVERTONES = ((1, 1.0), (2, 0.25), (3, 0.1))
ATTACK_S, DECAY_S = 0.008, 0.28


def chime(rate_hz: int) -> "array[int]":
    """Starts and ends in silence, without a click."""
    whole = [0.0] * int(rate_hz * (NOTE_S * (len(NOTES_HZ) - 1) + LAST_NOTE_S))
    for index, pitch in enumerate(NOTES_HZ):
        start = int(index * NOTE_S * rate_hz)
        for at in range(start, len(whole)):
            whole[at] += _note(pitch, (at - start) / rate_hz)
    top = max(abs(value) for value in whole)
    fade = int(0.05 * rate_hz)
    ends = len(whole)
    return array(
        "h",
        (int(value / top * LOUDNESS * FULL_SCALE * min(1.0, (ends - at) / fade)) for at, value in enumerate(whole)),
    )


def _note(pitch_hz: float, at_s: float) -> float:
    envelope = min(1.0, at_s / ATTACK_S) * math.exp(-at_s / DECAY_S)
    return envelope * sum(share * math.sin(2 * math.pi * pitch_hz * n * at_s) for n, share in OVERTONES)
