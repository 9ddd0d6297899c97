"""A real pcscd with vpcd's virtual reader, beside whatever pcscd the machine runs and invisible to it.

The daemon runs in a mount and a network namespace of its own (see ``pcscd_inside``); its socket appears in a folder
both sides can see, and ``PCSCLITE_CSOCK_NAME`` leads the PC/SC library of this process there. So tests and the demo
run as they are, outside: only the daemon and the reader's TCP port are shut in. Cards get at that port through
``VirtualReader.card_socket``, which has a socket made inside and handed out.

Needs the packages ``pcscd`` and ``vsmartcard-vpcd``, and the right to make namespaces: root, or a kernel that lets
ordinary users make user namespaces. ``available()`` says what is missing.

The PC/SC library reads ``PCSCLITE_CSOCK_NAME`` at its first call in a process and keeps it. Hence the folder is one
and the same for all readers of a process, only one may run at a time, and the first must be started before the
process first uses PC/SC.
"""

import functools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

READER_NAME = "Virtual PCD"
SLOT_NAMES = ("Virtual PCD 00 00", "Virtual PCD 00 01")

_INSIDE = Path(__file__).with_name("pcscd_inside.py")
_SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_PROGRAMS = {"pcscd": "pcscd", "unshare": "util-linux", "mount": "mount", "ip": "iproute2"}
_only_one = threading.Lock()
_VPCD = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")


def available() -> str | None:
    """None when a virtual reader can run here, else the reason in one sentence."""
    if missing := missing_packages():
        return f"the virtual card reader needs Debian packages: apt install {' '.join(missing)}"
    return _no_namespaces()


def missing_packages() -> list[str]:
    """Debian packages that have to be installed first."""
    missing = [package for name, package in _PROGRAMS.items() if not shutil.which(name, path=_SYSTEM_PATH)]
    return missing if _VPCD.exists() else [*missing, "vsmartcard-vpcd"]


@functools.cache
def _no_namespaces() -> str | None:
    trial = subprocess.run(
        [*_unshare(), "true"], capture_output=True, text=True, check=False, env={"PATH": _SYSTEM_PATH}
    )
    if trial.returncode == 0:
        return None
    return f"the virtual card reader needs namespaces of its own, run as root ({trial.stderr.strip()})"


def _unshare() -> list[str]:
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *as_root, "--mount", "--net", "--propagation", "private"]


@functools.cache
def _folder() -> Path:
    """One for the life of the process; in /tmp because a socket's path must be short."""
    return Path(tempfile.mkdtemp(prefix="kiosk-pcscd-", dir="/tmp"))


def _enter(orders: int) -> subprocess.Popen[bytes]:
    """Start the part that lives inside; ``orders`` is the descriptor of its end of the line."""
    inside = [sys.executable, "-I", str(_INSIDE), str(_folder()), str(orders)]
    return subprocess.Popen(
        [*_unshare(), *inside], pass_fds=[orders], stdin=subprocess.DEVNULL, env={"PATH": _SYSTEM_PATH}
    )


class VirtualReader:
    """A card reader with two slots, plugged in between ``start`` and ``stop`` (or as a context manager).

    Raises OSError, with the reason, when pcscd cannot be started; ask ``available()`` first.
    """

    def __init__(self) -> None:
        self._orders: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the daemon with its reader; PC/SC in this process and its children sees this reader only."""
        if not _only_one.acquire(blocking=False):
            raise OSError("a virtual reader is running in this process already")
        _folder().mkdir(mode=0o700, exist_ok=True)  # the part inside takes it away when it ends
        os.environ["PCSCLITE_CSOCK_NAME"] = str(_folder() / "pcscd.comm")
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._orders.settimeout(10)
        try:
            with theirs:
                self._process = _enter(theirs.fileno())
            self._order("start")
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the daemon; may be called twice."""
        if self._orders is None:
            return
        self._orders.close()
        self._orders = None
        if self._process:
            self._process.wait(10)
            self._process = None
        _only_one.release()

    def kill_daemon(self) -> None:
        """End pcscd at once (SIGKILL), as when it crashes."""
        self._order("kill")

    def restart_daemon(self) -> None:
        """End pcscd if it runs, and start it with the reader plugged in."""
        self._order("kill")
        self._order("start")

    def unplug(self) -> None:
        """Take the reader away. vpcd cannot leave a running daemon, so the daemon is started anew without it."""
        self._order("kill")
        self._order("start bare")

    def plug(self) -> None:
        """Bring the reader back after ``unplug``."""
        self.restart_daemon()

    def slot(self, number: int) -> Callable[[], socket.socket]:
        """The card end of a slot: each call connects a new card. For ``VirtualCard``."""
        return functools.partial(self.card_socket, number)

    def card_socket(self, slot: int = 0) -> socket.socket:
        """A socket connected to the reader: to connect is to insert a card, to close is to pull it."""
        return socket.socket(fileno=self._order(f"card {slot}")[0])

    def _order(self, order: str) -> list[int]:
        if self._orders is None:
            raise OSError("the virtual reader is not started")
        self._orders.send(order.encode())
        answer, handed_over, _, _ = socket.recv_fds(self._orders, 512, 1)
        if answer != b"ok":
            raise OSError(f"the virtual reader: {order}: {answer.decode() or 'its daemon ended at once'}")
        return handed_over

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
