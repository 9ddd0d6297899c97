"""A code scanner without metal: ``mock://``. It keeps the contract of a real one; its hands hold up codes."""

from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import ClassVar

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.mock.reader import LOOK_S, no_options
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Role, Trouble
from kiosk.flow.events import CodeScanned


def make(url: DeviceUrl) -> "MockScanner":
    """Raises ValueError: a mock takes no options."""
    no_options(url)
    return MockScanner()


class MockScanner:
    """What is held up while it is unplugged is not seen."""

    role: Role = Role.SCANNER
    mock: ClassVar[bool] = True

    def __init__(self) -> None:
        self._held_up: SimpleQueue[str] = SimpleQueue()
        self._unplugged = Flag()

    # --- the driver ---

    def open(self) -> None:
        if self._unplugged.is_set():
            raise DeviceError(Trouble.ABSENT, "the mock scanner is unplugged")

    def work(self, say: Say) -> None:
        if self._unplugged.is_set():
            raise DeviceError(Trouble.GONE, "the mock scanner was unplugged")
        try:
            say(CodeScanned(self.role, self._held_up.get(timeout=LOOK_S)))
        except Empty:
            return

    def close(self) -> None:
        pass

    # --- the hands ---

    def scan(self, code: str) -> None:
        if not self._unplugged.is_set():
            self._held_up.put(code)

    def unplug(self) -> None:
        self._unplugged.set()

    def plug(self) -> None:
        self._unplugged.clear()
