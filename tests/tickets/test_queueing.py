"""The formulas against published and simulated values, in minutes; a counter serves twelve customers an hour."""

import random
from math import inf

import ciw
import pytest

from kiosk.tickets.queueing import (
    chance_beyond,
    class_waits,
    erlang_b,
    erlang_c,
    left_to_wait,
    mean_wait,
    mixed_wait,
    people_waiting,
    quantile,
)

FIVE_MINUTES = 12 / 60


def per_hour(rate: float) -> float:
    return rate / 60


@pytest.mark.parametrize(
    ("servers", "arrivals", "must_wait", "wait"),
    [(3, 24, 4 / 9, 2.2222), (3, 30, 0.702247, 7.0225), (4, 40, 0.657722, 4.9329), (1, 10, 0.8333, 25.0)],
)
def test_a_line_in_order_of_coming(servers: int, arrivals: float, must_wait: float, wait: float) -> None:
    assert erlang_c(servers, arrivals / 12) == pytest.approx(must_wait, abs=5e-5)
    assert mean_wait(servers, per_hour(arrivals), FIVE_MINUTES) == pytest.approx(wait, abs=5e-5)


@pytest.mark.parametrize(("arrivals", "waiting", "beyond"), [(24, 0.8889, 0.163502), (30, 3.5112, 0.425934)])
def test_how_many_wait_and_how_many_longer_than_five_minutes(
    arrivals: float, waiting: float, beyond: float
) -> None:
    assert people_waiting(3, per_hour(arrivals), FIVE_MINUTES) == pytest.approx(waiting, abs=5e-5)
    assert chance_beyond(5, 3, per_hour(arrivals), FIVE_MINUTES) == pytest.approx(beyond, abs=5e-7)


@pytest.mark.parametrize(("servers", "load", "blocked"), [(0, 2.0, 1.0), (1, 2.0, 2 / 3), (2, 2.0, 0.4)])
def test_erlang_b(servers: int, load: float, blocked: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(blocked)


def test_three_classes() -> None:
    waits = class_waits(3, [per_hour(rate) for rate in (6, 12, 12)], FIVE_MINUTES)
    assert waits == pytest.approx((1.404494, 2.808989, 14.044944), abs=5e-7)
    assert erlang_c(3, 2.5) / (3 * FIVE_MINUTES) == pytest.approx(1.170412, abs=5e-7)


def test_two_classes_share_the_wait_of_one_line() -> None:
    first, second = class_waits(3, [per_hour(6), per_hour(24)], FIVE_MINUTES)
    assert (first, second) == pytest.approx((1.404494, 8.426966), abs=5e-7)
    assert (6 * first + 24 * second) / 30 == pytest.approx(mean_wait(3, per_hour(30), FIVE_MINUTES))


def test_steadier_service_shortens_the_line() -> None:
    assert mixed_wait(mean_wait(3, per_hour(30), FIVE_MINUTES), 1.0, 0.5) == pytest.approx(5.2669, abs=5e-5)


@pytest.mark.parametrize(("diverted", "wait"), [(0.2, 5.393), (1 / 3, 2.222), (0.5, 0.789)])
def test_people_sent_to_the_terminals_no_longer_wait(diverted: float, wait: float) -> None:
    assert mean_wait(3, per_hour(36) * (1 - diverted), FIVE_MINUTES) == pytest.approx(wait, abs=5e-4)


def test_three_counters_cannot_keep_up_with_thirty_six_an_hour() -> None:
    with pytest.raises(ValueError, match="cannot keep up"):
        mean_wait(3, per_hour(36), FIVE_MINUTES)


def test_seven_people_in_front_of_three_busy_counters() -> None:
    mean, deviation = left_to_wait(7, 3 * FIVE_MINUTES)
    assert (mean, deviation) == pytest.approx((13.333, 4.714), abs=5e-4)
    shares = [quantile(share, mean, deviation) for share in (0.5, 0.8, 0.9)]
    assert shares == pytest.approx([12.78, 17.05, 19.62], abs=5e-3)


def test_the_same_while_privileged_people_keep_coming() -> None:
    ever = [(per_hour(6), inf)]
    assert left_to_wait(7, 3 * FIVE_MINUTES, ever) == pytest.approx((16.0, 6.693), abs=5e-4)


def test_a_head_start_that_ends_lets_only_those_of_its_time_go_first() -> None:
    """One an hour and a half at a time: 0.1 a minute for ten minutes is one more person in line."""
    mean, deviation = left_to_wait(7, 3 * FIVE_MINUTES, [(per_hour(6), 10.0)])
    assert mean == pytest.approx(9 / 0.6)
    assert deviation == pytest.approx((9 / 0.6**2 + 1 / 0.6**2) ** 0.5)


def test_a_head_start_longer_than_the_wait_counts_as_priority() -> None:
    assert left_to_wait(0, 0.6, [(0.1, 10.0)]) == left_to_wait(0, 0.6, [(0.1, inf)])


def test_more_overtakers_than_service_never_end() -> None:
    with pytest.raises(ValueError, match="overtake"):
        left_to_wait(0, 0.6, [(0.7, inf)])


def test_but_their_head_start_ends_some_time() -> None:
    mean, _ = left_to_wait(0, 0.6, [(0.7, 10.0)])
    assert mean == pytest.approx(8 / 0.6)


@pytest.mark.parametrize("shape", [0.4, 1.0, 7.3, 60.0])
def test_quantiles_of_the_gamma_distribution(shape: float) -> None:
    """Against a hundred thousand drawn waits."""
    draw = random.Random(11)
    waits = sorted(draw.gammavariate(shape, 3.0) for _ in range(100_000))
    for share in (0.5, 0.8):
        found = quantile(share, shape * 3.0, shape**0.5 * 3.0)
        below = sum(wait < found for wait in waits) / len(waits)
        assert below == pytest.approx(share, abs=0.006)


def test_quantiles_without_spread() -> None:
    assert (quantile(0.8, 0.0, 0.0), quantile(0.8, 5.0, 0.0)) == (0.0, 5.0)


def test_a_simulated_hall_agrees() -> None:
    """Three classes, three counters, many weeks of simulated minutes."""
    network = ciw.create_network(
        arrival_distributions={
            name: [ciw.dists.Exponential(per_hour(rate))] for name, rate in (("1", 6), ("2", 12), ("3", 12))
        },
        service_distributions={name: [ciw.dists.Exponential(FIVE_MINUTES)] for name in "123"},
        priority_classes={"1": 0, "2": 1, "3": 2},
        number_of_servers=[3],
    )
    ciw.seed(4)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(60_000)
    records = [record for record in simulation.get_all_records() if record.arrival_date > 500]
    found = [
        sum(waits) / len(waits)
        for waits in ([one.waiting_time for one in records if one.customer_class == name] for name in "123")
    ]
    expected = class_waits(3, [per_hour(rate) for rate in (6, 12, 12)], FIVE_MINUTES)
    assert found[0] == pytest.approx(expected[0], rel=0.06)
    assert found[1] == pytest.approx(expected[1], rel=0.06)
    assert found[2] == pytest.approx(expected[2], rel=0.2)
