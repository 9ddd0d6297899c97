"""How the printer is, asked by DLE EOT n, and whether it has printed, asked by GS r 1.

DLE EOT is answered at once, even when the printer stands still; a valid answer has the form 0xx1xx10. GS r waits
its turn behind everything sent before, so its answer (0xx0xxxx) says "printed up to here"; bit 4 tells the two
apart. Silence and noise both mean *unknown*, never *ready*. Which bit means what is data: clones differ, so a map
has a name and the configuration chooses (``?status=``). Source: Epson's published ESC/POS command reference.
"""

import time
from dataclasses import dataclass

from kiosk.devices.printer_lines import Line
from kiosk.domain.device import PrinterStatus, PrintOutcome

ANSWER_S = 0.2  # a printer that answers at all does so within a few milliseconds
STALE_BYTES = 4096
SILENCES = 2  # after so many questions without an answer no more are asked this time

REALTIME_MASK, REALTIME_FORM = 0b1001_0011, 0b0001_0010
MARKER_MASK, MARKER_FORM = 0b1001_0000, 0b0000_0000
MARKER_PAPER_END = 0x0C
GS_R = b"\x1dr\x01"


@dataclass(frozen=True, slots=True)
class Sign:
    """When any bit of ``mask`` is set in the answer to DLE EOT ``question``, the printer is ``status``."""

    question: int
    mask: int
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class StatusMap:
    """``questions`` in the order asked; the first of ``signs`` that is seen wins.

    Without a sign the printer is READY if ``proof`` (a question) was answered, else UNKNOWN.
    """

    questions: tuple[int, ...]
    signs: tuple[Sign, ...]
    proof: int

    def read(self, answers: dict[int, int]) -> PrinterStatus:
        for sign in self.signs:
            if answers.get(sign.question, 0) & sign.mask:
                return sign.status
        return PrinterStatus.READY if self.proof in answers else PrinterStatus.UNKNOWN


_PAPER = (Sign(4, 0x60, PrinterStatus.NO_PAPER), Sign(4, 0x0C, PrinterStatus.LOW_PAPER))

MAPS = {
    # An open cover lifts the paper off its sensor, so it is looked at first.
    "epson": StatusMap(
        (1, 4, 2, 3),
        (
            Sign(2, 0x04, PrinterStatus.COVER_OPEN),
            Sign(2, 0x20, PrinterStatus.NO_PAPER),
            Sign(4, 0x60, PrinterStatus.NO_PAPER),
            Sign(3, 0x08, PrinterStatus.CUTTER_ERROR),
            Sign(3, 0x20, PrinterStatus.OFFLINE),
            Sign(2, 0x40, PrinterStatus.OFFLINE),
            Sign(1, 0x08, PrinterStatus.OFFLINE),
            Sign(4, 0x0C, PrinterStatus.LOW_PAPER),
        ),
        proof=1,
    ),
    "paper": StatusMap((4,), _PAPER, proof=4),  # clones whose other answers mean nothing
    "none": StatusMap((), (), proof=1),  # clones that never answer: do not lose time asking
}


class Inquiry:
    """Asks one printer over one line, giving it ``answer_s`` each time. DeviceError when the line breaks."""

    def __init__(self, line: Line, status_map: StatusMap, answer_s: float = ANSWER_S) -> None:
        self._line = line
        self._answer_s = answer_s
        self._map = status_map
        self._marker: int | None = None

    def status(self) -> PrinterStatus:
        """Takes 0.4 s at most with a silent printer."""
        answers: dict[int, int] = {}
        silences = 0
        self._forget_stale()
        for question in self._map.questions:
            answer = self._ask(question)
            if answer is not None:
                answers[question] = answer
            silences = silences + 1 if answer is None else 0
            if silences == SILENCES:
                break
        return self._map.read(answers)

    def confirm(self, limit_s: float, talks: bool) -> tuple[PrintOutcome, PrinterStatus | None]:
        """Ask whether all that was sent is printed; with the outcome comes the status, if one was learnt.

        No answer within ``limit_s`` is UNKNOWN, even from a printer that is ready: it may not know the question.
        Only a printer that ``talks`` is watched for trouble meanwhile: noise of another could pass for the answer.
        """
        if not self._map.questions:
            return PrintOutcome.UNKNOWN, None
        self._forget_stale()
        self._marker = None
        self._line.write(GS_R)
        deadline, status = time.monotonic() + limit_s, None
        while self._marker is None and (left := deadline - time.monotonic()) > 0:
            self._listen(min(self._answer_s, left))
            status = self.status() if talks and self._marker is None else status
            if status and not status.can_print:
                return PrintOutcome.FAILED, status
        return self._verdict(status)

    def _verdict(self, status: PrinterStatus | None) -> tuple[PrintOutcome, PrinterStatus | None]:
        if self._marker is None:
            return PrintOutcome.UNKNOWN, status
        if self._marker & MARKER_PAPER_END:
            return PrintOutcome.FAILED, PrinterStatus.NO_PAPER
        return PrintOutcome.CONFIRMED, None

    def _ask(self, question: int) -> int | None:
        self._line.write(bytes((0x10, 0x04, question)))
        return self._listen(self._answer_s)

    def _listen(self, wait_s: float) -> int | None:
        """The next real-time answer within ``wait_s``; stops early when the marker comes, drops noise."""
        deadline = time.monotonic() + wait_s
        while (left := deadline - time.monotonic()) > 0:
            for byte in self._line.read(1, left):
                if byte & REALTIME_MASK == REALTIME_FORM:
                    return byte
                if self._took_marker(byte):
                    return None
        return None

    def _took_marker(self, byte: int) -> bool:
        if byte & MARKER_MASK != MARKER_FORM or self._marker is not None:
            return False
        self._marker = byte
        return True

    def _forget_stale(self) -> None:
        """Drop answers nobody asked for: some printers take pairs of bytes inside a picture for a question."""
        for byte in self._line.read(STALE_BYTES, 0):
            self._took_marker(byte)
