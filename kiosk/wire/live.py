"""What a manager sees of the hall at one moment. Waits are minutes, shares between 0 and 1."""

from datetime import datetime
from typing import Literal

from kiosk.domain.ticket import TicketState
from kiosk.wire.base import ByLanguage, WireModel


class LiveCounter(WireModel):
    """A window. ``since``: open, paused or closed since then (of a closed one it is not known).

    ``number`` is there since ``number_since``, called or being served; without one it is idle since ``idle_since``.
    """

    window: str
    place: ByLanguage | None = None
    state: Literal["open", "paused", "closed"]
    clerk: str | None = None
    pause_reason: str | None = None
    since: datetime | None = None
    number: str | None = None
    number_state: TicketState | None = None
    number_since: datetime | None = None
    idle_since: datetime | None = None


class LiveLane(WireModel):
    """A lane: who waits now, and today's figures against what it promises. ``kept``: share called in time.

    ``unserved``: how many of those who wait no window calls: all that could are closed or paused.
    """

    lane: str
    name: ByLanguage
    place: ByLanguage
    open: bool
    waiting: int
    unserved: int = 0
    longest_min: float | None
    median_min: float | None
    served: int
    promise_min: int
    kept: float | None


class LongestWait(WireModel):
    number: str
    lane: str
    minutes: float
    promise_min: int


class Trend(WireModel):
    """The last sixty minutes, and the same sixty minutes of the days before; None where there is nothing to say."""

    now: float | None
    usual: float | None


class Flow(WireModel):
    """Half an hour: tickets issued, windows that called (on average), people these had time for."""

    starts_at: datetime
    tickets: int
    counters: float
    could_serve: float


class LiveFairness(WireModel):
    """``passed``: privileged calls while somebody ordinary, who had come earlier, waited on."""

    privileged: int
    passed: int
    worst_ordinary_min: float
    max_wait_min: int


class LiveView(WireModel):
    """One figure for each question. ``service_min``: how long one person takes, as ``flow`` reckons with it.

    ``error``: how far predictions of waits were off, today and in the days before.
    """

    now: datetime
    open: bool
    waiting: int
    longest: LongestWait | None
    came: Trend
    median: Trend
    kept: float | None
    kept_hour: Trend
    error: Trend
    predictions: int
    fairness: LiveFairness
    counters: tuple[LiveCounter, ...]
    lanes: tuple[LiveLane, ...]
    flow: tuple[Flow, ...]
    service_min: float
