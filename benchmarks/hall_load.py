"""A closed loop: each connection asks again as soon as it was answered. Kiosks that issue, clerks that call."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from uuid import uuid4

from simulators.hall_process import Halls
from simulators.lean_http import Answer, LeanClient

Ask = Callable[[], None]


@dataclass
class Timings:
    """Seconds each question took, and the seconds during which they were asked."""

    each: list[float] = field(default_factory=list)
    wall: float = 0.0

    def add(self, more: "Timings") -> None:
        self.each += more.each
        self.wall += more.wall

    @property
    def per_s(self) -> float:
        return len(self.each) / self.wall if self.wall else 0.0

    def percentile_ms(self, percent: float) -> float:
        """The nearest rank: no figure that was not measured."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000 if ordered else 0.0


@dataclass
class Seen:
    """What the clients were told, for the two counts that must be 0."""

    numbers: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    @property
    def duplicates(self) -> int:
        return _more_than_once(self.numbers)

    @property
    def double_calls(self) -> int:
        return _more_than_once(self.called)


def closed_loop(
    opened: Callable[[int], AbstractContextManager[Ask]],
    connections: int,
    *,
    seconds: float | None = None,
    each: int | None = None,
) -> Timings:
    """``connections`` threads, each asking for ``seconds`` or ``each`` times. Raises what one of them raised."""
    timings: list[list[float]] = [[] for _ in range(connections)]
    troubles: list[Exception] = []
    start = threading.Barrier(connections + 1)

    def work(number: int) -> None:
        try:
            with opened(number) as ask:
                start.wait()
                _ask_on(ask, timings[number], seconds, each)
        except Exception as trouble:  # noqa: BLE001  handed on below, from a thread that nobody looks at
            start.abort()
            troubles.append(trouble)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    try:
        start.wait()
    except threading.BrokenBarrierError:
        troubles.sort(key=lambda trouble: isinstance(trouble, threading.BrokenBarrierError))
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return Timings([one for mine in timings for one in mine], time.perf_counter() - began)


def _ask_on(ask: Ask, timings: list[float], seconds: float | None, each: int | None) -> None:
    until = None if seconds is None else time.perf_counter() + seconds
    while (until is None or time.perf_counter() < until) and (each is None or len(timings) < each):
        began = time.perf_counter()
        ask()
        timings.append(time.perf_counter() - began)


class Kiosk:
    """Issues tickets of one service. Its own number decides which process it talks to."""

    def __init__(self, halls: Halls, number: int, seen: Seen) -> None:
        hall = halls.processes[number % len(halls.processes)]
        self._client = LeanClient(hall.port, next(iter(halls.tokens.kiosks.values())))
        self._seen = seen

    def __enter__(self) -> Ask:
        return self._ask

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _ask(self) -> None:
        order = {"request_id": str(uuid4()), "service": "new", "accepts_wait": True}
        answer = expect(self._client.post("/api/tickets", order), 200)
        self._seen.numbers.append(answer.json()["ticket"]["number"])


class Clerk:
    """Calls at a window of their own, and finishes whoever came; only the call is timed."""

    def __init__(self, halls: Halls, number: int, seen: Seen, window: str) -> None:
        hall = halls.processes[number % len(halls.processes)]
        self._client = LeanClient(hall.port, halls.tokens.staff)
        self._path = f"/api/counters/{window}"
        self._seen = seen
        self.calls: list[float] = []

    def __enter__(self) -> Ask:
        return self._ask

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _ask(self) -> None:
        began = time.perf_counter()
        answer = expect(self._client.post(f"{self._path}/next"), 200, 204)
        self.calls.append(time.perf_counter() - began)
        if answer.status == 200:
            self._seen.called.append(answer.json()["id"])
            expect(self._client.post(f"{self._path}/finish"), 204)


def expect(answer: Answer, *statuses: int) -> Answer:
    if answer.status not in statuses:
        raise RuntimeError(f"the hall answered {answer.status}: {answer.body[:300]!r}")
    return answer


def _more_than_once(seen: list[str]) -> int:
    return sum(count - 1 for count in Counter(seen).values())
