"""The models of the rules file: an ordered list of rules, the first that matches decides.

version = "2026-11-22.1"
always_open = ["general"]

[[rules]]
id = "elderly-to-care"
when = { age_at_least = 65, open_lanes = ["care"] }
to = "lane:care"
reason = "aged_65_or_more"
"""

from typing import Annotated

from pydantic import Field, PlainValidator

from kiosk.config import Model
from kiosk.domain.direction import Direction, DirectionKind
from kiosk.routing.conditions import Name, When

_KINDS = ", ".join(kind.value for kind in DirectionKind)


def read_direction(written: object) -> Direction:
    """``lane:care`` as a direction. Raises ValueError saying how one is written."""
    kind, _, place = str(written).partition(":")
    if kind not in set(DirectionKind) or not place:
        raise ValueError(f'write it as "kind:place", with one of {_KINDS}, as in "lane:general"')
    return Direction(DirectionKind(kind), place)


class Rule(Model):
    """One rule. ``reason`` is a code for staff; ``id`` names the rule in decisions and complaints."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    when: When = When()
    to: Annotated[Direction, PlainValidator(read_direction)]
    reason: str = Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")


class Rules(Model):
    """``always_open``: places that take people whatever else is closed; rules may send there without asking."""

    version: Name
    always_open: tuple[Name, ...] = ()
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
