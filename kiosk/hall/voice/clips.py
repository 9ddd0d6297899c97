"""The clips of a voice: short WAV files, one word each. A recorded clip takes the place of a generated one.

Samples are an ``array("h")`` everywhere here: mono, 16 bit signed, in this computer's byte order.
"""

import sys
import wave
from array import array
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from kiosk.config import ConfigError

FULL_SCALE = 32767


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the clips of one voice may lie. What is recorded counts before what is generated."""

    recorded: Path
    generated: Path

    def find(self, clip: str) -> Path | None:
        places = (self.recorded / f"{clip}.wav", self.generated / f"{clip}.wav")
        return next((path for path in places if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class Clip:
    path: Path
    samples: "array[int]" = field(repr=False)
    rate_hz: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate_hz


def read_clip(path: Path) -> Clip:
    """Raises ConfigError for anything but a mono 16-bit PCM file with sound in it."""
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate, length = file.getparams()[:4]
            frames = file.readframes(length)
    except (OSError, EOFError, wave.Error) as error:
        raise ConfigError(f"{path}: is not a WAV file that can be read: {error}") from None
    if (channels, width) != (1, 2):
        raise ConfigError(f"{path}: found {channels} channel(s) of {8 * width} bit; allowed is mono, 16 bit")
    samples = array("h")
    samples.frombytes(frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    if not samples:
        raise ConfigError(f"{path}: is empty; record it again")
    return Clip(path, samples, rate)


def wav_bytes(samples: "array[int]", rate_hz: int) -> bytes:
    """A whole WAV file."""
    whole = BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        if sys.byteorder == "big":
            samples = array("h", samples)
            samples.byteswap()
        file.writeframes(samples.tobytes())
    return whole.getvalue()
