"""Serial ports over real pseudo-terminals: reading without waiting, and every way a line can fail."""

import logging
import os
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.base import DeviceError
from kiosk.devices.serial_port import PortSettings, SerialPort, open_port, open_with, port_settings
from kiosk.devices.spy import TRAFFIC
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Trouble


class Pty:
    """The far side of a line: ``master`` is ours to write and read, ``path`` is the port."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)
        self.plugged = True

    def unplug(self) -> None:
        if self.plugged:
            os.close(self.master)
            os.close(self.slave)
        self.plugged = False


@pytest.fixture
def far() -> Iterator[Pty]:
    pty = Pty()
    yield pty
    pty.unplug()


@pytest.fixture
def port(far: Pty) -> Iterator[SerialPort]:
    opened = open_with(PortSettings(far.path, 115200))
    yield opened
    opened.close()


@pytest.fixture
def traffic(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What a spy logs; the level a spy sets is put back."""
    logger = logging.getLogger("kiosk.traffic")
    before = logger.level
    with caplog.at_level(TRAFFIC):
        yield caplog
    logger.setLevel(before)


def refused(url: str) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        port_settings(DeviceUrl.parse(url), 9600)
    return str(caught.value)


def test_settings_of_a_url() -> None:
    url = DeviceUrl.parse("spy+escpos+serial:///dev/ttyUSB0?baud=19200&flow=rtscts")
    assert port_settings(url, 9600) == PortSettings("/dev/ttyUSB0", 19200, "rtscts", spy=True)
    assert port_settings(DeviceUrl.parse("sdt+serial:///dev/x"), 115200) == PortSettings("/dev/x", 115200)


def test_bad_settings_are_named() -> None:
    assert "baud=fast" in refused("sdt+serial:///dev/x?baud=fast")
    assert "baud=12345" in refused("sdt+serial:///dev/x?baud=12345")
    assert "flow=hope" in refused("sdt+serial:///dev/x?flow=hope")
    assert "three slashes" in refused("sdt+serial://dev/x")
    assert "three slashes" in refused("sdt+serial://")


def test_both_ways(far: Pty, port: SerialPort) -> None:
    port.write(b"hello")
    assert os.read(far.master, 100) == b"hello"
    os.write(far.master, b"\x11\x13\x00\r\n")  # nothing is taken for a control character
    assert port.read(100, 1) == b"\x11\x13\x00\r\n"


def test_reading_gives_what_is_there_at_once(far: Pty, port: SerialPort) -> None:
    os.write(far.master, b"abc")
    began = time.monotonic()
    assert port.read(100, 5) == b"abc"
    assert time.monotonic() - began < 1


def test_reading_gives_no_more_than_asked(far: Pty, port: SerialPort) -> None:
    os.write(far.master, b"abcdef")
    assert port.read(4, 1) == b"abcd"
    assert port.read(4, 1) == b"ef"


def test_reading_nothing(port: SerialPort) -> None:
    assert port.read(1, 0.01) == b""
    assert port.read(1, -1) == b""


def test_a_flushed_line_is_empty(far: Pty, port: SerialPort) -> None:
    os.write(far.master, b"stale")
    port.flush_input()
    assert port.read(10, 0.05) == b""


def test_what_was_on_the_line_before_is_forgotten(far: Pty) -> None:
    os.write(far.master, b"stale")
    opened = open_port(DeviceUrl.parse(f"sdt+serial://{far.path}"), 115200)
    assert opened.read(10, 0.05) == b""
    opened.close()


def test_absent(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        open_with(PortSettings(str(tmp_path / "nothing"), 9600))
    assert caught.value.trouble is Trouble.ABSENT


def test_a_file_is_no_port(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DeviceError) as caught:
        open_with(PortSettings(str(tmp_path / "file"), 9600))
    assert caught.value.trouble is Trouble.ABSENT


@pytest.mark.usefixtures("port")
def test_a_port_is_ours_alone(far: Pty) -> None:
    with pytest.raises(DeviceError) as caught:
        open_with(PortSettings(far.path, 115200))
    assert caught.value.trouble is Trouble.REFUSED


@pytest.mark.parametrize("use", ["read", "write", "flush_input"])
def test_an_unplugged_line_is_gone(far: Pty, port: SerialPort, use: str) -> None:
    far.unplug()
    uses = {"read": lambda: port.read(1, 1), "write": lambda: port.write(b"x"), "flush_input": port.flush_input}
    with pytest.raises(DeviceError) as caught:
        uses[use]()
    assert caught.value.trouble is Trouble.GONE


def test_a_closed_port_is_gone_and_closing_again_is_harmless(port: SerialPort) -> None:
    port.close()
    port.close()
    with pytest.raises(DeviceError) as caught:
        port.read(1, 0)
    assert caught.value.trouble is Trouble.GONE


def test_closing_after_unplugging_is_harmless(far: Pty, port: SerialPort) -> None:
    far.unplug()
    port.close()


def test_a_line_that_takes_nothing_is_silent(port: SerialPort) -> None:
    with pytest.raises(DeviceError) as caught:
        port.write(bytes(200_000))
    assert caught.value.trouble is Trouble.SILENT


def test_a_spy_shows_requests_and_counts_answers(far: Pty, traffic: pytest.LogCaptureFixture) -> None:
    opened = open_port(DeviceUrl.parse(f"spy+escpos+serial://{far.path}"), 9600)
    opened.write(bytes.fromhex("10 04 04"))
    os.write(far.master, b"\x12")
    assert opened.read(1, 1) == b"\x12"
    os.write(far.master, b"a card's whole record")
    opened.read(100, 1)
    opened.write(bytes(100))
    opened.close()
    lines = [record.getMessage().removeprefix(f"{far.path} ") for record in traffic.records]
    assert lines == ["-> 10 04 04", "<- 12", "<- 21 bytes", f"-> {bytes(16).hex(' ')} … 100 bytes"]


def test_without_spy_nothing_is_logged(far: Pty, port: SerialPort, traffic: pytest.LogCaptureFixture) -> None:
    port.write(b"x")
    os.write(far.master, b"y")
    port.read(1, 1)
    assert not traffic.records
