"""The four ways bytes reach a printer, all with one shape. Which one, says the URL.

``escpos+tcp://host:9100``, ``escpos+serial:///dev/serial/by-id/…``, ``escpos+usb://vid:pid`` and
``escpos+file:///dev/usb/lp0``. Each is opened once and kept: opening a printer may reset it.
"""

import errno
import os
import select
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Protocol

from kiosk.devices.base import DeviceError
from kiosk.devices.serial_port import PortSettings, open_with, port_settings
from kiosk.devices.spy import Spy
from kiosk.devices.url import DeviceUrl, usb_ids
from kiosk.domain.device import Trouble

DEFAULT_TCP_PORT = 9100
DEFAULT_BAUD = 9600
CONNECT_S = 1.5
STALL_S = 5.0  # a printer that takes no byte for so long is stuck
DEAD_PEER_MS = 5000  # bytes unacknowledged for so long mean the other end has lost its power
IDLE_READ_S = 0.01
KERNEL_TTY_BYTES = 4096  # what the kernel takes from us before it is on the serial wire
BITS_A_BYTE = 10


class Line(Protocol):
    """Bytes to and from a printer. All but ``close`` raise DeviceError.

    ``lag_s``: how long bytes already written may still be on their way; ``two_way``: whether answers can come.
    """

    lag_s: float
    two_way: bool

    def write(self, data: bytes) -> None: ...
    def read(self, most: int, wait_s: float) -> bytes: ...
    def close(self) -> None: ...


OpenLine = Callable[[], Line]


class TcpLine:
    """A network printer's raw port. Connecting proves that somebody listens, not that it is a printer."""

    lag_s = 0.0
    two_way = True

    def __init__(self, host: str, port: int) -> None:
        self._name = f"{host}:{port}"
        try:
            self._socket = socket.create_connection((host, port), CONNECT_S)
        except ConnectionRefusedError as error:
            raise DeviceError(Trouble.REFUSED, f"{self._name}: {error}") from None
        except OSError as error:
            raise DeviceError(Trouble.ABSENT, f"{self._name}: {error}") from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_PEER_MS)

    def write(self, data: bytes) -> None:
        with self._alive():
            self._socket.settimeout(STALL_S)
            self._socket.sendall(data)

    def read(self, most: int, wait_s: float) -> bytes:
        with self._alive():
            self._socket.settimeout(max(0.0, wait_s))
            try:
                chunk = self._socket.recv(most)
            except (TimeoutError, BlockingIOError):
                return b""
        if not chunk:
            raise DeviceError(Trouble.GONE, f"{self._name}: the printer closed the connection")
        return chunk

    def close(self) -> None:
        self._socket.close()

    @contextmanager
    def _alive(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            stuck = error.errno is None  # ours; a dead peer's carries ETIMEDOUT
            raise DeviceError(Trouble.SILENT if stuck else Trouble.GONE, f"{self._name}: {error}") from None
        except OSError as error:
            raise DeviceError(Trouble.GONE, f"{self._name}: {error}") from None


class SerialLine:
    """A serial printer. It needs no flow control from 9600 baud up: paper runs faster than the wire."""

    two_way = True

    def __init__(self, settings: PortSettings) -> None:
        self._port = open_with(settings)
        self.lag_s = KERNEL_TTY_BYTES * BITS_A_BYTE / settings.baud
        self.write = self._port.write
        self.read = self._port.read
        self.close = self._port.close


class FileLine:
    """A device node such as /dev/usb/lp0, opened by us for reading and writing.

    A pipe or a plain file is written only: it has nobody who answers. The path must exist, so that a missing device
    never turns into a file of that name.
    """

    lag_s = 0.0

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            mode = Path(path).stat().st_mode
            self.two_way = not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode))
            way = os.O_RDWR if self.two_way else os.O_WRONLY | os.O_APPEND
            file = os.open(path, way | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            refused = error.errno in {errno.EACCES, errno.EPERM, errno.EBUSY}
            trouble = Trouble.REFUSED if refused else Trouble.ABSENT
            raise DeviceError(trouble, f"{path}: {error.strerror}") from None
        self._file = FileIO(file, "r+" if self.two_way else "w")

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            with self._alive():
                _, ready, _ = select.select([], [self._file], [], STALL_S)
                if not ready:
                    raise DeviceError(Trouble.SILENT, f"{self._path}: takes no more bytes")
                rest = rest[self._file.write(rest) or 0 :]

    def read(self, most: int, wait_s: float) -> bytes:
        with self._alive():
            ready, _, _ = select.select([self._file], [], [], max(0.0, wait_s))
            chunk = (self._file.read(most) or b"") if ready else b""
        if ready and not chunk:  # an empty USB packet, or a line hung up, which the next write will tell
            time.sleep(min(wait_s, IDLE_READ_S))
        return chunk

    def close(self) -> None:
        with suppress(OSError):
            self._file.close()

    @contextmanager
    def _alive(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise DeviceError(Trouble.GONE, f"{self._path}: {error}") from None


class SpiedLine:
    """Any line, with its traffic in the log."""

    def __init__(self, line: Line, name: str) -> None:
        self._line, self._spy = line, Spy(name)
        self.lag_s, self.two_way, self.close = line.lag_s, line.two_way, line.close

    def write(self, data: bytes) -> None:
        self._line.write(data)
        self._spy.sent(data)

    def read(self, most: int, wait_s: float) -> bytes:
        chunk = self._line.read(most, wait_s)
        if chunk:
            self._spy.received(chunk)
        return chunk


def line_opener(url: DeviceUrl) -> OpenLine:
    """What opens the line of ``url``. Raises ValueError at once for an address that cannot be one."""
    if url.scheme == "escpos+serial":
        return partial(SerialLine, port_settings(url, DEFAULT_BAUD))
    opener, name = _opener(url)
    return (lambda: SpiedLine(opener(), name)) if url.spy else opener


def _opener(url: DeviceUrl) -> tuple[OpenLine, str]:
    if url.scheme == "escpos+tcp":
        if not url.host:
            raise ValueError("a network printer is written escpos+tcp://host:9100")
        return partial(TcpLine, url.host, url.port or DEFAULT_TCP_PORT), url.host
    if url.scheme == "escpos+usb":
        from kiosk.devices.printer_usb import UsbLine  # only a USB printer needs libusb

        usb_line: OpenLine = partial(UsbLine, *usb_ids(url))
        return usb_line, f"usb {url.host}"
    if not url.path or url.host:
        raise ValueError("a printer file is written with three slashes: escpos+file:///dev/usb/lp0")
    return partial(FileLine, url.path), url.path
