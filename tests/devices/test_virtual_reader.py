"""The virtual reader keeps to itself and leaves nothing behind; the mock has hands for everything."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.devices.mock.card_reader import MockCardReader
from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, DeviceDown, DeviceUp, IdentityPresented
from simulators.pcscd import VirtualReader
from tests.devices.pcsc_rigs import virtual_reader
from tests.devices.power_cards import STATE_CARD
from tests.devices.witness import running

STARTS_AND_WAITS = """
import os, time
from simulators.pcscd import VirtualReader
reader = VirtualReader()
reader.start()
print(os.environ["PCSCLITE_CSOCK_NAME"], flush=True)
time.sleep(60)
"""


def daemons_of(folder: Path) -> list[str]:
    """Command lines of the pcscd that serve ``folder``."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we looked
            found.append(process.read_text())
    return [line for line in found if line.startswith("pcscd\0") and str(folder) in line]


def test_the_daemon_ends_with_the_process_that_started_it() -> None:
    with virtual_reader():
        """Fails or skips where none can run."""
    with subprocess.Popen([sys.executable, "-c", STARTS_AND_WAITS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip()).parent
        running_before = daemons_of(folder)
        process.kill()
    assert len(running_before) == 1
    deadline = time.monotonic() + 5
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not folder.exists()
    assert daemons_of(folder) == []


def test_the_machine_around_does_not_see_the_reader() -> None:
    before = Path("/run/pcscd").exists()
    with virtual_reader():
        assert Path("/run/pcscd").exists() == before
        assert ":8C7B 00000000:0000 0A" not in Path("/proc/net/tcp").read_text()


def test_an_order_without_a_reader_is_an_error() -> None:
    with pytest.raises(OSError, match="not started"):
        VirtualReader().card_socket()


def test_stopping_twice_is_harmless() -> None:
    with virtual_reader() as reader:
        reader.stop()


def test_mock_hands() -> None:
    reader = MockCardReader()
    reader.present(STATE_CARD)
    with running(reader) as heard:
        assert heard.wait_for(DeviceUp).mock
        assert heard.wait_for(IdentityPresented).identity == STATE_CARD
        reader.fail(CardFailure.BLANK)
        heard.wait_for(CardRemoved)
        heard.wait_for(CardDetected)
        assert heard.wait_for(CardNotRead).failure is CardFailure.BLANK
        reader.unplug()
        heard.wait_for(CardRemoved)
        assert heard.wait_for(DeviceDown) == DeviceDown(Role.CARD_READER, Trouble.GONE)
        reader.plug()
        heard.wait_for(CardNotRead)
        reader.remove()
        heard.wait_for(CardRemoved)
