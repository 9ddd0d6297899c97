"""Starts the other programs of the demonstration as processes of their own, and ends just those."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

START_S = 20.0
STOP_S = 6.0


class ProcessFailed(Exception):
    """A program did not start; the message names its log."""


class ServerProcess:
    """``python -m MODULE ARGS``, a server that writes its port to a ready file. Its output goes to a log.

    Entered as a context manager it gives the port.
    """

    def __init__(self, name: str, arguments: Sequence[str], folder: Path) -> None:
        self.name = name
        self._ready = folder / f"{name}.port"
        self._log = folder / f"{name}.log"
        self._arguments = [sys.executable, "-m", *arguments, "--ready-file", str(self._ready)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> int:
        """Start and wait until it listens. Returns the port. Raises ProcessFailed."""
        self._ready.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + START_S
        while not self._ready.exists() or not self._ready.read_text(encoding="ascii").strip():
            if self._process.poll() is not None or time.monotonic() > until:
                raise ProcessFailed(f"{self.name} did not start; see {self._log}")
            time.sleep(0.02)
        return int(self._ready.read_text(encoding="ascii"))

    def stop(self) -> None:
        """Ask it to end; insist after a while. May be called twice."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self) -> int:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
