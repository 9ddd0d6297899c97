"""A serial port that either works or raises DeviceError: the connection storey of every serial driver.

8 data bits, no parity, 1 stop bit. The port is opened for us alone: a second program on the same line is the usual
cause of bytes that go missing. Prefer names under ``/dev/serial/by-id``, which survive re-plugging.
"""

import errno
import select
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import serial

from kiosk.devices.base import DeviceError
from kiosk.devices.spy import Describe, Spy, short_or_counted
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Trouble

BAUD_RATES = (2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
FLOWS = ("none", "rtscts", "xonxoff")

SETTLE_S = 0.1  # a freshly opened port may still deliver what was on the line before
STALL_S = 2.0
WRITE_CHUNK = 256  # bytes that must leave within STALL_S: 0.3 s of line time at 9600 baud

_REFUSALS = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EAGAIN}  # EAGAIN: someone else holds the lock


@dataclass(frozen=True, slots=True)
class PortSettings:
    """Where the port is and how it is set. ``flow`` is one of ``FLOWS``."""

    path: str
    baud: int
    flow: str = "none"
    spy: bool = False


def port_settings(url: DeviceUrl, default_baud: int) -> PortSettings:
    """The port that ``url`` names, with its options ``baud`` and ``flow``. Raises ValueError for a bad one.

    Drivers call it when they are made, so that a wrong option stops the start and not the first visitor.
    """
    if not url.path or url.host:
        raise ValueError("a serial port is written with three slashes: driver+serial:///dev/serial/by-id/…")
    baud_text = url.options.get("baud", str(default_baud))
    if not baud_text.isdigit() or int(baud_text) not in BAUD_RATES:
        raise ValueError(f"baud={baud_text}: use one of {', '.join(map(str, BAUD_RATES))}")
    flow = url.options.get("flow", "none")
    if flow not in FLOWS:
        raise ValueError(f"flow={flow}: use one of {', '.join(FLOWS)}")
    return PortSettings(url.path, int(baud_text), flow, url.spy)


class SerialPort:
    """An open port. Every method but ``close`` raises DeviceError (GONE, or SILENT for a stalled write)."""

    def __init__(self, port: serial.Serial, path: str, spy: Spy | None = None) -> None:
        self._port = port
        self._path = path
        self._spy = spy

    def read(self, most: int, wait_s: float) -> bytes:
        """What has arrived, at most ``most`` bytes; waits up to ``wait_s`` for the first. Empty: nothing came."""
        with self._port_alive():
            ready, _, _ = select.select([self._port.fileno()], [], [], max(0.0, wait_s))
            chunk = self._port.read(most) if ready else b""
        if chunk and self._spy:
            self._spy.received(chunk)
        return chunk

    def write(self, data: bytes) -> None:
        """Hand all of ``data`` to the line; a line that takes nothing for STALL_S is SILENT."""
        with self._port_alive():
            for start in range(0, len(data), WRITE_CHUNK):
                self._port.write(data[start : start + WRITE_CHUNK])
        if self._spy:
            self._spy.sent(data)

    def flush_input(self) -> None:
        """Forget what has arrived and was not read."""
        with self._port_alive():
            self._port.reset_input_buffer()

    def close(self) -> None:
        """Never raises; closing twice is harmless."""
        with suppress(OSError, termios.error):
            self._port.close()

    @contextmanager
    def _port_alive(self) -> Iterator[None]:
        try:
            yield
        except serial.SerialTimeoutException:
            raise DeviceError(Trouble.SILENT, f"{self._path}: takes no more bytes") from None
        except (OSError, ValueError, termios.error) as error:  # a pulled plug shows as any of these
            raise DeviceError(Trouble.GONE, f"{self._path}: {error}") from None


def open_port(url: DeviceUrl, default_baud: int) -> SerialPort:
    """Open the port of ``url``. Raises DeviceError (ABSENT, REFUSED), and ValueError as ``port_settings`` does."""
    return open_with(port_settings(url, default_baud))


def open_with(settings: PortSettings, describe: Describe = short_or_counted) -> SerialPort:
    """As ``open_port``; ``describe`` says how a spy may show what is received."""
    try:
        port = serial.Serial(
            settings.path,
            settings.baud,
            timeout=0,
            write_timeout=STALL_S,
            rtscts=settings.flow == "rtscts",
            xonxoff=settings.flow == "xonxoff",
            exclusive=True,
        )
    except (OSError, termios.error) as error:
        raise DeviceError(_why_closed(error), f"{settings.path}: {error}") from None
    spy = Spy(settings.path, describe) if settings.spy else None
    opened = SerialPort(port, settings.path, spy)
    time.sleep(SETTLE_S)
    try:
        opened.flush_input()
    except DeviceError:
        opened.close()
        raise
    return opened


def _why_closed(error: OSError | termios.error) -> Trouble:
    refused = isinstance(error, OSError) and error.errno in _REFUSALS
    return Trouble.REFUSED if refused else Trouble.ABSENT
