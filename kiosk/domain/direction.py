"""Where a person is sent, and why. The *why* is for staff and never leaves the hall."""

from dataclasses import dataclass
from enum import StrEnum


class DirectionKind(StrEnum):
    SELF_SERVICE = "self_service"
    LANE = "lane"
    DESK = "desk"
    ROOM = "room"

    @property
    def takes_number(self) -> bool:
        """Only a self-service terminal serves without a number."""
        return self is not DirectionKind.SELF_SERVICE


@dataclass(frozen=True, slots=True)
class Direction:
    """A place of the hall: its kind and its id in ``config/hall.toml``."""

    kind: DirectionKind
    place: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A direction with the rule that gave it. ``reason`` is a code, for staff only.

    ``overrides``: ids of what staff had set by hand for this person at that moment.
    """

    direction: Direction
    rule: str
    reason: str
    rules_version: str
    overrides: tuple[str, ...] = ()
