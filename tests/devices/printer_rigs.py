"""One printer on every wire, behind the same hands: what the contract and the printer's own tests hold on to."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from kiosk.devices.base import Driver
from kiosk.devices.mock import printer as mock_printer
from kiosk.devices.print_jobs import PrintJob
from kiosk.devices.printer import PrinterDriver, make
from kiosk.devices.printer_profile import PrinterProfile
from kiosk.devices.printer_usb import UsbLine
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import PrinterStatus
from simulators.printer import PrinterSimulator, Wire
from simulators.printer_machine import PrinterMachine
from tests.devices.fake_usb import PRODUCT, VENDOR, FakeUsbBus

CONFIRM_S = 0.5  # a test's printer answers at once or never
POLL_S = 0.3


class PrintingDriver(Driver, Protocol):
    def submit(self, job: PrintJob) -> None: ...


@dataclass(frozen=True, slots=True)
class PrinterRig:
    """``show`` brings the printer into a status; ``slips`` counts what came out, waiting for at least so many."""

    driver: PrintingDriver
    show: Callable[[PrinterStatus], None]
    unplug: Callable[[], None]
    plug: Callable[[], None]
    slips: Callable[[int], int]


Rig = Callable[[], AbstractContextManager[PrinterRig]]


def show_on(machine: PrinterMachine, status: PrinterStatus) -> None:
    """Move the parts of ``machine`` until it must say ``status``."""
    machine.load_paper()
    machine.cover(False)
    machine.cutter_error(False)
    machine.mute(False)
    moves: dict[PrinterStatus, Callable[[], None]] = {
        PrinterStatus.LOW_PAPER: machine.low_paper,
        PrinterStatus.NO_PAPER: machine.paper_out,
        PrinterStatus.COVER_OPEN: machine.cover,
        PrinterStatus.CUTTER_ERROR: machine.cutter_error,
        PrinterStatus.UNKNOWN: machine.mute,
    }
    if move := moves.get(status):
        move()


def driver_for(url: str) -> PrinterDriver:
    """The driver of ``url``, with less patience for a silent printer than the kiosk's."""
    return make(DeviceUrl.parse(url), CONFIRM_S, POLL_S)


def _rig(
    driver: PrintingDriver, machine: PrinterMachine, plug: Callable[[], None], unplug: Callable[[], None]
) -> PrinterRig:
    return PrinterRig(
        driver,
        partial(show_on, machine),
        unplug,
        plug,
        lambda count: len(machine.wait_for_slips(count)),
    )


@contextmanager
def _on_wire(wire: Wire, scheme: str) -> Iterator[PrinterRig]:
    with PrinterSimulator(wire) as printer:
        url = f"escpos+file://{printer.port}" if scheme == "file" else printer.url
        yield _rig(driver_for(url), printer, printer.plug, printer.unplug)


over_tcp: Rig = partial(_on_wire, "tcp", "tcp")
over_serial: Rig = partial(_on_wire, "serial", "serial")
over_file: Rig = partial(_on_wire, "serial", "file")


@contextmanager
def over_usb() -> Iterator[PrinterRig]:
    bus = FakeUsbBus()
    driver = PrinterDriver(partial(UsbLine, VENDOR, PRODUCT, bus), PrinterProfile(), CONFIRM_S, POLL_S)
    try:
        yield _rig(driver, bus.machine, bus.plug, bus.unplug)
    finally:
        bus.close()


@contextmanager
def in_memory() -> Iterator[PrinterRig]:
    driver = mock_printer.make(DeviceUrl.parse("mock://"))
    yield PrinterRig(driver, driver.set_status, driver.unplug, driver.plug, lambda _: len(driver.papers))
