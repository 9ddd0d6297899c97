"""Numbers nobody can doubt: one each, the same again for the same request, one a person and service."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import PrintState, TicketState
from kiosk.tickets import issuing
from kiosk.tickets.schema import decisions, print_jobs, ticket_states, tickets
from kiosk.tickets.values import Happened
from tests.tickets.conftest import Day, decision, order


def test_a_series_begins_at_one_and_counts(day: Day) -> None:
    assert [day.number(), day.number(), day.number(series="B"), day.number()] == ["A001", "A002", "B001", "A003"]


def test_number_ticket_and_decision_stand_in_one_commit(day: Day) -> None:
    outcome = day.issue()
    [ticket] = day.rows(tickets)
    assert (ticket.state, ticket.rule, ticket.issued_at) == (TicketState.WAITING, "some-rule", day.now)
    assert [(row.state, row.who, row.ended_at) for row in day.rows(ticket_states)] == [("waiting", "kiosk-1", None)]
    assert [row.answer for row in day.rows(decisions)] == [dict(outcome.answer)]


def test_nothing_is_kept_when_the_answer_cannot_be_written(day: Day) -> None:
    def torn(*_: object) -> dict[str, str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        issuing.issue(day.engine, day.calendar, order(), day.now, torn)
    assert day.rows(tickets) == day.rows(decisions) == day.rows(ticket_states) == []
    assert day.number() == "A001"


def test_a_repeat_gets_the_first_answer_and_no_second_ticket(day: Day) -> None:
    """The answer was lost on the way; the kiosk asks again under the same request id, the hall having moved on."""
    first = order()
    answer = day.issue(first).answer
    day.issue()
    day.called_number()
    again = day.issue(first)
    assert (again.happened, again.answer) == (Happened.REPEATED, answer)
    assert len(day.rows(tickets)) == 2


def test_a_place_without_a_number_is_recorded_and_repeated_too(day: Day) -> None:
    to_terminal = order(decision=decision("1", DirectionKind.SELF_SERVICE))
    outcome = day.issue(to_terminal)
    assert (outcome.happened, outcome.answer["number"]) == (Happened.DIRECTED, None)
    again = day.issue(to_terminal)
    assert (again.happened, again.answer) == (Happened.REPEATED, outcome.answer)
    [row] = day.rows(decisions)
    assert (row.kind, row.place, row.ticket_id) == ("self_service", "1", None)


def test_a_person_holds_one_ticket_a_service(day: Day) -> None:
    first = day.issue(person_key="1:aa")
    again = day.issue(person_key="1:aa", decision=decision("priority"))
    assert (again.happened, again.answer["number"], again.answer["held"]) == (Happened.HELD, "A001", True)
    assert first.answer["held"] is False
    assert [(row.state, row.reprint) for row in day.rows(print_jobs)] == [(PrintState.NEW, True)]
    assert {row.place for row in day.rows(decisions)} == {"general"}, "the held ticket's place, not the new one"
    assert day.number(person_key="1:aa", service="meter") == "A002"
    assert day.number(person_key="1:bb") == "A003"
    assert day.number() == "A004", "without a card everybody is somebody else"


def test_a_person_served_may_take_a_number_again(day: Day) -> None:
    day.issue(person_key="1:aa")
    day.called_number()
    assert day.issue(person_key="1:aa").happened is Happened.ISSUED


def test_people_ahead_counts_those_who_come_before_at_the_same_windows(day: Day) -> None:
    rivals = {"general": ("general", "care"), "care": ("general", "care")}
    day.issue(rivals=rivals)
    day.later(minutes=1)
    day.issue(decision=decision("arrears"))
    assert day.issue(rivals=rivals).answer["ahead"] == 1
    day.later(minutes=1)
    care = order(decision=decision("care"), head_start=timedelta(minutes=15), rivals=rivals)
    assert day.issue(care).answer["ahead"] == 0
    assert day.issue(rivals=rivals).answer["ahead"] == 3


def test_eight_threads_never_share_a_number(day: Day) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: day.number(), range(120)))
    assert sorted(numbers) == [f"A{n:03d}" for n in range(1, 121)]


def test_eight_threads_with_one_request_get_one_answer(day: Day) -> None:
    same = order()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: day.issue(same), range(24)))
    assert len({UUID(outcome.answer["id"]) for outcome in answers}) == 1
    assert [outcome.happened for outcome in answers].count(Happened.ISSUED) == 1
    assert len(day.rows(tickets)) == 1


def test_eight_threads_for_one_person_get_one_ticket(day: Day) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: day.number(person_key="1:aa"), range(24)))
    assert numbers == {"A001"}
