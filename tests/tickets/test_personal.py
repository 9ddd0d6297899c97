"""One person's tickets are all found and unlinked; numbers, lives and other people's tickets stay as they are."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, update

from kiosk.database import reading, writing
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import PrintState
from kiosk.tickets import appointments, personal, printing
from kiosk.tickets.appointments import State
from kiosk.tickets.schema import actions, decisions, metadata, ticket_states, tickets
from kiosk.tickets.schema_appointments import appointments as booked_table
from kiosk.tickets.schema_wait import ticket_pages
from kiosk.tickets.serving import Destination
from tests.tickets.conftest import Day
from tests.tickets.counters import Clerk, issued, steps
from tests.tickets.test_appointments import booked

LI, WANG = "1:li", "1:wang"
HALL = "hall-1"
NOTE = "came with her daughter"


def a_morning(day: Day) -> None:
    """Li has two tickets, one of them called, served and sent on with a note; Wang has one."""
    day.issue(person_key=LI, sealed="sealed", with_page=True)
    day.issue(person_key=WANG, sealed="sealed", with_page=True)
    day.issue(person_key=LI, service="meter")
    clerk = Clerk(day, "1", "zhou")
    clerk.called()
    clerk.transfer(Destination("arrears", DirectionKind.LANE), NOTE)


def held(day: Day, *keys: str) -> Any:
    with reading(day.engine) as connection:
        return personal.held(connection, HALL, keys)


def forget(day: Day, *keys: str) -> Any:
    with writing(day.engine) as connection:
        return personal.forget(connection, HALL, keys, day.now)


def words_of(day: Day, table: Table) -> str:
    """Every value; a row itself writes long ones with a gap."""
    return str([tuple(row) for row in day.rows(table)])


def test_everything_about_a_persons_tickets_is_handed_out(day: Day) -> None:
    a_morning(day)
    for ticket in held(day, LI)["tickets"]:
        printing.report(day.engine, HALL, ticket["id"], PrintState.SENT, day.now, "kiosk-1")
    found = held(day, LI)
    assert [row["number"] for row in found["tickets"]] in ([1, 3], [3, 1])
    assert {name: len(rows) for name, rows in found.items() if name != "ticket_states"} == {
        "tickets": 2,
        "ticket_services": 0,
        "print_jobs": 2,
        "decisions": 2,
        "predictions": 0,
        "ticket_pages": 1,
        "actions": 2,
        "appointments": 0,
    }
    assert NOTE in str(found["ticket_states"])
    assert LI not in str(found)
    assert "sealed" not in str(found)


def test_every_table_is_handed_out_or_is_about_nobody(day: Day) -> None:
    """A new table has to be put into one of the two."""
    nobodys = {"business_days", "series_counters", "service_counters", "reserves"}
    of_staff = {"counter_sessions", "counter_pauses"}
    assert held(day, LI).keys() | nobodys | of_staff == metadata.tables.keys()


def test_an_answer_that_is_kept_says_nothing_of_the_person(day: Day) -> None:
    a_morning(day)
    told = {"kind": "lane", "ticket": {"number": "A001", "page": "https://hall/t/x"}, "advice": {"zh": "…"}}
    with writing(day.engine) as connection:
        connection.execute(update(decisions).values(answer=told))
    forget(day, LI)
    answers = [row.answer for row in day.rows(decisions)]
    assert answers.count(told) == 1, "Wang's"
    forgotten = {"kind": "lane", "ticket": {"number": "A001", "page": None}, "advice": None}
    assert answers.count(forgotten) == 2


def test_unlinked_tickets_keep_numbers_states_and_times(day: Day) -> None:
    a_morning(day)
    before, lives, others = issued(day), steps(day), held(day, WANG)
    counted = forget(day, LI)
    assert (counted["tickets"], counted["ticket_pages"], counted["actions"]) == (2, 1, 2)
    assert held(day, LI)["tickets"] == []
    assert held(day, WANG) == others
    kept = ("id", "number", "state", "lane", "issued_at", "effective_at", "rule", "reason")
    assert [[getattr(row, name) for name in kept] for row in issued(day)] == [
        [getattr(row, name) for name in kept] for row in before
    ]
    assert [(row.state, row.started_at, row.ended_at) for row in steps(day)] == [
        (row.state, row.started_at, row.ended_at) for row in lives
    ]
    assert [row.person_key for row in issued(day)] == [None, WANG, None]
    assert len(day.rows(ticket_pages)) == 1


def test_not_a_word_is_left_anywhere(day: Day) -> None:
    a_morning(day)
    clerk = Clerk(day, "4", "wu")
    day.later(seconds=30)
    clerk.called()
    clerk.finish()  # what can be undone remembers the note
    assert all(NOTE in words_of(day, table) for table in (tickets, ticket_states, actions))
    forget(day, LI)
    for table in (tickets, ticket_states, actions, decisions):
        assert NOTE not in words_of(day, table), table.name


def test_the_next_number_is_the_next_number(day: Day) -> None:
    a_morning(day)
    forget(day, LI)
    assert day.number(person_key=LI) == "A004"


def test_appointments_are_found_by_person_and_by_phone_and_so_are_their_tickets(day: Day) -> None:
    mine = booked(day, person_key=LI)
    by_phone = booked(day, phone="1:b")
    assert appointments.begin_check_in(day.engine, mine, day.now)
    answer = day.issue(person_key=f"appointment:{mine.id}").answer
    appointments.got_ticket(day.engine, mine, UUID(answer["id"]))
    found = held(day, LI, "1:b")
    assert {row["id"] for row in found["appointments"]} == {mine.id, by_phone.id}
    assert len(found["tickets"]) == 1
    assert forget(day, LI, "1:b")["appointments"] == 2
    assert held(day, LI, "1:b") == {name: [] for name in found}
    rows = {row.id: row for row in day.rows(booked_table)}
    assert {(row.person_key, row.phone_key) for row in rows.values()} == {(None, "")}
    assert rows[mine.id].state == State.CHECKED_IN
    assert rows[by_phone.id].state == State.CANCELLED, "nobody is known to come"


def test_another_hall_in_the_same_database_keeps_its_own(day: Day) -> None:
    a_morning(day)
    with writing(day.engine) as connection:
        counted = personal.forget(connection, "hall-2", {LI}, day.now)
    assert set(counted.values()) == {0}
    assert len(held(day, LI)["tickets"]) == 2
