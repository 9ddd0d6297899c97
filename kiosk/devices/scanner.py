"""Code scanners that appear as a serial line (USB virtual COM, TTL, RS-232): ``scanner+serial:///dev/serial/by-id/…``

Options: ``baud`` (9600; a USB scanner takes any), ``flow`` (none). A scanner never speaks unless something is held
before it, so a dead one cannot be told from an idle one; a pulled plug can.
"""

import time
from typing import ClassVar

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.scanned_text import SILENCE_S, CodeReader
from kiosk.devices.serial_port import PortSettings, SerialPort, open_with, port_settings
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Role, Trouble
from kiosk.flow.events import CodeScanned

DEFAULT_BAUD = 9600
OPTIONS = {"baud", "flow"}
LOOK_S = 0.5
CHUNK = 256


def make(url: DeviceUrl) -> "Scanner":
    """The driver for ``url``. Raises ValueError for an option it does not know or a value out of range."""
    if unknown := url.options.keys() - OPTIONS:
        raise ValueError(f"unknown option {min(unknown)}; known are {', '.join(sorted(OPTIONS))}")
    return Scanner(port_settings(url, DEFAULT_BAUD))


class Scanner:
    """See the module. A code may stand for a person, so it is never logged."""

    role: Role = Role.SCANNER
    mock: ClassVar[bool] = False

    def __init__(self, settings: PortSettings) -> None:
        self._settings = settings
        self._port: SerialPort | None = None
        self._codes = CodeReader()

    def open(self) -> None:
        """Raises DeviceError: the port's trouble."""
        self._codes.forget()
        self._port = open_with(self._settings)

    def work(self, say: Say) -> None:
        """Wait a little for a code."""
        if self._port is None:
            raise DeviceError(Trouble.ABSENT, "the scanner is not open")
        chunk = self._port.read(CHUNK, SILENCE_S if self._codes.waiting else LOOK_S)
        now = time.monotonic()
        for code in self._codes.take(chunk, now) if chunk else self._codes.rest(now):
            say(CodeScanned(self.role, code))

    def close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None
