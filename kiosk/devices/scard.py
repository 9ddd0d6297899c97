"""The low-level PC/SC calls (pcsc-lite through pyscard), typed and with names for what they return.

pyscard's own monitors are not used: their threads die for good when pcscd stops. One thread owns a Context and
everything made from it. A fault of the service or the reader is a ScardError; a fault of the card a CardTrouble.
"""

import time
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any

from smartcard import scard

from kiosk.devices.cards.apdu import CardMute, CardPulled, CardSilent, CardWasReset
from kiosk.devices.spy import Spy

SHARING_TRIES = 3
SHARING_PAUSE_S = 0.1
NOTICE_MS = 600  # pcscd looks for a card every 400 ms


class Code(IntEnum):
    """What PC/SC calls return (pcsclite.h), as far as it is told apart."""

    SUCCESS = 0
    CANCELLED = 0x80100002
    INVALID_HANDLE = 0x80100003
    UNKNOWN_READER = 0x80100009
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    PROTO_MISMATCH = 0x8010000F
    COMM_ERROR = 0x80100013
    NOT_TRANSACTED = 0x80100016
    READER_UNAVAILABLE = 0x80100017
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    NO_ACCESS = 0x80100027
    NO_READERS_AVAILABLE = 0x8010002E
    UNSUPPORTED_CARD = 0x80100065
    UNRESPONSIVE_CARD = 0x80100066
    UNPOWERED_CARD = 0x80100067
    RESET_CARD = 0x80100068
    REMOVED_CARD = 0x80100069
    SECURITY_VIOLATION = 0x8010006A


def code_name(code: int) -> str:
    """``NO_SERVICE (8010001D)``, or the number alone."""
    return f"{Code(code).name} ({code:08X})" if code in set(Code) else f"{code:08X}"


class ScardError(Exception):
    """The service or the reader fails; ``code`` is a PC/SC return code."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: {code_name(code)}")
        self.code = code


_PULLED = {Code.NO_SMARTCARD, Code.REMOVED_CARD}
_MUTE = {Code.UNRESPONSIVE_CARD, Code.UNPOWERED_CARD, Code.UNSUPPORTED_CARD, Code.PROTO_MISMATCH}
_RESET = {Code.RESET_CARD, Code.UNPOWERED_CARD}
_BROKEN_OFF = {Code.NOT_TRANSACTED, Code.UNRESPONSIVE_CARD, Code.SHARING_VIOLATION}

EMPTY = int(scard.SCARD_STATE_EMPTY)
PRESENT = int(scard.SCARD_STATE_PRESENT)
MUTE = int(scard.SCARD_STATE_MUTE)
_CHANGED = int(scard.SCARD_STATE_CHANGED)
_GONE = int(scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE)
UNAWARE = int(scard.SCARD_STATE_UNAWARE)


class Context:
    """One connection to the service. ``Context()`` raises ScardError when there is none to be had."""

    def __init__(self, spy: Spy | None = None) -> None:
        code, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        self._spy = spy
        _check("SCardEstablishContext", code)

    def readers(self) -> list[str]:
        """Names of all reader slots; none is not an error."""
        code, names = scard.SCardListReaders(self._context, [])
        if _unsigned(code) == Code.NO_READERS_AVAILABLE:
            return []
        _check("SCardListReaders", code)
        return list(names)

    @property
    def alive(self) -> bool:
        """Whether the service still answers."""
        try:
            self.readers()
        except ScardError:
            return False
        return True

    def wait(self, known: dict[str, int], timeout_ms: int) -> dict[str, int]:
        """Wait until a slot is in another state than ``known``; the states of those that are. Empty: timed out.

        A state is PC/SC's event state without its CHANGED bit; the upper 16 bits count insertions and removals.
        """
        code, states = scard.SCardGetStatusChange(self._context, timeout_ms, list(known.items()))
        if _unsigned(code) == Code.TIMEOUT:
            return {}
        _check("SCardGetStatusChange", code)
        changed = {name: int(state) & ~_CHANGED for name, state, _ in states if state & _CHANGED}
        if any(state & _GONE for state in changed.values()):
            raise ScardError("SCardGetStatusChange", Code.READER_UNAVAILABLE)
        return changed

    def connect(self, reader: str) -> "Wire":
        """Power the card in ``reader`` and open it, shared. Raises CardTrouble or ScardError."""
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, card, protocol = _sharing(
            scard.SCardConnect, self._context, reader, scard.SCARD_SHARE_SHARED, protocols
        )
        self._check_connected(reader, _unsigned(code))
        return Wire(self, reader, card, protocol, self._spy)

    def card_left(self, reader: str) -> bool:
        """Whether the card is out of ``reader``, now or as soon as the service can have noticed."""
        state = self.wait({reader: UNAWARE}, 0).get(reader, EMPTY)
        return bool(state & EMPTY) or bool(self.wait({reader: state}, NOTICE_MS).get(reader, 0) & EMPTY)

    def _check_connected(self, reader: str, code: int) -> None:
        if code in _PULLED:
            raise CardPulled
        if code in _MUTE:  # or it was just being taken away
            raise CardPulled if self.card_left(reader) else CardMute
        if code == Code.RESET_CARD:
            raise CardWasReset
        if code in {Code.SHARING_VIOLATION, Code.NOT_TRANSACTED}:
            raise CardSilent(f"SCardConnect: {code_name(code)}")
        _check("SCardConnect", code)

    def release(self) -> None:
        """Never raises: a service that is gone has released everything."""
        scard.SCardReleaseContext(self._context)


class Wire:
    """A powered card in a reader: a ``Connection``. Sessions get it through the guard only."""

    def __init__(self, context: Context, reader: str, card: Any, protocol: int, spy: Spy | None) -> None:
        self._context = context
        self._reader = reader
        self._card = card
        self._protocol = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
        self._spy = spy

    @property
    def atr(self) -> bytes:
        code, _, _, _, atr = scard.SCardStatus(self._card)
        self._check("SCardStatus", _unsigned(code))
        return bytes(atr)

    def transmit(self, command: bytes) -> bytes:
        if self._spy:
            self._spy.sent(command)
        code, answer = _sharing(scard.SCardTransmit, self._card, self._protocol, list(command))
        self._check("SCardTransmit", _unsigned(code))
        if not answer:  # vpcd says so when the card left in mid-command
            self._check("SCardTransmit", Code.NOT_TRANSACTED)
        if self._spy:
            self._spy.received(bytes(answer))
        return bytes(answer)

    def close(self) -> None:
        """Power the card down. Never raises: a card that is gone is closed."""
        scard.SCardDisconnect(self._card, scard.SCARD_UNPOWER_CARD)

    def _check(self, call: str, code: int) -> None:
        if code in _PULLED:
            raise CardPulled
        if code in _RESET:
            raise CardWasReset
        if code in _BROKEN_OFF:
            raise CardPulled if self._context.card_left(self._reader) else CardSilent(f"{call}: {code_name(code)}")
        _check(call, code)


def describe_answer(raw: bytes) -> Iterable[str]:
    """For a spy: the status word and how much came before it, which may be personal."""
    yield f"{len(raw[:-2])} bytes, {raw[-2:].hex(' ')}"


def _sharing(call: Callable[..., Any], *arguments: object) -> Any:
    """Do ``call``; when another program has the card, a few times more. Its results, the return code first."""
    results = call(*arguments)
    for _ in range(SHARING_TRIES):
        if _unsigned(results[0]) != Code.SHARING_VIOLATION:
            break
        time.sleep(SHARING_PAUSE_S)
        results = call(*arguments)
    return results


def _check(call: str, code: int) -> None:
    if _unsigned(code) != Code.SUCCESS:
        raise ScardError(call, _unsigned(code))


def _unsigned(code: int) -> int:
    """pyscard gives return codes as signed or unsigned longs, by platform."""
    return int(code) & 0xFFFFFFFF
