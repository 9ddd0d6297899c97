"""What staff are advised to do for a customer, and what came of it. For staff only; never shown at a kiosk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class StrategyState(StrEnum):
    """How a strategy ended."""

    DONE = "done"
    REFUSED = "refused"  # by the customer
    NOT_FITTING = "not_fitting"  # in the clerk's judgement


@dataclass(frozen=True, slots=True)
class Shown:
    """A strategy was in front of a clerk during a visit."""

    strategy: str
    visit: str


@dataclass(frozen=True, slots=True)
class Completion:
    """``by`` is the member of staff. The note is theirs; personal, and out of every log line."""

    strategy: str
    visit: str
    state: StrategyState
    on: date
    by: str = field(repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One strategy for one customer. Texts by language; ``avoid`` are words not to use with this customer.

    ``first``: to be read before the first word is spoken. ``in_hand``: it belongs to the business in hand.
    ``strength`` 0-3: how much the customer's own behaviour calls for it. ``because``: the conditions that
    held, with what was found. ``completion``: what came of it today, if anything yet.
    """

    strategy: str
    do: Mapping[str, str] = field(repr=False)
    say: Mapping[str, str] = field(repr=False)
    avoid: Mapping[str, tuple[str, ...]] = field(repr=False)
    services: tuple[str, ...] = ()
    first: bool = False
    in_hand: bool = False
    strength: int = field(default=0, repr=False)
    because: tuple[str, ...] = field(default=(), repr=False)
    completion: Completion | None = field(default=None, repr=False)
