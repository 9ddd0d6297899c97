"""A reverse proxy in front of a hall, as a hall has one: what it cannot pass on is answered 502.

It carries bytes and understands nothing. Told that the way is broken, it cuts every line there is and answers each
new one 502 until told otherwise, as proxies do while the program behind them starts again.
"""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

CHUNK = 65536
BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 12\r\nConnection: close\r\n\r\n"
    b"Bad Gateway\n"
)


class Proxy:
    """Listens on a free port of loopback for the life of the context; ``behind`` is the port it leads to.

    ``refused`` counts the requests it has answered with 502.
    """

    def __init__(self, behind: int) -> None:
        self.broken = False
        self.refused = 0
        self._behind = behind
        self._lines: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # closing alone would not wake the one who listens
        self._listener.close()
        self._cut()

    def give_out(self) -> None:
        """From now on 502, also for whoever was being served."""
        self.broken = True
        self._cut()

    def mend(self) -> None:
        self.broken = False

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._keep(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            if self.broken:
                raise ConnectionRefusedError
            hall = socket.create_connection(("127.0.0.1", self._behind), 5.0)
        except OSError:
            self._refuse(line)
            return
        hall.settimeout(None)
        self._keep(hall)
        threading.Thread(target=self._carry, args=(hall, line), daemon=True).start()
        self._carry(line, hall)

    def _refuse(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if line.recv(CHUNK):
                self.refused += 1
                line.sendall(BAD_GATEWAY)
        self._drop(line)

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        """Until either side has had enough; then both."""
        with contextlib.suppress(OSError):
            while data := one.recv(CHUNK):
                other.sendall(data)
        self._drop(one)
        self._drop(other)

    def _keep(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._lines.add(line)

    def _drop(self, line: socket.socket) -> None:
        with self._lock:
            self._lines.discard(line)
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()

    def _cut(self) -> None:
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            self._drop(line)
