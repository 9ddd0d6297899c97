"""Hears what drivers say, and waits for it: the far end of ``say`` in device tests."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from kiosk.devices.base import DeviceLoop, Driver
from kiosk.flow.events import Event

E = TypeVar("E")

PATIENCE_S = 5.0  # only ever used up by a test that fails


class Witness:
    """Called with every event. Waiting consumes: the next wait begins after the event last waited for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.times: list[float] = []
        self._seen = 0
        self._news = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._news:
            self.times.append(time.perf_counter())
            self.events.append(event)
            self._news.notify_all()

    def wait_for(self, kind: type[E], patience_s: float = PATIENCE_S) -> E:
        """The next event of ``kind``; others before it are passed over. Fails when none comes."""
        found = self._next(kind, patience_s)
        assert found is not None, f"no {kind.__name__}; heard {self.events}"
        return found

    def hears_none(self, kind: type[E], for_s: float) -> bool:
        """Whether no event of ``kind`` comes for so long."""
        return self._next(kind, for_s) is None

    def count(self, kind: type[E]) -> int:
        return sum(isinstance(event, kind) for event in self.events)

    def _next(self, kind: type[E], patience_s: float) -> E | None:
        deadline = time.monotonic() + patience_s
        with self._news:
            while True:
                while self._seen < len(self.events):
                    event = self.events[self._seen]
                    self._seen += 1
                    if isinstance(event, kind):
                        return event
                if not self._news.wait(deadline - time.monotonic()):
                    return None


@contextmanager
def running(driver: Driver, first_wait_s: float = 0.05) -> Iterator[Witness]:
    """``driver`` in the real device loop, with short waits between tries."""
    witness = Witness()
    loop = DeviceLoop(driver, witness, first_wait_s)
    loop.start()
    try:
        yield witness
    finally:
        loop.stop()
