"""What time it is by the hall's clock, also while the hall is away: its last word plus what has passed since."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class HallClock:
    """Until the hall has been heard in this run, the machine's own clock must do; a Pi's may be a day behind."""

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._ticks = ticks
        self._heard: tuple[datetime, float] | None = None

    def heard(self, now: datetime) -> None:
        """The hall said that it is ``now``."""
        self._heard = now, self._ticks()

    def now(self) -> datetime:
        """With its zone. Jumps of the machine's clock do not move it."""
        if self._heard is None:
            return self._wall()
        then, ticks = self._heard
        return then + timedelta(seconds=self._ticks() - ticks)
