"""Calls as they are made, for signs over windows: listens to the hall's own line for displays.

The line is server-sent events at ``/events``: ``snapshot`` at once and after every change, complete in itself, and
``hb`` every five seconds. So two words missed mean that the line is dead, and then nothing is known any more: a
number that may be old must not stand over a window.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from pydantic import ValidationError

from kiosk.domain.sign import SignFace, SignFaces
from kiosk.wire import Snapshot

log = logging.getLogger(__name__)

SILENCE_S = 11.0
CONNECT_S, OPENING_S, LEAST_S = 2.0, 5.0, 0.5
PAUSES_S = (0.5, 1.0, 2.0)
"""Between attempts; the last one again and again. With the rest it keeps "stale within 15 seconds"."""

NOTHING_KNOWN: SignFaces = {}


def faces_of(snapshot: Snapshot) -> SignFaces:
    """Every window of the hall, as its sign shows it."""
    return {
        one.window: SignFace(
            number=one.call.number if one.call else None,
            call=one.call.id if one.call else None,
            paused=one.paused,
        )
        for one in snapshot.windows
    }


def events_of(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """Name and data of every event in a stream of lines; comments are passed over.

    >>> list(events_of([b"event: hb\\r\\n", b"data: 1\\n", b"data: 2\\n", b"\\n", b": ping\\n", b"\\n"]))
    [('hb', '1\\n2')]
    """
    name, data = "message", list[str]()
    for line in lines:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        field, _, value = text.partition(":")
        if not text and data:
            yield name, "\n".join(data)
        if not text:
            name, data = "message", []
        elif field == "event":
            name = value.removeprefix(" ")
        elif field == "data":
            data.append(value.removeprefix(" "))


class HallCalls:
    """``show`` is told the newest faces, from a thread of this object, and NOTHING_KNOWN once the line is dead."""

    def __init__(self, hall_url: str, show: Callable[[SignFaces], None], silence_s: float = SILENCE_S) -> None:
        self._where = urlsplit(hall_url)
        self._show = show
        self._silence_s = silence_s
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._known = False
        self._heard_at = 0.0
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="hall-calls", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the line and wait for the thread."""
        self._stop.set()
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with closing(self._connection()) as connection:
                    self._listen(connection)
            except (OSError, HTTPException, ValidationError) as error:
                log.debug("the line of calls: %s", type(error).__name__)
            self._mind_the_silence()
            self._stop.wait(PAUSES_S[min(self._failures, len(PAUSES_S) - 1)])
            self._failures += 1

    def _connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self._where.scheme == "https" else HTTPConnection
        return kind(self._where.hostname or "", self._where.port, timeout=CONNECT_S)

    def _listen(self, connection: HTTPConnection) -> None:
        """Until the line ends. Raises OSError for a line that breaks or falls silent."""
        connection.connect()
        line: socket.socket = connection.sock  # the connection itself lets go of it when the answer begins
        with self._lock:
            self._socket = line
        try:
            line.settimeout(self._patience())
            path = f"{self._where.path.rstrip('/')}/events"
            connection.request("GET", path, headers={"Accept": "text/event-stream"})
            answer = connection.getresponse()
            if answer.status != HTTPStatus.OK:
                raise ConnectionError(f"the hall answered {answer.status}")
            for name, data in events_of(iter(answer.readline, b"")):
                if self._stop.is_set():
                    return
                self._hear(name, data)
                line.settimeout(self._silence_s)
        finally:
            with self._lock:
                self._socket = None

    def _patience(self) -> float:
        """How long a new line may say nothing: while a number stands, no longer than it may."""
        left = self._heard_at + self._silence_s - time.monotonic() if self._known else self._silence_s
        return min(OPENING_S, max(LEAST_S, left))

    def _hear(self, name: str, data: str) -> None:
        self._heard_at = time.monotonic()
        self._failures = 0
        if name != "snapshot":
            return
        faces = faces_of(Snapshot.model_validate_json(data))
        if not self._known:
            log.info("calls are heard")
        self._known = True
        self._show(faces)

    def _mind_the_silence(self) -> None:
        if self._known and time.monotonic() - self._heard_at >= self._silence_s:
            log.warning("calls are not heard; the signs show nothing")
            self._known = False
            self._show(NOTHING_KNOWN)
