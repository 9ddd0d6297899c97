"""Contactless storage cards: their UID, by the reader's own command (PC/SC part 3, 3.2.2.1.3)."""

from kiosk.devices.cards.apdu import Apdu
from kiosk.devices.cards.exchange import send
from kiosk.devices.cards.guard import GuardedConnection
from kiosk.domain.device import CardFailure
from kiosk.domain.identity import TokenCard, TokenTechnology

STORAGE_CARD_ATR = bytes.fromhex("3B8F8001804F0CA000000306")  # and after it the standard, the card's name, a check
UID_SIZES = {4, 7, 10}
RANDOM_UID = 0x08  # ISO/IEC 14443-3: a 4-byte UID that begins so is made up anew each time, as phones do


def read_uid(card: GuardedConnection) -> TokenCard | CardFailure:
    """The UID, in the order the reader gives it. It can be copied: it tells cards apart and proves nothing."""
    answer = send(card, Apdu(0xFF, 0xCA, 0x00, 0x00, expect=256))
    if not answer.ok:
        return CardFailure.NOT_OURS
    if len(answer.data) not in UID_SIZES:
        return CardFailure.UNREADABLE
    if len(answer.data) == 4 and answer.data[0] == RANDOM_UID:
        return CardFailure.NOT_OURS
    return TokenCard(TokenTechnology.CONTACTLESS, answer.data.hex().upper())
