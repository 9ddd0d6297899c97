"""An ID-card reader on the far side of a pseudo-terminal.

``python -m simulators.id_reader`` prints the device URL for the configuration, then takes typed commands.
"""

import os
import select
import sys
import tempfile
import termios
import threading
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from simulators.id_cards import PEOPLE
from simulators.sam_module import PREAMBLE, READ, Faults, SamModule

BRIDGE_CHUNK = 64  # bytes: what a USB bridge hands over at a time
BITS_PER_BYTE = 10  # start, eight, stop


class IdReaderSimulator:
    """A reader that can be plugged and unplugged; a context manager that starts plugged.

    ``pace_baud``: take as long on the wire as that line would (None: as fast as the pipe goes).
    ``line_baud``: the module's own speed; at any other it answers rubbish (None: any speed will do).
    ``hides_after_read``: see SamModule. ``faults`` may be replaced at any time.
    """

    def __init__(
        self, *, pace_baud: int | None = None, line_baud: int | None = None, hides_after_read: bool = True
    ) -> None:
        self._module = SamModule(hides_after_read)
        self._pace_baud = pace_baud
        self._line_baud = line_baud
        self._folder = tempfile.TemporaryDirectory(prefix="id-reader-")
        self._master = self._slave = -1
        self._wake_read = self._wake_write = -1
        self._thread: threading.Thread | None = None
        self._pulled = threading.Event()
        self._last_answer_at: float | None = None
        self.plug()

    def __enter__(self) -> "IdReaderSimulator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def port(self) -> str:
        """A name that stays the same when the reader is plugged in again, like those under /dev/serial/by-id."""
        return str(Path(self._folder.name) / "reader")

    @property
    def last_answer_at(self) -> float | None:
        """``time.perf_counter()`` just before the last byte of the newest good *read* answer went out."""
        return self._last_answer_at

    @property
    def requests(self) -> list[bytes]:
        """CMD and PARA of every good request taken so far."""
        return list(self._module.requests)

    @property
    def faults(self) -> Faults:
        return self._module.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._module.faults = faults

    def put_card(self, record: bytes) -> None:
        """Lay a card with these 256 bytes (see ``simulators.id_cards``) on the reader."""
        self._module.put_card(record)

    def take_card(self) -> None:
        self._module.take_card()

    def plug(self) -> None:
        """Appear at ``port``. Harmless when plugged."""
        if self._thread is not None:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._wake_read, self._wake_write = os.pipe()
        self._pulled.clear()
        Path(self.port).symlink_to(os.ttyname(self._slave))
        self._thread = threading.Thread(target=self._serve, name="id-reader-simulator", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Vanish from ``port``; whoever has it open sees the line break. Harmless when unplugged."""
        if self._thread is None:
            return
        Path(self.port).unlink()
        self._pulled.set()
        os.write(self._wake_write, b"x")
        self._thread.join()
        self._thread = None
        for descriptor in (self._master, self._slave, self._wake_read, self._wake_write):
            os.close(descriptor)

    def close(self) -> None:
        self.unplug()
        self._folder.cleanup()

    def _serve(self) -> None:
        taken = b""
        while True:
            ready, _, _ = select.select([self._master, self._wake_read], [], [])
            if self._wake_read in ready:
                return
            taken += os.read(self._master, 4096)
            while (body := _first_request(taken)) is not None:
                taken = taken[taken.index(PREAMBLE) + len(PREAMBLE) + len(body) :]
                self._respond(body)

    def _respond(self, body: bytes) -> None:
        self._take_time(time.perf_counter(), len(PREAMBLE) + len(body))
        if not self._speed_is_right():
            self._send(b"\x00\xfe\x80")
            return
        faults, command = self.faults, body[2:4]
        answer = self._module.answer(body)
        if faults.strikes(command):
            answer = _spoilt(answer, faults)
        if answer:
            self._send(faults.noise + answer, is_record=command == READ and len(answer) > BRIDGE_CHUNK)

    def _send(self, data: bytes, is_record: bool = False) -> None:
        size = self.faults.piece or (BRIDGE_CHUNK if self._pace_baud else len(data))
        began = time.perf_counter()
        for start in range(0, len(data), size):
            if self.faults.piece:
                self._pulled.wait(self.faults.piece_gap_s)
            self._take_time(began, min(start + size, len(data)))
            if self._pulled.is_set():
                return
            if is_record and start + size >= len(data):
                self._last_answer_at = time.perf_counter()
            with suppress(BlockingIOError):  # nobody reads: a real line loses the bytes too
                os.write(self._master, data[start : start + size])

    def _take_time(self, began: float, size: int) -> None:
        """Wait until a line of ``pace_baud`` would have carried ``size`` bytes since ``began``."""
        if self._pace_baud:
            self._pulled.wait(max(0.0, began + size * BITS_PER_BYTE / self._pace_baud - time.perf_counter()))

    def _speed_is_right(self) -> bool:
        if self._line_baud is None:
            return True
        speed: int = termios.tcgetattr(self._master)[5]
        return bool(speed == getattr(termios, f"B{self._line_baud}"))


def _first_request(taken: bytes) -> bytes | None:
    """LEN to CHK of the first whole request in what has arrived."""
    at = taken.find(PREAMBLE)
    body = taken[at + len(PREAMBLE) :]
    if at < 0 or len(body) < 2:
        return None
    size = 2 + int.from_bytes(body[:2], "big")
    return body[:size] if len(body) >= size else None


def _spoilt(answer: bytes, faults: Faults) -> bytes:
    if faults.silent:
        return b""
    if faults.cut_short:
        faults.cut_short -= 1
        return answer[: len(answer) // 2]
    if faults.wrong_checksums:
        faults.wrong_checksums -= 1
        return answer[:-1] + bytes([answer[-1] ^ 0xFF])
    return answer


HELP = f"""put NAME   lay a card on the reader: {", ".join(PEOPLE)}
take       take it away
status XX  answer everything with this status (60: self-test failed, 66: not authorised)
fail XX    answer the next read with this status (41: read failed)
leave      the next card leaves the field before it is read
silent | garble | cut | pieces N | noise     trouble on the line
calm       no trouble any more
unplug | plug | quit"""


def obey(reader: IdReaderSimulator, line: str) -> str:
    """One typed command. Returns what to print."""
    word, _, rest = line.strip().partition(" ")
    try:
        if word == "put":
            reader.put_card(PEOPLE[rest])
        elif word in PLAIN:
            PLAIN[word](reader)
        elif word in FAULTS:
            reader.faults = FAULTS[word](rest)
        else:
            return HELP
    except (KeyError, ValueError):
        return HELP
    return "ok"


PLAIN: dict[str, Callable[[IdReaderSimulator], None]] = {
    "take": IdReaderSimulator.take_card,
    "unplug": IdReaderSimulator.unplug,
    "plug": IdReaderSimulator.plug,
}
FAULTS: dict[str, Callable[[str], Faults]] = {
    "status": lambda text: Faults(every_status=int(text, 16)),
    "fail": lambda text: Faults(next_status={READ: [int(text, 16)] * 2}),
    "leave": lambda _: Faults(leaves_before_read=True),
    "silent": lambda _: Faults(silent=True),
    "garble": lambda _: Faults(wrong_checksums=-1),
    "cut": lambda _: Faults(cut_short=-1),
    "pieces": lambda text: Faults(piece=int(text)),
    "noise": lambda _: Faults(noise=b"\x00\xff\xaa\xaa\x96\x69\x00"),
    "calm": lambda _: Faults(),
}


def main() -> None:
    with IdReaderSimulator() as reader:
        print(f"sdt+serial://{reader.port}\n{HELP}", flush=True)
        for line in sys.stdin:
            if line.strip() == "quit":
                return
            print(obey(reader, line), flush=True)


if __name__ == "__main__":
    main()
