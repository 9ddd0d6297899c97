"""What people are told about their wait, on situations to work out by hand, and in simulated halls."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import inf
from statistics import fmean
from uuid import UUID, uuid4

import pytest

from kiosk.tickets.estimate import (
    Basis,
    Estimate,
    Group,
    Pace,
    Situation,
    Span,
    Window,
    estimate,
    rounded_up,
    service_times,
    typical,
)
from kiosk.tickets.order import Bounds, InLine, Seat, choose

ANY = Pace(overall=5.0)
THREE = [Window(("general",))] * 3


def told(
    ahead: dict[Group, float], windows: list[Window] | None = None, pace: Pace = ANY, **more: float
) -> Estimate:
    found = estimate("general", ahead, Situation(pace, windows or THREE, more))
    assert found is not None
    return found


def bills(people: float, lane: str = "general") -> dict[Group, float]:
    return {Group(lane, "bill"): people}


def test_seven_people_in_front_of_three_busy_windows() -> None:
    """Median 12.78 and 80th percentile 17.05 minutes."""
    found = told(bills(7))
    assert (found.span, found.basis) == (Span(15, 20), Basis.LINE)
    assert found.mean_min == pytest.approx(13.333, abs=5e-4)


def test_privileged_people_who_keep_coming_make_it_longer() -> None:
    windows = [Window(("general", "priority"))] * 3
    found = told(bills(7), windows, Pace(overall=5.0, arrivals={"priority": 0.1}), priority=inf)
    assert found.mean_min == pytest.approx(16.0)


def test_they_do_not_when_they_have_windows_of_their_own() -> None:
    windows = [*THREE, Window(("priority",))]
    pace = Pace(overall=5.0, arrivals={"priority": 0.1})
    assert told(bills(7), windows, pace, priority=10.0) == told(bills(7))


def test_people_of_another_lane_count_by_the_share_of_its_windows_that_serve_mine() -> None:
    """Of four in the other lane, half go to the one window it shares with us."""
    windows = [Window(("general",)), Window(("general", "other")), Window(("other",))]
    assert told(bills(4, "other"), windows).mean_min == pytest.approx((2 + 1) * 5 / 2)


@pytest.mark.parametrize(("ahead", "idle", "mean"), [(0, 1, 0.0), (1, 1, 5 / 3), (1, 2, 0.0), (3, 2, 2 * 5 / 3)])
def test_idle_windows_take_the_first(ahead: int, idle: int, mean: float) -> None:
    windows = [Window(("general",), busy=at >= idle) for at in range(3)]
    assert told(bills(ahead), windows).mean_min == pytest.approx(mean)


def test_what_those_ahead_came_for_decides_how_long_they_take() -> None:
    pace = Pace(by_service={"bill": 2.0, "new": 12.0}, overall=6.0)
    ahead: dict[Group, float] = {
        Group("general", "bill"): 2,
        Group("general", "new"): 1,
        Group("general", "odd"): 1,
    }
    assert told(ahead, pace=pace).mean_min == pytest.approx((4 + 1) * (2 + 2 + 12 + 6) / 4 / 3)


def test_without_enough_services_the_latest_waits_speak() -> None:
    found = told(bills(9), pace=Pace(latest_waits={"general": (8.0, 12.0, 10.0, 10.0, 10.0, 90.0)}))
    assert found == Estimate(Span(10, 15), 10.0, Basis.LATEST_WAITS)


def test_so_they_do_when_the_line_would_never_end() -> None:
    pace = Pace(overall=5.0, arrivals={"vip": 9.0}, latest_waits={"general": (20.0,)})
    windows = [Window(("general", "vip"))]
    assert told(bills(1), windows, pace, vip=inf).span == Span(20, 20)


@pytest.mark.parametrize(("windows", "pace"), [([Window(("vip",))], ANY), (THREE, Pace())])
def test_with_nothing_to_go_by_nothing_is_said(windows: list[Window], pace: Pace) -> None:
    assert estimate("general", bills(1), Situation(pace, windows)) is None


@pytest.mark.parametrize(("minutes", "said"), [(0, 5), (0.1, 5), (5, 5), (5.01, 10), (12.78, 15), (20, 20)])
def test_minutes_are_rounded_up_to_five(minutes: float, said: int) -> None:
    assert rounded_up(minutes) == said


@pytest.mark.parametrize(("waited", "kept"), [(9.9, False), (10, True), (12, True), (20, True), (20.1, False)])
def test_a_span_came_true(waited: float, kept: bool) -> None:
    assert Span(15, 20).holds(waited) is kept


def test_ten_services_are_enough() -> None:
    assert typical([5.0] * 9) is None
    assert typical([5.0] * 10) == 5.0


def test_one_service_that_took_hours_moves_the_typical_one_little() -> None:
    assert typical([5.0] * 25 + [240.0] + [5.0] * 24) == 5.0


def test_only_the_latest_fifty_count() -> None:
    assert typical([4.0] * 50 + [90.0] * 500) == 4.0


def test_service_times_by_service_and_overall() -> None:
    by_service, overall = service_times([("bill", 2.0), ("new", 8.0)] * 10 + [("odd", 60.0)] * 2)
    assert by_service == {"bill": 2.0, "new": 8.0}
    assert overall is not None
    assert 4.5 < overall < 12


@dataclass
class SimulatedHall:
    """Three counters, exponential times, six VIP and twenty-four others an hour, in the real order of calling."""

    head_start_min: float
    draw: random.Random = field(default_factory=lambda: random.Random(5))
    line: dict[UUID, InLine] = field(default_factory=dict)
    told: dict[UUID, tuple[float, Estimate]] = field(default_factory=dict)
    free: int = 3
    services: list[tuple[str, float]] = field(default_factory=list)
    errors: dict[str, list[tuple[float, Estimate]]] = field(default_factory=lambda: {"vip": [], "general": []})

    def run(self, minutes: float) -> None:
        events = sorted([*self.arrivals("vip", 6, minutes), *self.arrivals("general", 24, minutes)])
        while events:
            now, _, lane = heapq.heappop(events)
            if lane:
                self.arrive(now, lane)
            else:
                self.free += 1
            while self.free and (done := self.call(now)):
                heapq.heappush(events, (done, self.draw.random(), ""))

    def arrivals(self, lane: str, an_hour: float, until: float) -> Iterator[tuple[float, float, str]]:
        at = self.draw.expovariate(an_hour / 60)
        while at < until:
            yield at, self.draw.random(), lane
            at += self.draw.expovariate(an_hour / 60)

    def arrive(self, now: float, lane: str) -> None:
        credit = self.head_start_min if lane == "vip" else 0.0
        ticket = InLine(uuid4(), lane, self.moment(now), self.moment(now - credit), service="bill")
        ahead: dict[Group, float] = {}
        for other in self.line.values():
            if other.by_head_start < ticket.by_head_start:
                group = Group(other.lane, "bill")
                ahead[group] = ahead.get(group, 0) + 1
        by_service, overall = service_times(self.services[:-51:-1])
        windows = [Window(("vip", "general"), busy=at >= self.free) for at in range(3)]
        pace = Pace(by_service, overall, {"vip": 0.1, "general": 0.4})
        found = estimate(lane, ahead, Situation(pace, windows, {"vip": self.head_start_min}))
        if found:
            self.told[ticket.id] = now, found
        self.line[ticket.id] = ticket

    def call(self, now: float) -> float | None:
        bounds = Bounds(max_wait=timedelta(hours=2), privileged_in_a_row=99)
        chosen = choose(self.line.values(), Seat(("vip", "general")), bounds, 0, self.moment(now))
        if chosen is None:
            return None
        ticket = self.line.pop(chosen.ticket.id)
        if ticket.id in self.told:
            came, found = self.told.pop(ticket.id)
            self.errors[ticket.lane].append((now - came, found))
        self.free -= 1
        took = self.draw.expovariate(12 / 60)
        self.services.append(("bill", took))
        return now + took

    @staticmethod
    def moment(minutes: float) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minutes)


@pytest.mark.parametrize("head_start_min", [0.0, 10.0])
def test_in_a_simulated_hall_the_error_is_a_fraction_of_the_wait(head_start_min: float) -> None:
    hall = SimulatedHall(head_start_min)
    hall.run(15_000)
    for lane, seen in hall.errors.items():
        mean = fmean(waited for waited, _ in seen)
        error = fmean(abs(waited - found.mean_min) for waited, found in seen)
        kept = sum(waited <= found.span.to_min for waited, found in seen) / len(seen)
        inside = sum(found.span.holds(waited) for waited, found in seen) / len(seen)
        assert len(seen) > 1000
        assert 0.25 < error / mean < 0.65, (lane, error, mean)
        assert kept > 0.78, (lane, kept)
        assert inside > 0.45, (lane, inside)
