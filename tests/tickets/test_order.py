"""Whose turn it is: the example of the notice board, the bounds, and that nobody is passed beyond them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.tickets.order import Bounds, InLine, Next, Seat, Turn, choose, may_serve

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CREDITS = {"general": 0, "appointed": -8, "priority": 10, "care": 15, "vip": 20}
LANES = tuple(CREDITS)
BOUNDS = Bounds(timedelta(minutes=45), privileged_in_a_row=2)
LOOSE = Bounds(timedelta(days=1), privileged_in_a_row=1000)
SEAT = Seat(LANES)


def ticket(number: int, at: float, lane: str = "general", **changes: object) -> InLine:
    """Taken ``at`` minutes after ten."""
    issued = TEN + timedelta(minutes=at)
    effective = issued - timedelta(minutes=CREDITS[lane])
    return replace(InLine(UUID(int=number), lane, issued, effective, "A", number), **changes)  # type: ignore[arg-type]  # names of fields


def order_of(line: list[InLine], seat: Seat = SEAT, bounds: Bounds = LOOSE, at: float = 15) -> list[int]:
    """The numbers in the order in which one counter calls them, all at one moment."""
    hall = Hall(bounds, line=list(line), now=TEN + timedelta(minutes=at))
    return [called.ticket.number for _ in line if (called := hall.call(seat))]


@dataclass
class Hall:
    """A line and the count of privileged calls, kept as the store keeps them."""

    bounds: Bounds
    line: list[InLine] = field(default_factory=list)
    now: datetime = TEN
    in_a_row: int = 0

    def call(self, seat: Seat) -> Next | None:
        called = choose(self.line, seat, self.bounds, self.in_a_row, self.now)
        if called is None:
            return None
        self.line.remove(called.ticket)
        if called.passes_ordinary:
            self.in_a_row += 1
        elif not called.ticket.privileged:
            self.in_a_row = 0
        return called


def test_ten_minutes_of_head_start() -> None:
    """Two ordinary tickets at 10:00 and 10:05, two with ten minutes' credit at 10:08 and 10:12."""
    line = [ticket(1, 0), ticket(2, 5), ticket(11, 8, "priority"), ticket(12, 12, "priority")]
    assert order_of(line) == [11, 1, 12, 2]


def test_a_counter_without_head_start_calls_by_time() -> None:
    line = [ticket(1, 0), ticket(11, 8, "priority"), ticket(2, 9)]
    assert order_of(line, replace(SEAT, always_regular=True)) == [1, 11, 2]


def test_at_most_two_privileged_calls_in_a_row_while_somebody_ordinary_waits() -> None:
    line = [ticket(n, 5, "vip") for n in range(11, 16)] + [ticket(1, 0), ticket(2, 1)]
    assert order_of(line, bounds=replace(LOOSE, privileged_in_a_row=2)) == [11, 12, 1, 13, 14, 2, 15]


def test_whoever_has_waited_the_maximum_goes_first() -> None:
    line = [ticket(1, 0), ticket(2, 1), ticket(11, 5, "vip")]
    hall = Hall(BOUNDS, line, TEN + timedelta(minutes=44))
    first = hall.call(SEAT)
    assert first is not None
    assert (first.ticket.number, first.turn) == (11, Turn.HEAD_START)
    hall.now += timedelta(minutes=1)
    second = hall.call(SEAT)
    assert second is not None
    assert (second.ticket.number, second.turn) == (1, Turn.WAITED_LONGEST)


def test_why_it_is_their_turn() -> None:
    def turn(line: list[InLine], seat: Seat = SEAT, in_a_row: int = 0) -> Turn:
        called = choose(line, seat, BOUNDS, in_a_row, TEN + timedelta(minutes=20))
        assert called is not None
        return called.turn

    both = [ticket(1, 0), ticket(11, 5, "vip")]
    assert turn([ticket(1, 0)]) is Turn.IN_ORDER
    assert turn(both) is Turn.HEAD_START
    assert turn(both, in_a_row=2) is Turn.ORDINARY_TURN
    assert turn(both, replace(SEAT, always_regular=True)) is Turn.REGULAR_COUNTER
    assert choose([], SEAT, BOUNDS, 0, TEN) is None


def test_a_counter_calls_only_what_it_can_serve() -> None:
    bills_only = Seat(("general",), services=("bill",))
    line = [ticket(1, 0, "care"), ticket(2, 1, service="meter"), ticket(3, 2, service="bill"), ticket(4, 3)]
    assert order_of(line, bills_only) == [3, 4]


def test_who_speaks_english_is_left_to_a_counter_that_does_but_not_for_ever() -> None:
    line = [ticket(1, 0, language="en"), ticket(2, 1)]
    chinese = Seat(LANES, spoken_elsewhere={"general": frozenset({"en"})})
    assert order_of(line, chinese, BOUNDS) == [2]
    assert order_of(line, SEAT, BOUNDS) == [1, 2]
    assert order_of(line, chinese, BOUNDS, at=45) == [1, 2]


def test_a_ticket_for_somebody_is_theirs_while_they_are_here() -> None:
    line = [ticket(1, 0, target="person:li"), ticket(2, 1), ticket(3, 2, "vip", target="window:6")]
    li = Seat(("general",), names=frozenset({"person:li", "window:1"}), others=frozenset({"window:6"}))
    wang = Seat(("general",), names=frozenset({"person:wang", "window:2"}), others=frozenset({"person:li"}))
    assert order_of(line, li) == [1, 2]
    assert order_of(line, wang) == [2]
    assert order_of(line, replace(wang, others=frozenset())) == [1, 2]
    vip_room = Seat((), names=frozenset({"window:6"}))
    assert order_of(line, vip_room) == [3]


def test_a_ticket_for_somebody_who_rests_is_theirs_until_the_maximum_wait() -> None:
    line = [ticket(1, 0, target="person:li"), ticket(2, 1)]
    wang = Seat(("general",), names=frozenset({"person:wang"}), resting=frozenset({"person:li"}))
    assert order_of(line, wang, BOUNDS, at=44) == [2]
    assert order_of(line, wang, BOUNDS, at=45) == [1, 2]


# --- nobody is passed by more than the bounds allow, whatever comes in whatever order ---

people = st.tuples(st.integers(0, 180), st.sampled_from(LANES))
calls = st.tuples(st.integers(0, 240), st.sampled_from(["all", "all", "regular", "ordinary"]))
SEATS = {
    "all": SEAT,
    "regular": replace(SEAT, always_regular=True),
    "ordinary": Seat(("general",)),
}
Called = tuple[Next, Seat, list[InLine], datetime]


def played(coming: list[tuple[int, str]], calling: list[tuple[int, str]], bounds: Bounds) -> list[Called]:
    """Every call with the seat, who was left waiting, and when."""
    hall, done = Hall(bounds), []
    waiting = sorted((ticket(n, at, lane) for n, (at, lane) in enumerate(coming)), key=lambda one: one.issued_at)
    for minute, kind in sorted(calling):
        hall.now = TEN + timedelta(minutes=minute)
        while waiting and waiting[0].issued_at <= hall.now:
            hall.line.append(waiting.pop(0))
        if called := hall.call(SEATS[kind]):
            done.append((called, SEATS[kind], list(hall.line), hall.now))
    return done


@settings(max_examples=300, deadline=None)
@given(st.lists(people, max_size=40), st.lists(calls, max_size=50))
def test_overtaking_is_bounded(coming: list[tuple[int, str]], calling: list[tuple[int, str]]) -> None:
    for called, seat, left, now in played(coming, calling, BOUNDS):
        for passed in left:
            if passed.privileged or not may_serve(seat, passed, BOUNDS, now):
                continue
            credit = called.ticket.issued_at - called.ticket.effective_at
            later = called.ticket.by_time > passed.by_time
            assert not later or (called.ticket.privileged and called.ticket.effective_at <= passed.issued_at)
            assert called.ticket.issued_at <= passed.issued_at + max(credit, timedelta())
            if now - passed.issued_at >= BOUNDS.max_wait:
                assert not later, "nobody passes who has waited the maximum"


@settings(max_examples=300, deadline=None)
@given(st.lists(people, max_size=40), st.lists(calls, max_size=50), st.integers(1, 3))
def test_privileged_calls_past_ordinary_people_come_in_short_rows(
    coming: list[tuple[int, str]], calling: list[tuple[int, str]], most: int
) -> None:
    done = played(coming, calling, replace(BOUNDS, privileged_in_a_row=most))
    row = 0
    for called, *_ in done:
        row = row + 1 if called.passes_ordinary else row if called.ticket.privileged else 0
        assert row <= most


@settings(max_examples=200, deadline=None)
@given(st.lists(people, max_size=40), st.lists(calls, max_size=50))
def test_within_a_lane_nobody_is_passed(coming: list[tuple[int, str]], calling: list[tuple[int, str]]) -> None:
    done = [called.ticket for called, *_ in played(coming, calling, BOUNDS)]
    for lane in LANES:
        first_come = [one for one in done if one.lane == lane]
        assert all(one.by_time < other.by_time for one, other in pairwise(first_come))
