"""Command and response APDUs (ISO/IEC 7816-4), and the connection they travel over."""

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Protocol


class StatusWord(IntEnum):
    """The two bytes that end every answer, as far as the kiosk tells them apart."""

    OK = 0x9000
    END_OF_FILE_EARLY = 0x6282
    WRONG_FILE_TYPE = 0x6981
    SECURITY_NOT_SATISFIED = 0x6982
    CONDITIONS_NOT_SATISFIED = 0x6985
    FUNCTION_NOT_SUPPORTED = 0x6A81
    FILE_NOT_FOUND = 0x6A82
    WRONG_OFFSET = 0x6B00
    INSTRUCTION_NOT_SUPPORTED = 0x6D00
    CLASS_NOT_SUPPORTED = 0x6E00


def status_name(sw: int) -> str:
    """For the log: ``FILE_NOT_FOUND (6A82)``, or the four digits alone.

    >>> status_name(0x6A82), status_name(0x6F00)
    ('FILE_NOT_FOUND (6A82)', '6F00')
    """
    known = sw in StatusWord.__members__.values()
    return f"{StatusWord(sw).name} ({sw:04X})" if known else f"{sw:04X}"


@dataclass(frozen=True, slots=True)
class Apdu:
    """A short command. ``expect`` is how many bytes are asked for, 1 to 256; None: no answer data wanted."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expect: int | None = None

    def encode(self) -> bytes:
        command = bytes([self.cla, self.ins, self.p1, self.p2])
        if self.data:
            command += bytes([len(self.data)]) + self.data
        if self.expect is not None:
            command += bytes([self.expect % 256])
        return command

    def expecting(self, length: int) -> "Apdu":
        return replace(self, expect=length)


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer data without its status word. The data may be personal and stay out of ``repr``."""

    data: bytes = field(repr=False)
    sw: int

    @property
    def ok(self) -> bool:
        return self.sw == StatusWord.OK


class CardTrouble(Exception):
    """The card cannot be spoken to. Never leaves ``reading``, which turns it into a CardFailure.

    CardTrouble
      CardPulled     it has been taken away
      CardSilent     it is there and gives no usable answer
      CardMute       it does not even say its ATR: upside down, or no chip
      CardWasReset   another program reset it: begin again
    """


class CardPulled(CardTrouble):
    pass


class CardSilent(CardTrouble):
    pass


class CardMute(CardTrouble):
    pass


class CardWasReset(CardTrouble):
    pass


class Connection(Protocol):
    """A powered card. ``transmit`` takes one encoded command and gives the raw answer with its status word.

    All but ``close`` raise CardTrouble for the card's faults; the reader's faults have errors of their own.
    """

    @property
    def atr(self) -> bytes: ...
    def transmit(self, command: bytes) -> bytes: ...
    def close(self) -> None: ...
