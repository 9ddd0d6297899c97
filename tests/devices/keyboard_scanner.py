"""A keyboard scanner made of files: what the kernel tells of it, and a pipe that carries its key events."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from kiosk.devices.scanner_hid import EVENT, KEY_EVENT
from kiosk.devices.typed_codes import KEYS

SHIFT, ENTER = 42, 28
VENDOR, PRODUCT = 0x0C2E, 0x0901
TYPES = {sign: (code, bool(at)) for code, pair in KEYS.items() for at, sign in reversed(tuple(enumerate(pair)))}


def events_for(text: str, first_at: float = 1000.0) -> bytes:
    """``text`` and Enter as a scanner types them, 2 ms from key to key, with the marks between that Linux adds."""
    data, at = b"", first_at
    for code, shifted in [*(TYPES[sign] for sign in text), (ENTER, False)]:
        strokes = [(SHIFT, 1)] * shifted + [(code, 1), (code, 0)] + [(SHIFT, 0)] * shifted
        for key, value in strokes:
            seconds, micros = int(at), round(at % 1 * 1e6)
            data += EVENT.pack(seconds, micros, KEY_EVENT, key, value) + EVENT.pack(seconds, micros, 0, 0, 0)
        at += 0.002
    return data


class KeyboardScanner:
    """``inputs`` stands for /sys/class/input, ``devices`` for /dev/input. Starts plugged."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="keyboard-scanner-")
        self.inputs, self.devices = Path(self._folder.name, "sys"), Path(self._folder.name, "dev")
        self.devices.mkdir()
        self._describe("event3", keys="0")  # the consumer keys many scanners have as well
        self._pipe: int | None = None
        self._typed_at = 1000.0
        self.plug()

    def __enter__(self) -> "KeyboardScanner":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unplug()
        self._folder.cleanup()

    def scan(self, code: str) -> None:
        self._typed_at += 10
        if self._pipe is not None:
            os.write(self._pipe, events_for(code, self._typed_at))

    def plug(self) -> None:
        self._describe("event7", keys="402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe")
        with suppress(FileExistsError):
            os.mkfifo(self.devices / "event7")
        self._pipe = os.open(self.devices / "event7", os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        if self._pipe is None:
            return
        for part in ("id/vendor", "id/product", "capabilities/key"):
            (self.inputs / "event7/device" / part).unlink()
        (self.devices / "event7").unlink()
        os.close(self._pipe)
        self._pipe = None

    def _describe(self, name: str, keys: str) -> None:
        told = {"id/vendor": f"{VENDOR:04x}", "id/product": f"{PRODUCT:04x}", "capabilities/key": keys}
        for part, text in told.items():
            path = self.inputs / name / "device" / part
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n")
