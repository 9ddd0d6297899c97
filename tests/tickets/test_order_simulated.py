"""Our order of calling inside Ciw's simulated hall, against the formulas: in order of coming, with strict priority,
and with a head start, which lies between the two and shares out the same total wait.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import fmean
from uuid import UUID

import ciw
import pytest

from kiosk.tickets.order import Bounds, InLine, Seat, choose
from kiosk.tickets.queueing import class_waits, mean_wait

START = datetime(2026, 11, 23, tzinfo=UTC)
COUNTERS, SERVICE = 3, 12 / 60
UNBOUND = Bounds(timedelta(days=3650), privileged_in_a_row=10**9)
MINUTES, WARM_UP = 10_000, 300


@dataclass
class Calling:
    """Ciw asks it who is next; it asks ``choose``."""

    credits: Mapping[str, float]
    bounds: Bounds = UNBOUND
    in_a_row: int = 0
    known: dict[int, InLine] = field(default_factory=dict)

    def __call__(self, individuals: list[ciw.Individual], minute: float) -> ciw.Individual:
        line = {self.in_line(one).id: one for one in individuals}
        seat, now = Seat(tuple(self.credits)), START + timedelta(minutes=minute)
        called = choose([self.known[one.id_number] for one in individuals], seat, self.bounds, self.in_a_row, now)
        assert called is not None
        self.in_a_row = self.in_a_row + 1 if called.passes_ordinary else 0
        return line[called.ticket.id]

    def in_line(self, one: ciw.Individual) -> InLine:
        if one.id_number not in self.known:
            issued = START + timedelta(minutes=one.arrival_date)
            effective = issued - timedelta(minutes=self.credits[one.customer_class])
            lane = one.customer_class
            self.known[one.id_number] = InLine(UUID(int=one.id_number), lane, issued, effective, "", one.id_number)
        return self.known[one.id_number]


def waits(
    per_hour: Mapping[str, float],
    discipline: Callable[[], Callable[[list[ciw.Individual], float], ciw.Individual]],
    seeds: int = 3,
) -> dict[str, list[float]]:
    """Minutes waited by everybody, by class."""
    found: dict[str, list[float]] = {name: [] for name in per_hour}
    for seed in range(seeds):
        network = ciw.create_network(
            arrival_distributions={name: [ciw.dists.Exponential(rate / 60)] for name, rate in per_hour.items()},
            service_distributions={name: [ciw.dists.Exponential(SERVICE)] for name in per_hour},
            number_of_servers=[COUNTERS],
            service_disciplines=[discipline()],
        )
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(MINUTES)
        for record in simulation.get_all_records():
            if record.arrival_date > WARM_UP:
                found[record.customer_class].append(record.waiting_time)
    return found


def test_without_head_start_it_is_first_come_first_served() -> None:
    rates = {"general": 18.0, "other": 12.0}
    ours = waits(rates, lambda: Calling({"general": 0, "other": 0}))
    theirs = waits(rates, lambda: ciw.disciplines.FIFO)
    assert ours == theirs, "ticket by ticket the same"
    everybody = [wait for one in ours.values() for wait in one]
    assert fmean(everybody) == pytest.approx(mean_wait(COUNTERS, 30 / 60, SERVICE), rel=0.1)


def test_an_endless_head_start_is_strict_priority() -> None:
    """Cobham's means for three classes of 6, 12 and 12 an hour: 1.404, 2.809 and 14.045 minutes."""
    rates = {"first": 6.0, "second": 12.0, "third": 12.0}
    found = waits(rates, lambda: Calling({"first": 2 * MINUTES, "second": MINUTES, "third": 0}), seeds=6)
    expected = class_waits(COUNTERS, [rate / 60 for rate in rates.values()], SERVICE)
    assert [fmean(found[name]) for name in rates] == pytest.approx(expected, rel=0.08)


def test_ten_minutes_share_the_same_total_wait_more_gently() -> None:
    rates = {"vip": 6.0, "regular": 24.0}
    first, last = class_waits(COUNTERS, [rate / 60 for rate in rates.values()], SERVICE)
    total = mean_wait(COUNTERS, 30 / 60, SERVICE)
    found = waits(rates, lambda: Calling({"vip": 10, "regular": 0}))
    vip, regular = fmean(found["vip"]), fmean(found["regular"])
    assert first < vip < total < regular < last
    assert (6 * vip + 24 * regular) / 30 == pytest.approx(total, rel=0.1)


def test_the_bounds_shorten_the_longest_wait_of_ordinary_people() -> None:
    """A crowd of privileged people: without bounds it keeps the others waiting long."""
    rates = {"vip": 24.0, "regular": 8.0}
    credits = {"vip": 60.0, "regular": 0.0}
    bounds = Bounds(timedelta(minutes=30), privileged_in_a_row=2)
    free = waits(rates, lambda: Calling(credits))
    bound = waits(rates, lambda: Calling(credits, bounds))
    assert max(bound["regular"]) < max(free["regular"])
    assert fmean(bound["regular"]) < fmean(free["regular"])
