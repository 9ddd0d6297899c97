"""Makes the clips of a voice with espeak-ng, which runs as a program of its own. For halls that have none recorded.

Of espeak-ng 1.51 (Debian 12) only ``cmn-latn-pinyin`` speaks Chinese: ``cmn`` reads characters as English letters.
Our words are few, so each is given as pinyin with tone numbers, and nothing is left to be guessed.
"""

import shutil
import subprocess
from array import array
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.config import ConfigError
from kiosk.hall.voice.chime import chime
from kiosk.hall.voice.clips import FULL_SCALE, Folders, read_clip, wav_bytes
from kiosk.hall.voice.definition import CHIME, FILE, Definition, Generator, read_definition
from kiosk.hall.voice.join import peak, rms

ESPEAK = "espeak-ng"
ESPEAK_S = 20.0
LOUDNESS = 0.11
"""Root mean square of every clip, as a share of full scale: about -19 dB, as loud as announcements usually are."""

MOST = 0.89
"""Largest sample of a clip, as a share of full scale (-1 dB)."""

QUIET = 0.008
"""Below this share of full scale is silence, at the ends of a clip."""

MARGIN_S = 0.012


def make_clips(places: Folders, program: str = ESPEAK) -> int:
    """Write every clip of the voice to ``places.generated``; how many. Raises ConfigError."""
    definition = read_definition(places.recorded)
    if definition.generate is None:
        raise ConfigError(f"{places.recorded / FILE}: has no [generate]: this voice is recorded, not made")
    if shutil.which(program) is None:
        raise ConfigError(f"{program} is not installed (Debian package: espeak-ng)")
    places.generated.mkdir(parents=True, exist_ok=True)
    made = 0
    for name, samples in _clips(definition, definition.generate, program):
        _write_whole(places.generated / f"{name}.wav", wav_bytes(samples, definition.sample_rate_hz))
        made += 1
    return made


def is_recorded(places: Folders) -> bool:
    """Whether its text file says nothing of how to make it. Raises ConfigError."""
    return read_definition(places.recorded).generate is None


def _clips(definition: Definition, generator: Generator, program: str) -> Iterator[tuple[str, "array[int]"]]:
    rate = definition.sample_rate_hz
    with TemporaryDirectory(prefix="voice-") as folder:
        for name, text in generator.say.items():
            spoken = read_clip(_speak(generator, text, Path(folder) / "clip.wav", program))
            trimmed = trimmed_of(spoken.samples, spoken.rate_hz)
            yield name, levelled(resampled(trimmed, spoken.rate_hz, rate))
    yield CHIME, chime(rate)


def _speak(generator: Generator, text: str, path: Path, program: str) -> Path:
    speed, pitch = str(generator.words_per_minute), str(generator.pitch)
    command = [program, "-v", generator.espeak_voice, "-s", speed, "-p", pitch, "-w", str(path), "--", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=ESPEAK_S, check=False)
    if done.returncode != 0 or not path.exists():
        why = (done.stderr or done.stdout).strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise ConfigError(f"{program} could not say {text!r} as {generator.espeak_voice!r}: {why[0]}")
    return path


def trimmed_of(samples: "array[int]", rate_hz: int) -> "array[int]":
    """Without the silence at its ends, but for a short margin that keeps the first consonant whole."""
    loud = [at for at, sample in enumerate(samples) if abs(sample) > QUIET * FULL_SCALE]
    if not loud:
        return samples
    margin = int(MARGIN_S * rate_hz)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def levelled(samples: "array[int]") -> "array[int]":
    """As loud as every other clip, unless its peaks forbid it."""
    loudness, loudest = rms(samples), peak(samples)
    if not loudest:
        return samples
    factor = min(LOUDNESS * FULL_SCALE / loudness, MOST * FULL_SCALE / loudest)
    return array("h", (int(sample * factor) for sample in samples))


def resampled(samples: "array[int]", rate_hz: int, wanted_hz: int) -> "array[int]":
    """Straight lines between the samples: good enough for speech that was made by rule."""
    if rate_hz == wanted_hz:
        return samples
    step, last = rate_hz / wanted_hz, len(samples) - 1
    return array("h", (_between(samples, at * step, last) for at in range(int(len(samples) / step))))


def _between(samples: "array[int]", at: float, last: int) -> int:
    left = min(int(at), last)
    right = min(left + 1, last)
    return int(samples[left] + (samples[right] - samples[left]) * (at - left))


def _write_whole(path: Path, content: bytes) -> None:
    """A clip is there whole or not at all."""
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
