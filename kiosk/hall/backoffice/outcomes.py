"""What a search of the back office can come to."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from kiosk.domain.customer import CustomerFacts


class AwayReason(StrEnum):
    """Why the back office was of no use."""

    UNREACHABLE = "unreachable"  # no connection, or it broke in the middle
    TIMEOUT = "timeout"  # no answer in time
    FAILED = "failed"  # it says that it is out of order
    REFUSED = "refused"  # it will not answer us: token, key version or address are wrong
    NONSENSE = "nonsense"  # what it answered must not be believed
    RESTING = "resting"  # it failed too often just now and was not asked


@dataclass(frozen=True, slots=True)
class Found:
    """All contracts of whoever was presented. ``stale``: older than allowed, served because the office is away."""

    facts: tuple[CustomerFacts, ...] = field(repr=False)
    age_s: float = 0.0
    stale: bool = False


@dataclass(frozen=True, slots=True)
class NotFound:
    """The back office knows nobody by that card."""


@dataclass(frozen=True, slots=True)
class Away:
    reason: AwayReason


Outcome: TypeAlias = Found | NotFound | Away
