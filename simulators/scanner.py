"""A code scanner on the far side of a pseudo-terminal.

``python -m simulators.scanner`` prints the device URL for the configuration; then every line typed is a code.
"""

import os
import sys
import tempfile
import tty
from pathlib import Path
from types import TracebackType


class ScannerSimulator:
    """A scanner that can be plugged and unplugged; a context manager that starts plugged.

    ``suffix`` is what it ends a code with; many are sold with none.
    """

    def __init__(self, *, suffix: bytes = b"\r\n") -> None:
        self.suffix = suffix
        self._folder = tempfile.TemporaryDirectory(prefix="scanner-")
        self._ends: tuple[int, int] | None = None
        self.plug()

    def __enter__(self) -> "ScannerSimulator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def port(self) -> str:
        """A name that stays the same when the scanner is plugged in again, like those under /dev/serial/by-id."""
        return str(Path(self._folder.name) / "scanner")

    def scan(self, code: str, *, times: int = 1) -> None:
        """Hold up ``code``; ``times``: how often the scanner sees it before it is taken away."""
        self.send((code.encode() + self.suffix) * times)

    def send(self, data: bytes) -> None:
        """These bytes and no more."""
        if self._ends is not None:
            os.write(self._ends[0], data)

    def plug(self) -> None:
        """Appear at ``port``. Harmless when plugged."""
        if self._ends is None:
            self._ends = os.openpty()
            for end in self._ends:
                tty.setraw(end)
            Path(self.port).symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        """Vanish from ``port``; whoever has it open sees the line break. Harmless when unplugged."""
        if self._ends is not None:
            Path(self.port).unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None

    def close(self) -> None:
        self.unplug()
        self._folder.cleanup()


def main() -> None:
    with ScannerSimulator() as scanner:
        print(f"scanner+serial://{scanner.port}", flush=True)
        for line in sys.stdin:
            scanner.scan(line.strip())


if __name__ == "__main__":
    main()
