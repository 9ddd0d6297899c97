"""A USB printer, spoken to directly: its printer-class interface and the two bulk endpoints found there.

The device is never reset, which would cost seconds and lose its address; the kernel's own usblp is moved aside, so
no other program has the printer meanwhile. Needs libusb and a udev rule that gives us the device.
"""

import errno
import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import usb.core
import usb.util
from usb.backend import IBackend

from kiosk.devices.base import DeviceError
from kiosk.domain.device import Trouble

TIMEOUT_MS = 5000  # large transfers to small printers take seconds
PRINTER_CLASS = 7  # USB Device Class Definition for Printing Devices 1.1


class UsbLine:
    """Bulk transfers to and from one printer."""

    lag_s = 0.0

    def __init__(self, vendor: int, product: int, backend: IBackend | None = None) -> None:
        self._name = f"usb {vendor:04x}:{product:04x}"
        self._arrived = b""
        with self._alive(Trouble.ABSENT):
            found = usb.core.find(idVendor=vendor, idProduct=product, backend=backend)
            if found is None:
                raise DeviceError(Trouble.ABSENT, f"{self._name}: not plugged in, or switched off")
            self._device = found
            self._claim()

    def _claim(self) -> None:
        try:
            config = self._device.get_active_configuration()
        except usb.core.USBError:  # a device nobody has used yet
            self._device.set_configuration()
            config = self._device.get_active_configuration()
        interface = usb.util.find_descriptor(config, bInterfaceClass=PRINTER_CLASS) or config[(0, 0)]
        with suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(interface.bInterfaceNumber):
                self._device.detach_kernel_driver(interface.bInterfaceNumber)
        usb.util.claim_interface(self._device, interface)
        self._out = _bulk(interface, usb.util.ENDPOINT_OUT)
        self._in = _bulk(interface, usb.util.ENDPOINT_IN)
        self.two_way = self._in is not None
        if self._out is None:
            raise DeviceError(Trouble.FAULTY, f"{self._name}: has no bulk endpoint to write to")

    def write(self, data: bytes) -> None:
        with self._alive(Trouble.GONE):
            rest = data
            while rest:
                rest = rest[self._out.write(rest, TIMEOUT_MS) :]

    def read(self, most: int, wait_s: float) -> bytes:
        """Whole packets are fetched, for asking less than a packet is an overflow; the rest is kept."""
        if not self._arrived:
            with self._alive(Trouble.GONE), suppress(usb.core.USBTimeoutError):
                milliseconds = max(1, math.ceil(wait_s * 1000))  # nought would wait for ever
                self._arrived = bytes(self._in.read(self._in.wMaxPacketSize, milliseconds))
        chunk, self._arrived = self._arrived[:most], self._arrived[most:]
        return chunk

    def close(self) -> None:
        with suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)

    @contextmanager
    def _alive(self, otherwise: Trouble) -> Iterator[None]:
        try:
            yield
        except usb.core.NoBackendError:
            raise DeviceError(Trouble.ABSENT, f"{self._name}: libusb is not installed") from None
        except usb.core.USBTimeoutError:
            raise DeviceError(Trouble.SILENT, f"{self._name}: takes no more bytes") from None
        except usb.core.USBError as error:
            refused = error.errno in {errno.EACCES, errno.EBUSY}
            raise DeviceError(Trouble.REFUSED if refused else otherwise, f"{self._name}: {error}") from None


def _bulk(interface: Any, direction: int) -> Any:
    """The interface's first bulk endpoint of that direction, or None."""

    def fits(endpoint: Any) -> bool:
        bulk = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        return bool(bulk and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction)

    return usb.util.find_descriptor(interface, custom_match=fits)
