"""One question and one answer over HTTP, within a given time. Every trouble is a value; no text of it is logged."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from urllib3.exceptions import HTTPError as WireError
from urllib3.exceptions import TimeoutError as WireTimeout

from kiosk.hall.backoffice.outcomes import AwayReason
from kiosk.hall.backoffice.settings import BackOfficeSettings

LARGEST_ANSWER = 4 * 1024 * 1024  # bytes; a contract of 36 months takes about 17,000
_CHUNK = 65_536

# It writes every path at DEBUG, and our paths hold customers' numbers.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = field(repr=False)


class Exchange:
    """Connections to the back office, lent out one at a time and kept warm. Safe to use from several threads."""

    def __init__(self, settings: BackOfficeSettings, token: str) -> None:
        self._settings = settings
        self._token = token
        self._lock = threading.Lock()
        self._idle: list[requests.Session] = []
        self._closed = False

    def get(self, path: str, within_s: float) -> Answer | AwayReason:
        """Ask once. Connecting and waiting together take no longer than ``within_s``."""
        connect_s = min(self._settings.connect_timeout_s, within_s / 2)
        read_s = min(self._settings.read_timeout_s, within_s - connect_s)
        until = time.monotonic() + within_s
        url = self._settings.url.rstrip("/") + path
        try:
            with self._lent() as session:
                response = session.get(url, timeout=(connect_s, read_s), stream=True, allow_redirects=False)
                with response:
                    return _read(response, until)
        except (requests.Timeout, WireTimeout):
            return AwayReason.TIMEOUT
        except (requests.RequestException, WireError):
            return AwayReason.UNREACHABLE

    def close(self) -> None:
        """Also those lent out now, when they come back."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _lent(self) -> Iterator[requests.Session]:
        """The warmest idle session, or a new one: a session must not be used by two threads at once."""
        with self._lock:
            session = self._idle.pop() if self._idle else self._new()
        try:
            yield session
        finally:
            with self._lock:
                if self._closed:
                    session.close()
                else:
                    self._idle.append(session)

    def _new(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # no proxy, and no .netrc that would put other credentials in our token's place
        session.headers["Authorization"] = f"Bearer {self._token}"
        session.headers["Accept"] = "application/json"
        session.verify = self._settings.ca_file or True
        return session


def _read(response: requests.Response, until: float) -> Answer | AwayReason:
    """The body as it comes: a server that drips bytes must not hold us beyond our time."""
    raw: Any = response.raw
    body = bytearray()
    while chunk := raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            return AwayReason.NONSENSE
        if time.monotonic() > until:
            return AwayReason.TIMEOUT
    return Answer(response.status_code, bytes(body))
