"""A thermal printer without its plug: takes bytes in, prints on paper, answers, and has parts that can be moved."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from simulators.escpos_commands import Command, CommandReader
from simulators.paper import CutSlip, Paper

REALTIME_FORM = 0x12
ENDLESS = 1 << 40  # rows


@dataclass(slots=True)
class Parts:
    """How the printer stands. ``rows_left`` of paper; ``garbled``: what it answers instead of the truth."""

    rows_left: int = ENDLESS
    low: bool = False
    cover_open: bool = False
    cutter_stuck: bool = False
    silent: bool = False
    knows_marker: bool = True
    garbled: bytes = b""
    seconds_per_row: float = 0.0


class PrinterMachine:
    """Bytes are understood at once and printed by a thread of their own, which stands still while it cannot print.

    ``commands`` is everything understood so far; ``faults`` everything that was not.
    """

    def __init__(self, width: int, answer: Callable[[bytes], None]) -> None:
        self.commands: list[Command] = []
        self.reader = CommandReader()
        self.received_at = 0.0
        self._paper = Paper(width)
        self._parts = Parts()
        self._answer = answer
        self._waiting: deque[Command] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._print, name="printer-simulator", daemon=True)
        self._thread.start()

    # --- what it shows ---

    @property
    def cuts(self) -> list[CutSlip]:
        """What was cut off, oldest first, with its text and when it arrived."""
        with self._changed:
            return list(self._paper.slips)

    @property
    def slips(self) -> list[Image.Image]:
        """The pictures of what was cut off, oldest first."""
        return [slip.picture for slip in self.cuts]

    @property
    def faults(self) -> list[str]:
        with self._changed:
            return list(self._paper.faults)

    def wait_for_slips(self, count: int, patience_s: float = 5.0) -> list[CutSlip]:
        """``cuts``, as soon as there are ``count``. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._paper.slips) >= count, patience_s):
                raise TimeoutError(f"{len(self._paper.slips)} of {count} slips came out")
            return list(self._paper.slips)

    # --- hands ---

    def paper_out(self) -> None:
        self._move(rows_left=0)

    def run_out_after(self, rows: int) -> None:
        """The roll ends so many dot rows from now."""
        self._move(rows_left=rows)

    def low_paper(self) -> None:
        self._move(low=True)

    def load_paper(self) -> None:
        self._move(rows_left=ENDLESS, low=False)

    def cover(self, is_open: bool = True) -> None:
        self._move(cover_open=is_open)

    def cutter_error(self, is_stuck: bool = True) -> None:
        self._move(cutter_stuck=is_stuck)

    def mute(self, is_silent: bool = True) -> None:
        """Never answer anything."""
        self._move(silent=is_silent)

    def garble(self, answer: bytes) -> None:
        """Answer every question with these bytes; empty: tell the truth again."""
        self._move(garbled=answer)

    def forget_marker(self) -> None:
        """Like a clone that does not know GS r."""
        self._move(knows_marker=False)

    def slow(self, seconds_per_row: float) -> None:
        self._move(seconds_per_row=seconds_per_row)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _move(self, **parts: object) -> None:
        with self._changed:
            for name, value in parts.items():
                setattr(self._parts, name, value)
            self._changed.notify_all()

    # --- what it does ---

    def take_in(self, chunk: bytes) -> None:
        """Bytes arrive. Questions about the status are answered before anything else is done."""
        self.received_at = time.perf_counter()
        for command in self.reader.feed(chunk):
            self.commands.append(command)
            if command.name == "status":
                self._say(self._status(command.parameters[0]))
                continue
            with self._changed:
                self._waiting.append(command)
                self._changed.notify_all()

    @property
    def _offline(self) -> bool:
        parts = self._parts
        return parts.cover_open or parts.cutter_stuck or parts.rows_left <= 0

    def _status(self, question: int) -> int:
        parts = self._parts
        bits = {
            1: 0x08 * self._offline,
            2: 0x04 * parts.cover_open | 0x20 * (parts.rows_left <= 0) | 0x40 * parts.cutter_stuck,
            3: 0x08 * parts.cutter_stuck,
            4: 0x0C * parts.low | 0x60 * (parts.rows_left <= 0),
        }
        return REALTIME_FORM | bits.get(question, 0)

    def _say(self, byte: int) -> None:
        if not self._parts.silent:
            self._answer(self._parts.garbled or bytes((byte,)))

    def _print(self) -> None:
        """Until closed: carry out one command after the other, standing still while offline."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or (self._waiting and not self._offline))
                if self._closed:
                    return
                rows = self._carry_out(self._waiting.popleft())
                self._changed.notify_all()
                pause = rows * self._parts.seconds_per_row
            if pause:
                time.sleep(pause)

    def _carry_out(self, command: Command) -> int:
        """Rows of paper used. The marker's answer is due when all before it is done."""
        if command.name == "report_when_done" and self._parts.knows_marker:
            self._say(0x03 * self._parts.low)
        before = self._paper.rows
        self._paper.carry_out(command)
        used = self._paper.rows - before
        self._parts.rows_left -= used
        return used
