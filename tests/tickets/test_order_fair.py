"""The promise of the order of calling in a whole hall: counters, languages, skills, people passed on, rests.

An ordinary ticket is never passed once it has waited the maximum, by any counter that serves it; before that it is
passed only by tickets taken within the head start of their lane, and by few in a row. Nobody is left over.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.tickets import line
from kiosk.tickets.order import Bounds, InLine, Next, Seat, choose, may_serve
from kiosk.tickets.sessions import Session
from kiosk.tickets.values import Counter, Floor

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CREDITS = {"general": 0, "priority": 10, "care": 15, "arrears": 0}
BOUNDS = Bounds(timedelta(minutes=45), privileged_in_a_row=2)
FLOOR = Floor(
    counters=(
        Counter("1", ("general", "priority", "care"), "li", languages=("zh", "en")),
        Counter("2", ("general", "priority", "care"), "wang", services=("bill", "meter"), languages=("zh",)),
        Counter("3", ("general", "care"), "zhao", languages=("zh",), always_regular=True),
        Counter("4", ("arrears",), "chen", services=("bill",), languages=("zh",)),
    ),
    bounds=BOUNDS,
)
WINDOWS = tuple(counter.window for counter in FLOOR.counters)
TARGETS = (None, None, None, None, "window:1", "window:3", "person:wang", "person:nobody")


@dataclass(frozen=True)
class Comes:
    minute: int
    lane: str
    service: str
    language: str


@dataclass(frozen=True)
class Rings:
    """A window calls the next; ``passes_on``: the person called is passed on there, unless None."""

    minute: int
    window: str
    passes_on: tuple[str, str | None] | None


@dataclass(frozen=True)
class Rests:
    """A window opens, pauses or closes."""

    minute: int
    window: str
    state: str


@dataclass
class Hall:
    """Kept as the store keeps it: who waits, which windows are open, the calls in a row."""

    now: datetime = TEN
    line: list[InLine] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=dict)
    in_a_row: int = 0
    taken: int = 0

    def comes(self, one: Comes) -> None:
        self.taken += 1
        effective = self.now - timedelta(minutes=CREDITS[one.lane])
        ticket = InLine(UUID(int=self.taken), one.lane, self.now, effective, "A", self.taken)
        self.line.append(replace(ticket, service=one.service, language=one.language))

    def rests(self, one: Rests) -> None:
        who = counter(one.window).who
        paused_at = self.now if one.state == "paused" else None
        self.sessions.pop(one.window, None)
        if one.state != "closed":
            self.sessions[one.window] = Session(1, one.window, who, TEN, "lunch" if paused_at else None, paused_at)

    def seat(self, window: str) -> Seat | None:
        """None while the window calls nobody."""
        mine = self.sessions.get(window)
        if mine is None or mine.paused:
            return None
        return line.seat_of(counter(window), FLOOR, tuple(self.sessions.values()))

    def call(self, seat: Seat) -> Next | None:
        called = choose(self.line, seat, BOUNDS, self.in_a_row, self.now)
        if called is not None:
            self.line.remove(called.ticket)
            self.in_a_row = (
                self.in_a_row + 1 if called.passes_ordinary else self.in_a_row * called.ticket.privileged
            )
        return called

    def pass_on(self, ticket: InLine, lane: str, target: str | None) -> None:
        effective = ticket.issued_at - timedelta(minutes=CREDITS[lane])
        self.line.append(replace(ticket, lane=lane, target=target, effective_at=effective))


def counter(window: str) -> Counter:
    return next(one for one in FLOOR.counters if one.window == window)


minutes = st.integers(0, 200)
comes = st.builds(
    Comes,
    minutes,
    st.sampled_from(tuple(CREDITS)),
    st.sampled_from(("bill", "bill", "meter", "new", "")),
    st.sampled_from(("zh", "zh", "zh", "en")),
)
passing = st.none() | st.none() | st.tuples(st.sampled_from(tuple(CREDITS)), st.sampled_from(TARGETS))
rings = st.builds(Rings, minutes, st.sampled_from(WINDOWS), passing)
rests = st.builds(Rests, minutes, st.sampled_from(WINDOWS), st.sampled_from(("open", "open", "paused", "closed")))
days = st.tuples(
    st.lists(comes, min_size=5, max_size=40), st.lists(rings, max_size=60), st.lists(rests, max_size=10)
)

Day = tuple[list[Comes], list[Rings], list[Rests]]


def in_time(*events: Comes | Rings | Rests) -> list[Comes | Rings | Rests]:
    return sorted(events, key=lambda one: one.minute)


def opened() -> Hall:
    hall = Hall()
    for window in WINDOWS:
        hall.rests(Rests(0, window, "open"))
    return hall


def look(hall: Hall, seat: Seat, called: Next, row: int) -> None:
    """What must hold of every call, for everybody ordinary who is left waiting for this counter."""
    assert hall.in_a_row <= BOUNDS.privileged_in_a_row
    for passed in hall.line:
        if passed.privileged or not may_serve(seat, passed, BOUNDS, hall.now):
            continue
        if called.ticket.by_time < passed.by_time:
            continue
        assert hall.now - passed.issued_at < BOUNDS.max_wait, "passed beyond the maximum wait"
        assert not seat.always_regular, "passed at a counter that knows no head start"
        assert called.ticket.privileged, "passed by somebody without a head start"
        assert called.ticket.effective_at <= passed.issued_at, "passed from beyond the head start"
        assert row < BOUNDS.privileged_in_a_row, "passed once too often in a row"


@settings(max_examples=250, deadline=None)
@given(days)
def test_nobody_ordinary_is_passed_beyond_the_bounds(day: Day) -> None:
    hall = opened()
    for event in in_time(*day[0], *day[1], *day[2]):
        hall.now = TEN + timedelta(minutes=event.minute)
        match event:
            case Comes():
                hall.comes(event)
            case Rests():
                hall.rests(event)
            case Rings():
                row, seat = hall.in_a_row, hall.seat(event.window)
                called = hall.call(seat) if seat else None
                if seat and called:
                    look(hall, seat, called, row)
                    if event.passes_on:
                        hall.pass_on(called.ticket, *event.passes_on)


@settings(max_examples=150, deadline=None)
@given(days)
def test_who_has_waited_the_maximum_is_called_by_the_next_counter_that_serves_them(day: Day) -> None:
    """Each further call of that counter takes somebody who has waited longer still, so their wait has an end."""
    hall = opened()
    for event in in_time(*day[0], *day[2]):
        hall.now = TEN + timedelta(minutes=event.minute)
        if isinstance(event, Comes):
            hall.comes(event)
        elif isinstance(event, Rests):
            hall.rests(event)
    hall.now += BOUNDS.max_wait
    for window in WINDOWS:
        seat = hall.seat(window)
        while seat and (called := hall.call(seat)):
            left = [one for one in hall.line if not one.privileged and may_serve(seat, one, BOUNDS, hall.now)]
            assert all(called.ticket.by_time < one.by_time for one in left)
    working = [seat for window in WINDOWS if (seat := hall.seat(window))]
    for left_over in hall.line:
        assert not any(may_serve(seat, left_over, BOUNDS, hall.now) for seat in working)
        lanes = [one for one in FLOOR.counters if left_over.lane in one.lanes and hall.seat(one.window)]
        able = [one for one in lanes if not one.services or left_over.service in {*one.services, ""}]
        assert not able, "a counter that could serve them has left them over"


def test_the_check_itself_can_fail() -> None:
    """A hall that calls by head start alone, whatever the wait, is caught."""
    hall = opened()
    hall.comes(Comes(0, "general", "bill", "zh"))
    hall.now += timedelta(minutes=50)
    hall.comes(Comes(50, "care", "bill", "zh"))
    seat = hall.seat("1")
    assert seat is not None
    unfair = Next(hall.line.pop(), turn=choose([hall.line[0]], seat, BOUNDS, 0, hall.now).turn)  # type: ignore[union-attr]  # somebody waits
    with pytest.raises(AssertionError, match="maximum"):
        look(hall, seat, unfair, row=0)
