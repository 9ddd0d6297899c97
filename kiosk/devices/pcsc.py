"""The card reader, ``pcsc://``: a status loop of our own that says what is laid on the reader and taken off.

``pcsc://ACR39`` takes the readers with ACR39 in their name (in any case; ``%20`` is a space), ``pcsc://`` all.
All slots of those readers are watched: a dual reader has one for contacts and one without. Options:
``memory_offset`` and ``memory_length`` (bytes) say where a memory card carries its reference.
"""

import logging
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import ClassVar
from urllib.parse import unquote

from kiosk.devices import scard
from kiosk.devices.base import DeviceError, Driver, Say
from kiosk.devices.cards.memory_card import MemoryField
from kiosk.devices.cards.reading import Reading, read_card
from kiosk.devices.scard import Code, Context, ScardError
from kiosk.devices.spy import Spy
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, IdentityPresented

log = logging.getLogger(__name__)

WAIT_MS = 500

_REFUSED = {Code.SECURITY_VIOLATION, Code.NO_ACCESS}
_AWAY = {
    Code.CANCELLED,
    Code.INVALID_HANDLE,  # of a context that a service since restarted never heard of
    Code.UNKNOWN_READER,
    Code.COMM_ERROR,
    Code.READER_UNAVAILABLE,
    Code.NO_SERVICE,
    Code.SERVICE_STOPPED,
    Code.NO_READERS_AVAILABLE,
}


def make(url: DeviceUrl) -> Driver:
    """Raises ValueError for options that make no sense."""
    if unknown := sorted(url.options.keys() - {"memory_offset", "memory_length"}):
        raise ValueError(f"unknown option {unknown[0]}; known: memory_offset, memory_length")
    return CardReader(unquote(url.host), memory_field(url.options), url.spy)


def memory_field(options: dict[str, str]) -> MemoryField | None:
    """None when the site names none. Raises ValueError."""
    if not options:
        return None
    try:
        offset, length = (int(options[name]) for name in ("memory_offset", "memory_length"))
    except (KeyError, ValueError):
        raise ValueError("memory_offset and memory_length go together, and are whole numbers") from None
    return MemoryField(offset, length)


class Presence(StrEnum):
    NOTHING = "nothing"
    CARD = "card"
    MUTE = "mute"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a slot showed. ``count`` grows with every insertion and removal, so that no quick change is missed."""

    presence: Presence
    count: int

    @classmethod
    def of(cls, state: int) -> "Sight":
        if not state & scard.PRESENT:
            return cls(Presence.NOTHING, state >> 16)
        return cls(Presence.MUTE if state & scard.MUTE else Presence.CARD, state >> 16)

    @property
    def occupied(self) -> bool:
        return self.presence is not Presence.NOTHING

    def same_card(self, later: "Sight") -> bool:
        """A card once seen may go mute when it is powered down, and is the same card still."""
        return self.count == later.count and self.occupied and later.presence in {self.presence, Presence.MUTE}


UNSEEN = Sight(Presence.NOTHING, 0)


class CardReader:
    """A PC/SC reader. Only the thread of its loop calls it; nothing else touches PC/SC."""

    role = Role.CARD_READER
    mock: ClassVar[bool] = False

    def __init__(
        self, wanted: str = "", memory: MemoryField | None = None, spy: bool = False, wait_ms: int = WAIT_MS
    ) -> None:
        self._wanted = wanted
        self._memory = memory
        self._wait_ms = wait_ms
        self._spy = Spy("pcsc", scard.describe_answer) if spy else None
        self._context: Context | None = None
        self._states: dict[str, int] = {}
        self._seen: dict[str, Sight] = {}

    def open(self) -> None:
        """Find the reader. Raises DeviceError: ABSENT (no service, no reader) or REFUSED (polkit)."""
        try:
            self._context = Context(self._spy)
            names = self._context.readers()
        except ScardError as error:
            raise DeviceError(trouble_of(error.code, Trouble.ABSENT), str(error)) from None
        chosen = choose(names, self._wanted)
        if not chosen:
            found = ", ".join(names) or "no reader"
            raise DeviceError(Trouble.ABSENT, f"no reader named like {self._wanted!r}; connected: {found}")
        self._states = dict.fromkeys(chosen, scard.UNAWARE)
        self._seen = dict.fromkeys(chosen, UNSEEN)

    def work(self, say: Say) -> None:
        """Wait up to half a second for a card to come or go; read one that came."""
        if self._context is None:
            raise DeviceError(Trouble.ABSENT, "not open")
        try:
            for reader, state in self._context.wait(self._states, self._wait_ms).items():
                self._states[reader] = state
                self._follow(self._context, reader, Sight.of(state), say)
        except ScardError as error:
            self._clear_away(say)
            # To a call under way, a service that dies looks as one that refuses: both close the line.
            trouble = trouble_of(error.code, Trouble.GONE) if self._context.alive else Trouble.GONE
            raise DeviceError(trouble, str(error)) from None

    def close(self) -> None:
        if self._context:
            self._context.release()
        self._context = None
        self._states = {}
        self._seen = {}

    def _follow(self, context: Context, reader: str, now: Sight, say: Say) -> None:
        before = self._seen[reader]
        if before.same_card(now):
            return
        self._seen[reader] = now
        if before.occupied:
            say(CardRemoved(self.role))
        if now.occupied:
            say(CardDetected(self.role))
            try:
                self._tell(self._read(context, reader, now.presence), say)
            except ScardError:  # whoever was told of a card must not wait for it for ever
                self._tell(CardFailure.UNREADABLE, say)
                raise

    def _read(self, context: Context, reader: str, presence: Presence) -> Reading:
        if presence is Presence.MUTE:
            return CardFailure.UPSIDE_DOWN
        return read_card(partial(context.connect, reader), self._memory)

    def _tell(self, reading: Reading, say: Say) -> None:
        if isinstance(reading, CardFailure):
            say(CardNotRead(self.role, reading))
        else:
            say(IdentityPresented(self.role, reading))

    def _clear_away(self, say: Say) -> None:
        """A reader that is gone holds no card."""
        for sight in self._seen.values():
            if sight.occupied:
                say(CardRemoved(self.role))
        self._seen = {}


def choose(names: list[str], wanted: str) -> list[str]:
    """The slots to watch. A slot for security modules holds a chip all the time: only if asked for by name."""
    likely = [name for name in names if wanted.lower() in name.lower()]
    return [name for name in likely if " SAM" not in name or "sam" in wanted.lower()]


def trouble_of(code: int, away: Trouble) -> Trouble:
    """``away`` is what to say when reader or service is not there: ABSENT on opening, GONE later."""
    if code in _REFUSED:
        return Trouble.REFUSED
    return away if code in _AWAY else Trouble.FAULTY
