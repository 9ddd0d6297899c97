"""An ID reader without metal: ``mock://``. It keeps the contract of a real one and has hands to move cards with."""

from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import ClassVar

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.domain.identity import IdCard
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, IdentityPresented

LOOK_S = 0.02


def make(url: DeviceUrl) -> "MockIdReader":
    """Raises ValueError: a mock takes no options."""
    if url.options:
        raise ValueError(f"unknown option {min(url.options)}; a mock reader has none")
    return MockIdReader()


class MockIdReader:
    """What lies on the reader is one value; the hands may be moved from any thread."""

    role: Role = Role.ID_READER
    mock: ClassVar[bool] = True

    def __init__(self) -> None:
        self._changes: SimpleQueue[IdCard | CardFailure | None] = SimpleQueue()
        self._lying: IdCard | CardFailure | None = None
        self._unplugged = Flag()

    # --- the driver ---

    def open(self) -> None:
        if self._unplugged.is_set():
            raise DeviceError(Trouble.ABSENT, "the mock reader is unplugged")

    def work(self, say: Say) -> None:
        """Wait a little for the hands, and tell what they did."""
        try:
            lies = self._changes.get(timeout=LOOK_S)
        except Empty:
            pass
        else:
            self._tell(lies, say)
        if self._unplugged.is_set():
            raise DeviceError(Trouble.GONE, "the mock reader was unplugged")

    def close(self) -> None:
        self._lying = None

    def _tell(self, lies: IdCard | CardFailure | None, say: Say) -> None:
        before, self._lying = self._lying, lies
        if isinstance(lies, IdCard) and lies == before:
            return  # a card is told of once
        if before is not None:
            say(CardRemoved(self.role))
        if lies is not None:
            say(CardDetected(self.role))
            say(IdentityPresented(self.role, lies) if isinstance(lies, IdCard) else CardNotRead(self.role, lies))

    # --- the hands ---

    def present(self, card: IdCard) -> None:
        self._changes.put(card)

    def fail(self, failure: CardFailure) -> None:
        """Present a card that cannot be read."""
        self._changes.put(failure)

    def remove(self) -> None:
        self._changes.put(None)

    def unplug(self) -> None:
        self._unplugged.set()

    def plug(self) -> None:
        self._unplugged.clear()
