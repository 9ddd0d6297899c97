"""What every printer must do, whatever the wire. A new one is one more line in CASES."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from kiosk.devices.base import DeviceError, DeviceLoop
from kiosk.domain.device import PrinterStatus, PrintOutcome, Role
from kiosk.flow.events import DeviceDown, DeviceUp, PrinterSeen, SlipPrinted
from tests.devices.printer_rigs import PrinterRig, Rig, in_memory, over_file, over_serial, over_tcp, over_usb
from tests.devices.sample_slips import ENGLISH, TICKET, job
from tests.devices.witness import Witness, running

CASES = [
    pytest.param(over_tcp, id="tcp"),
    pytest.param(over_serial, id="serial"),
    pytest.param(over_file, id="file"),
    pytest.param(over_usb, id="usb"),
    pytest.param(in_memory, id="mock"),
]
TROUBLES = [PrinterStatus.NO_PAPER, PrinterStatus.COVER_OPEN, PrinterStatus.CUTTER_ERROR]


@pytest.fixture(params=CASES)
def rig(request: pytest.FixtureRequest) -> Iterator[PrinterRig]:
    make: Rig = request.param
    with make() as made:
        yield made


@pytest.fixture
def heard(rig: PrinterRig) -> Iterator[Witness]:
    """The driver of ``rig``, up, running and having said how the printer is."""
    with running(rig.driver) as witness:
        assert witness.wait_for(DeviceUp) == DeviceUp(Role.PRINTER, rig.driver.mock)
        assert witness.wait_for(PrinterSeen).status is PrinterStatus.READY
        yield witness


def test_a_slip_comes_out_and_is_confirmed_once(rig: PrinterRig, heard: Witness) -> None:
    rig.driver.submit(job(visit=7))
    assert heard.wait_for(SlipPrinted) == SlipPrinted(7, TICKET, PrintOutcome.CONFIRMED)
    assert rig.slips(1) == 1
    assert heard.hears_none(SlipPrinted, 0.1)


def test_a_job_starts_at_once(rig: PrinterRig, heard: Witness) -> None:
    before = time.perf_counter()
    rig.driver.submit(job())
    heard.wait_for(SlipPrinted)
    assert time.perf_counter() - before < 1.0


def test_jobs_are_answered_in_the_order_they_came(rig: PrinterRig, heard: Witness) -> None:
    for visit in range(1, 4):
        rig.driver.submit(job(ENGLISH, visit))
    assert [heard.wait_for(SlipPrinted).visit for _ in range(3)] == [1, 2, 3]
    assert rig.slips(3) == 3


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_printer_that_cannot_print_says_so_and_fails_the_job(
    rig: PrinterRig, heard: Witness, trouble: PrinterStatus
) -> None:
    rig.show(trouble)
    rig.driver.submit(job())
    assert heard.wait_for(PrinterSeen).status is trouble
    assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.FAILED
    assert rig.slips(0) == 0
    rig.show(PrinterStatus.READY)
    rig.driver.submit(job())
    assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED
    assert rig.slips(1) == 1


def test_low_paper_still_prints(rig: PrinterRig, heard: Witness) -> None:
    rig.show(PrinterStatus.LOW_PAPER)
    rig.driver.submit(job())
    assert heard.wait_for(PrinterSeen).status is PrinterStatus.LOW_PAPER
    assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED


def test_silence_is_unknown_never_confirmed(rig: PrinterRig, heard: Witness) -> None:
    rig.show(PrinterStatus.UNKNOWN)
    rig.driver.submit(job())
    assert heard.wait_for(PrinterSeen).status is PrinterStatus.UNKNOWN
    assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.UNKNOWN
    assert rig.slips(1) == 1


def test_a_status_is_told_only_when_it_changes(rig: PrinterRig, heard: Witness) -> None:
    rig.driver.submit(job())
    heard.wait_for(SlipPrinted)
    assert heard.count(PrinterSeen) == 1


def test_unplugged_it_goes_down_once_and_comes_back_by_itself(rig: PrinterRig, heard: Witness) -> None:
    rig.unplug()
    heard.wait_for(DeviceDown)
    assert rig.driver.role is Role.PRINTER
    rig.plug()
    heard.wait_for(DeviceUp)
    assert heard.wait_for(PrinterSeen).status is PrinterStatus.READY
    rig.driver.submit(job())
    assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED


def test_while_it_is_down_jobs_fail_promptly_and_once(rig: PrinterRig, heard: Witness) -> None:
    rig.unplug()
    heard.wait_for(DeviceDown)
    for visit in (1, 2):
        before = time.perf_counter()
        rig.driver.submit(job(visit=visit))
        assert heard.wait_for(SlipPrinted) == SlipPrinted(visit, TICKET, PrintOutcome.FAILED)
        assert time.perf_counter() - before < 1.0
    assert heard.hears_none(SlipPrinted, 0.1)


def test_a_job_wakes_a_printer_that_is_back(rig: PrinterRig) -> None:
    rig.unplug()
    with running(rig.driver, first_wait_s=60) as heard:
        heard.wait_for(DeviceDown)
        rig.plug()
        rig.driver.submit(job())
        assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED
        assert rig.slips(1) == 1


def test_stopping_leaves_no_job_unanswered(rig: PrinterRig) -> None:
    witness = Witness()
    loop = DeviceLoop(rig.driver, witness)
    loop.start()
    witness.wait_for(PrinterSeen)
    for visit in range(5):
        rig.driver.submit(job(ENGLISH, visit))
    loop.stop()
    answered = [event.visit for event in witness.events if isinstance(event, SlipPrinted)]
    assert answered == list(range(5))


def test_open_raises_a_named_trouble_when_it_is_not_there(rig: PrinterRig) -> None:
    rig.unplug()
    with pytest.raises(DeviceError):
        rig.driver.open()
    rig.driver.close()


def test_closing_twice_is_harmless(rig: PrinterRig) -> None:
    rig.driver.open()
    with closing(rig.driver):
        rig.driver.close()
