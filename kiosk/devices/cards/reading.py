"""One card, from power to meaning: which session its ATR calls for, and every failure as a value.

A person may pull the card at any moment, so a card that fails is an answer like any other and not an exception.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from typing import TypeAlias

from kiosk.devices.cards.apdu import CardMute, CardPulled, CardSilent, CardWasReset, Connection
from kiosk.devices.cards.contactless import STORAGE_CARD_ATR, read_uid
from kiosk.devices.cards.guard import GuardedConnection
from kiosk.devices.cards.memory_card import SLE4442_ATR, MemoryField, read_memory_card
from kiosk.devices.cards.power_card import read_power_card
from kiosk.domain.device import CardFailure
from kiosk.domain.identity import Identity

log = logging.getLogger(__name__)

Reading: TypeAlias = Identity | CardFailure
TRIES = 3


def read_card(connect: Callable[[], Connection], memory: MemoryField | None = None) -> Reading:
    """Connect, read, close. Raises only what ``connect`` and its connection raise for the reader's own trouble."""
    try:
        return _until_undisturbed(connect, memory)
    except CardPulled:
        return CardFailure.PULLED
    except CardMute:
        return CardFailure.UPSIDE_DOWN
    except CardSilent as trouble:
        log.info("card not read: %s", trouble)
        return CardFailure.UNREADABLE


def _until_undisturbed(connect: Callable[[], Connection], memory: MemoryField | None) -> Reading:
    """A reset by another program loses the file selected: the whole session begins again."""
    for _ in range(TRIES):
        try:
            with closing(connect()) as connection:
                return _session(GuardedConnection(connection), memory)
        except CardWasReset:
            log.info("card was reset by another program")
    raise CardSilent(f"reset {TRIES} times by another program")


def _session(card: GuardedConnection, memory: MemoryField | None) -> Reading:
    """Anything that is no memory card may be a power card: their ATRs differ by maker, their files do not."""
    if card.atr == SLE4442_ATR:
        return read_memory_card(card, memory)
    if card.atr.startswith(STORAGE_CARD_ATR):
        return read_uid(card)
    return read_power_card(card)
