"""Many displays for a long time: whether the hall's memory stays flat, and every picture stays fresh.

Starts its own hall (the real program on SQLite) and opens ``--displays`` lines to it, which read as a display does:
a line that breaks is counted and opened again, one that hears nothing for as long as a display's page waits before
it marks itself stale is counted, too. Meanwhile one person is given a number and called, ``--calls-per-s`` times a
second. An hour is ``--minutes 60``; five minutes show the slope. The last line is JSON.
"""

import argparse
import json
import re
import selectors
import socket
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from hall_load import Timings, expect

from simulators.hall_process import HallProcess, Halls, hall_processes
from simulators.lean_http import LeanClient

STALE_S = 12.0  # SILENCE_MS of feed.js: from then on a page says that it is not current
LATE_S = 5.0  # a call that is not on a display by then is counted as missed
WARM_UP_S = 30.0  # pools and caches fill before memory is compared
SAMPLE_S = 2.0
CHUNK = 262_144
ASKING = b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
NUMBER = re.compile(rb'"number":"[A-Z](\d+)"')


@dataclass
class Display:
    line: socket.socket
    heard: float
    unread: bytes = b""
    stale: bool = False


@dataclass
class Screens:
    """All displays, read by one thread. ``seen``: by number, when each display had it first."""

    port: int
    count: int
    seen: dict[int, dict[int, float]] = field(default_factory=dict)
    done: int = 0  # numbers up to this one are judged
    lost: int = 0
    stale: int = 0
    events: int = 0

    def __post_init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._displays = [self._opened(which) for which in range(self.count)]
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> "Screens":
        self._thread.start()
        return self

    def close(self) -> None:
        """Read no more; the lines stay open."""
        self._closing.set()
        self._thread.join()

    def __exit__(self, *_: object) -> None:
        self.close()
        for display in self._displays:
            display.line.close()
        self._selector.close()

    def judge(self, number: int, began: float, took: Timings) -> int:
        """The times a call took to all displays are added; how many displays never had it."""
        with self._lock:
            had = self.seen.pop(number, {})
            self.done = max(self.done, number)
        took.each += [at - began for at in had.values()]
        return self.count - len(had)

    def _opened(self, which: int) -> Display:
        line = socket.create_connection(("127.0.0.1", self.port), STALE_S)
        line.sendall(ASKING)
        self._selector.register(line, selectors.EVENT_READ, which)
        return Display(line, time.perf_counter())

    def _read(self) -> None:
        while not self._closing.is_set():
            for key, _ in self._selector.select(0.5):
                self._hear(key.data)
            now = time.perf_counter()
            for display in self._displays:
                if now - display.heard >= STALE_S and not display.stale:
                    display.stale = True
                    self.stale += 1

    def _hear(self, which: int) -> None:
        display = self._displays[which]
        try:
            data = display.line.recv(CHUNK)
        except OSError:
            data = b""
        if not data:
            self.lost += 1
            self._selector.unregister(display.line)
            display.line.close()
            self._displays[which] = self._opened(which)
            return
        display.heard, display.stale = time.perf_counter(), False
        *events, display.unread = (display.unread + data).split(b"\r\n\r\n")
        for event in events:
            self._take(which, event, display.heard)

    def _take(self, which: int, event: bytes, at: float) -> None:
        self.events += 1
        with self._lock:
            for number in map(int, NUMBER.findall(event)):
                if number > self.done:
                    self.seen.setdefault(number, {}).setdefault(which, at)


@dataclass
class Memory:
    """Resident megabytes of the hall, and when."""

    samples: list[tuple[float, float]] = field(default_factory=list)

    def look(self, hall: HallProcess, at: float) -> None:
        if not self.samples or at - self.samples[-1][0] >= SAMPLE_S:
            self.samples.append((at, hall.memory_mb()))

    def by_minute(self) -> list[float]:
        """The last look of each minute: whether it goes on growing, or only fills its pools."""
        return [round(mb, 1) for mb in {int(at // 60): mb for at, mb in self.samples}.values()]

    def figures(self) -> dict[str, float]:
        settled = [one for one in self.samples if one[0] >= WARM_UP_S] or self.samples
        tenth = max(1, len(settled) // 10)
        first = statistics.median(mb for _, mb in settled[:tenth])
        last = statistics.median(mb for _, mb in settled[-tenth:])
        slope = statistics.linear_regression(*zip(*settled, strict=True)).slope if len(settled) > 1 else 0.0
        return {
            "memory_first_mb": round(first, 1),
            "memory_last_mb": round(last, 1),
            "memory_most_mb": round(max(mb for _, mb in settled), 1),
            "memory_mb_per_hour": round(slope * 3600, 1),
        }


def main() -> int:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="hall-soak-") as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'hall.sqlite'}"
        with hall_processes(folder / "hall", database, 1, ["kiosk-1"], arguments.config) as halls:
            memory = Memory()
            figures = _soak(halls, arguments, memory)
    for what, value in figures.items():
        print(f"{what:<24}{value:>12}")
    print("memory by minute, MB  ", *memory.by_minute())
    print(json.dumps(figures | {"memory_by_minute_mb": memory.by_minute()}))
    return 1 if figures["lost"] or figures["stale"] or figures["missed"] else 0


def _soak(halls: Halls, arguments: argparse.Namespace, memory: Memory) -> dict[str, float]:
    (hall,) = halls.processes
    took, missed, calls = Timings(), 0, 0
    open_calls: list[tuple[int, float]] = []
    with ExitStack() as lines:
        screens = lines.enter_context(Screens(hall.port, arguments.displays))
        kiosk = lines.enter_context(LeanClient(hall.port, halls.tokens.kiosks["kiosk-1"]))
        clerk = lines.enter_context(LeanClient(hall.port, halls.tokens.staff))
        began = time.perf_counter()
        used = hall.cpu_s()
        while (now := time.perf_counter()) - began < arguments.minutes * 60:
            open_calls.append((_call(kiosk, clerk), now))
            calls += 1
            while now - open_calls[0][1] >= LATE_S:
                missed += screens.judge(*open_calls.pop(0), took)
            memory.look(hall, now - began)
            time.sleep(max(0.0, began + calls / arguments.calls_per_s - time.perf_counter()))
        time.sleep(LATE_S)
        missed += sum(screens.judge(number, at, took) for number, at in open_calls)
        wall = time.perf_counter() - began
        used, lost, stale = hall.cpu_s() - used, screens.lost, screens.stale
        screens.close()
        stop_s = hall.stop()  # with all streams open
    return {
        "displays": arguments.displays,
        "minutes": round(wall / 60, 1),
        "calls": calls,
        "call_to_display_p50_ms": round(took.percentile_ms(50), 1),
        "call_to_display_p99_ms": round(took.percentile_ms(99), 1),
        "missed": missed,
        "lost": lost,
        "stale": stale,
        "events": screens.events,
        "cpu_percent": round(100 * used / wall, 1),
        "stop_s": round(stop_s, 2),
        **memory.figures(),
    }


def _call(kiosk: LeanClient, clerk: LeanClient) -> int:
    """Somebody takes a number and is called at once; the number without its letter."""
    expect(kiosk.post("/api/tickets", {"request_id": str(uuid4()), "service": "new", "accepts_wait": True}), 200)
    called = expect(clerk.post("/api/counters/1/finish-next"), 200)
    return int(called.json()["number"][1:])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--displays", type=int, default=50, metavar="N")
    parser.add_argument("--calls-per-s", type=float, default=10.0)
    parser.add_argument("--config", type=Path, default=Path("config"), metavar="DIR")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
