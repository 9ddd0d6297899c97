"""How long a call takes to reach every display: from the clerk's touch until the number is there, at each."""

import json
import random
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from hall_load import Timings

from simulators.hall_process import Halls

PATIENCE_S = 10.0
PAUSE_S = 0.05
CHUNK = 262_144


class Piece(NamedTuple):
    at: float
    data: bytes


class Fan:
    """Displays spread over the hall's processes, and one clerk, all read by one thread."""

    def __init__(self, clerk: socket.socket, displays: list[socket.socket], token: str, window: str) -> None:
        self._clerk = clerk
        self._received: dict[socket.socket, list[Piece]] = {display: [] for display in displays}
        self._head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Length: 0\r\n\r\n"
        self._window = window
        self._selector = selectors.DefaultSelector()
        for line in (clerk, *displays):
            self._selector.register(line, selectors.EVENT_READ)

    def __enter__(self) -> "Fan":
        self._wait_for(b"event: snapshot")
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()

    def call(self) -> list[float]:
        """One call; the seconds after which each display had it. The person is finished before this returns."""
        time.sleep(random.uniform(0, PAUSE_S))
        while self._receive(0):
            """What was still under way belongs to the call before."""
        self._forget()
        began = time.perf_counter()
        number = json.loads(self._post("next"))["number"]
        took = self._wait_for(f'"number":"{number}","window":"{self._window}"'.encode())
        self._post("finish")
        return [arrived - began for arrived in took]

    def _post(self, what: str) -> bytes:
        """The displays are read meanwhile: they may have the news before the clerk has the answer."""
        self._clerk.sendall(f"POST /api/counters/{self._window}/{what} HTTP/1.1\r\n{self._head}".encode())
        answer = b""
        while not _is_whole(answer):
            answer += b"".join(piece.data for piece in self._receive(PATIENCE_S))
        if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")):
            raise RuntimeError(f"the hall answered {answer[:300]!r}")
        return answer.partition(b"\r\n\r\n")[2]

    def _wait_for(self, needle: bytes) -> list[float]:
        """When each display had it."""
        give_up = time.perf_counter() + PATIENCE_S
        while True:
            arrived = [_arrival(pieces, needle) for pieces in self._received.values()]
            if None not in arrived:
                self._forget()
                return [moment for moment in arrived if moment is not None]
            if time.perf_counter() > give_up:
                raise RuntimeError(f"{arrived.count(None)} displays do not show it")
            self._receive(PATIENCE_S)

    def _receive(self, patience_s: float) -> list[Piece]:
        """Take what has come; give back what the clerk was told."""
        clerks: list[Piece] = []
        for key, _ in self._selector.select(patience_s):
            line = key.fileobj
            assert isinstance(line, socket.socket), "nothing else was registered"
            piece = Piece(time.perf_counter(), line.recv(CHUNK))
            if not piece.data:
                raise RuntimeError("the hall hung up")
            (clerks if line is self._clerk else self._received[line]).append(piece)
        return clerks

    def _forget(self) -> None:
        for pieces in self._received.values():
            pieces.clear()


def fan_out(halls: Halls, displays: int, window: str, calls: int) -> Timings:
    """``calls`` calls to ``displays`` displays. Somebody must be waiting for each."""
    took: list[float] = []
    began = time.perf_counter()
    with _fan(halls, displays, window) as fan:
        for _ in range(calls):
            took += fan.call()
    return Timings(took, time.perf_counter() - began)


def stop_with_displays(halls: Halls, displays: int, window: str) -> float:
    """Seconds until the slowest process has ended after SIGTERM, with so many displays listening."""
    with _fan(halls, displays, window):
        return max(hall.stop() for hall in halls.processes)


@contextmanager
def _fan(halls: Halls, displays: int, window: str) -> Iterator[Fan]:
    ports = [hall.port for hall in halls.processes]
    with ExitStack() as lines:
        clerk = lines.enter_context(_line(ports[0]))
        opened = [lines.enter_context(_line(ports[number % len(ports)])) for number in range(displays)]
        for display in opened:
            display.sendall(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n")
        yield lines.enter_context(Fan(clerk, opened, halls.tokens.staff, window))


def _line(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _arrival(pieces: list[Piece], needle: bytes) -> float | None:
    so_far = b""
    for piece in pieces:
        so_far += piece.data
        if needle in so_far:
            return piece.at
    return None


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    _, named, rest = head.lower().partition(b"content-length:")
    return len(body) >= (int(rest.split(b"\r\n")[0]) if named else 0)
