"""The line of calls: what is heard is shown, a dead line shows nothing, and it comes back by itself."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from kiosk.domain.sign import SignFace, SignFaces
from kiosk.link.hall_calls import NOTHING_KNOWN, HallCalls, events_of, faces_of
from kiosk.wire import AtWindow, Call, Snapshot

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
PATIENCE_S = 5.0
SILENCE_S = 0.8
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def snapshot(number: str | None, call: int = 1, *, paused: bool = False) -> Snapshot:
    called = Call(id=call, number=number, window="3", at=NOW) if number else None
    return Snapshot(
        version=1,
        now=NOW,
        hall={"zh": "厅", "en": "Hall"},
        open=True,
        calling=(),
        waiting=0,
        waiting_by_place=(),
        windows=(AtWindow(window="3", call=called, paused=paused), AtWindow(window="4")),
    )


def event(of: Snapshot) -> bytes:
    return f"id: 1\r\nevent: snapshot\r\ndata: {of.model_dump_json()}\r\n\r\n".encode()


class Line:
    """A hall that is nothing but its line: every connection is answered as ``answer`` says."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.connections: list[socket.socket] = []
        self.first = HEAD
        self.asked: list[bytes] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def say(self, data: bytes) -> None:
        self.connections[-1].sendall(data)

    def hang_up(self) -> None:
        self.connections[-1].shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for connection in self.connections:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.asked.append(connection.recv(4096))
            connection.sendall(self.first)
            self.connections.append(connection)


@contextmanager
def listening(line: Line) -> Iterator[list[SignFaces]]:
    shown: list[SignFaces] = []
    calls = HallCalls(f"http://127.0.0.1:{line.port}/hall", shown.append, silence_s=SILENCE_S)
    calls.start()
    try:
        yield shown
    finally:
        began = time.monotonic()
        calls.stop()
        assert time.monotonic() - began < 2


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.close()


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_what_a_window_shows() -> None:
    assert faces_of(snapshot("A001", 7)) == {"3": SignFace("A001", 7), "4": SignFace()}
    assert faces_of(snapshot(None, paused=True))["3"] == SignFace(paused=True)


def test_events_end_with_an_empty_line_and_unfinished_ones_are_none() -> None:
    lines = [b"event: snapshot\n", b"data: {}\n", b"\n", b"\n", b": ping\n", b"\n", b"data: x\n", b"\n", b"data: y"]
    assert list(events_of(lines)) == [("snapshot", "{}"), ("message", "x")]


def test_calls_are_shown_as_they_come(line: Line) -> None:
    with listening(line) as shown:
        until(lambda: bool(line.connections))
        assert line.asked[0].startswith(b"GET /hall/events ")
        line.say(event(snapshot("A001", 7)))
        until(lambda: bool(shown) and shown[-1]["3"] == SignFace("A001", 7))
        line.say(event(snapshot("A002", 8)))
        until(lambda: shown[-1]["3"] == SignFace("A002", 8))


def test_a_silent_line_shows_nothing_and_the_next_one_shows_all_again(line: Line) -> None:
    with listening(line) as shown:
        until(lambda: bool(line.connections))
        line.say(event(snapshot("A001")))
        until(lambda: bool(shown) and shown[-1] == NOTHING_KNOWN)
        until(lambda: len(line.connections) > 1)
        line.say(event(snapshot("A001")))
        until(lambda: shown[-1] != NOTHING_KNOWN)


def test_heartbeats_keep_the_number(line: Line) -> None:
    with listening(line) as shown:
        until(lambda: bool(line.connections))
        line.say(event(snapshot("A001")))
        for _ in range(4):
            time.sleep(SILENCE_S / 3)
            line.say(b"event: hb\r\ndata: now\r\n\r\n")
        assert NOTHING_KNOWN not in shown
        assert len(line.connections) == 1


def test_a_proxy_that_answers_502_or_nonsense_is_asked_again(line: Line) -> None:
    line.first = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
    with listening(line) as shown:
        until(lambda: bool(line.connections))
        line.first = HEAD + b"event: snapshot\ndata: {}\n\n"
        until(lambda: len(line.connections) > 1)
        line.first = HEAD + event(snapshot("A003"))
        until(lambda: bool(shown) and shown[-1]["3"].number == "A003")


def test_a_short_break_is_not_seen(line: Line) -> None:
    """The hall was started anew: the number stays while nothing says that it is old."""
    with listening(line) as shown:
        until(lambda: bool(line.connections))
        line.say(event(snapshot("A001")))
        until(lambda: bool(shown))
        line.first = HEAD + event(snapshot("A001"))
        line.hang_up()
        until(lambda: len(shown) > 1)
        assert NOTHING_KNOWN not in shown
