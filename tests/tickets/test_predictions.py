"""Predictions are made with the ticket, stored with it, and held against the truth; a page follows it for a day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect

from kiosk.database import reading
from kiosk.domain.ticket import Step
from kiosk.tickets import pace, predictions, ticket_pages
from kiosk.tickets.estimate import Basis, Pace, Situation, Span, Window
from kiosk.tickets.migrations import downgrade, upgrade
from kiosk.tickets.pace import Lived, pace_of
from kiosk.tickets.predictions import Told, errors
from kiosk.tickets.schema_wait import predictions as table
from kiosk.tickets.schema_wait import ticket_pages as pages
from kiosk.tickets.ticket_pages import Gone, Place
from kiosk.tickets.values import Counter, Floor
from tests.tickets.conftest import GENERAL, MORNING, TODAY, Day, decision, order

NOW = MORNING
HALL = "hall-1"
FIVE = Situation(Pace(overall=5.0), [Window(("general",))])
FLOOR = Floor(counters=(GENERAL, Counter("2", ("general",)), Counter("9", ("vip",))))


def lived(step: Step, minute: float, ended: float | None = None, ticket: UUID | None = None, **more: str) -> Lived:
    at = NOW + timedelta(minutes=minute)
    end = None if ended is None else NOW + timedelta(minutes=ended)
    lane, service = more.get("lane", "general"), more.get("service", "bill")
    issued = at if step is Step.WAITING else NOW
    return Lived(ticket or uuid4(), step, at, end, lane, service, issued)


def visit(minute: float, took: float, service: str = "bill") -> list[Lived]:
    """Newest row first: called, served, done."""
    ticket, end = uuid4(), minute + took
    return [
        lived(Step.DONE, end, None, ticket, service=service),
        lived(Step.SERVING, minute + 1, end, ticket, service=service),
        lived(Step.CALLED, minute, minute + 1, ticket, service=service),
    ]


def test_a_service_lasts_from_the_call_to_the_end_without_the_time_it_was_held() -> None:
    held = visit(0, 5)
    held.insert(1, lived(Step.HELD, 2, 4, held[0].ticket))
    seen = pace_of([*held, *(row for _ in range(9) for row in visit(0, 5))], NOW)
    assert seen.by_service == {"bill": 5.0}
    assert seen.overall == 5.0


def test_a_visit_that_began_before_these_rows_is_no_service() -> None:
    cut = [row for _ in range(12) for row in visit(0, 5)[:2]]
    assert pace_of(cut, NOW).overall is None


def test_arrivals_of_the_last_hour_by_lane() -> None:
    now = NOW + timedelta(minutes=90)
    rows = [lived(Step.WAITING, 90 - at) for at in range(0, 60, 2)]
    rows += [lived(Step.WAITING, 29, lane="vip"), lived(Step.WAITING, 10)]
    assert pace_of(rows, now).arrivals == {"general": pytest.approx(30 / 60)}


def test_arrivals_of_a_morning_count_over_the_time_there_was() -> None:
    rows = [lived(Step.WAITING, 20), lived(Step.WAITING, 0)]
    assert pace_of(rows, NOW + timedelta(minutes=20)).arrivals == {"general": pytest.approx(2 / 20)}
    assert pace_of(rows[1:], NOW + timedelta(minutes=1)).arrivals == {"general": pytest.approx(1 / 10)}


def test_the_latest_waits_are_those_of_first_calls_newest_first() -> None:
    again = uuid4()
    rows = [lived(Step.CALLED, 30, ticket=again), lived(Step.CALLED, 12), lived(Step.CALLED, 8, ticket=again)]
    assert pace_of(rows, NOW).latest_waits == {"general": [8.0, 12.0]}


def test_a_transferred_ticket_is_no_new_arrival() -> None:
    row = lived(Step.TRANSFERRED, 5)
    assert pace_of([row], NOW).arrivals == {}


def ticket(day: Day, **changes: object) -> UUID:
    day.later(seconds=1)
    return UUID(str(day.issue(order(**{"situation": FIVE, "with_page": True} | changes)).answer["id"]))


def test_what_was_told_is_on_record_with_the_ticket(day: Day) -> None:
    ticket(day)
    second = ticket(day)
    row = day.rows(table, ticket_id=second)[0]
    assert (row.ahead, row.from_min, row.to_min, row.mean_min) == (1, 10, 15, pytest.approx(10.0))
    assert (row.lane, row.basis, row.business_date, row.waited_min) == ("general", Basis.LINE, TODAY, None)


def test_nothing_is_on_record_when_nothing_was_told(day: Day) -> None:
    ticket(day, situation=None)
    ticket(day, situation=Situation(Pace(), []))
    ticket(day, decision=decision("vip"))
    assert day.rows(table) == []


def test_a_repeated_request_and_a_reprint_add_nothing(day: Day) -> None:
    again = order(situation=FIVE, with_page=True, person_key="1:a")
    for one in (again, again, replace(again, request_id=uuid4())):
        day.issue(one)
    assert len(day.rows(table)) == len(day.rows(pages)) == 1


def test_the_truth_is_put_beside_it_once(day: Day) -> None:
    ticket(day)
    day.later(minutes=4)
    assert predictions.settle(day.engine, HALL, day.now) == 0
    day.called_number()
    assert predictions.settle(day.engine, HALL, day.now) == 1
    assert predictions.settle(day.engine, HALL, day.now) == 0
    told = predictions.told(day.engine, HALL, TODAY)
    assert [one.span for one in told] == [Span(5, 10)]
    assert [one.waited_min for one in told] == pytest.approx([4.0])
    assert predictions.told(day.engine, HALL, date(2026, 11, 24)) == ()
    assert predictions.told(day.engine, "hall-2", TODAY) == ()


def test_the_line_before_a_ticket_is_looked_at_by_lane_and_service(day: Day) -> None:
    """Two bills of two minutes and one new connection of twelve: four steps of 5.33 at one window."""
    knows = Situation(Pace({"bill": 2.0, "new": 12.0}, 6.0), [Window(("general",))])
    for service in ("bill", "bill", "new"):
        ticket(day, service=service)
    last = ticket(day, situation=knows)
    assert day.rows(table, ticket_id=last)[0].mean_min == pytest.approx(4 * (2 + 2 + 12) / 3)


def test_a_very_long_line_is_judged_by_a_part_of_it(day: Day) -> None:
    for _ in range(predictions.LOOKED_AT + 5):
        ticket(day, situation=None, with_page=False)
    row = day.rows(table, ticket_id=ticket(day))[0]
    assert row.ahead == predictions.LOOKED_AT + 5
    assert row.mean_min == pytest.approx(5.0 * (predictions.LOOKED_AT + 6))


def test_the_hall_is_observed_in_its_own_rows(day: Day) -> None:
    for _ in range(12):
        day.issue()
        day.later(minutes=2)
        day.call()
        day.later(minutes=5)
        day.finish()
    day.issue(decision=decision("vip"))
    day.call(Counter("9", ("vip",), "clerk-9"))
    seen = pace.pace(day.engine, HALL, day.now)
    assert seen.overall == pytest.approx(5.0)
    assert seen.latest_waits["general"][:2] == [2.0, 2.0]
    assert set(seen.arrivals) == {"general", "vip"}
    windows = pace.open_windows(day.engine, day.calendar, FLOOR, day.now)
    assert windows == (Window(("general",), busy=False), Window(("vip",), busy=True))
    assert pace.open_windows(day.engine, day.calendar, FLOOR, day.now, closing={"1", "9"}) == ()


def told(waited: float, mean: float = 10.0, lane: str = "general") -> Told:
    return Told(lane, datetime.now(NOW.tzinfo), Span(10, 15), mean, waited, Basis.LINE)


def test_errors_by_lane() -> None:
    general, vip = errors([told(4.0), told(12.0), told(20.0), told(3.0, 3.0, lane="vip")])
    assert (general.lane, general.count) == ("general", 3)
    assert general.mean_error_min == pytest.approx((6 + 2 + 10) / 3)
    assert general.bias_min == pytest.approx(2.0)
    assert [general.inside, general.in_time] == pytest.approx([1 / 3, 2 / 3])
    assert (vip.lane, vip.mean_error_min) == ("vip", 0.0)


def look(day: Day, slug: str) -> Place | Gone | None:
    return ticket_pages.look(day.engine, day.calendar, slug, day.now, {}, FIVE)


def test_a_page_shows_its_ticket_for_a_day(day: Day) -> None:
    ticket(day)
    second = ticket(day)
    slug = day.rows(pages, ticket_id=second)[0].slug
    seen = look(day, slug)
    assert isinstance(seen, Place)
    assert (seen.ticket.id, seen.ahead) == (second, 1)
    assert seen.estimate is not None
    day.called_number()
    day.call()
    seen = look(day, slug)
    assert isinstance(seen, Place)
    assert (seen.ticket.window, seen.ahead, seen.estimate) == ("1", None, None)
    assert look(day, slug[:-1]) is None
    assert ticket_pages.look(day.engine, replace(day.calendar, hall="x"), slug, day.now, {}, FIVE) is None
    day.later(days=1)
    assert look(day, slug) == Gone()


def test_the_tables_go_and_come_back_with_data_in_the_others(day: Day) -> None:
    ticket(day)
    downgrade(day.engine, "0002")
    with reading(day.engine) as connection:
        names = inspect(connection).get_table_names()
    assert "tickets" in names
    assert not {"predictions", "ticket_pages", "appointments"} & set(names)
    upgrade(day.engine)
    assert day.rows(table) == []
    second = ticket(day)
    assert day.rows(table, ticket_id=second)[0].ahead == 1
