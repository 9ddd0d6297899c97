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


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for one answer (a printer that answers at all does so in milliseconds), and after which a
    printer that is able to print will not answer an old marker any more: it was switched off, say.
    """

    answer_s: float = 0.2
    lost_s: float = 10.0


class Inquiry:
    """Asks one printer. Every method raises DeviceError when the line breaks.

    It outlives the line: a printer may still owe answers to markers sent before the line broke, and they must not
    pass for the answer to a later one.
    """

    def __init__(self, line: Line, status_map: StatusMap, patience: Patience = Patience()) -> None:
        self.line = line
        self._map = status_map
        self._patience = patience
        self._unanswered = 0
        self._printing_at = 0.0
        self._marker = MARKER_FORM

    def status(self) -> PrinterStatus:
        """Takes 0.4 s at most with a silent printer."""
        if not self.line.two_way:
            return PrinterStatus.UNKNOWN
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
        return self._noting_progress(self._map.read(answers))

    def confirm(self, limit_s: float, talks: bool) -> tuple[PrintOutcome, PrinterStatus | None]:
        """Ask whether all that was sent is printed; with the outcome comes the status, if one was learnt.

        No answer within ``limit_s`` is UNKNOWN, even from a printer that is ready: it may not know the question.
        Only a printer that ``talks`` is watched for trouble meanwhile: noise of another could pass for the answer.
        """
        if not self._map.questions or not self.line.two_way:
            return PrintOutcome.UNKNOWN, None
        self._send_marker()
        deadline, status = time.monotonic() + limit_s, None
        while self._unanswered and (left := deadline - time.monotonic()) > 0:
            self._listen(min(self._patience.answer_s, left), for_marker=True)
            status = self.status() if talks and self._unanswered else status
            if status and not status.can_print:
                return PrintOutcome.FAILED, status
        if self._unanswered:
            return PrintOutcome.UNKNOWN, status
        if self._marker & MARKER_PAPER_END:
            return PrintOutcome.FAILED, PrinterStatus.NO_PAPER
        return PrintOutcome.CONFIRMED, None

    def _send_marker(self) -> None:
        self._forget_stale()
        self._unanswered += 1
        self._printing_at = time.monotonic()
        self.line.write(GS_R)

    def _noting_progress(self, status: PrinterStatus) -> PrinterStatus:
        if not status.can_print:
            self._printing_at = time.monotonic()
        elif time.monotonic() - self._printing_at > self._patience.lost_s:
            self._unanswered = 0
        return status

    def _ask(self, question: int) -> int | None:
        self.line.write(bytes((0x10, 0x04, question)))
        return self._listen(self._patience.answer_s)

    def _listen(self, wait_s: float, for_marker: bool = False) -> int | None:
        """The next real-time answer within ``wait_s``, or the marker's, whichever is wanted. Noise is dropped."""
        deadline = time.monotonic() + wait_s
        while (left := deadline - time.monotonic()) > 0:
            for byte in self.line.read(1, left):
                if byte & REALTIME_MASK == REALTIME_FORM and not for_marker:
                    return byte
                if self._took_marker(byte) and for_marker:
                    return None
        return None

    def _took_marker(self, byte: int) -> bool:
        if byte & MARKER_MASK != MARKER_FORM or not self._unanswered:
            return False
        self._unanswered -= 1
        self._marker = byte
        return True

    def _forget_stale(self) -> None:
        """Drop answers nobody asked for: some printers take pairs of bytes inside a picture for a question."""
        for byte in self.line.read(STALE_BYTES, 0):
            self._took_marker(byte)
