"""The only device loop: open, say up, work until an error, say down once, wait, try again, until asked to stop.

A driver writes *open*, *work a little* and *close*; it raises DeviceError for every trouble it expects. The loop
turns anything else a driver raises into FAULTY with a traceback in the log, so one bad driver stops nobody.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import ClassVar, Protocol, runtime_checkable

from kiosk.domain.device import Role, Trouble
from kiosk.flow.events import DeviceDown, DeviceUp, Event

log = logging.getLogger(__name__)

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
GLANCE_S = 0.2  # how soon a request to stop is seen while waiting for a job

Say = Callable[[Event], None]


class DeviceError(Exception):
    """Expected trouble with a device. ``trouble`` goes to the screens, the message to the technician's log."""

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


class Driver(Protocol):
    """One device. All calls come from one thread, in the order open, work…, close.

    ``work`` returns within about a second, so that a request to stop is seen; ``close`` never raises and may be
    called twice.
    """

    role: Role
    mock: ClassVar[bool]

    def open(self) -> None: ...
    def work(self, say: Say) -> None: ...
    def close(self) -> None: ...


@runtime_checkable
class TakesJobs(Protocol):
    """A driver that is handed jobs, each of which must be answered, also while the device is down."""

    def await_job(self, timeout_s: float) -> bool: ...
    def refuse_jobs(self, say: Say) -> None: ...


class DeviceLoop:
    """Runs one driver in a thread of its own."""

    def __init__(self, driver: Driver, say: Say, first_wait_s: float = FIRST_WAIT_S) -> None:
        self._driver = driver
        self._say = say
        self._first_wait_s = first_wait_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=driver.role, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Ask the driver to stop and wait for it."""
        self._stop.set()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            self._live()
        finally:
            if isinstance(self._driver, TakesJobs):
                self._driver.refuse_jobs(self._say)

    def _live(self) -> None:
        wait_s, told = self._first_wait_s, None
        while not self._stop.is_set():
            trouble, was_up = self._one_life(told)
            if trouble is None:
                return
            if was_up:
                wait_s, told = self._first_wait_s, None
            if trouble is not told:
                self._say(DeviceDown(self._driver.role, trouble))
                told = trouble
            self._rest(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def _rest(self, wait_s: float) -> None:
        """Wait before the next try. A job cuts it short: somebody stands here, and the device may be back."""
        driver = self._driver
        if not isinstance(driver, TakesJobs):
            self._stop.wait(wait_s)
            return
        driver.refuse_jobs(self._say)
        until = time.monotonic() + wait_s
        while not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            if driver.await_job(min(left, GLANCE_S)):
                return

    def _one_life(self, told: Trouble | None) -> tuple[Trouble | None, bool]:
        """From open to close. Returns why it ended (None: asked to stop) and whether it had been up.

        Trouble already told is logged quietly: a missing device is tried again for ever.
        """
        up = False
        try:
            self._driver.open()
            up = True
            self._say(DeviceUp(self._driver.role, self._driver.mock))
            while not self._stop.is_set():
                self._driver.work(self._say)
        except DeviceError as error:
            level = logging.DEBUG if error.trouble is told and not up else logging.WARNING
            log.log(level, "%s: %s (%s)", self._driver.role, error.trouble, error)
            return error.trouble, up
        except Exception:
            log.exception("%s: unexpected", self._driver.role)
            return Trouble.FAULTY, up
        finally:
            self._driver.close()
        return None, up
