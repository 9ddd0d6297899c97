"""What the database hands to the order of calling is enough: the heads give the same answer as the whole line."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from kiosk.database import reading
from kiosk.domain.ticket import Mark
from kiosk.prepared import _sent
from kiosk.tickets import business_day, guiding, line, order
from kiosk.tickets.order import Bounds, InLine, Seat
from tests.tickets.conftest import Day, decision
from tests.tickets.counters import issued

HEAD_STARTS = {"general": 0, "care": 15, "vip": 20, "arrears": 0}
SERVICES, LANGUAGES = ("bill", "meter", None), ("zh", "zh", "en")
TARGETS = (None, None, None, "window:1", "window:2", "window:3", "person:li")
BOUNDS = Bounds(timedelta(minutes=45), 2)


def fill(day: Day, dice: random.Random, people: int) -> None:
    for _ in range(people):
        day.later(minutes=dice.randrange(0, 6))
        lane = dice.choice(tuple(HEAD_STARTS))
        day.issue(
            decision=decision(lane),
            head_start=timedelta(minutes=HEAD_STARTS[lane]),
            service=dice.choice(SERVICES),
            language=dice.choice(LANGUAGES),
            target=dice.choice(TARGETS),
        )
    for row in dice.sample(issued(day), people // 5):
        marked = timedelta(minutes=dice.choice((10, 15)))
        guiding.mark(day.engine, day.calendar, row.id, Mark.ELDERLY, marked, "guide", day.now)


def seat(dice: random.Random) -> Seat:
    lanes = tuple(dice.sample(tuple(HEAD_STARTS), dice.randrange(1, 4)))
    return Seat(
        lanes=lanes,
        services=dice.choice(((), (), ("bill",))),
        always_regular=dice.random() < 0.3,
        names=frozenset({"window:1", "person:li"}),
        others=dice.choice((frozenset(), frozenset({"window:2"}))),
        resting=dice.choice((frozenset(), frozenset({"window:3"}))),
        spoken_elsewhere=dice.choice(({}, {lanes[0]: frozenset({"en"})})),
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_heads_decide_as_the_whole_line_would(day: Day, seed: int) -> None:
    dice = random.Random(seed)
    fill(day, dice, people=30)
    whole: list[InLine] = [line.in_line(row._mapping) for row in issued(day)]
    with reading(day.engine) as connection:
        today: date = business_day.peek(connection, day.calendar, day.now)
        for _ in range(20):
            mine, now = seat(dice), day.now + timedelta(minutes=dice.randrange(0, 40))
            heads = line.heads(connection, "hall-1", today, mine, BOUNDS, now, set())
            for in_a_row in (0, 2):
                by_heads = order.choose(heads, mine, BOUNDS, in_a_row, now)
                assert by_heads == order.choose(whole, mine, BOUNDS, in_a_row, now)


@pytest.mark.parametrize("seed", range(4))
def test_a_few_of_each_lane_decide_as_looking_again_would(day: Day, seed: int) -> None:
    """While fewer are taken by colleagues than are looked at of each."""
    dice = random.Random(seed)
    fill(day, dice, people=30)
    with reading(day.engine) as connection:
        today: date = business_day.peek(connection, day.calendar, day.now)
        for _ in range(10):
            mine, now, taken = seat(dice), day.now + timedelta(minutes=dice.randrange(0, 40)), set[UUID]()
            few = line.heads(connection, "hall-1", today, mine, BOUNDS, now, set(), each=4)
            for _ in range(4):
                left = [one for one in few if one.id not in taken]
                choice = order.choose(left, mine, BOUNDS, 0, now)
                again = line.heads(connection, "hall-1", today, mine, BOUNDS, now, taken)
                assert choice == order.choose(again, mine, BOUNDS, 0, now)
                if choice is not None:
                    taken.add(choice.ticket.id)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_calling_stays_quick_however_long_the_line(day: Day) -> None:
    """Each lane's head is found by index: the database says so itself."""
    statement = line._heads((("general", ("en",)), ("vip", ())), ("bill",), names=2, others=1, resting=1, without=0)
    named = {"name_0": "window:1", "name_1": "person:li", "other_0": "window:2", "resting_0": "window:3"}
    with reading(day.engine) as connection:
        sql = statement._made_for(connection.dialect)
        asked = named | {"hall": "hall-1", "day": date(2026, 11, 23), "overdue": datetime(2026, 11, 23, tzinfo=UTC)}
        cursor = connection.connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {sql.sql}", _sent(sql, asked))
        looks = [row[3] for row in cursor.fetchall() if row[3].startswith(("SEARCH tickets", "SCAN tickets"))]
    assert [look.split("INDEX ")[1].split(" (")[0] for look in looks] == [
        *["ix_tickets_target"] * 2,
        *["ix_tickets_line"] * 2 * 3,
    ]
