"""How a SAM_A module behaves: a card in its field, a request frame in, an answer frame out. No ports here.

Written from the frame and status tables of GA/T 467-2019, apart from the program that talks to it.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from simulators.id_cards import PHOTO_BYTES

PREAMBLE = bytes.fromhex("AAAAAA9669")

RESET, STATUS, SAM_ID = b"\x10\xff", b"\x11\xff", b"\x12\xff"
FIND, SELECT, READ = b"\x20\x01", b"\x20\x02", b"\x30\x01"
KNOWN = {RESET, STATUS, SAM_ID, FIND, SELECT, READ}

DONE, FOUND, NO_CARD, NOT_SELECTED, READ_FAILED = 0x90, 0x9F, 0x80, 0x81, 0x41
CHECKSUM_WRONG, LENGTH_WRONG, BAD_COMMAND = 0x10, 0x11, 0x21

ID_DATA = bytes.fromhex("05000100 D12A3301 87D61200 B168DE3A")  # 05.01-20130513-0001234567-0987654321


@dataclass
class Faults:
    """What goes wrong; a new ``Faults()`` heals everything. Counts go down as they happen, -1 is for ever."""

    every_status: int | None = None  # 0x60, 0x66: the module takes no command
    next_status: dict[bytes, list[int]] = field(default_factory=dict)  # by command, used up one by one
    leaves_before_read: bool = False  # the card goes between select and read
    silent: bool = False
    wrong_checksums: int = 0
    cut_short: int = 0  # only the first half of an answer is sent
    only: bytes | None = None  # silence, wrong checksums and cuts strike this command alone
    noise: bytes = b""  # sent before every answer
    piece: int | None = None  # bytes sent at a time
    piece_gap_s: float = 0.002

    def strikes(self, command: bytes) -> bool:
        return self.only in {None, command}


@dataclass
class SamModule:
    """``hides_after_read``: as with many modules, a card once read is not found again until it left the field."""

    hides_after_read: bool = True
    faults: Faults = field(default_factory=Faults)
    requests: list[bytes] = field(default_factory=list)  # every command taken, as CMD and PARA
    _record: bytes | None = None
    _selected: bool = False
    _was_read: bool = False

    def put_card(self, record: bytes) -> None:
        """Lay a card into the field; another that lay there is gone."""
        self._selected = self._was_read = False
        self._record = record

    def take_card(self) -> None:
        self._record = None
        self._selected = self._was_read = False

    def answer(self, body: bytes) -> bytes:
        """The answer frame to a request's LEN, CMD, PARA, data and CHK."""
        if reduce(xor, body) != 0:
            return frame(CHECKSUM_WRONG)
        if len(body) != 5:
            return frame(LENGTH_WRONG)
        command = body[2:4]
        self.requests.append(command)
        if self.faults.every_status is not None:
            return frame(self.faults.every_status)
        if queued := self.faults.next_status.get(command):
            return frame(queued.pop(0))
        return self._obey(command) if command in KNOWN else frame(BAD_COMMAND)

    def _obey(self, command: bytes) -> bytes:
        if command == SAM_ID:
            return frame(DONE, ID_DATA)
        if command == FIND:
            return self._find()
        if command == SELECT:
            return self._select()
        if command == READ:
            return self._read()
        if command == RESET:
            self._selected = False
        return frame(DONE)

    def _find(self) -> bytes:
        self._selected = False
        hidden = self.hides_after_read and self._was_read
        return frame(NO_CARD) if self._record is None or hidden else frame(FOUND, bytes(4))

    def _select(self) -> bytes:
        hidden = self.hides_after_read and self._was_read
        self._selected = self._record is not None and not hidden
        return frame(DONE, bytes(8)) if self._selected else frame(NOT_SELECTED)

    def _read(self) -> bytes:
        if self.faults.leaves_before_read:
            self.take_card()
        if self._record is None or not self._selected:
            return frame(READ_FAILED)
        self._was_read = True
        lengths = len(self._record).to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
        return frame(DONE, lengths + self._record + bytes(PHOTO_BYTES))


def frame(status: int, data: bytes = b"") -> bytes:
    """An answer frame with this SW3."""
    body = (len(data) + 4).to_bytes(2, "big") + bytes([0, 0, status]) + data
    return PREAMBLE + body + bytes([reduce(xor, body)])
