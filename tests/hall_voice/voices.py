"""What the tests of the voice share: clips made once by the real espeak-ng, a sound that is only noted, a clock."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.config import read
from kiosk.domain.direction import DirectionKind
from kiosk.hall.settings import HallSettings, Services
from kiosk.hall.voice.announcer import Announcer
from kiosk.hall.voice.definition import PlaceKind
from kiosk.hall.voice.settings import VoiceSettings
from kiosk.hall.voice.sound import SoundAway
from kiosk.hall.voice.speech import Speech
from kiosk.wire import Call, Snapshot

CONFIG = Path(__file__).parents[2] / "config"
NAME = {"zh": "营业厅", "en": "Hall"}
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def hall_settings(generated: Path, **voice: object) -> HallSettings:
    """The shipped hall with other words under ``[voice]``."""
    shipped = read(CONFIG / "hall.toml", HallSettings)
    said = VoiceSettings.model_validate(
        {**shipped.voice.model_dump(), "generated": generated, **voice}, strict=False
    )
    return shipped.model_copy(update={"voice": said})


def services() -> Services:
    return read(CONFIG / "services.toml", Services)


@dataclass
class Clock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Heard:
    """A sound card by hand: each sound takes ``takes_s`` of the clock; it knows if two ever met."""

    clock: Clock
    takes_s: float = 10.0
    away: bool = False
    sounds: list[tuple[datetime, bytes]] = field(default_factory=list)
    met: bool = False
    _playing: bool = False

    async def play(self, wav: bytes) -> None:
        self.met |= self._playing
        if self.away:
            raise SoundAway("no sound card")
        self._playing = True
        await asyncio.sleep(0)  # anybody else who wants to speak can try now
        if len(wav) > SHORTEST:
            self.sounds.append((self.clock.now, wav))
            self.clock.on(self.takes_s)
        self._playing = False


SHORTEST = 20_000
"""Bytes; a probe of the sound card is shorter, every announcement is longer."""


def call(id: int, number: str = "A001", window: str = "3", at: datetime = MORNING) -> Call:
    return Call(id=id, number=number, window=window, at=at)


def snapshot(calls: Iterable[Call]) -> Snapshot:
    return Snapshot(
        version=1,
        now=MORNING,
        hall=NAME,
        open=True,
        calling=tuple(calls),
        waiting=0,
        waiting_by_place=(),
    )


@dataclass
class Room:
    """An announcer with everything a test may turn. ``restarted`` is the same hall's next process."""

    settings: VoiceSettings
    speech: Speech
    clock: Clock
    sound: Heard

    def announcer(self) -> Announcer:
        return Announcer(self.settings, self.speech, self.sound, self.clock, kind_of)

    @property
    def times_said(self) -> int:
        return len(self.sounds)

    @property
    def sounds(self) -> list[bytes]:
        return [wav for _, wav in self.sound.sounds]


def kind_of(window: str) -> PlaceKind:
    return DirectionKind.DESK if window == "5" else DirectionKind.LANE
