"""What a manager asks of a day, reckoned from its tickets: waits, the promise, fairness, flow and open counters.

Pure: ``daybook`` reads the rows. A wait runs from the ticket, or from the booked time of an appointment, to its
first call; a ticket counts in the lane it is in now. Times are aware, waits are minutes.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, median
from typing import NamedTuple

from kiosk.domain.ticket import TicketState

HALF_HOUR = timedelta(minutes=30)
HOUR = timedelta(hours=1)
LONGEST_EVENING = timedelta(hours=8)

Promise = Callable[[str], float]
"""Minutes within which people of a lane are to be called."""


class Visit(NamedTuple):
    """One ticket of the day. ``called_at``: its first call, None so far."""

    lane: str
    issued_at: datetime
    effective_at: datetime
    state: TicketState
    called_at: datetime | None

    @property
    def privileged(self) -> bool:
        return self.effective_at != self.issued_at

    def called_by(self, now: datetime) -> bool:
        return self.called_at is not None and self.called_at <= now

    def waits_at(self, now: datetime) -> bool:
        """Came and was not called by then. Who left without a call waits at no time: nobody knows until when."""
        uncalled = self.called_at > now if self.called_at else self.state is TicketState.WAITING
        return uncalled and self.issued_at <= now

    def waited(self, now: datetime) -> float:
        """Until the first call, or until now."""
        since = max(self.issued_at, self.effective_at)
        until = self.called_at if self.called_at and self.called_at <= now else now
        return max(0.0, (until - since).total_seconds() / 60)


class Span(NamedTuple):
    """A window that calls, from ``start`` until ``end``; None while it still does. Pauses are left out."""

    window: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class LaneFigures:
    """``kept``: the share for whom the promise was kept, None while it cannot be said of anybody."""

    called: int = 0
    served: int = 0
    median_wait: float | None = None
    kept: float | None = None


@dataclass(frozen=True, slots=True)
class Fairness:
    """``passed``: privileged calls while somebody ordinary, who had come earlier, waited on in a lane beside it."""

    privileged: int
    passed: int
    worst_ordinary: float


@dataclass(frozen=True, slots=True)
class Hour:
    """The last sixty minutes: people who came, people called and how they had waited."""

    came: int
    called: int
    median_wait: float | None
    kept: float | None


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour. ``counters``: windows that called, on average; ``could_serve``: people they had time for."""

    starts_at: datetime
    tickets: int
    counters: float
    could_serve: float


def by_lane(visits: Iterable[Visit], promise: Promise, now: datetime) -> dict[str, LaneFigures]:
    lanes: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        lanes[visit.lane].append(visit)
    return {lane: _lane(own, promise, now) for lane, own in lanes.items()}


def kept(visits: Iterable[Visit], promise: Promise, now: datetime) -> float | None:
    """The share of people called in time, of all called and of those who wait beyond their time already.

    Without the latter a hall that stops calling would look better every minute.
    """
    told = [
        visit.waited(now) <= promise(visit.lane)
        for visit in visits
        if visit.called_by(now) or (visit.waits_at(now) and visit.waited(now) > promise(visit.lane))
    ]
    return fmean(told) if told else None


def fairness(visits: Sequence[Visit], rivals: Mapping[str, Sequence[str]], now: datetime) -> Fairness:
    """``rivals``: for each lane the lanes that share a window with it, itself among them."""
    ordinary = [visit for visit in visits if not visit.privileged and (visit.called_at or visit.waits_at(now))]
    until = {lane: _Passed([visit for visit in ordinary if visit.lane == lane]) for lane in rivals}
    calls = [visit for visit in visits if visit.privileged and visit.called_at]
    return Fairness(
        privileged=len(calls),
        passed=sum(any(until[lane].by(call) for lane in rivals.get(call.lane, ())) for call in calls),
        worst_ordinary=max((visit.waited(now) for visit in ordinary), default=0.0),
    )


def last_hour(visits: Iterable[Visit], promise: Promise, now: datetime) -> Hour:
    """What was so by ``now``; of a past day, hand in its visits and the same moment of that day."""
    seen = list(visits)
    called = [visit for visit in seen if visit.called_by(now) and not visit.called_by(now - HOUR)]
    waiting = [visit for visit in seen if visit.waits_at(now)]
    return Hour(
        came=sum(now - HOUR < visit.issued_at <= now for visit in seen),
        called=len(called),
        median_wait=median(visit.waited(now) for visit in called) if called else None,
        kept=kept([*called, *waiting], promise, now),
    )


def usual(hours: Iterable[Hour]) -> Hour | None:
    """The mean of past hours in which anybody came or was called; None when there were none."""
    known = [hour for hour in hours if hour.came or hour.called]
    if not known:
        return None
    waits = [hour.median_wait for hour in known if hour.median_wait is not None]
    shares = [hour.kept for hour in known if hour.kept is not None]
    return Hour(
        came=round(fmean(hour.came for hour in known)),
        called=round(fmean(hour.called for hour in known)),
        median_wait=fmean(waits) if waits else None,
        kept=fmean(shares) if shares else None,
    )


def slots(
    visits: Iterable[Visit], spans: Sequence[Span], opens: datetime, closes: datetime, now: datetime, service: float
) -> tuple[Slot, ...]:
    """Half hours from ``opens`` (or the first ticket before it) to ``closes`` (or now, after it).

    ``service``: minutes one person takes. What is still to come has no counters.
    """
    issued = sorted(visit.issued_at for visit in visits if visit.state is not TicketState.VOID)
    start = opens if not issued else opens - HALF_HOUR * max(0, -((issued[0] - opens) // HALF_HOUR))
    end = max(closes, min(now, closes + LONGEST_EVENING))
    found = []
    while start < end:
        until = start + HALF_HOUR
        tickets = bisect_left(issued, until) - bisect_left(issued, start)
        worked = sum(_overlap(span, start, min(until, now), now) for span in spans)
        elapsed = max(0.0, (min(until, now) - start).total_seconds() / 60)
        found.append(Slot(start, tickets, worked / elapsed if elapsed else 0.0, worked / service))
        start = until
    return tuple(found)


class _Passed:
    """Ordinary tickets of one lane: whether some that were issued before a call were called after it."""

    def __init__(self, ordinary: Sequence[Visit]) -> None:
        come = sorted((visit.issued_at, visit.called_at) for visit in ordinary if visit.called_at)
        waiting = [visit.issued_at for visit in ordinary if visit.called_at is None]
        self._issued = [issued for issued, _ in come]
        self._latest_call: list[datetime] = []
        for _, called in come:
            self._latest_call.append(max(called, self._latest_call[-1]) if self._latest_call else called)
        self._first_waiting = min(waiting, default=None)

    def by(self, call: Visit) -> bool:
        assert call.called_at is not None, "it is a call"
        before = bisect_left(self._issued, call.issued_at)
        if self._first_waiting is not None and self._first_waiting < call.issued_at:
            return True
        return before > 0 and self._latest_call[before - 1] > call.called_at


def _lane(visits: Sequence[Visit], promise: Promise, now: datetime) -> LaneFigures:
    waits = [visit.waited(now) for visit in visits if visit.called_at]
    return LaneFigures(
        called=len(waits),
        served=sum(visit.state is TicketState.DONE for visit in visits),
        median_wait=median(waits) if waits else None,
        kept=kept(visits, promise, now),
    )


def _overlap(span: Span, start: datetime, until: datetime, now: datetime) -> float:
    """Minutes."""
    return max(0.0, (min(span.end or now, until) - max(span.start, start)).total_seconds() / 60)
