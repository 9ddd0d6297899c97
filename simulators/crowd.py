"""People who use a hall in every way at once, and write down what they were told.

Each of them is a kiosk and a clerk with a window of their own. A line that breaks is opened again, at another
process if need be; a ticket that was asked for is asked for again under its request id until there is an answer.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from simulators.hall_process import Halls
from simulators.lean_http import Answer, LeanClient

GIVE_UP_S = 60.0

CALL, FINISH, RECALL, TRANSFER, PARK = "call", "finish", "recall", "transfer", "park"
ISSUE, RETRY = "issue", "retry"
OFTEN = {ISSUE: 30, RETRY: 12, CALL: 24, FINISH: 18, RECALL: 5, TRANSFER: 5, PARK: 6}
"""What they do, in parts of 100."""

CALLED = "called"
WRITTEN = {CALL: CALLED, FINISH: "done", RECALL: "recalled", TRANSFER: "transferred", PARK: "parked"}
"""The word of each in a ticket's history."""

SERVICES = ("new", "meter")  # no terminal serves these: there is always a number
LANES = ("general", "priority", "care")


@dataclass(frozen=True)
class Told:
    """A ticket as one answer named it."""

    ticket: str
    number: str


@dataclass
class Memories:
    """All that was answered, by everybody. Safe to use from many threads."""

    tickets: dict[str, set[Told]] = field(default_factory=dict)  # by request id
    steps: list[tuple[str, str, str]] = field(default_factory=list)  # ticket, what its history must say, window
    answers: Counter[str] = field(default_factory=Counter)
    called_while_called: int = 0
    _at_windows: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def was_issued(self, request: str, told: Told) -> None:
        with self._lock:
            self.tickets.setdefault(request, set()).add(told)

    def was_called(self, ticket: str, window: str) -> None:
        """Counted when somebody was told before that this ticket is at their window, and has not let go of it."""
        with self._lock:
            self.steps.append((ticket, CALLED, window))
            if self._at_windows.get(ticket, window) != window:
                self.called_while_called += 1
            self._at_windows[ticket] = window

    def was_done(self, ticket: str, what: str, window: str) -> None:
        """``what``: one of CALL and the like; the hall has said that it is so."""
        with self._lock:
            self.steps.append((ticket, WRITTEN[what], window))

    def lets_go(self, ticket: str) -> None:
        """To be said before the hall is asked: from then on others may be told of it."""
        with self._lock:
            self._at_windows.pop(ticket, None)

    def count(self, what: str, answer: Answer | None) -> None:
        with self._lock:
            self.answers[f"{what} {answer.status if answer else 'broken off'}"] += 1


class Somebody:
    """One of the crowd."""

    def __init__(self, halls: Halls, number: int, window: str, memories: Memories, seed: int) -> None:
        self._halls = halls
        self._turn = number
        self._window = window
        self._memories = memories
        self._dice = random.Random(f"{seed}/{number}")
        self._kiosk = list(halls.tokens.kiosks)[number % len(halls.tokens.kiosks)]
        self._requests: list[tuple[str, str]] = []
        self._here: str | None = None
        self._lines: dict[str, LeanClient] = {}

    def work(self, more: Callable[[], bool]) -> None:
        """One thing after the other for as long as ``more`` says so."""
        try:
            while more():
                (what,) = self._dice.choices(list(OFTEN), list(OFTEN.values()))
                self._do(what)
        finally:
            self._hang_up()

    def _do(self, what: str) -> None:
        if what == RETRY and self._requests:
            self._issue(what, *self._dice.choice(self._requests))
        elif what in (ISSUE, RETRY):
            request = str(UUID(int=self._dice.getrandbits(128), version=4))
            self._requests.append((request, self._dice.choice(SERVICES)))
            self._issue(ISSUE, *self._requests[-1])
        elif what == CALL:
            self._call()
        elif what == RECALL:
            self._done(what, self._here, self._ask_desk(what, "recall"))
        else:
            self._let_go(what)

    def _issue(self, what: str, request: str, service: str) -> None:
        """Until there is an answer: the person stands there and waits for a number."""
        order = {"request_id": request, "service": service, "accepts_wait": True}
        token, give_up = self._halls.tokens.kiosks[self._kiosk], time.monotonic() + GIVE_UP_S
        while True:
            answer = self._ask(what, token, "/api/tickets", order)
            if answer is not None and answer.status == 200:
                ticket = answer.json()["ticket"]
                self._memories.was_issued(request, Told(ticket["id"], ticket["number"]))
                return
            if answer is not None and answer.status < 500:
                raise RuntimeError(f"no number: {answer.status} {answer.body[:300]!r}")
            if time.monotonic() > give_up:
                raise RuntimeError(f"{what}: nobody has answered for a minute, at last {answer}")
            time.sleep(0.02)

    def _call(self) -> None:
        answer = self._ask_desk(CALL, "next")
        if answer is not None and answer.status == 200:
            self._here = answer.json()["id"]
            self._memories.was_called(str(self._here), self._window)

    def _let_go(self, what: str) -> None:
        ticket, self._here = self._here, None
        if ticket is not None:
            self._memories.lets_go(ticket)
        to = {"kind": "lane", "id": self._dice.choice(LANES)}
        body = {"to": to, "note": ""} if what == TRANSFER else None
        self._done(what, ticket, self._ask_desk(what, what, body))

    def _done(self, what: str, ticket: str | None, answer: Answer | None) -> None:
        """Nobody else works at this window: whoever we knew to be there is who it was done to."""
        if ticket is not None and answer is not None and answer.status < 300:
            self._memories.was_done(ticket, what, self._window)

    def _ask_desk(self, what: str, action: str, body: object = None) -> Answer | None:
        return self._ask(what, self._halls.tokens.staff, f"/api/counters/{self._window}/{action}", body)

    def _ask(self, what: str, token: str, path: str, body: object) -> Answer | None:
        """None when the line broke: whether it was done, nobody knows."""
        try:
            answer = self._line(token).post(path, body)
        except (OSError, ValueError):
            self._hang_up()
            self._turn += 1
            answer = None
        self._memories.count(what, answer)
        return answer

    def _line(self, token: str) -> LeanClient:
        if token not in self._lines:
            processes = self._halls.processes
            self._lines[token] = LeanClient(processes[self._turn % len(processes)].port, token)
        return self._lines[token]

    def _hang_up(self) -> None:
        for line in self._lines.values():
            line.close()
        self._lines.clear()


def crowd(halls: Halls, windows: tuple[str, ...], more: Callable[[], bool], seed: int) -> Memories:
    """One person a window, for as long as ``more`` says so. Raises what one of them raised."""
    memories, troubles = Memories(), list[Exception]()

    def live(number: int) -> None:
        try:
            Somebody(halls, number, windows[number], memories, seed).work(more)
        except Exception as trouble:  # noqa: BLE001  handed on below, from a thread that nobody looks at
            troubles.append(trouble)

    threads = [threading.Thread(target=live, args=(number,)) for number in range(len(windows))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return memories
