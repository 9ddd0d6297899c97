"""Chips of cards, as far as a reader can tell: an ATR and an answer to every APDU. No wire; see ``card`` for that.

Layouts after the public descriptions of Q/GDW 365 (State Grid) and Southern Grid meter cards, the ACS pseudo-APDUs
for memory cards, and PC/SC part 3 for contactless storage cards. Written apart from the kiosk's reading of them.
"""

from dataclasses import dataclass, field
from typing import Protocol

POWER_ATR = bytes.fromhex("3B6900005A1122334455667788")
SLE4442_ATR = bytes.fromhex("3B04A2131091")
MIFARE_1K_ATR = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
UNKNOWN_ATR = bytes.fromhex("3B6500002063CB6600")
MUTE_ATR = b"\x3b" * 40  # longer than an ATR may be: pcscd fails to power the card up, as with a chip upside down

OK = b"\x90\x00"
NOT_FOUND = b"\x6a\x82"
SECURITY = b"\x69\x82"
CONDITIONS = b"\x69\x85"
WRONG_OFFSET = b"\x6b\x00"
UNKNOWN_INSTRUCTION = b"\x6d\x00"
UNKNOWN_CLASS = b"\x6e\x00"

FCI = bytes.fromhex("6F08 8406 505752434152")


class Chip(Protocol):
    """``reset`` comes with power; ``answer`` takes a command APDU and gives data and status word."""

    atr: bytes

    def reset(self) -> None: ...
    def answer(self, apdu: bytes) -> bytes: ...


def bcd(digits: str, size: int) -> bytes:
    return bytes.fromhex(digits.zfill(2 * size))


def framed(body: bytes) -> bytes:
    """68, body, sum of the body modulo 256, 16."""
    return b"\x68" + body + bytes([sum(body) % 256, 0x16])


def parameter_file(meter: str, customer: str, use: int = 2, command: int = 1) -> bytes:
    """EF 1, 45 bytes. ``command``: 1 State Grid, 3 Southern. ``use``: 1 opening, 2 purchase, 3 replacement."""
    head = bytes([command, 0x00, 0x27]) + bytes(6)
    tariff_switch, alarms, ratios = bcd("2601010000", 5) + b"\0", bcd("5000", 4) + bcd("4000", 4), 2 * bcd("1", 3)
    owner = bcd(meter, 6) + bcd(customer, 6)
    return framed(head + tariff_switch + alarms + ratios + owner + bytes([use]))


def write_back_file(
    meter: str, customer: str, remaining_fen: int, purchases: int, southern: bool = False, bad: int = 0
) -> bytes:
    """EF 5, 49 bytes, or 50 for Southern Grid."""
    body = bytes([0x11, 0x00, 0x2C if southern else 0x2B, 0x00]) + bcd("1", 3) + bcd("1", 3)
    body += bcd(meter, 6) + bcd(customer, 6) + remaining_fen.to_bytes(4, "big") + purchases.to_bytes(4, "big")
    body += bytes(8) + bcd(str(bad), 3) + bcd("2611221530", 5) + (b"\x00" if southern else b"")
    return framed(body)


@dataclass
class PowerChip:
    """A T=0 CPU card: MF with DF01, in it transparent files by short id.

    ``parameters`` empty is a blank card, and ``refusal`` a status word that guards every read. ``announces`` makes
    it answer a SELECT with 61 xx, and ``exact`` a READ of any other length than the file's with 6C xx, as many T=0
    cards do. ``log`` keeps every APDU that came.
    """

    parameters: bytes = b""
    write_back: bytes = b""
    refusal: bytes = b""
    announces: bool = False
    exact: bool = False
    atr: bytes = POWER_ATR
    log: list[bytes] = field(default_factory=list)
    _in_application: bool = False
    _waiting: bytes = b""

    def reset(self) -> None:
        self._in_application = False
        self._waiting = b""

    def answer(self, apdu: bytes) -> bytes:
        self.log.append(apdu)
        match apdu[0], apdu[1]:
            case 0x00, 0xA4:
                return self._select(apdu[5:7])
            case 0x00, 0xB0:
                return self._read(apdu[2] & 0x1F, apdu[3], apdu[4])
            case 0x00, 0xC0:
                return self._waiting[: apdu[4]] + OK
            case 0x00, _:
                return UNKNOWN_INSTRUCTION
        return UNKNOWN_CLASS

    def _select(self, file: bytes) -> bytes:
        if file not in (b"\x3f\x00", b"\xdf\x01"):
            return NOT_FOUND
        self._in_application = file == b"\xdf\x01"
        self._waiting = FCI
        return bytes([0x61, len(FCI)]) if self.announces else OK

    def _read(self, short_id: int, offset: int, length: int) -> bytes:
        if not self._in_application:
            return CONDITIONS
        if self.refusal:
            return self.refusal
        content = {1: self.parameters, 5: self.write_back}.get(short_id)
        if content is None:
            return NOT_FOUND
        if offset >= len(content):
            return WRONG_OFFSET
        if length > len(content) or (self.exact and length != len(content)):
            return bytes([0x6C, len(content)])
        return content[offset : offset + length] + OK


@dataclass
class MemoryChip:
    """An SLE4442 behind an ACS reader: its type must be selected after every insertion."""

    content: bytes = bytes(256)
    atr: bytes = SLE4442_ATR
    _selected: bool = False

    def reset(self) -> None:
        self._selected = False

    def answer(self, apdu: bytes) -> bytes:
        if apdu == bytes.fromhex("FFA400000106"):
            self._selected = True
            return OK
        if apdu[:3] == b"\xff\xb0\x00" and self._selected:
            return self.content[apdu[3] : apdu[3] + apdu[4]] + OK
        return b"\x69\x00"


@dataclass
class ContactlessChip:
    """A MIFARE Classic 1K or another contactless storage card: it has a UID and keeps the rest to itself."""

    uid: bytes
    atr: bytes = MIFARE_1K_ATR

    def reset(self) -> None:
        """Nothing is remembered."""

    def answer(self, apdu: bytes) -> bytes:
        return self.uid + OK if apdu == bytes.fromhex("FFCA000000") else b"\x6a\x81"


@dataclass
class ForeignChip:
    """A CPU card of some other trade: every SELECT fails. With MUTE_ATR, a chip that does not answer at all."""

    atr: bytes = UNKNOWN_ATR

    def reset(self) -> None:
        """Nothing is remembered."""

    def answer(self, apdu: bytes) -> bytes:
        return NOT_FOUND if apdu[1] == 0xA4 else UNKNOWN_INSTRUCTION
