"""What all readers without metal share: something lies on them or not, and hands move it."""

from queue import Empty, SimpleQueue
from threading import Event as Flag
from typing import ClassVar, Generic, TypeVar

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.domain.identity import Identity
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, IdentityPresented

LOOK_S = 0.02

C = TypeVar("C", bound=Identity)


def no_options(url: DeviceUrl) -> None:
    """Raises ValueError for an option: what lies on a mock is said by its hands alone."""
    if url.options:
        raise ValueError(f"unknown option {min(url.options)}; a mock reader has none")


class MockReader(Generic[C]):
    """A driver with hands, which may be moved from any thread. What lies on an unplugged reader stays there."""

    role: Role
    mock: ClassVar[bool] = True

    def __init__(self) -> None:
        self._changes: SimpleQueue[C | CardFailure | None] = SimpleQueue()
        self._lying: C | CardFailure | None = None
        self._told = False
        self._unplugged = Flag()

    # --- the driver ---

    def open(self) -> None:
        if self._unplugged.is_set():
            raise DeviceError(Trouble.ABSENT, "the mock reader is unplugged")
        while not self._changes.empty():  # nobody saw what happened before, only how it ended
            self._lying = self._changes.get()
        self._told = False

    def work(self, say: Say) -> None:
        """Wait a little for the hands, and tell what they did."""
        if self._unplugged.is_set():
            self._tell_removed(say)
            raise DeviceError(Trouble.GONE, "the mock reader was unplugged")
        if self._lying is not None and not self._told:
            self._tell_lying(self._lying, say)
            return
        try:
            lies = self._changes.get(timeout=LOOK_S)
        except Empty:
            return
        if lies is None or lies != self._lying:  # a card presented where it lies already is told of once
            self._tell_removed(say)
            self._lying = lies

    def close(self) -> None:
        self._told = False

    def _tell_removed(self, say: Say) -> None:
        if self._told:
            say(CardRemoved(self.role))
        self._told = False

    def _tell_lying(self, lies: C | CardFailure, say: Say) -> None:
        say(CardDetected(self.role))
        if isinstance(lies, CardFailure):
            say(CardNotRead(self.role, lies))
        else:
            say(IdentityPresented(self.role, lies))
        self._told = True

    # --- the hands ---

    def present(self, identity: C) -> None:
        self._changes.put(identity)

    def fail(self, failure: CardFailure) -> None:
        """Present a card that cannot be read."""
        self._changes.put(failure)

    def remove(self) -> None:
        self._changes.put(None)

    def unplug(self) -> None:
        self._unplugged.set()

    def plug(self) -> None:
        self._unplugged.clear()
