"""What goes over a wire, in the log: a ``spy+…`` device URL puts a Spy beside the port.

A technician needs to see who spoke, when, how much and with what result; nobody needs to see whose card it was.
So a driver says how its *received* bytes may be shown; the default shows only answers too short to be about anyone.
"""

import logging
from collections.abc import Callable, Iterable

TRAFFIC = 5  # below DEBUG: only a spy asks for it
logging.addLevelName(TRAFFIC, "TRAFFIC")
log = logging.getLogger("kiosk.traffic")

SHOWN_BYTES = 16
SHORT_ANSWER = 4

Describe = Callable[[bytes], Iterable[str]]
"""Turns one received chunk into log lines that hold nothing personal."""


def short_or_counted(chunk: bytes) -> Iterable[str]:
    """Status bytes in hexadecimal; anything longer is only counted."""
    yield chunk.hex(" ") if len(chunk) <= SHORT_ANSWER else f"{len(chunk)} bytes"


class Spy:
    """Logs one wire. Making one lets the TRAFFIC level through: the URL is the switch."""

    def __init__(self, name: str, describe: Describe = short_or_counted) -> None:
        self._name = name
        self._describe = describe
        log.setLevel(TRAFFIC)

    def sent(self, data: bytes) -> None:
        more = f" … {len(data)} bytes" if len(data) > SHOWN_BYTES else ""
        log.log(TRAFFIC, "%s -> %s%s", self._name, data[:SHOWN_BYTES].hex(" "), more)

    def received(self, chunk: bytes) -> None:
        for line in self._describe(chunk):
            log.log(TRAFFIC, "%s <- %s", self._name, line)
