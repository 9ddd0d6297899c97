"""A printer that is only a memory, with hands to open its cover or pull its plug. Named by ``mock://`` alone."""

import threading
from typing import ClassVar

from PIL import Image

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.print_jobs import PrintJob, PrintJobs
from kiosk.devices.printer_profile import PrinterProfile, read_profile
from kiosk.devices.slip_image import draw_slip
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import PrinterStatus, PrintOutcome, Role, Trouble
from kiosk.domain.slip import Slip
from kiosk.flow.events import PrinterSeen

JOB_WAIT_S = 0.05


class MockPrinter(PrintJobs):
    """``papers`` are the pictures of what came out, ``slips`` what was asked for. Hands may be called anywhere."""

    mock: ClassVar[bool] = True

    def __init__(self, profile: PrinterProfile) -> None:
        super().__init__()
        self.role = Role.PRINTER
        self.papers: list[Image.Image] = []
        self.slips: list[Slip] = []
        self._profile = profile
        self._status = PrinterStatus.READY
        self._seen: PrinterStatus | None = None
        self._plugged = threading.Event()
        self._plugged.set()

    # --- hands ---

    def set_status(self, status: PrinterStatus) -> None:
        self._status = status

    def unplug(self) -> None:
        self._plugged.clear()

    def plug(self) -> None:
        self._plugged.set()

    # --- driver ---

    def open(self) -> None:
        self._check_plug(Trouble.ABSENT)
        self._seen = None

    def work(self, say: Say) -> None:
        self._look(say)
        if job := self._take(JOB_WAIT_S):
            self._answer(job, say)

    def close(self) -> None:
        """Nothing is held."""

    def _print(self, job: PrintJob, say: Say) -> PrintOutcome:
        status = self._look(say)
        if not status.can_print:
            return PrintOutcome.FAILED
        self.slips.append(job.slip)
        self.papers.append(draw_slip(job.slip, job.texts, self._profile.width, self._profile.fonts))
        return PrintOutcome.UNKNOWN if status is PrinterStatus.UNKNOWN else PrintOutcome.CONFIRMED

    def _look(self, say: Say) -> PrinterStatus:
        self._check_plug(Trouble.GONE)
        status = self._status
        if status is not self._seen:
            self._seen = status
            say(PrinterSeen(status))
        return status

    def _check_plug(self, trouble: Trouble) -> None:
        if not self._plugged.is_set():
            raise DeviceError(trouble, "mock printer: unplugged")


def make(url: DeviceUrl) -> MockPrinter:
    """``mock://`` with any of the printer's options. Raises ValueError for a wrong one."""
    return MockPrinter(read_profile(url))
