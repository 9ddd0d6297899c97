"""What may be said to a card: reading, and nothing else.

A wrong PIN command can lock a customer's card, a write needs keys the kiosk does not have, and neither is any of
its business. So sessions are handed a GuardedConnection only, and it lets through the commands listed here.
"""

import re

from kiosk.devices.cards.apdu import Connection

_ANY = rb"[\x00-\xff]"

ALLOWED: dict[str, bytes] = {
    "SELECT master file or power application": rb"\x00\xa4\x00\x00\x02(\x3f\x00|\xdf\x01)",
    "READ BINARY from the start of EF 1 or EF 5": rb"\x00\xb0[\x81\x85]\x00" + _ANY,
    "GET RESPONSE": rb"\x00\xc0\x00\x00" + _ANY,
    "reader: choose memory card type SLE4442": rb"\xff\xa4\x00\x00\x01\x06",
    "reader: read memory card": rb"\xff\xb0\x00" + _ANY + _ANY,
    "reader: UID of a contactless card": rb"\xff\xca\x00\x00" + _ANY,
}
"""Meaning -> pattern of the whole encoded command. Lengths asked for are free: 6C xx corrects them."""

_ALLOWED = re.compile(b"|".join(ALLOWED.values()), re.DOTALL)


class ForbiddenCommand(Exception):
    """A command that is not on the list: a bug in a session. It has not reached the card."""


def is_allowed(command: bytes) -> bool:
    return _ALLOWED.fullmatch(command) is not None


class GuardedConnection:
    """A connection that can only read."""

    def __init__(self, connection: Connection) -> None:
        self.__connection = connection

    @property
    def atr(self) -> bytes:
        return self.__connection.atr

    def transmit(self, command: bytes) -> bytes:
        """As ``Connection.transmit``. Raises ForbiddenCommand before anything reaches the wire."""
        if not is_allowed(command):
            raise ForbiddenCommand(f"command {command[:4].hex(' ')} is not on the list of reading commands")
        return self.__connection.transmit(command)
