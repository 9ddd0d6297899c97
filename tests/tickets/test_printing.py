"""What became of a slip, and tickets nobody took."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from kiosk.database import writing
from kiosk.domain.ticket import PrintState, TicketState
from kiosk.prepared import add_rows
from kiosk.tickets import printing
from kiosk.tickets.board import decision
from kiosk.tickets.schema import print_jobs, ticket_states, tickets
from tests.tickets.conftest import Day, order

P = PrintState


@pytest.mark.parametrize(
    ("reports", "end"),
    [
        ([P.SENT, P.CONFIRMED], P.CONFIRMED),
        ([P.CONFIRMED, P.SENT], P.CONFIRMED),  # overtaken on the way
        ([P.SENT, P.UNKNOWN, P.CONFIRMED], P.CONFIRMED),
        ([P.SENT, P.FAILED, P.SHOWN], P.SHOWN),
        ([P.CONFIRMED, P.FAILED], P.CONFIRMED),
        ([P.SHOWN, P.SHOWN], P.SHOWN),
        ([P.FAILED, P.NEW], P.FAILED),
    ],
)
def test_print_states_go_forward_only(day: Day, reports: list[PrintState], end: PrintState) -> None:
    ticket = UUID(day.issue().answer["id"])
    for state in reports:
        assert printing.report(day.engine, "hall-1", ticket, state, day.now, "kiosk-1")
    assert [row.state for row in day.rows(print_jobs)] == [end]


def test_a_slip_nobody_has_said_anything_of_is_new(day: Day) -> None:
    asked = order()
    ticket = UUID(day.issue(asked).answer["id"])
    assert printing.report(day.engine, "hall-1", ticket, P.NEW, day.now, "kiosk-1"), "which is no news"
    seen = decision(day.engine, "hall-1", asked.request_id)
    assert seen is not None
    assert seen.print_state is P.NEW
    assert day.rows(print_jobs) == []


def test_of_reports_that_come_at_once_one_makes_the_row(day: Day) -> None:
    ticket = UUID(day.issue().answer["id"])
    with ThreadPoolExecutor(8) as pool:
        told = [
            pool.submit(printing.report, day.engine, "hall-1", ticket, P.SENT, day.now, "kiosk-1") for _ in range(8)
        ]
        assert all(one.result() for one in told)
    [row] = day.rows(print_jobs)
    assert (row.state, row.reprint, row.created_at) == (P.SENT, False, day.now)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)  # elsewhere nobody is at work meanwhile
@pytest.mark.parametrize("reprint", [False, True])
def test_who_is_just_being_printed_for_is_called_all_the_same(day: Day, reprint: bool) -> None:
    """A row that is being added keeps the ticket it refers to."""
    ticket = UUID(day.issue().answer["id"])
    told = printing.again(ticket, day.now) if reprint else printing.first(ticket, P.SENT, day.now)
    with writing(day.engine) as still_open:
        add_rows(still_open, [told])
        assert day.called_number() == "A001"


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("known", [False, True])
def test_whoever_says_that_it_was_printed_comes_before_a_cancel(day: Day, known: bool) -> None:
    """A report under way is waited for, whether it is the first word about the slip or not."""
    ticket = UUID(day.issue().answer["id"])
    if known:
        printing.report(day.engine, "hall-1", ticket, P.FAILED, day.now, "kiosk-1")
    with ThreadPoolExecutor(1) as pool:
        with writing(day.engine) as still_open:
            if known:
                still_open.execute(update(print_jobs).values(state=P.SENT))
            else:
                add_rows(still_open, [printing.first(ticket, P.SENT, day.now)])
            cancelled = pool.submit(printing.cancel, day.engine, "hall-1", ticket, day.now, "kiosk-1")
            with pytest.raises(TimeoutError):
                cancelled.result(timeout=0.2)
        assert cancelled.result() is not None
    assert [row.state for row in day.rows(tickets)] == [TicketState.WAITING]


def test_a_report_for_a_ticket_of_another_hall_is_not_taken(day: Day) -> None:
    ticket = UUID(day.issue().answer["id"])
    assert not printing.report(day.engine, "hall-2", ticket, P.SENT, day.now, "kiosk-1")
    assert not printing.report(day.engine, "hall-1", uuid4(), P.SENT, day.now, "kiosk-1")


def test_a_reprint_is_a_job_of_its_own(day: Day) -> None:
    ticket = UUID(day.issue(person_key="1:aa").answer["id"])
    printing.report(day.engine, "hall-1", ticket, P.CONFIRMED, day.now, "kiosk-1")
    day.issue(person_key="1:aa")
    printing.report(day.engine, "hall-1", ticket, P.FAILED, day.now, "kiosk-1")
    assert [(row.state, row.reprint) for row in day.rows(print_jobs)] == [(P.CONFIRMED, False), (P.FAILED, True)]


def test_a_ticket_nobody_took_is_voided(day: Day) -> None:
    ticket = UUID(day.issue().answer["id"])
    assert printing.cancel(day.engine, "hall-1", ticket, day.now, "kiosk-1")
    assert printing.cancel(day.engine, "hall-1", ticket, day.now, "kiosk-1"), "twice does no harm"
    assert [row.state for row in day.rows(ticket_states)] == ["waiting", "void"]
    assert day.number() == "A002", "its number is not given again"
    assert day.called_number() == "A002"


@pytest.mark.parametrize("state", [P.SENT, P.CONFIRMED, P.UNKNOWN, P.SHOWN])
def test_a_ticket_in_somebodys_hand_is_not_voided(day: Day, state: PrintState) -> None:
    """The person tapped again and walked away: the number on the paper they hold must still be called."""
    ticket = UUID(day.issue(person_key="1:aa").answer["id"])
    printing.report(day.engine, "hall-1", ticket, state, day.now, "kiosk-1")
    day.issue(person_key="1:aa")
    printing.cancel(day.engine, "hall-1", ticket, day.now, "kiosk-1")
    assert [row.state for row in day.rows(tickets)] == [TicketState.WAITING]


def test_cancelling_an_unknown_ticket_says_so(day: Day) -> None:
    assert printing.cancel(day.engine, "hall-1", uuid4(), day.now, "kiosk-1") is None


def test_staff_see_why_and_what_became_of_it(day: Day) -> None:
    asked = order(person_key="1:aa")
    ticket = UUID(day.issue(asked).answer["id"])
    printing.report(day.engine, "hall-1", ticket, P.CONFIRMED, day.now, "kiosk-1")
    day.call()
    seen = decision(day.engine, "hall-1", asked.request_id)
    assert seen is not None
    assert (seen.rule, seen.reason, seen.rules_version, seen.place) == (
        "some-rule",
        "some_reason",
        "v1",
        "general",
    )
    assert (seen.ticket_number, seen.ticket_state, seen.print_state) == ("A001", TicketState.CALLED, P.CONFIRMED)
    assert decision(day.engine, "hall-2", asked.request_id) is None
