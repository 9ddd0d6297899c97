"""The voices of a hall, read and checked together: from a call to the sound of it."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.config import ConfigError
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import number_text
from kiosk.hall.settings import HallSettings, Services
from kiosk.hall.voice.clips import Clip, Folders, read_clip, wav_bytes
from kiosk.hall.voice.counting import HIGHEST
from kiosk.hall.voice.definition import CHIME, FILE, PAUSE, Definition, PlaceKind, read_definition
from kiosk.hall.voice.join import amplified, join, silence
from kiosk.hall.voice.phrases import SpokenCall, Wording, phrase
from kiosk.hall.voice.settings import VoiceSettings

BETWEEN_VOICES_MS = 350
BEFORE_A_REPEAT_MS = 500
MISSING_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Voice:
    """One language with the clips this hall needs of it."""

    id: str
    definition: Definition
    clips: Mapping[str, Clip] = field(repr=False)

    def say(self, clips: Iterable[str]) -> "array[int]":
        """The clips one after the other, with the voice's own gaps and gain."""
        rate, gap = self.definition.sample_rate_hz, silence(self.definition.gap_ms, self.definition.sample_rate_hz)
        pause = silence(self.definition.pause_ms, rate)
        pieces: list[array[int]] = []
        for clip in clips:
            pieces += [pause] if clip == PAUSE else [self.clips[clip].samples, gap]
        return amplified(join(pieces), 10 ** (self.definition.gain_db / 20))


@dataclass(frozen=True, slots=True)
class Speech:
    """All voices of the hall, in the order in which they speak. All have one sample rate."""

    voices: tuple[Voice, ...]
    wording: Wording
    chime: Clip | None

    @property
    def rate_hz(self) -> int:
        return self.voices[0].definition.sample_rate_hz

    def lacks(self, call: SpokenCall) -> frozenset[str]:
        """Clips of this call that this hall's tickets and windows never need, and so were not read."""
        return frozenset(
            clip
            for voice in self.voices
            for clip in phrase(voice.definition, self.wording, call)
            if clip != PAUSE and clip not in voice.clips
        )

    def announcement(self, call: SpokenCall, volume: int, *, again: bool = False) -> bytes:
        """One round of a call as a WAV file: the chime (a short silence when said again), then every language.

        ``volume`` is a percentage of the clips' own loudness.
        """
        between = silence(BETWEEN_VOICES_MS, self.rate_hz)
        pieces = [silence(BEFORE_A_REPEAT_MS, self.rate_hz)] if again or not self.chime else [self.chime.samples]
        for voice in self.voices:
            pieces += [voice.say(phrase(voice.definition, self.wording, call)), between]
        return wav_bytes(amplified(join(pieces), volume / 100), self.rate_hz)


def read_speech(config: Path, settings: HallSettings, services: Services) -> Speech:
    """Everything this hall may have to say is there. Raises ConfigError naming the file that is not, and why."""
    said, wording = settings.voice, wording_of(settings.voice)
    calls = tuple(possible_calls(settings, services))
    voices = tuple(_voice(config, said, voice, wording, calls) for voice in said.voices)
    speech = Speech(voices, wording, _chime(config, said) if said.chime else None)
    for voice in voices:
        if (rate := voice.definition.sample_rate_hz) != speech.rate_hz:
            raise ConfigError(
                f"{folders(config, said, voice.id).recorded / FILE}: sample_rate_hz: found {rate}; allowed is "
                f"{speech.rate_hz}, as in {voices[0].id!r}: the voices of one hall are joined to one sound"
            )
    return speech


def folders(config: Path, settings: VoiceSettings, voice: str) -> Folders:
    return Folders(recorded=config / "voices" / voice, generated=settings.generated / voice)


def wording_of(settings: VoiceSettings) -> Wording:
    return Wording(settings.ticket_numbers, settings.window_numbers)


def place_kind(settings: HallSettings, window: str) -> PlaceKind:
    """What people go to when they are called to ``window``."""
    lane = settings.own_place(window)
    return lane.kind if lane else DirectionKind.LANE


def possible_calls(settings: HallSettings, services: Services) -> Iterator[SpokenCall]:
    """Calls that between them need every clip this hall can ever need."""
    series = {service.series for service in services.services} | {settings.general.series, settings.reserve.series}
    first, *_ = settings.windows
    for letter in sorted(series):
        yield SpokenCall(number_text(letter, 1), first, place_kind(settings, first))
    for window in settings.windows:
        yield SpokenCall(number_text(min(series), 1), window, place_kind(settings, window))
    for count in range(1, HIGHEST + 2):
        yield SpokenCall(number_text(min(series), count), first, place_kind(settings, first))


def needed(definition: Definition, wording: Wording, calls: Iterable[SpokenCall]) -> dict[str, SpokenCall]:
    """Every clip for these calls, with the first call that needs it."""
    first: dict[str, SpokenCall] = {}
    for call in calls:
        for clip in phrase(definition, wording, call):
            first.setdefault(clip, call)
    first.pop(PAUSE, None)
    return first


def _voice(
    config: Path, settings: VoiceSettings, voice: str, wording: Wording, calls: tuple[SpokenCall, ...]
) -> Voice:
    places = folders(config, settings, voice)
    definition = read_definition(places.recorded)
    wanted = needed(definition, wording, calls)
    found = {clip: places.find(clip) for clip in wanted}
    if missing := [clip for clip, path in found.items() if path is None]:
        raise ConfigError(_missing(places, missing, wanted))
    clips = {clip: _clip(path, definition) for clip, path in found.items() if path}
    return Voice(voice, definition, clips)


def _missing(places: Folders, missing: list[str], wanted: Mapping[str, SpokenCall]) -> str:
    named = "; ".join(
        f"{places.recorded / clip}.wav (to say {wanted[clip].number} to {wanted[clip].window})"
        for clip in missing[:MISSING_SHOWN]
    )
    more = f" and {len(missing) - MISSING_SHOWN} more" if len(missing) > MISSING_SHOWN else ""
    return f"missing clips: {named}{more}; run `kiosk voice make`, or record them"


def _clip(path: Path, definition: Definition) -> Clip:
    clip = read_clip(path)
    if clip.rate_hz != definition.sample_rate_hz:
        raise ConfigError(
            f"{path}: found {clip.rate_hz} Hz; "
            f"allowed is {definition.sample_rate_hz}, the sample_rate_hz of its voice.toml"
        )
    return clip


def _chime(config: Path, settings: VoiceSettings) -> Clip:
    first = settings.voices[0]
    places = folders(config, settings, first)
    path = places.find(CHIME)
    if path is None:
        raise ConfigError(f"missing clips: {places.recorded / CHIME}.wav; run `kiosk voice make`, or record it")
    return _clip(path, read_definition(places.recorded))
