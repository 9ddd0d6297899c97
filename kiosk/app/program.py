"""``kiosk run``: the one place where everything of a kiosk is wired together, started and stopped."""

import argparse
import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import SimpleQueue
from types import FrameType, TracebackType
from typing import Protocol, Self, cast
from uuid import uuid4

from kiosk.app.loop import Inbox, Loop, Watch, Window
from kiosk.app.perform import Performer
from kiosk.app.slip import slip_of
from kiosk.app.window import PanelWindow
from kiosk.config import read
from kiosk.devices.base import DeviceLoop, Driver
from kiosk.devices.print_jobs import PrintJob
from kiosk.devices.table import make_driver
from kiosk.domain.device import PrintOutcome, Role
from kiosk.domain.sign import SignFaces
from kiosk.flow.effects import PrintSlip
from kiosk.flow.events import SlipPrinted
from kiosk.flow.turns import start
from kiosk.link.client import HallClient, read_token
from kiosk.link.hall_calls import HallCalls
from kiosk.link.hall_clock import HallClock
from kiosk.link.journal import open_journal
from kiosk.link.upkeep import Upkeep
from kiosk.settings import KioskSettings
from kiosk.texts import read_texts

log = logging.getLogger(__name__)


class Printer(Driver, Protocol):
    def submit(self, job: PrintJob) -> None: ...


class Signs(Driver, Protocol):
    def show(self, faces: SignFaces) -> None: ...


class ClosingWindow(Window, Protocol):
    """A window somebody may close, and that gives its display back."""

    @property
    def closed(self) -> bool: ...
    def close(self) -> None: ...


class Program:
    """A kiosk from its settings. Use as a context manager: entering starts devices and link, leaving stops them.

    ``watch`` is told of every fact; it is for traces only. ``window``, ``inbox`` and ``clock`` are for those who
    show the glass elsewhere, have facts of their own, or turn time by hand.
    """

    def __init__(
        self,
        settings: KioskSettings,
        watch: Watch | None = None,
        window: ClosingWindow | None = None,
        inbox: Inbox | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.texts = read_texts(settings.texts)
        self.inbox: Inbox = SimpleQueue() if inbox is None else inbox
        self.drivers: Mapping[Role, Driver] = {
            role: make_driver(role, url) for role, url in settings.devices.items()
        }
        self._device_loops = [DeviceLoop(driver, self.inbox.put) for driver in self.drivers.values()]
        self._client = HallClient(settings.hall, read_token(settings.hall.token_file))
        self._journal = open_journal(settings.reserve.journal)
        self._hall_clock = HallClock()
        signs = self.drivers.get(Role.SIGN)
        self._calls = HallCalls(settings.hall.url, cast(Signs, signs).show) if signs else None
        self._upkeep = Upkeep(self._client, self._journal, settings.reserve.keep, self._hall_clock)
        self._performer = Performer(self._client, self._journal, self._print, self.inbox.put, self._hall_clock.now)
        self.window = window or PanelWindow(settings.screen, self.texts, settings.policy)
        kiosk = start(uuid4(), settings.policy)
        self.loop = Loop(
            kiosk, settings.policy, self.inbox, self.window, self._performer.perform, clock=clock, watch=watch
        )
        self._stop = threading.Event()
        self._tender = threading.Thread(target=self._tend, name="upkeep", daemon=True)

    def __enter__(self) -> Self:
        for device_loop in self._device_loops:
            device_loop.start()
        self._tender.start()
        if self._calls:
            self._calls.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._calls:
            self._calls.stop()
        for device_loop in self._device_loops:
            device_loop.stop()
        self.loop.settle()
        self._performer.close()
        self._tender.join(self.settings.hall.read_timeout_s)
        self._journal.close()
        self._client.close()
        self.window.close()

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Serve until told to stop, until ``until``, or until the window is closed."""
        self.loop.run(until=lambda: self._stop.is_set() or self.window.closed or until())

    def numbers_in_reserve(self) -> int:
        """How many people could still be given a number if the hall went away now."""
        return self._journal.numbers_left(self._hall_clock.now())

    def stop(self) -> None:
        """Ask ``run`` to end; safe from a signal."""
        self._stop.set()

    def _tend(self) -> None:
        while not self._stop.is_set():
            try:
                self.inbox.put(self._upkeep.tend())
            except Exception:  # the next round may do better, and must come
                log.exception("upkeep failed")
            self._stop.wait(self.settings.hall.heartbeat_s)

    def _print(self, effect: PrintSlip) -> None:
        ticket = effect.answer.ticket
        assert ticket is not None, "the flow prints numbers only"
        hall = self.loop.kiosk.hall
        slip = slip_of(effect.answer, effect.language, hall.hall if hall else None, self.texts)
        if printer := self.drivers.get(Role.PRINTER):
            cast(Printer, printer).submit(PrintJob(effect.visit, ticket.id, slip, self.texts))
        else:
            self.inbox.put(SlipPrinted(effect.visit, ticket.id, PrintOutcome.FAILED))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("config"), help="folder with kiosk.toml")


def run(arguments: argparse.Namespace) -> int:
    settings = read(arguments.config / "kiosk.toml", KioskSettings)
    with Program(settings) as program:

        def stop(_signal: int, _frame: FrameType | None) -> None:
            program.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        program.run()
    return 0
