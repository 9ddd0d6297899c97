"""The wire to a browser started with ``--remote-debugging-pipe``.

The browser reads commands on file descriptor 3 and writes answers and events on 4; each message is one JSON text
ended by a NUL byte (Chrome DevTools Protocol).
"""

import fcntl
import json
import os
import select
import signal
import time
from pathlib import Path
from typing import Any

Message = dict[str, Any]


class BrowserError(Exception):
    """The browser is missing, went away, did not answer in time, or the script in the page threw."""


class DevToolsPipe:
    """NUL-separated JSON to and from one browser process, which is the leader of its own process group."""

    def __init__(self, command: list[str], log: Path) -> None:
        theirs_in, self._to = _lifted_pipe()
        self._from, theirs_out = _lifted_pipe()
        actions = [
            (os.POSIX_SPAWN_DUP2, theirs_in, 3),
            (os.POSIX_SPAWN_DUP2, theirs_out, 4),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ]
        self.pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions, setpgroup=0)
        os.close(theirs_in)
        os.close(theirs_out)
        self._buffer = bytearray()

    def write(self, message: Message) -> None:
        try:
            os.write(self._to, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise BrowserError("the browser went away") from None

    def read(self, timeout_s: float) -> Message | None:
        """The next message, or None when none came in time."""
        deadline = time.monotonic() + timeout_s
        while (end := self._buffer.find(b"\0")) < 0:
            if not select.select([self._from], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return None
            piece = os.read(self._from, 1 << 16)
            if not piece:
                raise BrowserError("the browser went away")
            self._buffer += piece
        message: Message = json.loads(self._buffer[:end])
        del self._buffer[: end + 1]
        return message

    def close(self) -> None:
        """End the process group we started and no other, and wait for its leader."""
        for descriptor in (self._to, self._from):
            os.close(descriptor)
        deadline = time.monotonic() + 3
        while os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)  # it ends by itself when the pipe closes
        os.killpg(self.pid, signal.SIGKILL)  # its children too; the unreaped leader keeps the group ours
        os.waitpid(self.pid, 0)


def _lifted_pipe() -> tuple[int, int]:
    """A pipe whose ends are well above 3 and 4, where the browser's own ends will go."""
    low = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 16) for end in low)
    for end in low:
        os.close(end)
    return high[0], high[1]
