"""The announcer: hears every call the displays get, and speaks them one after the other."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import anyio.to_thread

from kiosk.hall.voice.clips import wav_bytes
from kiosk.hall.voice.definition import PlaceKind
from kiosk.hall.voice.join import silence
from kiosk.hall.voice.line import SpeechLine, calls_of
from kiosk.hall.voice.phrases import SpokenCall
from kiosk.hall.voice.settings import VoiceSettings
from kiosk.hall.voice.sound import Sound, SoundAway
from kiosk.hall.voice.speech import Speech
from kiosk.hall.voice.spoken import Spoken
from kiosk.hall.voice.turn import Turn
from kiosk.wire import Call, Snapshot

log = logging.getLogger(__name__)

ASK_FOR_TURN_S = 5.0
LOOK_AGAIN_S = 30.0
"""A sound card that is away is tried again at least this often, and at every call."""

PROBE_MS = 60


@dataclass(frozen=True, slots=True)
class VoiceState:
    """``state``: ``ready`` speaks; ``away`` has no sound, ``why`` says it; ``elsewhere``: another speaks."""

    state: Literal["starting", "ready", "away", "elsewhere"]
    why: str = ""


class Announcer:
    """``clock`` gives times in the hall's zone; ``kind_of`` says what people go to when called to a window."""

    def __init__(
        self,
        settings: VoiceSettings,
        speech: Speech,
        sound: Sound,
        clock: Callable[[], datetime],
        kind_of: Callable[[str], PlaceKind],
    ) -> None:
        self._settings = settings
        self._speech = speech
        self._sound = sound
        self._clock = clock
        self._kind_of = kind_of
        self._turn = Turn(settings.memory.with_suffix(".lock"))
        self._spoken = Spoken(settings.memory)
        self._line = SpeechLine(self._spoken, timedelta(seconds=settings.drop_after_s))
        self._heard = asyncio.Event()
        self._state = VoiceState("starting")

    @property
    def state(self) -> VoiceState:
        return self._state

    async def run(self, snapshots: AsyncIterator[Snapshot]) -> None:
        """Speak for as long as the hall runs. Trouble with the sound is a state, never an exception."""
        try:
            await self._wait_for_turn()
            self._spoken.read()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(snapshots))
                tasks.create_task(self._speak())
        except Exception:
            self._state = VoiceState("away", "an unexpected fault; the log of the hall says more")
            raise
        finally:
            self._turn.give_back()

    async def _wait_for_turn(self) -> None:
        while not self._turn.take():
            self._state = VoiceState("elsewhere", "another process of this computer speaks")
            await asyncio.sleep(ASK_FOR_TURN_S)

    async def _listen(self, snapshots: AsyncIterator[Snapshot]) -> None:
        async for snapshot in snapshots:
            self.hear(snapshot)

    async def _speak(self) -> None:
        await self.probe()
        while True:
            self._heard.clear()
            while await self.speak_next():
                pass
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):  # wait_for of Python 3.11 may lose a cancellation
                    await self._heard.wait()
                continue
            if self._state.state == "away":
                await self.probe()

    def hear(self, snapshot: Snapshot) -> None:
        """Take in what a snapshot tells; may be the same again and again."""
        self._line.hear(calls_of(snapshot), self._clock())
        self._heard.set()

    async def probe(self) -> None:
        """Whether the sound card is there, found out without a sound."""
        await self._play(wav_bytes(silence(PROBE_MS, self._speech.rate_hz), self._speech.rate_hz))

    async def speak_next(self) -> bool:
        """Say the call whose turn it is, as often as configured; False when there is none to be said."""
        now = self._clock()
        if self._settings.is_quiet(now.time()):
            self._line.clear(now)
            return False
        call = self._line.next(now)
        if call is None:
            return False
        for times_said in range(self._settings.repeat):
            if times_said and self._others_wait():
                break
            if not await self._play(await self._round(call, again=times_said > 0)):
                break
        return True

    def _others_wait(self) -> bool:
        return self._settings.once_while_others_wait and self._line.someone_waits(self._clock())

    async def _round(self, call: Call, *, again: bool) -> bytes:
        said = SpokenCall(call.number, call.window, self._kind_of(call.window))
        volume = self._settings.volume_at(self._clock().time())
        return await anyio.to_thread.run_sync(lambda: self._speech.announcement(said, volume, again=again))

    async def _play(self, wav: bytes) -> bool:
        try:
            await self._sound.play(wav)
        except SoundAway as away:
            if self._state != (lost := VoiceState("away", str(away))):
                log.warning("calls are not spoken: %s", away)
            self._state = lost
            return False
        if self._state.state == "away":
            log.warning("calls are spoken again")
        self._state = VoiceState("ready")
        return True
