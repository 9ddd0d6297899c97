"""How long somebody will wait: from the line before them, the counters that can serve it, and the latest services.

The predictor is queue length with overtaking (Ibrahim and Whitt compare such predictors for GI/M/s lines): people
ahead in the order of calling, with those who will come later and go first, over what the open counters finish. What
people are told is a range from the median to the 80th percentile, each rounded up to five minutes; never seconds.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from statistics import fmean, median, pstdev

from kiosk.tickets.queueing import left_to_wait, quantile

STEP_MIN = 5
LATEST_SERVICES = 50
FEWEST_SERVICES = 10
"""With fewer of them nothing is said about how long a service takes."""

GROUPS_OF = 10
LATEST_WAITS = 5
LIKELY, SAFE = 0.5, 0.8


class Basis(StrEnum):
    """What an estimate was made from."""

    LINE = "line"
    LATEST_WAITS = "latest_waits"  # too few services are on record yet


@dataclass(frozen=True, slots=True)
class Span:
    """What people are told: ``from_min`` to ``to_min`` minutes, both multiples of five; 5 to 5 is "up to five"."""

    from_min: int
    to_min: int

    def holds(self, waited_min: float) -> bool:
        """Whether this came true. Both ends were rounded up, so the span begins up to a step before its first."""
        return self.from_min - STEP_MIN <= waited_min <= self.to_min


@dataclass(frozen=True, slots=True)
class Estimate:
    """``mean_min`` is for the record of errors; people see ``span`` only."""

    span: Span
    mean_min: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Pace:
    """How this hall works at the moment. Times in minutes, rates a minute.

    ``by_service``: how long each service takes, for those with enough on record; ``overall``: any service, None
    without enough of them. ``arrivals``: tickets issued, by lane. ``latest_waits``: by lane, newest first.
    """

    by_service: Mapping[str, float] = field(default_factory=dict)
    overall: float | None = None
    arrivals: Mapping[str, float] = field(default_factory=dict)
    latest_waits: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """An open counter, neither paused nor due to close. ``busy``: somebody is at it."""

    lanes: Collection[str]
    busy: bool = True


@dataclass(frozen=True, slots=True)
class Situation:
    """All an estimate needs but the line itself. ``head_starts``: minutes by lane, 0 for those not named."""

    pace: Pace
    windows: Sequence[Window]
    head_starts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """People in line of one lane who came for one service."""

    lane: str
    service: str


def goes_by_line(lane: str, situation: Situation) -> bool:
    """Whether it matters for ``estimate`` who stands in line: a window is open for them, and services are known."""
    pace = situation.pace
    known = pace.overall is not None or bool(pace.by_service)
    return known and any(lane in window.lanes for window in situation.windows)


def estimate(lane: str, ahead: Mapping[Group, float], situation: Situation) -> Estimate | None:
    """The wait of somebody of ``lane`` who stands behind ``ahead``.

    None when there is nothing to go by: no window is open for the lane, or neither services nor waits are known.
    """
    pace = situation.pace
    shares = _shares(lane, situation.windows)
    mine = [window for window in situation.windows if lane in window.lanes]
    if not mine:
        return None
    line = {group: people * shares.get(group.lane, 0.0) for group, people in ahead.items()}
    service = _mixed(line, pace)
    if service is None:
        return _from_latest(pace.latest_waits.get(lane, ()))
    before = sum(line.values()) - sum(not window.busy for window in mine)
    if before <= -1:  # a window is free for this one, too
        return _told(0.0, 0.0, Basis.LINE)
    try:
        return _told(
            *left_to_wait(max(0.0, before), len(mine) / service, _overtakers(lane, shares, situation)),
            Basis.LINE,
        )
    except ValueError:  # by these rates it would never end: then by what has happened
        return _from_latest(pace.latest_waits.get(lane, ()))


def typical(latest: Sequence[float]) -> float | None:
    """Median of means of the newest times, newest first: one very long one moves it little. None for too few."""
    newest = latest[:LATEST_SERVICES]
    if len(newest) < FEWEST_SERVICES:
        return None
    groups = len(newest) // GROUPS_OF
    return median(fmean(newest[first::groups]) for first in range(groups))


def service_times(latest: Sequence[tuple[str, float]]) -> tuple[dict[str, float], float | None]:
    """By service and overall, from (service, minutes), newest first."""
    by_service: dict[str, list[float]] = defaultdict(list)
    for service, minutes in latest:
        by_service[service].append(minutes)
    found = {service: typical(times) for service, times in by_service.items()}
    known = {service: minutes for service, minutes in found.items() if minutes is not None}
    return known, typical([minutes for _, minutes in latest])


def rounded_up(minutes: float) -> int:
    """To the next multiple of five; the least that is said is five."""
    return max(1, ceil(minutes / STEP_MIN - 1e-9)) * STEP_MIN


def _shares(lane: str, windows: Sequence[Window]) -> dict[str, float]:
    """For every lane, the share of its windows that serve ``lane`` as well: so many of its people count."""
    serving: dict[str, list[bool]] = defaultdict(list)
    for window in windows:
        for served in window.lanes:
            serving[served].append(lane in window.lanes)
    return {served: sum(ours) / len(ours) for served, ours in serving.items()}


def _mixed(line: Mapping[Group, float], pace: Pace) -> float | None:
    """How long one of those ahead takes, on average of what they came for."""
    people = sum(line.values())
    if pace.overall is None or not people:
        return pace.overall
    return sum(pace.by_service.get(group.service, pace.overall) * count for group, count in line.items()) / people


def _overtakers(lane: str, shares: Mapping[str, float], situation: Situation) -> list[tuple[float, float]]:
    """Who comes later and goes first: rate, and for how long they may."""
    head_starts = situation.head_starts
    mine = head_starts.get(lane, 0.0)
    return [
        (rate * shares[other], head_starts[other] - mine)
        for other, rate in situation.pace.arrivals.items()
        if shares.get(other, 0.0) * rate > 0 and head_starts.get(other, 0.0) > mine
    ]


def _told(mean: float, deviation: float, basis: Basis) -> Estimate:
    likely, safe = (quantile(share, mean, deviation) for share in (LIKELY, SAFE))
    return Estimate(Span(rounded_up(likely), rounded_up(safe)), mean, basis)


def _from_latest(waits: Sequence[float]) -> Estimate | None:
    newest = waits[:LATEST_WAITS]
    return _told(fmean(newest), pstdev(newest), Basis.LATEST_WAITS) if newest else None
