"""The one loop: facts in, the next state, effects out, the screen drawn when it changed."""

import logging
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Protocol, TypeAlias

from kiosk.flow.effects import Effect
from kiosk.flow.events import Event, ProgramFailed, SlipPrinted, Tapped, Ticked
from kiosk.flow.policy import Policy
from kiosk.flow.state import Kiosk
from kiosk.flow.step import step

log = logging.getLogger(__name__)

Inbox: TypeAlias = SimpleQueue[Event]
Watch: TypeAlias = Callable[[Kiosk, Event, Kiosk], None]
"""Told of every fact: the state before, the fact, the state after. For traces; it changes nothing."""

AFTER_FAILURE_S = 0.5


class Window(Protocol):
    """The glass: what was touched on it, what is shown on it, and how soon it wants to be drawn again."""

    def touches(self, kiosk: Kiosk) -> list[str]: ...
    def show(self, kiosk: Kiosk) -> None: ...
    def period_s(self, kiosk: Kiosk) -> float: ...


class Loop:
    """Owns the one ``Kiosk`` value. All methods belong to the main thread; others only fill the inbox."""

    def __init__(
        self,
        kiosk: Kiosk,
        policy: Policy,
        inbox: Inbox,
        window: Window,
        perform: Callable[[Effect], None],
        clock: Callable[[], float] = time.monotonic,
        watch: Watch | None = None,
    ) -> None:
        self.kiosk = kiosk
        self._policy = policy
        self._inbox = inbox
        self._window = window
        self._perform = perform
        self._clock = clock
        self._watch = watch
        self._began = clock()

    def run(self, until: Callable[[], bool]) -> None:
        """Turn until told to end. An exception is a bug: it is logged, shown, and a fresh visit begins."""
        while not until():
            try:
                self.turn(self._window.period_s(self.kiosk))
            except Exception:
                log.exception("visit %s failed", self.kiosk.visit.number)
                self._inbox.put(ProgramFailed())
                time.sleep(AFTER_FAILURE_S)

    def turn(self, wait_s: float) -> None:
        """One round: touches, then facts (waiting up to ``wait_s`` for the first), the clock, the picture."""
        for target in self._window.touches(self.kiosk):
            self._take(Tapped(target))
        self._take(Ticked(self._clock() - self._began))
        self._window.show(self.kiosk)
        for event in self._waiting(wait_s):
            self._take(event)

    def settle(self) -> None:
        """When the devices have stopped: a slip that came out at the last moment is still reported."""
        for event in self._waiting(0):
            if isinstance(event, SlipPrinted):
                self._take(event)

    def _take(self, event: Event) -> None:
        before = self.kiosk
        self.kiosk, effects = step(before, event, self._policy)
        for effect in effects:
            self._perform(effect)
        if self._watch:
            self._watch(before, event, self.kiosk)

    def _waiting(self, wait_s: float) -> Iterator[Event]:
        """Blocks on the first fact instead of sleeping, so that a card never waits for the next frame."""
        try:
            yield self._inbox.get(timeout=wait_s)
            while True:
                yield self._inbox.get_nowait()
        except Empty:
            return
