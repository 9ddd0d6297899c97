"""An ESC/POS printer at the far end of a wire: on TCP, or behind a pseudo-terminal.

``python -m simulators.printer`` prints the device URL for the configuration and saves every slip it is sent.
"""

import argparse
import itertools
import os
import select
import socket
import tempfile
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal

from simulators.printer_machine import PrinterMachine

Wire = Literal["tcp", "serial"]
CHUNK = 65536
CHOKED_GLANCE_S = 0.05


class PrinterSimulator(PrinterMachine):
    """A printer that can be plugged and unplugged; a context manager that starts plugged.

    ``width`` in dots: 576 for 80 mm paper, 384 for 58 mm. Only its cable is pulled: it stays on, and remembers a
    command it was in the middle of.
    """

    def __init__(self, wire: Wire = "tcp", width: int = 576, port: int = 0) -> None:
        super().__init__(width, self._send)
        self._wire = wire
        self._tcp_port = port
        self._folder = tempfile.TemporaryDirectory(prefix="printer-")
        self._listener: socket.socket | None = None
        self._ends: list[int] = []
        self._peer = -1
        self._taking = threading.Event()
        self._taking.set()
        self._stop_read = self._stop_write = -1
        self._serving: threading.Thread | None = None
        self.plug()

    def __enter__(self) -> "PrinterSimulator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def port(self) -> str:
        """The serial port's name, the same every time it is plugged in."""
        return str(Path(self._folder.name) / "printer")

    @property
    def url(self) -> str:
        """What a kiosk's configuration names."""
        if self._wire == "tcp":
            return f"escpos+tcp://127.0.0.1:{self._tcp_port}"
        return f"escpos+serial://{self.port}?baud=115200"

    def plug(self) -> None:
        """Harmless when plugged."""
        if self._serving:
            return
        self._stop_read, self._stop_write = os.pipe()
        serve = self._listen() if self._wire == "tcp" else self._open_terminal()
        self._serving = threading.Thread(target=serve, name="printer-wire", daemon=True)
        self._serving.start()

    def unplug(self) -> None:
        """The wire breaks at both ends. Harmless when unplugged."""
        if not self._serving:
            return
        os.write(self._stop_write, b"x")
        self._serving.join()
        self._serving = None
        if self._listener:
            self._listener.close()
        with suppress(FileNotFoundError):
            Path(self.port).unlink()
        for end in (*self._ends, self._stop_read, self._stop_write):
            os.close(end)
        self._listener, self._ends = None, []

    def choke(self, is_choked: bool = True) -> None:
        """Take in no more bytes, as one does whose buffer is full; what is under way on the wire stays there."""
        (self._taking.clear if is_choked else self._taking.set)()

    def close(self) -> None:
        self.unplug()
        super().close()
        self._folder.cleanup()

    def save(self, folder: Path) -> list[Path]:
        """Every slip as ``slip-001.png`` and so on. Returns the files."""
        folder.mkdir(parents=True, exist_ok=True)
        slips = {folder / f"slip-{number:03d}.png": slip for number, slip in enumerate(self.slips, 1)}
        for file, slip in slips.items():
            slip.save(file)
        return list(slips)

    def _listen(self) -> Callable[[], None]:
        self._listener = listener = socket.create_server(("127.0.0.1", self._tcp_port))
        self._tcp_port = listener.getsockname()[1]
        return partial(self._serve_network, listener)

    def _serve_network(self, listener: socket.socket) -> None:
        """One connection at a time, as network printers do."""
        while self._awaited(listener.fileno()):
            connection, _ = listener.accept()
            with connection:
                self._pump(connection.fileno())

    def _open_terminal(self) -> Callable[[], None]:
        self._ends = [*os.openpty()]
        for end in self._ends:
            tty.setraw(end)
        Path(self.port).symlink_to(os.ttyname(self._ends[1]))
        return partial(self._pump, self._ends[0])

    def _pump(self, peer: int) -> None:
        """Take in what comes until the other side hangs up or we are unplugged."""
        self._peer = peer
        with suppress(ConnectionError):
            while self._awaited(peer) and (chunk := os.read(peer, CHUNK)):
                self.take_in(chunk)
        self._peer = -1

    def _awaited(self, source: int) -> bool:
        """Wait until ``source`` has something. False when unplugged."""
        while True:
            sources = [self._stop_read, source] if self._taking.is_set() else [self._stop_read]
            ready, _, _ = select.select(sources, [], [], CHOKED_GLANCE_S)
            if ready:
                return self._stop_read not in ready

    def _send(self, answer: bytes) -> None:
        with suppress(OSError):  # nobody listens any more
            os.write(self._peer, answer)


def main() -> None:
    """Print until interrupted."""
    parser = argparse.ArgumentParser(description="An ESC/POS printer that saves its slips as pictures.")
    parser.add_argument("folder", type=Path, help="where the slips go")
    parser.add_argument("--wire", choices=("tcp", "serial"), default="tcp")
    parser.add_argument("--width", type=int, default=576, help="dots: 576 (80 mm) or 384 (58 mm)")
    parser.add_argument("--port", type=int, default=9100, help="TCP port")
    options = parser.parse_args()
    with PrinterSimulator(options.wire, options.width, options.port) as printer, suppress(KeyboardInterrupt):
        print(printer.url, flush=True)
        for count in itertools.count(1):
            printer.wait_for_slips(count, threading.TIMEOUT_MAX)
            print(printer.save(options.folder)[-1], flush=True)


if __name__ == "__main__":
    main()
