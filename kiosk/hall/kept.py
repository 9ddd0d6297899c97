"""Something looked up that may be a little old: looked at once for everybody who asks meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
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
