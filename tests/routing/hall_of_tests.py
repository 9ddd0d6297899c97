"""The hall the routing tests happen in: the places of the shipped configuration, and rules written in a line."""

from pathlib import Path
from typing import Any

from kiosk.config import build
from kiosk.domain.direction import DirectionKind
from kiosk.routing import Places, Rules

CONFIG = Path(__file__).parents[2] / "config"

PLACES = Places(
    lanes={
        "general": DirectionKind.LANE,
        "priority": DirectionKind.LANE,
        "care": DirectionKind.LANE,
        "arrears": DirectionKind.LANE,
        "consult": DirectionKind.DESK,
        "vip": DirectionKind.ROOM,
    },
    terminals=frozenset({"1"}),
    services=frozenset({"bill", "pay", "card", "new", "meter", "advice"}),
)
EVERY_LANE = frozenset(PLACES.lanes)


def rule(id: str, to: str = "lane:general", **when: Any) -> dict[str, Any]:
    return {"id": id, "to": to, "reason": "test", "when": when}


def rules(*written: dict[str, Any], always_open: tuple[str, ...] = ("general",)) -> Rules:
    """Rules as the file would give them, not yet checked."""
    tables = {"version": "test", "always_open": always_open, "rules": list(written)}
    return build(tables, Rules, Path("routing.toml"))
