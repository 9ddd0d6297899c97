"""A card for vpcd's virtual reader: puts a chip on the reader, pulls it, answers in its own time.

vpcd's protocol (vsmartcard): the card connects to the reader by TCP; messages both ways are a length, two bytes big
end first, and that many bytes. One byte is control: 0 power off, 1 power on, 2 reset, none answered, 4 asks for the
ATR, over and over, to learn whether the card is still there. More bytes are a command APDU.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from simulators.chips import Chip

POWER_ON, RESET, GIVE_ATR = 1, 2, 4


class VirtualCard:
    """``connect`` gives a socket to a slot of the reader, such as ``VirtualReader().slot(0)``.

    ``delay_s`` is how long the chip thinks about every APDU; at an APDU that begins with ``leaves_at`` the card is
    pulled without an answer. ``last_answer_at`` is the ``time.perf_counter`` after the last byte of the last APDU
    answer was written; None before. ``insert`` and ``pull`` may be called from one thread, any number of times.
    """

    def __init__(
        self, connect: Callable[[], socket.socket], chip: Chip, delay_s: float = 0.0, leaves_at: bytes | None = None
    ) -> None:
        self.chip = chip
        self.delay_s = delay_s
        self.leaves_at = leaves_at
        self.last_answer_at: float | None = None
        self._connect = connect
        self._wire: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def insert(self) -> None:
        """Raises OSError when there is no reader to take it."""
        self.pull()
        wire = self._connect()
        wire.settimeout(None)
        self.chip.reset()
        self._wire = wire
        self._thread = threading.Thread(target=self._serve, args=(wire,), name="virtual card", daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Take the card off the reader; nothing happens when it is off already."""
        if self._wire:
            with contextlib.suppress(OSError):  # the reader may have gone first
                self._wire.shutdown(socket.SHUT_RDWR)
        if self._thread:
            self._thread.join(5)
        self._wire = self._thread = None

    def _serve(self, wire: socket.socket) -> None:
        with wire, contextlib.suppress(OSError):
            while message := _receive(wire):
                if len(message) == 1:
                    self._obey(wire, message[0])
                elif self.leaves_at is not None and message.startswith(self.leaves_at):
                    return
                else:
                    self._answer(wire, message)

    def _obey(self, wire: socket.socket, control: int) -> None:
        if control == GIVE_ATR:
            _send(wire, self.chip.atr)
        elif control in (POWER_ON, RESET):
            self.chip.reset()

    def _answer(self, wire: socket.socket, apdu: bytes) -> None:
        if self.delay_s:
            time.sleep(self.delay_s)
        _send(wire, self.chip.answer(apdu))
        self.last_answer_at = time.perf_counter()


def _send(wire: socket.socket, message: bytes) -> None:
    wire.sendall(len(message).to_bytes(2, "big") + message)


def _receive(wire: socket.socket) -> bytes:
    """One message; empty when the reader has closed."""
    return _exactly(wire, int.from_bytes(_exactly(wire, 2), "big"))


def _exactly(wire: socket.socket, size: int) -> bytes:
    """TCP may split what was sent in one piece.

    vpcd sends length and message apart, with Nagle's algorithm on: without an acknowledgement at once, which the
    kernel has to be asked for each time, every message would be 40 ms late.
    """
    data = b""
    while len(data) < size:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = wire.recv(size - len(data))
        if not piece:
            return b""
        data += piece
    return data
