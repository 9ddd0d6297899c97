"""The part of the virtual reader that lives inside private namespaces: it starts pcscd there and obeys its parent.

Run by ``simulators.pcscd`` through ``unshare``; uses the standard library only. Inside the mount namespace
the daemon's fixed ``/run/pcscd`` is the parent's folder, and no driver for real (USB) readers is to be found;
inside the network namespace vpcd may listen on every interface, for there is none but loopback.

The parent's orders are short texts on a SOCK_SEQPACKET socket, each answered by ``ok`` or by a sentence: ``start``,
``start bare`` (a daemon that finds no reader), ``kill``, ``card 0`` (answered with a socket connected to slot 0 of
the reader). When the parent goes away, so does the daemon.
"""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

VPCD_PORT = 0x8C7B
READER = f"""FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:{VPCD_PORT:#x}
LIBPATH      /usr/lib/pcsc/drivers/libifdvpcd.so
CHANNELID    {VPCD_PORT:#x}
"""


def furnish(folder: Path) -> None:
    """Lay out the namespaces: ``folder`` becomes /run/pcscd, and vpcd the only driver."""
    for command in (
        ["mount", "-t", "tmpfs", "tmpfs", "/run"],
        ["mkdir", "/run/pcscd"],
        ["mount", "--bind", str(folder), "/run/pcscd"],
        ["mount", "--bind", "/usr/lib/pcsc/drivers/serial", "/usr/lib/pcsc/drivers"],
        ["ip", "link", "set", "lo", "up"],
    ):
        subprocess.run(command, check=True)


class Daemon:
    """One pcscd, that can be killed and started again, with or without a reader."""

    def __init__(self, folder: Path) -> None:
        self._comm = folder / "pcscd.comm"
        self._readers = folder / "readers"
        self._readers.mkdir(exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, with_reader: bool = True) -> None:
        (self._readers / "vpcd").write_text(READER if with_reader else "")
        self._comm.unlink(missing_ok=True)  # what a killed daemon left behind
        command = ["pcscd", "--foreground", "--critical", "--config", str(self._readers)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        _wait_for("pcscd did not open its socket", lambda: self._is_up(with_reader))

    def kill(self) -> None:
        """As the kernel would: no farewell to its clients, its socket left behind."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _is_up(self, with_reader: bool) -> bool:
        return self._comm.is_socket() and (_reader_listens() or not with_reader)


def _reader_listens() -> bool:
    """Seen from the kernel's table: to ask by connecting would be to insert a card."""
    return f":{VPCD_PORT:04X} 00000000:0000 0A" in Path("/proc/net/tcp").read_text()


def _wait_for(complaint: str, condition: Callable[[], bool], patience_s: float = 5.0) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(complaint)
        time.sleep(0.005)


def obey(orders: socket.socket, daemon: Daemon) -> None:
    """Answer orders until the parent closes its end."""
    while order := orders.recv(64).decode():
        handed_over: list[int] = []
        answer = "ok"
        try:
            match order.split():
                case ["start", *how]:
                    daemon.start(with_reader=how != ["bare"])
                case ["kill"]:
                    daemon.kill()
                case ["card", slot]:
                    card = socket.create_connection(("127.0.0.1", VPCD_PORT + int(slot)), timeout=2)
                    handed_over = [card.detach()]
                case _:
                    answer = f"unknown order: {order}"
        except OSError as error:
            answer = str(error)
        _answer(orders, answer, handed_over)


def _answer(orders: socket.socket, answer: str, handed_over: list[int]) -> None:
    socket.send_fds(orders, [answer.encode()], handed_over)
    for descriptor in handed_over:
        socket.close(descriptor)


def main() -> None:
    folder, descriptor = Path(sys.argv[1]), int(sys.argv[2])
    furnish(folder)
    daemon = Daemon(folder)
    try:
        obey(socket.socket(fileno=descriptor), daemon)
    finally:
        daemon.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
