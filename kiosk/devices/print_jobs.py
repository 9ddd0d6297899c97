"""Slips waiting to be printed, and the promise that each is answered exactly once."""

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass
from threading import Condition
from uuid import UUID

from kiosk.devices.base import Say
from kiosk.domain.device import PrintOutcome
from kiosk.domain.slip import Slip
from kiosk.flow.events import SlipPrinted
from kiosk.texts import Texts


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One slip of one visit, with the texts that are printed around it."""

    visit: int
    ticket: UUID
    slip: Slip
    texts: Texts

    def ended(self, outcome: PrintOutcome) -> SlipPrinted:
        return SlipPrinted(self.visit, self.ticket, outcome)


class PrintJobs(ABC):
    """What every printer driver inherits: a private queue, filled from any thread, emptied by the device's own.

    While the device's loop runs, each job is answered with one SlipPrinted; while the device is down, with FAILED.
    """

    def __init__(self) -> None:
        self._jobs: deque[PrintJob] = deque()
        self._arrived = Condition()

    def submit(self, job: PrintJob) -> None:
        """Ask for a slip. Returns at once; the answer is said as SlipPrinted."""
        with self._arrived:
            self._jobs.append(job)
            self._arrived.notify()

    def await_job(self, timeout_s: float) -> bool:
        """Whether a job waits, after at most ``timeout_s``; it stays in the queue."""
        with self._arrived:
            return bool(self._arrived.wait_for(lambda: self._jobs, timeout_s))

    def refuse_jobs(self, say: Say) -> None:
        """Answer every waiting job as failed."""
        while job := self._take(0):
            say(job.ended(PrintOutcome.FAILED))

    def _take(self, timeout_s: float) -> PrintJob | None:
        """The next job, waited for up to ``timeout_s``. Whoever takes it must answer it."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._jobs, timeout_s)
            return self._jobs.popleft() if self._jobs else None

    def _answer(self, job: PrintJob, say: Say) -> None:
        outcome = PrintOutcome.FAILED  # also when the line breaks, or we do
        try:
            outcome = self._print(job, say)
        finally:
            say(job.ended(outcome))

    @abstractmethod
    def _print(self, job: PrintJob, say: Say) -> PrintOutcome:
        """Print one slip. Raises DeviceError when the line breaks."""
