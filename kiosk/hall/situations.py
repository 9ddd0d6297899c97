"""How the hall works right now, kept for a moment: an estimate for every ticket must not cost a look at the day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Engine

from kiosk.hall.settings import HallSettings
from kiosk.tickets import pace
from kiosk.tickets.estimate import Pace, Situation, Window
from kiosk.tickets.values import Calendar, Floor

T = TypeVar("T")
PACE_FOR = timedelta(seconds=60)
WINDOWS_FOR = timedelta(seconds=3)


class Situations:
    """``at(now)`` from any thread. One looks, the others take what is known meanwhile."""

    def __init__(self, settings: HallSettings, engine: Engine, calendar: Calendar, floor: Floor) -> None:
        self._settings = settings
        self._head_starts = {lane.id: float(lane.head_start_min) for lane in settings.lanes}
        self._pace = _Kept[Pace](PACE_FOR, lambda now: pace.pace(engine, calendar.hall, now))
        self._windows = _Kept[tuple[Window, ...]](
            WINDOWS_FOR, lambda now: pace.open_windows(engine, calendar, floor, now, self._closing(now))
        )

    def at(self, now: datetime) -> Situation | None:
        """None when this hall tells nobody how long they will wait."""
        if not self._settings.wait.estimate:
            return None
        return Situation(self._pace.at(now), self._windows.at(now), self._head_starts)

    def _closing(self, now: datetime) -> frozenset[str]:
        return self._settings.wait.closing(now.astimezone(self._settings.zone))


class _Kept(Generic[T]):
    """What ``look`` saw last, looked at again when it is older than ``keep``."""

    def __init__(self, keep: timedelta, look: Callable[[datetime], T]) -> None:
        self._keep = keep
        self._look = look
        self._lock = Lock()
        self._seen: tuple[datetime, T] | None = None

    def at(self, now: datetime) -> T:
        seen = self._seen
        if seen is None:
            with self._lock:
                return self._look_again(seen, now)
        if seen[0] <= now < seen[0] + self._keep or not self._lock.acquire(blocking=False):
            return seen[1]
        try:
            return self._look_again(seen, now)
        finally:
            self._lock.release()

    def _look_again(self, seen: tuple[datetime, T] | None, now: datetime) -> T:
        """Unless another thread has just done so."""
        newest = self._seen
        if newest is None or newest is seen:
            self._seen = newest = now, self._look(now)
        return newest[1]
