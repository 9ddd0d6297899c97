"""The slip printer: ESC/POS over TCP, a serial line, USB or a device node.

A job starts at once, is printed only if the printer does not say that it cannot, and is answered exactly once:
CONFIRMED when the printer says that all is printed, UNKNOWN when it says nothing, FAILED when it ran out of paper,
opened or fell silent on the line midway.
"""

import time
from typing import ClassVar

from kiosk.devices.base import Say
from kiosk.devices.escpos_strips import ending
from kiosk.devices.print_jobs import PrintJob, PrintJobs
from kiosk.devices.printer_lines import DEFAULT_BAUD, Line, OpenLine, line_opener
from kiosk.devices.printer_profile import Mode, PrinterProfile, read_profile
from kiosk.devices.printer_status import Inquiry
from kiosk.devices.serial_port import port_settings
from kiosk.devices.slip_layout import face
from kiosk.devices.slip_page import compose
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import PrinterStatus, PrintOutcome, Role
from kiosk.flow.events import PrinterSeen

JOB_WAIT_S = 0.2
POLL_S = 2.0
CONFIRM_S = 3.0


class PrinterDriver(PrintJobs):
    """One printer. ``submit`` may be called from any thread, everything else from the device's own."""

    mock: ClassVar[bool] = False

    def __init__(
        self,
        open_line: OpenLine,
        profile: PrinterProfile,
        confirm_s: float = CONFIRM_S,
        poll_s: float = POLL_S,
    ) -> None:
        super().__init__()
        self.role = Role.PRINTER
        self._open_line = open_line
        self._profile = profile
        self._confirm_s = confirm_s
        self._poll_s = poll_s
        self._line: Line | None = None
        self._inquiry: Inquiry | None = None
        self._seen: PrinterStatus | None = None
        self._poll_at = 0.0
        self._owed = 0

    def open(self) -> None:
        self._line = line = self._open_line()
        if self._inquiry is None:
            self._inquiry = Inquiry(line, self._profile.status)
        self._inquiry.line = line
        self._seen, self._poll_at = None, 0.0
        if self._owed:
            self._mend(line)

    def work(self, say: Say) -> None:
        wait_s = min(JOB_WAIT_S, self._poll_at - time.monotonic())
        if job := self._take(max(0.0, wait_s)):
            self._answer(job, say)
        elif time.monotonic() >= self._poll_at:
            self._look(say)

    def close(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _print(self, job: PrintJob, say: Say) -> PrintOutcome:
        if self._seen is not PrinterStatus.UNKNOWN:  # asking a silent printer again would only cost time
            self._look(say)
        if self._seen and not self._seen.can_print:
            return PrintOutcome.FAILED
        self._send(compose(job.slip, job.texts, self._profile))
        return self._confirm(say)

    def _send(self, pieces: list[bytes]) -> None:
        assert self._line
        self._owed = max(map(len, pieces))
        for piece in pieces:
            self._line.write(piece)

    def _confirm(self, say: Say) -> PrintOutcome:
        assert self._line
        assert self._inquiry
        talks = self._seen is not PrinterStatus.UNKNOWN
        outcome, status = self._inquiry.confirm(self._confirm_s + self._line.lag_s, talks)
        self._owed = 0
        if status:
            self._note(status, say)
        self._poll_at = 0.0
        return outcome

    def _mend(self, line: Line) -> None:
        """The last job broke off, perhaps inside a picture that the printer still waits for: fill it up with white,
        and cut the half slip off, so that the next person's is whole. Between commands a printer ignores NUL.
        """
        line.write(bytes(self._owed))
        for piece in ending(self._profile.cut):
            line.write(piece)

    def _look(self, say: Say) -> None:
        assert self._inquiry
        self._note(self._inquiry.status(), say)
        self._owed = 0  # the line lived long enough to have carried the mending too

    def _note(self, status: PrinterStatus, say: Say) -> None:
        self._poll_at = time.monotonic() + self._poll_s
        if status is not self._seen:
            self._seen = status
            say(PrinterSeen(status))


def make(url: DeviceUrl, confirm_s: float = CONFIRM_S, poll_s: float = POLL_S) -> PrinterDriver:
    """The printer of ``url``. Raises ValueError for an address, an option or a font folder that cannot be right."""
    baud = port_settings(url, DEFAULT_BAUD).baud if url.scheme == "escpos+serial" else None
    profile = read_profile(url, baud)
    if profile.mode is Mode.IMAGE:
        for bold in (False, True):
            face(profile.fonts, bold, 24)
    return PrinterDriver(line_opener(url), profile, confirm_s, poll_s)
