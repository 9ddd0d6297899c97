"""What a manager's page says of a day: reckoned by hand here, from invented tickets."""

from datetime import timedelta

import pytest

from kiosk.domain.ticket import TicketState
from kiosk.tickets import figures
from kiosk.tickets.figures import Hour, Span, Visit
from tests.tickets.conftest import MORNING

RIVALS = {"general": ("general", "care"), "care": ("general", "care"), "desk": ("desk",)}
NOW = MORNING + timedelta(minutes=60)


def visit(
    came: float, called: float | None = None, lane: str = "general", head_start: float = 0, state: str = ""
) -> Visit:
    """Minutes after nine. One who was called is done, one who was not still waits."""
    issued = MORNING + timedelta(minutes=came)
    found = TicketState(state) if state else TicketState.WAITING if called is None else TicketState.DONE
    at = None if called is None else MORNING + timedelta(minutes=called)
    return Visit(lane, issued, issued - timedelta(minutes=head_start), found, at)


def promise(lane: str) -> float:
    return 5 if lane == "desk" else 20


def test_a_lanes_day() -> None:
    day = [visit(0, 4), visit(1, 9), visit(2, 32), visit(3, 13, state="serving"), visit(50)]
    seen = figures.by_lane([*day, visit(0, 1, "desk")], promise, NOW)
    general = seen["general"]
    assert (general.called, general.served, general.median_wait) == (4, 3, 9.0)
    assert general.kept == pytest.approx(3 / 4)
    assert seen["desk"].kept == 1.0


def test_who_waits_beyond_the_promise_counts_as_broken_and_who_still_has_time_not_at_all() -> None:
    assert figures.kept([visit(0, 10), visit(30)], promise, NOW) == 0.5
    assert figures.kept([visit(0, 10), visit(45)], promise, NOW) == 1.0
    assert figures.kept([visit(45)], promise, NOW) is None
    assert figures.kept([visit(52, lane="desk")], promise, NOW) == 0.0
    assert figures.kept([visit(0, state="void"), visit(0, state="no_show")], promise, NOW) is None


def test_an_early_appointment_waits_from_its_time_not_from_the_door() -> None:
    early = visit(0, 32, head_start=-30)
    assert early.waited(NOW) == 2.0
    assert early.privileged


def test_a_privileged_call_passes_who_came_earlier_and_waited_on() -> None:
    day = [visit(0, 30), visit(5, 20, "care", 15), visit(40, 50, "care", 15), visit(10, 12, "desk", 15)]
    seen = figures.fairness(day, RIVALS, NOW)
    assert (seen.privileged, seen.passed, seen.worst_ordinary) == (3, 1, 30.0)
    still_there = figures.fairness([*day, visit(35)], RIVALS, NOW)
    assert (still_there.passed, still_there.worst_ordinary) == (2, 30.0)


def test_a_call_passes_nobody_who_came_later_or_was_called_before() -> None:
    day = [visit(0, 3), visit(6, 30), visit(5, 20, "care", 15), visit(2, state="no_show")]
    assert figures.fairness(day, RIVALS, NOW).passed == 0
    assert figures.fairness([], RIVALS, NOW) == figures.Fairness(0, 0, 0.0)


def test_passing_is_found_as_by_looking_at_every_pair() -> None:
    day = [
        visit((7 * n) % 50, (7 * n) % 50 + (11 * n) % 19, "care" if n % 3 else "general", 15 * (n % 4 == 1))
        for n in range(60)
    ]
    ordinary = [one for one in day if not one.privileged]
    calls = [one for one in day if one.privileged]
    passed = sum(
        any(
            o.issued_at < c.issued_at and o.called_at and c.called_at and o.called_at > c.called_at
            for o in ordinary
        )
        for c in calls
    )
    assert 0 < passed < len(calls)
    assert figures.fairness(day, RIVALS, NOW).passed == passed


def test_the_last_hour_leaves_out_what_came_before_and_after() -> None:
    day = [visit(-30, 0), visit(-10, 5), visit(20, 50), visit(30, 70), visit(61, 62)]
    seen = figures.last_hour(day, promise, NOW)
    assert (seen.came, seen.called, seen.median_wait) == (2, 2, 22.5)
    assert seen.kept == pytest.approx(1 / 3), "who waits beyond the promise counts as well"
    assert figures.last_hour([], promise, NOW) == Hour(0, 0, None, None)


def test_the_usual_hour_is_the_mean_of_days_there_were() -> None:
    days = [Hour(0, 0, None, None), Hour(10, 8, 4.0, 1.0), Hour(20, 0, None, None)]
    assert figures.usual(days) == Hour(15, 4, 4.0, 1.0)
    assert figures.usual(days[:1]) is None


def test_flow_against_the_windows_that_called() -> None:
    spans = [
        Span("1", MORNING - timedelta(hours=1), None),
        Span("2", MORNING + timedelta(minutes=15), MORNING + timedelta(minutes=45)),
    ]
    day = [*(visit(n) for n in range(7)), visit(31), visit(8, state="void")]
    closes = MORNING + timedelta(minutes=90)
    first, second, third = figures.slots(day, spans, MORNING, closes, MORNING + timedelta(minutes=50), 5.0)
    assert (first.tickets, first.counters, first.could_serve) == (7, 1.5, 9.0)
    assert (second.tickets, second.could_serve) == (1, 7.0)
    assert second.counters == pytest.approx(35 / 20)
    assert (third.starts_at, third.counters, third.could_serve) == (MORNING + timedelta(hours=1), 0.0, 0.0)


def test_who_comes_before_the_doors_open_is_shown_too() -> None:
    found = figures.slots([visit(-40)], [], MORNING, MORNING + timedelta(minutes=30), MORNING, 5.0)
    assert [(slot.starts_at, slot.tickets) for slot in found] == [
        (MORNING - timedelta(minutes=60), 1),
        (MORNING - timedelta(minutes=30), 0),
        (MORNING, 0),
    ]


def test_open_windows_move_with_the_flow_when_they_are_opened_for_it() -> None:
    """Windows opened in proportion to arrivals: the chart must say so, and have its peak where they have."""
    arrivals = [6, 10, 14, 16, 12, 8, 4]
    day = [visit(30 * n + m) for n, people in enumerate(arrivals) for m in range(people)]
    spans = [
        Span(f"{n}-{w}", MORNING + timedelta(minutes=30 * n), MORNING + timedelta(minutes=30 * (n + 1)))
        for n, people in enumerate(arrivals)
        for w in range(people // 2)
    ]
    end = MORNING + timedelta(minutes=30 * len(arrivals))
    found = figures.slots(day, spans, MORNING, end, end, 15.0)
    assert [slot.tickets for slot in found] == arrivals
    assert [slot.counters for slot in found] == [people // 2 for people in arrivals]
    assert [slot.could_serve for slot in found] == arrivals
