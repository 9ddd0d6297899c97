"""Passwords: how they are kept, and which are refused.

Argon2id with 19 MiB, two passes, one lane (OWASP's password storage cheat sheet). A check takes about as long as
somebody notices, so at most ``AT_ONCE`` run at a time in a process: a small computer goes on calling numbers.
"""

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.hall.staff.common_passwords import COMMON

SHORTEST = 10
LONGEST = 200
AT_ONCE = 2
WAITING_AT_MOST = 16

T = TypeVar("T")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Of a password nobody knows: an unknown login takes as long as a known one.
NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$rY6stPWaYkA1kM84bRICPw$tgSCmLWPat/CQVRNHFauub9QbyyPfxqxaPP/t6ysOyU"


class Weakness(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    HOLDS_LOGIN = "holds_login"
    COMMON = "common"


def weakness(password: str, login: str) -> Weakness | None:
    """None for a password that will do."""
    plain = _plain(password).casefold()
    if len(plain) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(plain) > LONGEST:
        return Weakness.TOO_LONG
    if login.casefold() in plain:
        return Weakness.HOLDS_LOGIN
    return Weakness.COMMON if _is_common(plain) else None


def hashed(password: str) -> str:
    return _hasher.hash(_plain(password))


def fits(password: str, password_hash: str | None, hasher: PasswordHasher = _hasher) -> bool:
    """Takes as long for no hash, or an empty one, as for a real one, and is then false."""
    try:
        return hasher.verify(password_hash or NOBODYS_HASH, _plain(password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


class PasswordGate:
    """Checks and hashes passwords beside the event loop. One for a process; use it inside the loop only."""

    def __init__(self, check: Callable[[str, str | None], bool] = fits) -> None:
        self._check = check
        self._limiter = CapacityLimiter(AT_ONCE)
        self._inside = 0

    @property
    def at_work(self) -> int:
        """How many are being checked at this moment; the others wait."""
        return self._limiter.borrowed_tokens

    @property
    def is_full(self) -> bool:
        """Whether so many wait already that one more should be sent away."""
        return self._inside >= AT_ONCE + WAITING_AT_MOST

    async def fits(self, password: str, password_hash: str | None) -> bool:
        return await self._run(lambda: self._check(password, password_hash))

    async def hashed(self, password: str) -> str:
        return await self._run(lambda: hashed(password))

    async def _run(self, work: Callable[[], T]) -> T:
        self._inside += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._inside -= 1


def _plain(password: str) -> str:
    """One spelling for what two keyboards write differently."""
    return unicodedata.normalize("NFKC", password)


def _is_common(plain: str) -> bool:
    """One of the list, as it is, several times over, or with nothing but digits and signs around it."""
    bare = plain.strip("0123456789!@#$%^&*()_+-=.,?~ ")
    return (
        plain in COMMON
        or bare in COMMON
        or len(set(plain)) < 4
        or any(len(plain) % len(word) == 0 and word * (len(plain) // len(word)) == plain for word in COMMON)
    )
