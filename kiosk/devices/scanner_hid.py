"""Code scanners that type like a keyboard, as most are sold: ``scanner+hid://vid:pid``, as lsusb shows them.

The scanner's events are taken for ourselves alone, so that nothing else on this computer sees its keys. The user
must be in the group ``input``. A scanner set to virtual COM (``scanner+serial://``) is better: it does not type.
"""

import errno
import fcntl
import os
import select
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.scanned_text import NewCodes
from kiosk.devices.typed_codes import TypedCodes
from kiosk.devices.url import DeviceUrl, usb_ids
from kiosk.domain.device import Role, Trouble
from kiosk.flow.events import CodeScanned

EVENT = struct.Struct("llHHi")  # seconds, microseconds, type, code, value
KEY_EVENT = 1
TAKE_ALONE = 0x40044590  # EVIOCGRAB
LOOK_S = 0.5
KEY_ENTER = 28


def make(url: DeviceUrl) -> "HidScanner":
    """The driver for ``url``. Raises ValueError for an option, or an address that is none."""
    if url.options:
        raise ValueError(f"unknown option {min(url.options)}; a keyboard scanner has none")
    return HidScanner(*usb_ids(url))


def find(vendor: int, product: int, inputs: Path = Path("/sys/class/input")) -> str | None:
    """The name of its event device (``event5``): of several with these ids the one that can type Enter."""
    for node in sorted(inputs.glob("event*")):
        with suppress(OSError, ValueError):
            ids = [int((node / "device/id" / name).read_text(), 16) for name in ("vendor", "product")]
            keys = (node / "device/capabilities/key").read_text().split()
            if ids == [vendor, product] and int(keys[-1], 16) >> KEY_ENTER & 1:
                return node.name
    return None


def take_alone(descriptor: int) -> None:
    fcntl.ioctl(descriptor, TAKE_ALONE, 1)


class HidScanner:
    """See the module. ``inputs``, ``devices`` and ``alone`` are the kernel's unless a test hands in its own."""

    role: Role = Role.SCANNER
    mock: ClassVar[bool] = False

    def __init__(
        self,
        vendor: int,
        product: int,
        inputs: Path = Path("/sys/class/input"),
        devices: Path = Path("/dev/input"),
        alone: Callable[[int], None] = take_alone,
    ) -> None:
        self._ids = vendor, product
        self._inputs, self._devices, self._alone = inputs, devices, alone
        self._descriptor: int | None = None
        self._typed = TypedCodes()
        self._new = NewCodes()

    def open(self) -> None:
        """Raises DeviceError: ABSENT, or REFUSED where this user may not, or another program has it."""
        self._typed = TypedCodes()
        name = find(*self._ids, self._inputs)
        if name is None:
            vendor, product = self._ids
            raise DeviceError(Trouble.ABSENT, f"no keyboard scanner {vendor:04x}:{product:04x}")
        try:
            self._descriptor = os.open(self._devices / name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            self._alone(self._descriptor)
        except OSError as error:
            self.close()
            refused = error.errno in {errno.EACCES, errno.EPERM, errno.EBUSY}
            raise DeviceError(Trouble.REFUSED if refused else Trouble.ABSENT, f"{name}: {error.strerror}") from None

    def work(self, say: Say) -> None:
        """Wait a little for a code."""
        if self._descriptor is None:
            raise DeviceError(Trouble.ABSENT, "the scanner is not open")
        ready, _, _ = select.select([self._descriptor], [], [], LOOK_S)
        if not ready:
            return
        for seconds, micros, kind, code, value in EVENT.iter_unpack(self._read(self._descriptor)):
            if kind != KEY_EVENT:
                continue
            typed = self._typed.take(code, value, seconds + micros / 1e6)
            if typed and self._new.is_new(typed, time.monotonic()):
                say(CodeScanned(self.role, typed))

    def close(self) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def _read(self, descriptor: int) -> bytes:
        """Whole events. Raises DeviceError when the scanner went away."""
        try:
            data = os.read(descriptor, EVENT.size * 64)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise DeviceError(Trouble.GONE, str(error.strerror)) from None
        if not data:
            raise DeviceError(Trouble.GONE, "the scanner's events ended")
        return data[: len(data) - len(data) % EVENT.size]
