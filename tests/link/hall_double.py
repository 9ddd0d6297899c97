"""A hall of a few lines behind a real socket: answers what a test scripted, remembers what it was told."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from kiosk.settings import HallLinkSettings


class ScriptedHall(ThreadingHTTPServer):
    """``answers`` maps "METHOD /path" to (status, body); anything else is 404. ``heard`` is (request, body)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.answers: dict[str, tuple[int, str]] = {}
        self.heard: list[tuple[str, str]] = []
        self.tokens: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Request(BaseHTTPRequestHandler):
    server: ScriptedHall

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        request = f"{self.command} {self.path}"
        self.server.heard.append((request, body))
        self.server.tokens.add(self.headers.get("Authorization", ""))
        status, answer = self.server.answers.get(request, (404, "{}"))
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer.encode())))
        self.end_headers()
        self.wfile.write(answer.encode())

    do_GET = _answer  # noqa: N815 - the names the standard library calls
    do_POST = _answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def scripted_hall() -> Iterator[ScriptedHall]:
    hall = ScriptedHall()
    thread = Thread(target=hall.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hall
    finally:
        hall.shutdown()
        thread.join()
        hall.server_close()


def link_settings(url: str) -> HallLinkSettings:
    return HallLinkSettings(url=url, token_file=Path("nowhere"), read_timeout_s=0.5)
