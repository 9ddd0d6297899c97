"""A client that costs next to nothing, so that what is measured is the hall: one kept-open socket, no library."""

import json
import socket
from types import TracebackType
from typing import Any, NamedTuple, Self

CHUNK = 65536


class Answer(NamedTuple):
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class LeanClient:
    """Asks one server on loopback, one question at a time. Raises OSError when the line breaks."""

    def __init__(self, port: int, token: str = "", timeout_s: float = 10.0) -> None:
        self._head = f"Host: 127.0.0.1:{port}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
        self._line = socket.create_connection(("127.0.0.1", port), timeout_s)
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    def get(self, path: str) -> Answer:
        self._line.sendall(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())
        return self._answer()

    def post(self, path: str, body: object = None) -> Answer:
        content = b"" if body is None else json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Type: application/json\r\n"
        self._line.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        return self._answer()

    def _answer(self) -> Answer:
        data = self._more(b"")
        while b"\r\n\r\n" not in data:
            data = self._more(data)
        head, _, body = data.partition(b"\r\n\r\n")
        length = _content_length(head)
        while len(body) < length:
            body = self._more(body)
        return Answer(int(head[9:12]), body)

    def _more(self, data: bytes) -> bytes:
        chunk = self._line.recv(CHUNK)
        if not chunk:
            raise ConnectionResetError("the hall hung up")
        return data + chunk


def _content_length(head: bytes) -> int:
    """0 for an answer without a body."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
