"""A USB bus for pyusb with one ESC/POS printer on it: the printer is the same simulator as on the other wires."""

import errno
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import usb.core
from usb.backend import IBackend

from simulators.printer_machine import PrinterMachine

VENDOR, PRODUCT = 0x0416, 0x5011
OUT, IN = 0x03, 0x81
PACKET = 64
BULK, PRINTER_CLASS = 2, 7


class FakeUsbBus(IBackend):  # type: ignore[misc]  # pyusb ships without types
    """Descriptors of a common 80 mm printer: the status endpoint first, and not at the numbers one would guess."""

    def __init__(self) -> None:
        self.machine = PrinterMachine(576, self._answer)
        self.kernel_has_it = True
        self.claimed: list[int] = []
        self._plugged = True
        self._configuration = 1
        self._answers = bytearray()
        self._arrived = threading.Condition()

    def plug(self) -> None:
        self._plugged = True

    def unplug(self) -> None:
        self._plugged = False

    def close(self) -> None:
        self.machine.close()

    def _answer(self, data: bytes) -> None:
        with self._arrived:
            self._answers += data
            self._arrived.notify_all()

    def _check(self) -> None:
        if not self._plugged:
            raise usb.core.USBError("No such device", errno=errno.ENODEV)

    # --- what pyusb asks of a bus ---

    def enumerate_devices(self) -> Iterator[object]:
        return iter([self] if self._plugged else [])

    def get_device_descriptor(self, device: object) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT, bcdDevice=0x100, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=5, bus=1, port_number=2, port_numbers=(2,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, device: object, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, device: object, interface: int, alternate: int, config: int) -> Any:
        if interface or alternate:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=PRINTER_CLASS, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0,
            extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, device: object, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(IN, OUT)[ep], bmAttributes=BULK,
            wMaxPacketSize=PACKET, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, device: object) -> object:
        self._check()
        return self

    def close_device(self, handle: object) -> None:
        self.claimed.clear()

    def get_configuration(self, handle: object) -> int:
        self._check()
        return self._configuration

    def is_kernel_driver_active(self, handle: object, interface: int) -> bool:
        return self.kernel_has_it

    def detach_kernel_driver(self, handle: object, interface: int) -> None:
        self.kernel_has_it = False

    def claim_interface(self, handle: object, interface: int) -> None:
        if self.kernel_has_it:
            raise usb.core.USBError("Resource busy", errno=errno.EBUSY)
        self.claimed.append(interface)

    def release_interface(self, handle: object, interface: int) -> None:
        self.claimed.remove(interface)

    def bulk_write(self, handle: object, endpoint: int, interface: int, data: Any, timeout: int) -> int:
        self._check()
        assert endpoint == OUT
        assert timeout == 5000
        taken = bytes(data)[:4096]  # less than all, as a small printer takes it
        self.machine.take_in(taken)
        return len(taken)

    def bulk_read(self, handle: object, endpoint: int, interface: int, buffer: Any, timeout: int) -> int:
        self._check()
        assert endpoint == IN
        assert len(buffer) >= PACKET, "less than a packet is an overflow"
        with self._arrived:
            if not self._arrived.wait_for(lambda: self._answers, timeout / 1000):
                raise usb.core.USBTimeoutError("Operation timed out", errno=errno.ETIMEDOUT)
            taken = bytes(self._answers[: len(buffer)])
            del self._answers[: len(buffer)]
        for index, byte in enumerate(taken):
            buffer[index] = byte
        return len(taken)
