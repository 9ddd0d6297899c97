"""Eight hands at once: no number twice, no person at two windows, nobody lost, whatever they press."""

import random
from collections import Counter as Tally
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

from kiosk.domain.direction import DirectionKind
from kiosk.tickets.order import Bounds
from kiosk.tickets.schema import ticket_states, tickets
from kiosk.tickets.serving import Destination
from kiosk.tickets.values import Called, Counter
from tests.tickets.conftest import Day, decision
from tests.tickets.counters import FLOOR, Clerk, issued, steps

WINDOWS = "12345678"
GENERAL = Destination("general", DirectionKind.LANE)


def eight(day: Day) -> list[Clerk]:
    counters = tuple(Counter(window, ("general", "vip")) for window in WINDOWS)
    floor = replace(FLOOR, counters=counters, bounds=Bounds(timedelta(minutes=45), 2))
    return [Clerk(day, window, f"clerk-{window}", floor) for window in WINDOWS]


def test_everybody_is_called_once(day: Day) -> None:
    for _ in range(20):
        day.issue()
        day.issue(series="V", decision=decision("vip"), head_start=timedelta(minutes=20))

    def work(clerk: Clerk) -> list[str]:
        found = []
        while isinstance(answer := clerk.finish_and_call(), Called):
            found.append(answer.ticket.number)
        return found

    with ThreadPoolExecutor(8) as pool:
        called = [number for numbers in pool.map(work, eight(day)) for number in numbers]
    assert Tally(called) == Tally(f"{letter}{n:03d}" for letter in "AV" for n in range(1, 21))
    assert {row.state for row in day.rows(tickets)} == {"done"}


def test_never_more_than_two_privileged_calls_in_a_row_past_ordinary_people(day: Day) -> None:
    """However many counters call at one moment: the count is raised under a condition, not read and written."""
    for _ in range(24):
        day.issue(series="V", decision=decision("vip"), head_start=timedelta(minutes=20))
    for _ in range(24):
        day.issue()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(4):
            list(pool.map(Clerk.finish_and_call, eight(day)))
    letter_of = {row.id: row.series for row in issued(day)}
    called = "".join(letter_of[step.ticket_id] for step in steps(day) if step.state == "called")
    assert len(called) == 32
    assert "VVV" not in called


def test_one_chosen_ticket_goes_to_one_window(day: Day) -> None:
    for _ in range(5):
        day.issue()
        ticket = issued(day)[-1].id
        clerks = eight(day)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda clerk, ticket=ticket: clerk.choose(ticket), clerks))
        (winner,) = [clerk for clerk, answer in zip(clerks, answers, strict=True) if isinstance(answer, Called)]
        winner.finish()


def test_wild_pressing_loses_nobody(day: Day) -> None:
    for _ in range(16):
        day.issue()

    def press(clerk: Clerk) -> None:
        dice = random.Random(clerk.window)
        for _ in range(25):
            known = dice.choice(issued(day)).id
            touches: list[Callable[[], object]] = [
                clerk.call,
                clerk.finish_and_call,
                partial(clerk.choose, known),
                partial(clerk.unpark, known),
                partial(clerk.transfer, GENERAL),
                clerk.recall,
                clerk.serve,
                clerk.hold,
                clerk.park,
                clerk.finish,
                clerk.undo,
                clerk.undo,
            ]
            dice.choice(touches)()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, eight(day)))
    at_windows = Tally(row.window for row in day.rows(tickets) if row.state in ("called", "serving"))
    assert all(people == 1 for people in at_windows.values())
    alive = [row for row in day.rows(ticket_states) if row.ended_at is None and row.undone_at is None]
    assert Tally(row.ticket_id for row in alive) == Tally(row.id for row in day.rows(tickets))
    words = {"recalled": "called", "transferred": "waiting"}
    now = {row.ticket_id: words.get(row.state, row.state) for row in alive}
    assert now == {row.id: row.state for row in day.rows(tickets)}
