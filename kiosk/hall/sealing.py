"""What the hall hands out sealed, so that it need not store it: only a hall process with the seal key can open it.

Fernet (AES-128-CBC with HMAC-SHA-256, time-stamped). A visitor's reference lives a quarter of an hour, who holds
a ticket as long as its day. Each use has a key of its own, so that one cannot be passed off as another.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from pydantic import TypeAdapter, ValidationError

from kiosk.routing.facts import RoutingFacts
from kiosk.wire import Presented

VISITOR_TTL_S = 15 * 60
PERSON_TTL_S = 26 * 3600
"""The longest business day. The store forgets who held a ticket when its day is over."""


@dataclass(frozen=True, slots=True)
class SealedVisitor:
    """What issuing needs to know of who was identified: no name, no number.

    ``person`` is a SealedPerson under a seal of its own, which issuing keeps with the ticket without opening it.
    ``advice``: for each service the strategy whose words for the glass would be shown.
    ``overrides`` are the ids of what staff had set by hand, already in ``facts``; ``lane`` is one they named.
    """

    facts: RoutingFacts = field(repr=False)
    person_key: str | None = field(repr=False)
    person: str | None = field(default=None, repr=False)
    advice: Mapping[str, str] = field(default_factory=dict, repr=False)
    lane: str | None = field(default=None, repr=False)
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """Who holds a ticket, for staff: what was presented, to ask the back office again, and the name as it may be
    seen by anybody at the counter. ``routed_by``: the day of the portrait they were sent here by, when the back
    office was away and it was last night's.
    """

    presented: Presented = field(repr=False)
    masked_name: str | None = field(repr=False)
    routed_by: date | None = None


@dataclass(frozen=True, slots=True)
class OpenedPortrait:
    """Proof that ``login`` opened the confidential portrait behind ``ticket`` on record."""

    ticket: UUID
    login: str


_VISITOR = TypeAdapter(SealedVisitor)
_PERSON = TypeAdapter(SealedPerson)
_OPENED = TypeAdapter(OpenedPortrait)


class Seals:
    def __init__(self, seal_key: str) -> None:
        self._visitor = _cipher(seal_key, b"visitor")
        self._person = _cipher(seal_key, b"person")
        self._opened = _cipher(seal_key, b"opened portrait")

    def seal_visitor(self, visitor: SealedVisitor, now: datetime) -> str:
        return self._visitor.encrypt_at_time(_VISITOR.dump_json(visitor), int(now.timestamp())).decode()

    def open_visitor(self, ref: str, now: datetime) -> SealedVisitor | None:
        """None for a reference that is not ours, or too old."""
        plain = _opened(self._visitor, ref, VISITOR_TTL_S, now)
        try:
            return None if plain is None else _VISITOR.validate_json(plain)
        except ValidationError:  # sealed by an older version of the program
            return None

    def seal_person(self, person: SealedPerson, now: datetime) -> str:
        return self._person.encrypt_at_time(_PERSON.dump_json(person), int(now.timestamp())).decode()

    def open_person(self, sealed: str, now: datetime) -> SealedPerson | None:
        """None for what is not ours, or too old."""
        plain = _opened(self._person, sealed, PERSON_TTL_S, now)
        try:
            return None if plain is None else _PERSON.validate_json(plain)
        except ValidationError:  # sealed by an older version of the program
            return None

    def seal_opened(self, opened: OpenedPortrait, now: datetime) -> str:
        return self._opened.encrypt_at_time(_OPENED.dump_json(opened), int(now.timestamp())).decode()

    def open_opened(self, proof: str, now: datetime) -> OpenedPortrait | None:
        """None for what is not ours, or too old."""
        plain = _opened(self._opened, proof, PERSON_TTL_S, now)
        return None if plain is None else _OPENED.validate_json(plain)


def _cipher(seal_key: str, use: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(seal_key.encode(), use, hashlib.sha256).digest()))


def _opened(cipher: Fernet, sealed: str, ttl_s: int, now: datetime) -> bytes | None:
    try:
        return cipher.decrypt_at_time(sealed, ttl_s, int(now.timestamp()))
    except (InvalidToken, ValueError):  # ValueError: not even base64
        return None
