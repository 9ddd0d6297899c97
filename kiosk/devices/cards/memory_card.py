"""SLE4442-type memory cards, read through an ACS reader's pseudo-APDUs.

256 bytes that anybody may read; what they mean differs from meter maker to meter maker and is not public. So which
bytes tell one card from another is a matter of the site: ``memory_offset`` and ``memory_length`` of the device URL.
"""

from dataclasses import dataclass

from kiosk.devices.cards.apdu import Apdu
from kiosk.devices.cards.exchange import send
from kiosk.devices.cards.guard import GuardedConnection
from kiosk.domain.device import CardFailure
from kiosk.domain.identity import TokenCard, TokenTechnology

CHIP_SIZE = 256
MOST_BYTES = 32
SLE4442_ATR = bytes.fromhex("3B04A2131091")  # the chip's own four bytes with PC/SC's 3B 04 in front
SLE4442_TYPE = b"\x06"


@dataclass(frozen=True, slots=True)
class MemoryField:
    """Where the reference lies. Raises ValueError when it does not lie inside the chip."""

    offset: int
    length: int

    def __post_init__(self) -> None:
        if not 1 <= self.length <= MOST_BYTES:
            raise ValueError(f"memory_length={self.length}: use 1 to {MOST_BYTES}")
        if not 0 <= self.offset <= CHIP_SIZE - self.length:
            raise ValueError(f"memory_offset={self.offset}: use 0 to {CHIP_SIZE - self.length} for this length")


def read_memory_card(card: GuardedConnection, field: MemoryField | None) -> TokenCard | CardFailure:
    """The bytes of ``field``. A site that configures none has no such cards: NOT_OURS."""
    if field is None:
        return CardFailure.NOT_OURS
    # Choosing the type powers the chip; the reader forgets it at every insertion.
    if not send(card, Apdu(0xFF, 0xA4, 0x00, 0x00, SLE4442_TYPE)).ok:
        return CardFailure.NOT_OURS
    answer = send(card, Apdu(0xFF, 0xB0, 0x00, field.offset, expect=field.length))
    if not answer.ok or len(answer.data) != field.length:
        return CardFailure.UNREADABLE
    if set(answer.data) in ({0x00}, {0xFF}):
        return CardFailure.BLANK
    return TokenCard(TokenTechnology.MEMORY, answer.data.hex().upper())
