"""Frames of the SAM_A verification module, the police-issued heart of every ID-card reader (GA/T 467-2019).

To the reader:    AA AA AA 96 69 | LEN 2 | CMD | PARA            | CHK
From the reader:  AA AA AA 96 69 | LEN 2 | SW1 | SW2 | SW3 | data | CHK

LEN is big-endian and counts the bytes after itself; CHK is the XOR of every byte from LEN up to CHK. SW1 and SW2
come from the card, SW3 is the module's own status.
"""

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from functools import reduce
from operator import xor
from typing import TypeAlias

PREAMBLE = bytes.fromhex("AA AA AA 96 69")
HEAD = len(PREAMBLE) + 2
SHORTEST, LONGEST = 4, 2400  # LEN of an answer: bare status … text, photo and room to spare


class Command(Enum):
    """All that is ever asked of a reader, as CMD and PARA.

    The set is closed on purpose: reading fingerprints is not in it, so no code path can ask for them, and neither
    is anything that changes the reader's settings.
    """

    RESET = b"\x10\xff"
    SAM_STATUS = b"\x11\xff"
    SAM_ID = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"


class Status(IntEnum):
    """SW3, what the module says of the request."""

    DONE = 0x90
    CARD_FOUND = 0x9F
    NO_CARD = 0x80
    NOT_SELECTED = 0x81
    NOT_ON_CARD = 0x91
    OUR_CHECKSUM_WRONG = 0x10
    OUR_LENGTH_WRONG = 0x11
    BAD_COMMAND = 0x21
    NOT_ALLOWED = 0x23
    UNRECOGNISED = 0x24
    CARD_REFUSED_SAM = 0x31
    SAM_REFUSED_CARD = 0x32
    DATA_NOT_VERIFIED = 0x33
    FINGERPRINT_NOT_VERIFIED = 0x37
    DATA_LENGTH_WRONG = 0x3F
    UNKNOWN_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_NUMBER_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    SAM_NOT_AUTHORISED = 0x66
    UNLISTED = -1  # a value no table knows; Answer.sw3 has it

    @classmethod
    def of(cls, sw3: int) -> "Status":
        try:
            return cls(sw3)
        except ValueError:
            return cls.UNLISTED


@dataclass(frozen=True, slots=True)
class Answer:
    """One good frame. ``data`` may be about a person and stays out of ``repr``."""

    sw1: int
    sw2: int
    sw3: int
    data: bytes = field(default=b"", repr=False)

    @property
    def status(self) -> Status:
        return Status.of(self.sw3)


@dataclass(frozen=True, slots=True)
class Garbled:
    """A whole frame whose checksum is wrong."""


Received: TypeAlias = Answer | Garbled


def checksum(body: bytes) -> int:
    """XOR over LEN and all that follows it, the checksum itself left out."""
    return reduce(xor, body, 0)


def build(command: Command) -> bytes:
    """The request frame.

    >>> build(Command.FIND).hex(" ").upper()
    'AA AA AA 96 69 00 03 20 01 22'
    """
    body = (len(command.value) + 1).to_bytes(2, "big") + command.value
    return PREAMBLE + body + bytes([checksum(body)])


class FrameParser:
    """Finds frames in bytes as they arrive: in any pieces, after any noise.

    A preamble whose LEN cannot be is noise. A frame with a wrong checksum is dropped whole: looking for a preamble
    inside it could take a piece of a photo for an answer.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def growing(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._buffer.startswith(PREAMBLE)

    def feed(self, chunk: bytes) -> list[Received]:
        """Take ``chunk``; return the frames it completes, oldest first."""
        self._buffer += chunk
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> Received | None:
        while self._seek_preamble() and len(self._buffer) >= HEAD:
            length = int.from_bytes(self._buffer[len(PREAMBLE) : HEAD], "big")
            if SHORTEST <= length <= LONGEST:
                return self._take(HEAD + length)
            del self._buffer[: len(PREAMBLE)]
        return None

    def _seek_preamble(self) -> bool:
        at = self._buffer.find(PREAMBLE)
        if at < 0:  # its first bytes may be here, the rest still on the way
            del self._buffer[: max(0, len(self._buffer) - len(PREAMBLE) + 1)]
            return False
        del self._buffer[:at]
        return True

    def _take(self, size: int) -> Received | None:
        if len(self._buffer) < size:
            return None
        frame = bytes(self._buffer[:size])
        del self._buffer[:size]
        body = frame[len(PREAMBLE) : -1]
        if checksum(body) != frame[-1]:
            return Garbled()
        sw1, sw2, sw3 = body[2:5]
        return Answer(sw1, sw2, sw3, body[5:])
