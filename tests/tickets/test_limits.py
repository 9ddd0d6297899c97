"""When no number is given: the hall is closed, the day's numbers are gone, or somebody should be asked first."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from kiosk.domain.direction import DirectionKind
from kiosk.tickets.schema import decisions, series_counters, service_counters, tickets
from kiosk.tickets.values import Happened, Limits, LongLine, NoNumber, Outcome
from tests.tickets.conftest import Day, decision, order
from tests.tickets.counters import Clerk

TERMINAL = decision("terminal-1", DirectionKind.SELF_SERVICE)


def test_a_closed_hall_gives_no_numbers_and_sends_nobody_anywhere(day: Day) -> None:
    closed = Limits(is_open=False)
    assert day.ask(limits=closed) is NoNumber.HALL_CLOSED
    assert day.ask(limits=closed, decision=TERMINAL) is NoNumber.HALL_CLOSED
    assert day.rows(decisions) == day.rows(series_counters) == []


def test_a_repeat_gets_its_answer_whatever_has_changed_since(day: Day) -> None:
    mine = order()
    first = day.issue(mine)
    for limits in (Limits(is_open=False), Limits(series_cap=0), Limits(ask_above=0)):
        again = day.issue(replace(mine, limits=limits))
        assert isinstance(again, Outcome)
        assert (again.happened, again.answer) == (Happened.REPEATED, first.answer)


@pytest.mark.parametrize("limits", [Limits(series_cap=3), Limits(service_cap=3)])
def test_the_last_number_of_the_day(day: Day, limits: Limits) -> None:
    assert [day.number(limits=limits) for _ in range(3)] == ["A001", "A002", "A003"]
    refused = order(limits=limits)
    assert day.ask(refused) is NoNumber.DAILY_CAP
    assert len(day.rows(decisions)) == 3
    assert day.number(series="B", service="meter", limits=limits) == "B001", "another letter, another service"
    day.later(days=1)
    assert day.issue(refused).happened is Happened.ISSUED, "the same request may come again"


def test_a_cap_that_is_reached_counts_nothing(day: Day) -> None:
    both = Limits(series_cap=1, service_cap=5)
    day.number(limits=both)
    for _ in range(3):
        day.ask(limits=both)
    assert [row.issued for row in day.rows(service_counters)] == [1]
    assert [row.last for row in day.rows(series_counters)] == [1]


def test_eight_at_once_get_no_more_than_the_cap(day: Day) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: day.ask(limits=Limits(series_cap=5, service_cap=20)), range(8)))
    assert sorted(answer is NoNumber.DAILY_CAP for answer in answers) == [False] * 5 + [True] * 3
    assert sorted(row.number for row in day.rows(tickets)) == [1, 2, 3, 4, 5]


def test_with_many_ahead_somebody_is_asked_and_may_accept(day: Day) -> None:
    for _ in range(3):
        day.issue()
        day.later(seconds=1)
    ask = Limits(ask_above=2)
    rivals = {"general": ("general", "vip")}
    mine = order(request_id=uuid4(), limits=ask, rivals=rivals)
    assert day.ask(mine) == LongLine(3, ("general", "vip"))
    assert len(day.rows(tickets)) == 3
    assert day.issue(replace(mine, limits=Limits())).answer["number"] == "A004"


def test_who_holds_a_ticket_is_not_asked(day: Day) -> None:
    day.issue(order(person_key="1:me"))
    for _ in range(3):
        day.issue()
    again = day.issue(order(person_key="1:me", limits=Limits(ask_above=0)))
    assert (again.happened, again.answer["ahead"]) == (Happened.HELD, 0)


def test_people_ahead_are_those_called_before(day: Day) -> None:
    rivals = {"general": ("general", "vip")}
    answers = [day.issue(rivals=rivals).answer["ahead"]]
    day.later(minutes=1)
    answers.append(day.issue(decision=decision("vip"), rivals=rivals | {"vip": ("general", "vip")}).answer["ahead"])
    day.later(minutes=1)
    answers.append(day.issue(rivals=rivals).answer["ahead"])
    assert answers == [0, 1, 2]
    day.later(minutes=1)
    Clerk(day, "1", "li").called()
    assert day.issue(rivals=rivals).answer["ahead"] == 2
