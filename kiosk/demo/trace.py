"""What happened in the visits, and when: built from the facts the loop took, never from inside a layer."""

import time
from dataclasses import dataclass, field

from kiosk.flow.events import (
    DirectionGiven,
    Event,
    IdentityPresented,
    MenuFound,
    SlipPrinted,
    Tapped,
    Ticked,
    VisitorFound,
)
from kiosk.flow.state import Kiosk
from kiosk.wire import DirectionAnswer


@dataclass(slots=True)
class VisitTrace:
    """Moments of one visit in seconds of ``time.perf_counter``, by what happened."""

    moments: dict[str, float] = field(default_factory=dict)
    answer: DirectionAnswer | None = None
    from_reserve: bool = False
    printed: str | None = None

    def milliseconds(self) -> dict[str, float]:
        """How long each step took, in the order of the steps; people's own time is not among them."""
        steps = (
            ("read_card", "card_put", "identity"),
            ("identify", "identity", "visitor"),
            ("fetch_menu", "no_card", "menu"),
            ("direct", "chosen", "direction"),
            ("print", "direction", "printed"),
        )
        return {
            name: round((self.moments[end] - self.moments[start]) * 1000, 1)
            for name, start, end in steps
            if start in self.moments and end in self.moments
        }


class Trace:
    """The loop's ``watch``. ``visits`` are by visit number."""

    def __init__(self) -> None:
        self.visits: dict[int, VisitTrace] = {}
        self._card_put_at = 0.0

    def card_put(self) -> None:
        """A card is being laid on a reader now; whose visit it begins will be seen."""
        self._card_put_at = time.perf_counter()

    def note(self, visit: int, moment: str) -> None:
        self.visits.setdefault(visit, VisitTrace()).moments[moment] = time.perf_counter()

    def watch(self, _before: Kiosk, event: Event, after: Kiosk) -> None:
        visit = after.visit.number
        match event:
            case Ticked():
                return
            case IdentityPresented():
                self.note(visit, "identity")
                self.visits[visit].moments["card_put"] = self._card_put_at
            case VisitorFound():
                self.note(event.visit, "visitor")
            case MenuFound():
                self.note(event.visit, "menu")
            case Tapped(target="no_card"):
                self.note(visit, "no_card")
            case Tapped(target=target) if target.startswith("service:") or target in {"person", "general_number"}:
                self.note(visit, "chosen")
            case DirectionGiven():
                self.note(event.visit, "direction")
                self.visits[event.visit].answer = event.answer
                self.visits[event.visit].from_reserve = event.from_reserve
            case SlipPrinted():
                self.note(event.visit, "printed")
                self.visits[event.visit].printed = event.outcome
