"""The loop: a bug shows *out of order* and heals; facts are taken at once; only what changed is drawn."""

import threading
import time
from queue import SimpleQueue
from uuid import UUID

import pytest

from kiosk.app.loop import Loop
from kiosk.domain.device import PrintOutcome, Role
from kiosk.domain.ticket import PrintState
from kiosk.flow.effects import Effect, ReportPrint
from kiosk.flow.events import DeviceUp, Event, SlipPrinted, Tapped
from kiosk.flow.policy import Policy
from kiosk.flow.state import Kiosk
from kiosk.flow.turns import start


class Glass:
    """A window that remembers what it was asked to show, and may break."""

    def __init__(self) -> None:
        self.shown: list[Kiosk] = []
        self.taps: list[str] = []
        self.breaks = 0

    def touches(self, kiosk: Kiosk) -> list[str]:
        taps, self.taps = self.taps, []
        return taps

    def show(self, kiosk: Kiosk) -> None:
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("a bug in a screen")
        self.shown.append(kiosk)

    def period_s(self, kiosk: Kiosk) -> float:
        return 0.01


class Bench:
    def __init__(self) -> None:
        self.glass = Glass()
        self.inbox: SimpleQueue[Event] = SimpleQueue()
        self.effects: list[Effect] = []
        self.now = 0.0
        policy = Policy()
        self.loop = Loop(
            start(UUID(int=1), policy), policy, self.inbox, self.glass, self.effects.append, lambda: self.now
        )


def test_a_touch_becomes_an_effect() -> None:
    bench = Bench()
    bench.glass.taps = ["no_card"]
    bench.loop.turn(0)
    assert len(bench.effects) == 1


def test_a_fact_wakes_the_loop_at_once() -> None:
    bench = Bench()
    threading.Timer(0.05, bench.inbox.put, [DeviceUp(Role.PRINTER)]).start()
    began = time.monotonic()
    bench.loop.turn(5)
    assert time.monotonic() - began < 1
    assert bench.loop.kiosk.health(Role.PRINTER) is not None


def test_time_comes_from_the_clock() -> None:
    bench = Bench()
    bench.now = 12.5
    bench.loop.turn(0)
    assert bench.loop.kiosk.now == 12.5


def test_a_slip_that_came_out_at_the_last_moment_is_reported_and_nothing_else_begun() -> None:
    bench = Bench()
    ticket = UUID(int=7)
    for event in (Tapped("no_card"), SlipPrinted(1, ticket, PrintOutcome.CONFIRMED), Tapped("no_card")):
        bench.inbox.put(event)
    bench.loop.settle()
    assert bench.effects == [ReportPrint(ticket, PrintState.CONFIRMED)]


def test_a_bug_ends_the_visit_shows_out_of_order_and_heals(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()
    bench.inbox.put(Tapped("no_card"))
    bench.glass.breaks = 1
    turns = iter(range(4))
    bench.loop.run(until=lambda: next(turns, None) is None)
    assert bench.loop.kiosk.failed
    assert bench.loop.kiosk.visit.number == 2
    assert "a bug in a screen" in caplog.text
    bench.now = 60
    bench.loop.turn(0)
    assert not bench.loop.kiosk.failed
