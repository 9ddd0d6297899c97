"""The life of a ticket at the windows: recalled, served, held, parked, passed on; each step a row."""

from datetime import timedelta

import pytest

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import Mark, PrintState
from kiosk.tickets import guiding, printing
from kiosk.tickets.board import board
from kiosk.tickets.schema import ticket_services, ticket_states, tickets
from kiosk.tickets.serving import Destination
from kiosk.tickets.values import Called, CounterBusy, Declined, NobodyWaiting, Why
from tests.tickets.conftest import Day, decision, order
from tests.tickets.counters import Clerk, issued, steps

ARREARS = Destination("arrears", DirectionKind.LANE)


@pytest.fixture
def li(day: Day) -> Clerk:
    return Clerk(day, "1", "li")


@pytest.fixture
def wang(day: Day) -> Clerk:
    return Clerk(day, "2", "wang")


def life(day: Day) -> list[tuple[str, str, str | None, str | None]]:
    return [(row.state, row.who, row.place, row.note) for row in steps(day)]


def test_every_step_is_a_row_with_who_where_and_what_was_written(day: Day, li: Clerk, wang: Clerk) -> None:
    ticket = day.issue()
    printing.report(day.engine, "hall-1", issued(day)[0].id, PrintState.SHOWN, day.now, "kiosk-1")
    li.called()
    li.recall()
    li.serve()
    li.hold("copy of the contract")
    li.choose(issued(day)[0].id)
    li.transfer(Destination("general", DirectionKind.LANE, target="window:2"), "needs a new meter")
    wang.called()
    wang.finish()
    assert ticket.answer["number"] == "A001"
    assert life(day) == [
        ("waiting", "kiosk-1", None, None),
        ("shown", "kiosk-1", None, None),
        ("called", "li", "1", None),
        ("recalled", "li", "1", None),
        ("serving", "li", "1", None),
        ("held", "li", "1", "copy of the contract"),
        ("called", "li", "1", None),
        ("transferred", "li", "window:2", "needs a new meter"),
        ("called", "wang", "2", None),
        ("done", "wang", "2", None),
    ]
    ends = [row.ended_at is None for row in steps(day)]
    assert ends == [False] * 9 + [True]


@pytest.mark.parametrize(
    ("outcome", "row"),
    [
        (PrintState.CONFIRMED, "printed"),
        (PrintState.FAILED, "print_failed"),
        (PrintState.UNKNOWN, "print_unknown"),
        (PrintState.SHOWN, "shown"),
    ],
)
def test_how_the_slip_came_out_is_a_moment_of_its_life(day: Day, outcome: PrintState, row: str) -> None:
    day.issue()
    ticket = issued(day)[0].id
    printing.report(day.engine, "hall-1", ticket, PrintState.SENT, day.now, "kiosk-1")
    for _ in range(2):
        printing.report(day.engine, "hall-1", ticket, outcome, day.now, "kiosk-1")
    waiting, moment = steps(day)
    assert (waiting.state, waiting.ended_at) == ("waiting", None)
    assert (moment.state, moment.started_at, moment.ended_at) == (row, day.now, day.now)


def test_a_call_is_repeated_three_times_and_displays_see_each(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    seen = {board(day.engine, day.calendar, day.now).calls[0].id}
    for _ in range(3):
        assert isinstance(li.recall(), Called)
        seen.add(board(day.engine, day.calendar, day.now).calls[0].id)
    assert li.recall() == Declined(Why.RECALLED_ENOUGH, "A001")
    assert len(seen) == 4
    li.serve()
    assert li.recall() == Declined(Why.NOBODY_HERE)


def test_nothing_is_done_for_nobody(li: Clerk) -> None:
    nobody = Declined(Why.NOBODY_HERE)
    assert li.recall() == li.serve() == li.hold() == li.park() == nobody
    assert li.transfer(ARREARS) == li.add_service("meter") == nobody
    assert li.finish() is None
    assert isinstance(li.finish_and_call(), NobodyWaiting)


def test_finish_and_call_next_is_one_touch(day: Day, li: Clerk) -> None:
    day.issue()
    day.issue()
    li.called()
    answer = li.finish_and_call()
    assert isinstance(answer, Called)
    assert answer.ticket.number == "A002"
    assert isinstance(li.finish_and_call(), NobodyWaiting)
    assert [row.state for row in issued(day)] == ["done", "done"]


def test_who_did_not_come_keeps_the_place_for_a_quarter_of_an_hour(day: Day, li: Clerk, wang: Clerk) -> None:
    first = day.number()
    day.later(minutes=1)
    second = day.number()
    li.called()
    assert li.park().parked_until == day.now + timedelta(minutes=15)
    parked = day.rows(tickets, number=1)[0].id
    assert [one.number for one in wang.looks().parked] == [first]
    day.later(minutes=14)
    back = wang.unpark(parked)
    assert (back.state, back.window, back.issued_at) == ("waiting", None, day.now - timedelta(minutes=15))
    assert wang.called().number == first, f"before {second}, which was taken later"


def test_whose_time_has_run_out_is_a_no_show_from_that_moment(day: Day, li: Clerk) -> None:
    day.issue()
    ticket = li.called()
    until = li.park().parked_until
    day.later(minutes=20)
    assert li.looks().parked == ()
    assert li.unpark(ticket.id) == Declined(Why.NOT_TO_BE_CALLED)
    assert li.choose(ticket.id) == Declined(Why.NOT_TO_BE_CALLED, "A001")
    assert isinstance(li.call(), NobodyWaiting)
    last = steps(day)[-1]
    assert (last.state, last.started_at, last.who) == ("no_show", until, "parked too long")


def test_who_comes_back_to_the_kiosk_waits_again(day: Day, li: Clerk) -> None:
    me = order(person_key="1:me")
    day.issue(me)
    li.called()
    li.park()
    day.later(minutes=10)
    again = day.issue(order(person_key="1:me"))
    assert (again.answer["number"], again.answer["held"]) == ("A001", True)
    assert li.called().number == "A001"
    li.park()
    day.later(minutes=16)
    assert day.number(person_key="1:me") == "A002"


def test_held_people_come_back_to_their_window_and_others_are_served_meanwhile(day: Day, li: Clerk) -> None:
    day.issue()
    day.issue()
    held = li.called()
    li.hold("fetching a form")
    assert li.called().number == "A002"
    assert [(one.number, one.note) for one in li.looks().held] == [("A001", "fetching a form")]
    busy = li.choose(held.id)
    assert isinstance(busy, CounterBusy)
    li.finish()
    again = li.choose(held.id)
    assert isinstance(again, Called)
    assert again.ticket.note == "fetching a form"


def test_a_person_is_passed_to_a_lane_with_the_time_of_the_ticket(day: Day, li: Clerk) -> None:
    day.issue()
    taken = day.now
    day.later(minutes=30)
    day.issue(series="B", decision=decision("arrears"))
    li.called()
    passed = li.transfer(ARREARS, "has a bill to clear")
    assert (passed.lane, passed.issued_at, passed.window) == ("arrears", taken, None)
    zhao = Clerk(day, "4", "zhao")
    first = zhao.called()
    assert (first.number, first.note) == ("A001", "has a bill to clear")
    assert isinstance(li.call(), NobodyWaiting)


def test_the_head_start_of_the_new_lane_counts_and_a_mark_stays(day: Day) -> None:
    vip = Destination("vip", DirectionKind.ROOM, timedelta(minutes=20), if_marked=timedelta(minutes=15))
    plain = Destination("general", DirectionKind.LANE, if_marked=timedelta(minutes=15))
    day.issue()
    ticket = issued(day)[0].id

    def credit(to: Destination) -> timedelta:
        moved = guiding.move(day.engine, day.calendar, ticket, to, "guide", day.now)
        assert not isinstance(moved, Declined)
        assert moved.privileged is bool(moved.issued_at - moved.effective_at)
        return moved.issued_at - moved.effective_at

    assert [credit(to) for to in (vip, plain)] == [timedelta(minutes=20), timedelta()]
    guiding.mark(day.engine, day.calendar, ticket, Mark.ELDERLY, timedelta(minutes=15), "guide", day.now)
    assert [credit(to) for to in (vip, plain)] == [timedelta(minutes=20), timedelta(minutes=15)]


def test_a_ticket_for_a_colleague_waits_for_them_unless_they_are_gone(day: Day, li: Clerk, wang: Clerk) -> None:
    wang.open()
    day.issue()
    li.called()
    li.transfer(Destination("general", DirectionKind.LANE, target="person:wang"))
    assert isinstance(li.call(), NobodyWaiting)
    wang.pause()
    assert isinstance(li.call(), NobodyWaiting)
    wang.close()
    assert li.called().number == "A001"


def test_a_ticket_for_a_colleague_at_rest_is_anybodys_after_the_maximum_wait(
    day: Day, li: Clerk, wang: Clerk
) -> None:
    wang.open()
    day.issue()
    li.called()
    li.transfer(Destination("general", DirectionKind.LANE, target="person:wang"))
    wang.pause()
    day.later(minutes=44)
    assert isinstance(li.call(), NobodyWaiting)
    day.later(minutes=1)
    assert li.called().number == "A001"


def test_several_services_in_one_visit(day: Day, li: Clerk) -> None:
    day.issue()
    li.called()
    for service in ("meter", "new", "meter", "bill"):
        li.add_service(service)
    assert sorted(li.looks().also) == ["meter", "new"]
    assert {(row.who, row.place) for row in day.rows(ticket_services)} == {("li", "1")}


def test_a_chosen_ticket_is_called_if_it_waits_for_this_window(day: Day, li: Clerk) -> None:
    day.issue()
    day.issue()
    day.issue(series="B", decision=decision("arrears"))
    _, second, arrears = (row.id for row in issued(day))
    assert li.choose(arrears) == Declined(Why.NOT_FOR_THIS_WINDOW, "B001")
    chosen = li.choose(second)
    assert isinstance(chosen, Called)
    assert (chosen.ticket.number, chosen.turn) == ("A002", "chosen")
    assert Clerk(day, "2", "wang").choose(second) == Declined(Why.NOT_TO_BE_CALLED, "A002")
    assert Clerk(day, "3", "zhao").choose(steps(li.day)[0].ticket_id).ticket.number == "A001"


def test_the_window_sees_who_is_next_and_why(day: Day, li: Clerk) -> None:
    day.issue()
    day.later(minutes=5)
    day.issue(series="V", decision=decision("vip"), head_start=timedelta(minutes=20))
    seen = li.looks()
    assert seen.next is not None
    assert (seen.next[0].number, seen.next[1]) == ("V001", "head_start")
    assert [one.number for one in seen.waiting] == ["V001", "A001"]
    assert (seen.session, seen.here, seen.undo) == (None, None, None)
    assert li.called().number == "V001"


def test_english_is_left_to_the_window_that_speaks_it(day: Day, li: Clerk, wang: Clerk) -> None:
    day.issue(language="en")
    day.later(minutes=1)
    day.issue()
    li.open()
    assert wang.called().number == "A002"
    assert li.called().number == "A001"
    li.finish()
    day.issue(language="en")
    li.pause()
    wang.finish()
    assert wang.called().number == "A003", "nobody who speaks it is at work"


def test_the_guide_marks_who_should_wait_less(day: Day, li: Clerk) -> None:
    day.issue()
    day.later(minutes=10)
    day.issue()
    second = day.rows(tickets, number=2)[0].id
    head_start = timedelta(minutes=15)
    marked = guiding.mark(day.engine, day.calendar, second, Mark.DISABLED, head_start, "guide", day.now)
    assert not isinstance(marked, Declined)
    assert (marked.mark, marked.issued_at, marked.effective_at) == ("disabled", day.now, day.now - head_start)
    assert li.called().number == "A002"
    late = guiding.mark(day.engine, day.calendar, second, Mark.ELDERLY, head_start, "guide", day.now)
    assert late == Declined(Why.NOT_TO_BE_CALLED, "A002")
    assert [row.note for row in day.rows(ticket_states, state="marked")] == ["disabled"]


def test_who_held_a_ticket_is_forgotten_with_its_day(day: Day) -> None:
    day.issue(sealed="opaque")
    day.later(days=1)
    day.issue(sealed="tomorrow")
    assert [row.sealed for row in issued(day)] == [None, "tomorrow"]
