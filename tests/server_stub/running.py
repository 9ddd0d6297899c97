"""Puts the stand-in behind a real loopback port for the time of a test, and talks to it."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests
import uvicorn
from starlette.types import ASGIApp

from server_stub.__main__ import listen

PATIENCE_S = 10.0


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serves ``app`` from a thread, on any free port unless one is named. Gives its URL."""
    listener = listen("127.0.0.1", port)
    config = uvicorn.Config(app, log_config=None, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    give_up = time.monotonic() + PATIENCE_S
    while not server.started and time.monotonic() < give_up:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        listener.close()


class Caller:
    """Asks one server, with one set of headers."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._url = url
        self._headers = dict(headers)

    def get(self, path: str) -> requests.Response:
        return requests.get(self._url + path, headers=self._headers, timeout=PATIENCE_S)

    def post(self, path: str, json: object) -> requests.Response:
        return requests.post(self._url + path, headers=self._headers, json=json, timeout=PATIENCE_S)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
