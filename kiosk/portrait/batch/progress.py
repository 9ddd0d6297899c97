"""A line that says how far a run is: customers, rows, rows rejected, time left."""

import sys
import time
from typing import TextIO

_WIDTH = 24


class Progress:
    """Rewrites its line on a terminal; elsewhere, as in a log, writes one line a call."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._start = time.monotonic()

    def __call__(self, customers: int, rows: int, total: int, bad: int) -> None:
        now = time.monotonic()
        share = rows / total if total else 1.0
        left = (now - self._start) * (1 - share) / share if share else 0.0
        bar = "█" * int(share * _WIDTH) + "·" * (_WIDTH - int(share * _WIDTH))
        text = (
            f"{bar} {share:4.0%}  {customers:,} customers  {rows:,} of {total:,} rows  "
            f"{bad:,} rejected  {_clock(left)} left"
        )
        if self._out.isatty():
            self._out.write(f"\r\x1b[2K{text}" + ("\n" if share >= 1 else ""))
        else:
            self._out.write(f"{text}\n")
        self._out.flush()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"
