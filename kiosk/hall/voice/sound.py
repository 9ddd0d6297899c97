"""Where the sound goes: a sound card by way of ``aplay``, or a folder of WAV files."""

import asyncio
import contextlib
import os
import re
import wave
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

APLAY = "aplay"
PATIENCE_S = 5.0
"""A sound card that takes this much longer than the sound lasts hangs."""

FILES_KEPT = 50


class SoundAway(Exception):
    """Nothing can be heard at present. The message says why, for a technician."""


class Sound(Protocol):
    async def play(self, wav: bytes) -> None:
        """Return when the whole sound has been heard. Raises SoundAway."""


class SoundCard:
    """A sound card, named as ``aplay -L`` names it. Each sound is one run of ``program``."""

    def __init__(self, card: str, program: str = APLAY, patience_s: float = PATIENCE_S) -> None:
        self._card = card
        self._program = program
        self._patience_s = patience_s

    async def play(self, wav: bytes) -> None:
        player = await self._start(wav)
        try:
            await self._finish(player, seconds_of(wav))
        finally:  # also when the hall stops in mid-sentence
            if player.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    player.kill()
                await player.wait()

    async def _start(self, wav: bytes) -> asyncio.subprocess.Process:
        command = [self._program, "--quiet", "--device", self._card, "-"]
        devices = asyncio.subprocess
        try:
            with _in_memory(wav) as sound:  # not a pipe: a player that ends at once would break it while we write
                return await asyncio.create_subprocess_exec(
                    *command, stdin=sound, stdout=devices.DEVNULL, stderr=devices.PIPE
                )
        except OSError:
            raise SoundAway(f"{self._program} cannot be run (Debian package: alsa-utils)") from None

    async def _finish(self, player: asyncio.subprocess.Process, lasts_s: float) -> None:
        try:
            async with asyncio.timeout(lasts_s + self._patience_s):
                _, complaints = await player.communicate()
        except TimeoutError:
            raise SoundAway(f"the sound card {self._card!r} hangs") from None
        if player.returncode:
            raise SoundAway(f"no sound card answers as {self._card!r}: {_reason(complaints)}")


class SoundFolder:
    """Writes what would be heard, newest fifty kept: for tests, and for a hall that plays them by other means."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    async def play(self, wav: bytes) -> None:
        self._count += 1
        name = f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}-{self._count:06}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = self._folder / f"{name}.part"
            unfinished.write_bytes(wav)
            unfinished.replace(self._folder / f"{name}.wav")
            for old in sorted(self._folder.glob("*.wav"))[:-FILES_KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise SoundAway(f"{self._folder}: {error.strerror}") from None


def make_sound(output: str) -> Sound:
    """``alsa:default`` or ``folder:var/spoken``, checked by the settings."""
    kind, _, where = output.partition(":")
    return SoundCard(where) if kind == "alsa" else SoundFolder(Path(where))


def _in_memory(content: bytes) -> BinaryIO:
    """An open file that never touches the disk."""
    file = os.fdopen(os.memfd_create("call"), "w+b")
    file.write(content)
    file.seek(0)
    return file


def seconds_of(wav: bytes) -> float:
    with wave.open(BytesIO(wav), "rb") as file:
        return file.getnframes() / file.getframerate()


def _reason(complaints: bytes) -> str:
    """aplay's last line without the place in its source: ``audio open error: No such file or directory``."""
    lines = complaints.decode(errors="replace").strip().splitlines()
    return re.sub(r"^\S+: \w+:\d+: ", "", lines[-1]) if lines else "it says nothing"
