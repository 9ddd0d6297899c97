"""What a rule may name: the places of the hall and the services offered."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.direction import DirectionKind


@dataclass(frozen=True, slots=True)
class Places:
    """``lanes``: id -> kind (lane, desk or room); ``terminals`` and ``services``: their ids.

    ``by_staff``: lanes to which only staff send people, never a rule.
    """

    lanes: Mapping[str, DirectionKind]
    terminals: frozenset[str]
    services: frozenset[str]
    by_staff: frozenset[str] = frozenset()

    def kind_of(self, kind: DirectionKind, place: str) -> DirectionKind | None:
        """What ``place`` is, given that a direction of ``kind`` names it; None when there is no such place.

        Terminals have ids of their own: lane "1" and terminal "1" may both exist.
        """
        if kind is DirectionKind.SELF_SERVICE and place in self.terminals:
            return DirectionKind.SELF_SERVICE
        return self.lanes.get(place)
