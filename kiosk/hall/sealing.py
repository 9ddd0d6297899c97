"""What the hall hands out sealed, so that it need not store it: only a hall process with the seal key can open it.

Fernet (AES-128-CBC with HMAC-SHA-256, time-stamped). A visitor's reference lives a quarter of an hour, a staff
session half a day. Each use has a key of its own, so that one cannot be passed off as the other.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from pydantic import TypeAdapter, ValidationError

from kiosk.routing.facts import RoutingFacts

VISITOR_TTL_S = 15 * 60
STAFF_TTL_S = 12 * 3600


@dataclass(frozen=True, slots=True)
class SealedVisitor:
    """What issuing needs to know of who was identified: no name, no number."""

    facts: RoutingFacts = field(repr=False)
    person_key: str | None = field(repr=False)


_VISITOR = TypeAdapter(SealedVisitor)
_STAFF = b"staff"


class Seals:
    def __init__(self, seal_key: str) -> None:
        self._visitor = _cipher(seal_key, b"visitor")
        self._staff = _cipher(seal_key, b"staff")

    def seal_visitor(self, visitor: SealedVisitor, now: datetime) -> str:
        return self._visitor.encrypt_at_time(_VISITOR.dump_json(visitor), int(now.timestamp())).decode()

    def open_visitor(self, ref: str, now: datetime) -> SealedVisitor | None:
        """None for a reference that is not ours, or too old."""
        plain = _opened(self._visitor, ref, VISITOR_TTL_S, now)
        try:
            return None if plain is None else _VISITOR.validate_json(plain)
        except ValidationError:  # sealed by an older version of the program
            return None

    def seal_staff(self, now: datetime) -> str:
        return self._staff.encrypt_at_time(_STAFF, int(now.timestamp())).decode()

    def is_staff(self, session: str, now: datetime) -> bool:
        return _opened(self._staff, session, STAFF_TTL_S, now) == _STAFF


def _cipher(seal_key: str, use: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.new(seal_key.encode(), use, hashlib.sha256).digest()))


def _opened(cipher: Fernet, sealed: str, ttl_s: int, now: datetime) -> bytes | None:
    try:
        return cipher.decrypt_at_time(sealed, ttl_s, int(now.timestamp()))
    except (InvalidToken, ValueError):  # ValueError: not even base64
        return None
