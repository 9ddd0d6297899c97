"""ID numbers leave the hall only as keyed hashes.

HMAC-SHA-256 (RFC 2104) with a random 32-byte key. A plain or salted hash would hide nothing: there are about 10^11
possible ID numbers, hours of work for one processor. The key's version goes along, so that keys can be changed.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

from kiosk.domain import id_number

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class IdKey:
    """Shared with the back office. Raises ValueError when it is not 32 bytes long."""

    version: int
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise ValueError(f"the key for ID numbers must have {KEY_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class IdHash:
    """``digest`` in lower-case hexadecimal. Still personal: it stands for one person."""

    key_version: int
    digest: str = field(repr=False)


def id_hash(number: str, key: IdKey) -> IdHash | None:
    """The hash of an ID number in its one written form; None when it cannot be anybody's number."""
    written = canonical(number)
    if written is None:
        return None
    return IdHash(key.version, hmac.new(key.key, written.encode(), hashlib.sha256).hexdigest())


def canonical(number: str) -> str | None:
    """The one form a number is hashed in: no blanks, capital X, withdrawn 15-digit numbers in today's form.

    >>> canonical(" 11010519491231002x")
    '11010519491231002X'
    """
    text = id_number.normalised(number)
    if id_number.WITHDRAWN.fullmatch(text):
        return id_number.from_fifteen(text)
    if id_number.has_right_check(text) or id_number.FOREIGN_2017.fullmatch(text):
        return text
    return None
