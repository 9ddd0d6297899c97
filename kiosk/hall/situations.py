"""How the hall works right now, kept for a moment: an estimate for every ticket must not cost a look at the day."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from kiosk.hall.kept import Kept
from kiosk.hall.settings import HallSettings
from kiosk.tickets import pace
from kiosk.tickets.estimate import Pace, Situation, Window
from kiosk.tickets.values import Calendar, Floor

PACE_FOR = timedelta(seconds=60)
WINDOWS_FOR = timedelta(seconds=3)


class Situations:
    """``at(now)`` from any thread. One looks, the others take what is known meanwhile."""

    def __init__(self, settings: HallSettings, engine: Engine, calendar: Calendar, floor: Floor) -> None:
        self._settings = settings
        self._head_starts = {lane.id: float(lane.head_start_min) for lane in settings.lanes}
        self._pace = Kept[Pace](PACE_FOR, lambda now: pace.pace(engine, calendar.hall, now))
        self._windows = Kept[tuple[Window, ...]](
            WINDOWS_FOR, lambda now: pace.open_windows(engine, calendar, floor, now, self._closing(now))
        )

    def at(self, now: datetime) -> Situation | None:
        """None when this hall tells nobody how long they will wait."""
        if not self._settings.wait.estimate:
            return None
        return Situation(self._pace.at(now), self._windows.at(now), self._head_starts)

    def _closing(self, now: datetime) -> frozenset[str]:
        return self._settings.wait.closing(now.astimezone(self._settings.zone))
