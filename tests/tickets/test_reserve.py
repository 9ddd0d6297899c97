"""Numbers given out while the hall could not be reached: leased, taken over, never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import PrintState, TicketState
from kiosk.tickets import reserve
from kiosk.tickets.schema import decisions, print_jobs, tickets
from kiosk.tickets.values import Adoption, AwayTicket, Happened, Lease
from tests.tickets.conftest import TODAY, Day, away, decision, order


def lease(day: Day, kiosk: str = "kiosk-1", size: int = 30) -> Lease:
    return reserve.lease(day.engine, day.calendar, kiosk, "K", size, day.now)


def adopt(day: Day, given: AwayTicket, **answer: Any) -> Adoption:
    return reserve.adopt(day.engine, day.calendar, given, day.now, answer)


def test_leases_are_blocks_that_never_meet(day: Day) -> None:
    with ThreadPoolExecutor(4) as pool:
        leases = list(pool.map(lambda n: lease(day, f"kiosk-{n}"), range(8)))
    assert sorted((block.first, block.last) for block in leases) == [(n, n + 29) for n in range(1, 241, 30)]
    assert {(block.series, block.business_date) for block in leases} == {("K", TODAY)}


def test_a_ticket_from_the_reserve_waits_from_when_it_was_given(day: Day) -> None:
    lease(day)
    given = away(3)
    day.later(minutes=5)
    day.issue()
    assert adopt(day, given, number="K003") is Adoption.ADOPTED
    assert [day.called_number(), day.called_number()] == ["K003", "A001"]
    assert [row.state for row in day.rows(print_jobs, ticket_id=given.request_id)] == [PrintState.CONFIRMED]


def test_taking_over_twice_is_once(day: Day) -> None:
    lease(day)
    given = away(3)
    assert [adopt(day, given), adopt(day, given)] == [Adoption.ADOPTED, Adoption.REPEATED]
    assert len(day.rows(tickets)) == 1


def test_a_ticket_whose_answer_was_lost_is_voided_for_the_one_in_hand(day: Day) -> None:
    lease(day)
    lost = order(person_key="1:aa")
    day.issue(lost)
    adopt(day, away(1, request_id=lost.request_id), number="K001")
    states = {(row.series, row.state) for row in day.rows(tickets)}
    assert states == {("A", TicketState.VOID), ("K", TicketState.WAITING)}
    again = day.issue(lost)
    assert (again.happened, again.answer) == (Happened.REPEATED, {"number": "K001"})


def test_a_request_that_arrives_after_its_reserve_ticket_gets_no_second_one(day: Day) -> None:
    lease(day)
    slow = order()
    adopt(day, away(1, request_id=slow.request_id), number="K001")
    assert day.issue(slow).answer == {"number": "K001"}
    assert len(day.rows(tickets)) == 1


def test_a_terminal_that_was_never_shown_gives_way_to_the_number_in_hand(day: Day) -> None:
    lease(day)
    lost = order(decision=decision("1", DirectionKind.SELF_SERVICE))
    day.issue(lost)
    assert adopt(day, away(1, request_id=lost.request_id)) is Adoption.ADOPTED
    assert [row.kind for row in day.rows(decisions)] == ["lane"]


@pytest.mark.parametrize(
    "wrong",
    [{"count": 31}, {"kiosk": "kiosk-2"}, {"series": "A"}, {"business_date": TODAY - timedelta(days=1)}],
)
def test_a_number_outside_the_kiosks_leases_is_refused(day: Day, wrong: dict[str, Any]) -> None:
    lease(day)
    assert adopt(day, away(**({"count": 1} | wrong))) is Adoption.NOT_LEASED
    assert day.rows(tickets) == []


def test_a_number_that_belongs_to_another_request_is_refused(day: Day) -> None:
    lease(day)
    adopt(day, away(1))
    assert adopt(day, away(1, request_id=uuid4())) is Adoption.TAKEN


def test_one_request_never_brings_two_numbers(day: Day) -> None:
    lease(day)
    given = away(1)
    adopt(day, given)
    assert adopt(day, away(2, request_id=given.request_id)) is Adoption.TAKEN


def test_a_kiosk_clock_that_runs_ahead_gains_nothing(day: Day) -> None:
    lease(day)
    given = away(1, issued_at=day.now + timedelta(hours=3))
    adopt(day, given)
    assert [row.issued_at for row in day.rows(tickets)] == [day.now]


def test_a_ticket_of_a_day_that_is_over_is_kept_and_not_called(day: Day) -> None:
    lease(day)
    day.later(days=1)
    assert adopt(day, away(1)) is Adoption.ADOPTED
    assert [row.state for row in day.rows(tickets)] == [TicketState.NO_SHOW]
