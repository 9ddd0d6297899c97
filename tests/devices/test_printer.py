"""The printer on real wires: what happens before, in the middle of and after a slip, and what the URL may say."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.config import ConfigError
from kiosk.devices.base import DeviceError
from kiosk.devices.printer import PrinterDriver
from kiosk.devices.printer_lines import FileLine, TcpLine, line_opener
from kiosk.devices.printer_profile import Blank, Cut, Mode, PrinterProfile, read_profile
from kiosk.devices.printer_usb import UsbLine
from kiosk.devices.slip_image import draw_slip
from kiosk.devices.spy import log as traffic
from kiosk.devices.table import make_driver
from kiosk.devices.url import DeviceUrl, usb_ids
from kiosk.domain.device import PrinterStatus, PrintOutcome, Role, Trouble
from kiosk.flow.events import DeviceDown, DeviceUp, PrinterSeen, SlipPrinted
from simulators.printer import PrinterSimulator, Wire
from tests.devices.fake_usb import PRODUCT, VENDOR, FakeUsbBus
from tests.devices.printer_rigs import CONFIRM_S, driver_for, show_on
from tests.devices.sample_slips import CHINESE, ENGLISH, TEXTS, job
from tests.devices.witness import running

WIRES: list[Wire] = ["tcp", "serial"]
TROUBLES = [PrinterStatus.NO_PAPER, PrinterStatus.COVER_OPEN, PrinterStatus.CUTTER_ERROR]


@pytest.fixture(params=WIRES)
def printer(request: pytest.FixtureRequest) -> Iterator[PrinterSimulator]:
    with PrinterSimulator(request.param) as made:
        yield made
        assert made.faults == []


def eventually(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


# --- the slip ---


def test_the_paper_shows_the_slip_to_the_dot(printer: PrinterSimulator) -> None:
    driver = driver_for(printer.url)
    with running(driver) as heard:
        for number, slip in enumerate((CHINESE, ENGLISH), 1):
            driver.submit(job(slip))
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED
            picture = printer.wait_for_slips(number)[-1].picture
            assert picture.tobytes() == draw_slip(slip, TEXTS, 576).tobytes()


def test_a_slow_serial_line_is_sent_text() -> None:
    with PrinterSimulator("serial") as printer:
        driver = driver_for(printer.url.replace("115200", "9600"))
        with running(driver) as heard:
            driver.submit(job(CHINESE))
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED
        assert "1、2、3号窗口" in printer.wait_for_slips(1)[0].lines
        assert printer.faults == []


def test_narrow_paper_without_a_cutter_is_fed_past_the_tear_bar() -> None:
    with PrinterSimulator("tcp", width=384) as printer:
        driver = driver_for(printer.url + "?profile=POS-5890")
        with running(driver) as heard:
            driver.submit(job(CHINESE))
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED
        printed = [command.name for command in printer.commands if command.name not in {"status", "nothing"}]
        assert printed[-2:] == ["feed_dots", "report_when_done"]
        assert printer.faults == []


# --- trouble in the middle ---


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_in_the_middle_of_a_slip_fails_it(printer: PrinterSimulator, trouble: PrinterStatus) -> None:
    driver = driver_for(printer.url)
    printer.slow(0.002)
    with running(driver) as heard:
        assert heard.wait_for(PrinterSeen).status is PrinterStatus.READY
        driver.submit(job())
        eventually(lambda: any(command.name == "raster" for command in list(printer.commands)))
        show_on(printer, trouble)
        assert heard.wait_for(PrinterSeen).status is trouble
        assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.FAILED
    assert printer.slips == []


def test_the_roll_ends_in_the_middle_of_a_slip(printer: PrinterSimulator) -> None:
    driver = driver_for(printer.url)
    printer.run_out_after(300)
    with running(driver) as heard:
        assert heard.wait_for(PrinterSeen).status is PrinterStatus.READY
        before = time.perf_counter()
        driver.submit(job())
        assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.FAILED
        assert time.perf_counter() - before < CONFIRM_S + 0.5
        assert PrinterSeen(PrinterStatus.NO_PAPER) in heard.events


def test_a_slow_printer_is_waited_for(printer: PrinterSimulator) -> None:
    driver = driver_for(printer.url)
    printer.slow(0.0003)  # a quarter of a second a slip
    with running(driver) as heard:
        driver.submit(job())
        assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED


def test_a_clone_without_the_marker_is_unknown_though_ready(printer: PrinterSimulator) -> None:
    driver = driver_for(printer.url)
    printer.forget_marker()
    with running(driver) as heard:
        assert heard.wait_for(PrinterSeen).status is PrinterStatus.READY
        driver.submit(job())
        assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.UNKNOWN
    assert len(printer.slips) == 1


@pytest.mark.parametrize("noise", [b"\x00", b"\xff", b"\x12\x12\x80"], ids=["nought", "ones", "twice"])
def test_a_printer_that_answers_rubbish_never_confirms_falsely(noise: bytes) -> None:
    with PrinterSimulator() as printer:
        printer.garble(noise)
        printer.forget_marker()
        driver = driver_for(printer.url)
        with running(driver) as heard:
            driver.submit(job())
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.UNKNOWN
        assert len(printer.slips) == 1


def test_answers_to_questions_inside_the_picture_do_no_harm(printer: PrinterSimulator) -> None:
    printer.reader.hears_status_in_raster = True
    driver = driver_for(printer.url)
    with running(driver) as heard:
        for _ in range(3):
            driver.submit(job())
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED
        assert heard.count(PrinterSeen) == 1


# --- the wire breaks ---


def test_the_wire_breaks_in_the_middle_and_the_next_slip_is_whole(printer: PrinterSimulator) -> None:
    driver = driver_for(printer.url)
    printer.slow(0.002)
    with running(driver) as heard:
        heard.wait_for(PrinterSeen)
        driver.submit(job())
        eventually(lambda: any(command.name == "raster" for command in list(printer.commands)))
        printer.unplug()
        assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.FAILED
        assert heard.wait_for(DeviceDown).trouble is Trouble.GONE
        printer.slow(0)
        printer.plug()
        driver.submit(job(ENGLISH))
        # whose answer comes first, the broken slip's or the new one's, is not always to be known
        assert heard.wait_for(SlipPrinted).outcome in {PrintOutcome.CONFIRMED, PrintOutcome.UNKNOWN}
        whole = draw_slip(ENGLISH, TEXTS, 576).tobytes()
        eventually(lambda: printer.slips[-1].tobytes() == whole)


def test_a_printer_cut_off_inside_a_picture_is_brought_back_in_step() -> None:
    """The first 200 bytes of a strip arrive, then the cable falls out: the printer waits for the rest of it."""
    with PrinterSimulator("tcp") as printer:
        real = line_opener(DeviceUrl.parse(printer.url))
        breaking = BreakingLine()
        lines = iter([breaking])

        def open_line() -> object:
            breaking.line = real()
            return next(lines, breaking.line)

        driver = PrinterDriver(open_line, PrinterProfile(), CONFIRM_S)  # type: ignore[arg-type]  # a Line by shape
        with running(driver) as heard:
            driver.submit(job())
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.FAILED
            assert printer.reader.midway
            assert heard.wait_for(DeviceDown).trouble is Trouble.GONE
            heard.wait_for(DeviceUp)
            driver.submit(job(ENGLISH))
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.CONFIRMED
        assert printer.faults == []
        assert [slip.size[1] < 400 for slip in printer.slips] == [True, False]
        assert printer.slips[1].tobytes() == draw_slip(ENGLISH, TEXTS, 576).tobytes()


class BreakingLine:
    """A real line that breaks 200 bytes into the first picture."""

    lag_s = 0.0
    two_way = True

    def __init__(self) -> None:
        self.line: object = None

    def write(self, data: bytes) -> None:
        assert isinstance(self.line, TcpLine)
        if data.startswith(b"\x1dv0"):
            self.line.write(data[:200])
            time.sleep(0.1)
            raise DeviceError(Trouble.GONE, "the cable fell out")
        self.line.write(data)

    def read(self, most: int, wait_s: float) -> bytes:
        assert isinstance(self.line, TcpLine)
        return self.line.read(most, wait_s)

    def close(self) -> None:
        if isinstance(self.line, TcpLine):
            self.line.close()


def test_a_serial_printer_that_takes_nothing_fails_the_job() -> None:
    with PrinterSimulator("serial") as printer:
        driver = driver_for(printer.url)
        with running(driver) as heard:
            heard.wait_for(PrinterSeen)
            printer.choke()
            driver.submit(job())
            assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.FAILED
            assert heard.wait_for(DeviceDown).trouble is Trouble.SILENT


# --- pipes and files ---


def test_a_pipe_is_written_only_and_its_slips_are_unknown(tmp_path: Path) -> None:
    pipe = tmp_path / "printer"
    os.mkfifo(pipe)
    taken = bytearray()

    def drain() -> None:
        with pipe.open("rb") as end:
            while chunk := end.read(4096):
                taken.extend(chunk)

    reader = threading.Thread(target=drain)
    reader.start()
    driver = driver_for(f"escpos+file://{pipe}")
    with running(driver) as heard:
        driver.submit(job())
        assert heard.wait_for(SlipPrinted).outcome is PrintOutcome.UNKNOWN
    reader.join()
    assert taken.startswith(b"\x1b@")
    assert taken.endswith(b"\x1dVB\x00")  # no question was asked of someone who cannot answer


def test_a_missing_device_node_is_never_made_into_a_file(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        FileLine(str(tmp_path / "lp0"))
    assert caught.value.trouble is Trouble.ABSENT
    assert not (tmp_path / "lp0").exists()


def test_a_pipe_nobody_reads_is_absent(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "printer")
    with pytest.raises(DeviceError) as caught:
        FileLine(str(tmp_path / "printer"))
    assert caught.value.trouble is Trouble.ABSENT


def test_nobody_listening_is_a_refusal() -> None:
    with PrinterSimulator() as printer:
        url = DeviceUrl.parse(printer.url)
    with pytest.raises(DeviceError) as caught:
        line_opener(url)()
    assert caught.value.trouble is Trouble.REFUSED


# --- USB ---


def test_usb_finds_its_endpoints_and_moves_the_kernel_driver_aside() -> None:
    bus = FakeUsbBus()
    line = UsbLine(VENDOR, PRODUCT, bus)
    assert not bus.kernel_has_it
    line.write(b"\x10\x04\x01" * 3)
    assert [line.read(1, 0.2) for _ in range(3)] == [b"\x12"] * 3
    assert line.read(1, 0) == b""
    line.close()
    bus.close()


@pytest.mark.parametrize("text", ["escpos+usb://0416:5011", "escpos+usb://416:5011?profile=NT-80-V-UL"])
def test_usb_ids_are_hexadecimal_even_when_they_look_like_a_port(text: str) -> None:
    assert usb_ids(DeviceUrl.parse(text)) == (0x0416, 0x5011)
    assert usb_ids(DeviceUrl.parse("escpos+usb://04b8:0e15")) == (0x04B8, 0x0E15)
    assert usb_ids(DeviceUrl.parse("escpos+usb://0483:0011")) == (0x0483, 0x0011)


# --- what the URL may say ---


def profile(text: str, baud: int | None = None) -> PrinterProfile:
    return read_profile(DeviceUrl.parse(text), baud)


def test_a_profile_is_python_escpos_s_corrected_by_the_url() -> None:
    assert profile("escpos+tcp://p") == PrinterProfile()
    small = profile("escpos+tcp://p?profile=POS-5890")
    assert (small.width, small.cut, small.native_qr) == (384, Cut.NONE, False)
    assert profile("escpos+tcp://p?profile=POS-5890&cut=full&width=400").cut is Cut.FULL
    assert profile("escpos+tcp://p?profile=TM-T20II").blank is Blank.RASTER


@pytest.mark.parametrize(
    ("baud", "mode"), [(None, Mode.IMAGE), (9600, Mode.TEXT), (19200, Mode.TEXT), (38400, Mode.IMAGE)]
)
def test_a_slow_line_chooses_text(baud: int | None, mode: Mode) -> None:
    assert profile("escpos+serial:///dev/ttyS0", baud).mode is mode
    assert profile("escpos+serial:///dev/ttyS0?mode=image", baud).mode is Mode.IMAGE


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("escpos+tcp://p?profile=XP-80", "NT-80-V-UL"),
        ("escpos+tcp://p?profile=default", "width=576"),
        ("escpos+tcp://p?width=577", "multiple of 8"),
        ("escpos+tcp://p?width=wide", "width"),
        ("escpos+tcp://p?cut=half", "part, full, none"),
        ("escpos+tcp://p?status=star", "epson, paper, none"),
        ("escpos+tcp://p?widht=576", "widht"),
        ("escpos+tcp://p?baud=9600", "baud"),
        ("escpos+tcp://p?fonts=/nowhere", "fonts-noto-cjk"),
        ("escpos+serial:///dev/ttyS0?baud=1234", "baud"),
        ("escpos+usb://printer", "lsusb"),
        ("escpos+file://dev/usb/lp0", "three slashes"),
        ("escpos+tcp://", "host:9100"),
    ],
)
def test_a_wrong_url_stops_the_start_with_a_sentence(url: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        make_driver(Role.PRINTER, url)


def test_a_spy_writes_the_traffic_down(caplog: pytest.LogCaptureFixture) -> None:
    with PrinterSimulator() as printer:
        line = line_opener(DeviceUrl.parse("spy+" + printer.url))()
        with caplog.at_level(1, traffic.name):
            line.write(b"\x10\x04\x01")
            assert line.read(1, 1) == b"\x12"
        line.close()
    assert [record.getMessage().split(" ", 1)[1] for record in caplog.records] == ["-> 10 04 01", "<- 12"]
