"""What every scanner must do, whatever the wire. A new scanner is one more line in CASES."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import pairwise

import pytest

from kiosk.devices.base import DeviceError, Driver
from kiosk.devices.mock.scanner import make as make_mock
from kiosk.devices.scanner import make as make_scanner
from kiosk.devices.scanner_hid import HidScanner
from kiosk.devices.url import DeviceUrl
from kiosk.flow.events import CodeScanned, DeviceDown, DeviceUp
from simulators.scanner import ScannerSimulator
from tests.devices.keyboard_scanner import PRODUCT, VENDOR, KeyboardScanner
from tests.devices.witness import Witness, running

VOUCHER = "https://hall.example.cn/a/AB12-CD34-EF56"
OTHER = "AB12CD34EF57"


@dataclass(frozen=True)
class ScannerRig:
    driver: Driver
    scan: Callable[[str], None]
    unplug: Callable[[], None]
    plug: Callable[[], None]


Rig = Callable[[], AbstractContextManager[ScannerRig]]


@contextmanager
def mock_scanner() -> Iterator[ScannerRig]:
    driver = make_mock(DeviceUrl.parse("mock://"))
    yield ScannerRig(driver, driver.scan, driver.unplug, driver.plug)


def scanner_over_pty(suffix: bytes) -> Rig:
    @contextmanager
    def rig() -> Iterator[ScannerRig]:
        with ScannerSimulator(suffix=suffix) as scanner:
            driver = make_scanner(DeviceUrl.parse(f"scanner+serial://{scanner.port}"))
            yield ScannerRig(driver, scanner.scan, scanner.unplug, scanner.plug)

    return rig


@contextmanager
def scanner_that_types() -> Iterator[ScannerRig]:
    with KeyboardScanner() as scanner:
        driver = HidScanner(VENDOR, PRODUCT, scanner.inputs, scanner.devices, alone=lambda _: None)
        yield ScannerRig(driver, scanner.scan, scanner.unplug, scanner.plug)


CASES = [
    pytest.param(scanner_that_types, id="scanner+hid"),
    pytest.param(scanner_over_pty(b"\r\n"), id="scanner+serial"),
    pytest.param(scanner_over_pty(b""), id="scanner+serial-without-suffix"),
    pytest.param(mock_scanner, id="mock-scanner"),
]


@pytest.fixture(params=CASES)
def rig(request: pytest.FixtureRequest) -> Iterator[ScannerRig]:
    make: Rig = request.param
    with make() as made:
        yield made


@pytest.fixture
def heard(rig: ScannerRig) -> Iterator[Witness]:
    with running(rig.driver) as witness:
        assert witness.wait_for(DeviceUp) == DeviceUp(rig.driver.role, rig.driver.mock)
        yield witness


def test_a_code_is_told_whole_and_once(rig: ScannerRig, heard: Witness) -> None:
    rig.scan(VOUCHER)
    assert heard.wait_for(CodeScanned) == CodeScanned(rig.driver.role, VOUCHER)
    assert heard.hears_none(CodeScanned, 0.2)


def test_the_next_code_is_another_code(rig: ScannerRig, heard: Witness) -> None:
    rig.scan(VOUCHER)
    heard.wait_for(CodeScanned)
    rig.scan(OTHER)
    assert heard.wait_for(CodeScanned).code == OTHER


def test_what_was_scanned_stays_out_of_repr(rig: ScannerRig, heard: Witness) -> None:
    rig.scan(VOUCHER)
    assert "AB12" not in repr(heard.wait_for(CodeScanned))


def test_unplugged_is_told_once_and_plugged_in_it_is_up_again(rig: ScannerRig, heard: Witness) -> None:
    rig.unplug()
    heard.wait_for(DeviceDown)
    assert heard.hears_none(DeviceUp, 0.2)
    rig.plug()
    heard.wait_for(DeviceUp)
    troubles = [event.trouble for event in heard.events if isinstance(event, DeviceDown)]
    assert all(before is not after for before, after in pairwise(troubles)), "the same trouble was told twice"
    rig.scan(OTHER)
    assert heard.wait_for(CodeScanned).code == OTHER


def test_an_absent_scanner_refuses_to_open_with_a_named_trouble(rig: ScannerRig) -> None:
    rig.unplug()
    with pytest.raises(DeviceError):
        rig.driver.open()
    rig.driver.close()


def test_closing_twice_is_harmless(rig: ScannerRig) -> None:
    rig.driver.close()
    rig.driver.open()
    rig.driver.close()
    rig.driver.close()
    rig.driver.open()  # and it opens again
    rig.driver.close()
