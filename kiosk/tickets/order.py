"""Whose turn it is: one pure function over plain values, so that it can be simulated and its bounds proved.

Head start: a ticket is called as if it had been issued earlier by the credit of its lane, and the smallest such
*effective time* goes first. Overtaking is bounded by that alone: an ordinary ticket taken at t is passed only by
tickets taken before t + credit. Three bounds keep it fair when privileged people come in crowds: whoever has waited
``max_wait`` goes first, at most ``privileged_in_a_row`` privileged calls follow one another while somebody ordinary
waits, and some counters know no head start at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

Place = tuple[datetime, datetime, str, int]


@dataclass(frozen=True, slots=True)
class InLine:
    """A waiting ticket. ``target``: the one window ("window:3") or person ("person:li") it waits for."""

    id: UUID
    lane: str
    issued_at: datetime
    effective_at: datetime
    series: str = ""
    number: int = 0
    service: str = ""
    language: str = "zh"
    target: str | None = None

    @property
    def privileged(self) -> bool:
        """Not in the ordinary order of its lane."""
        return self.effective_at != self.issued_at

    @property
    def by_head_start(self) -> Place:
        return self.effective_at, self.issued_at, self.series, self.number

    @property
    def by_time(self) -> Place:
        return self.issued_at, self.issued_at, self.series, self.number


@dataclass(frozen=True, slots=True)
class Bounds:
    """What keeps overtaking within limits."""

    max_wait: timedelta = timedelta(minutes=45)
    privileged_in_a_row: int = 2


USUAL_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Seat:
    """The counter that calls. ``services`` empty: all of them.

    ``names`` are the targets it answers to, ``others`` the targets that work at other counters now, ``resting``
    those that have paused theirs, and ``spoken_elsewhere`` the languages other open counters of a lane speak and
    this one does not.
    """

    lanes: tuple[str, ...]
    services: tuple[str, ...] = ()
    always_regular: bool = False
    names: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    resting: frozenset[str] = frozenset()
    spoken_elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Turn(StrEnum):
    """Why a ticket is next."""

    WAITED_LONGEST = "waited_longest"  # beyond the maximum wait
    ORDINARY_TURN = "ordinary_turn"  # enough privileged calls in a row
    REGULAR_COUNTER = "regular_counter"  # this counter knows no head start
    HEAD_START = "head_start"
    IN_ORDER = "in_order"
    CHOSEN = "chosen"  # by the clerk


@dataclass(frozen=True, slots=True)
class Next:
    ticket: InLine
    turn: Turn
    passes_ordinary: bool = False
    """Privileged, and called while an ordinary ticket waits for this counter."""


def choose(line: Iterable[InLine], seat: Seat, bounds: Bounds, in_a_row: int, now: datetime) -> Next | None:
    """The ticket ``seat`` should call.

    ``in_a_row``: privileged calls the hall has just made one after the other past ordinary people who wait.
    """
    fit = [ticket for ticket in line if may_serve(seat, ticket, bounds, now)]
    if not fit:
        return None
    first, turn = _first(fit, seat, bounds, now)
    ordinary = [ticket for ticket in fit if not ticket.privileged] if first.privileged else []
    if ordinary and in_a_row >= bounds.privileged_in_a_row:
        return Next(min(ordinary, key=_by_time), Turn.ORDINARY_TURN)
    return Next(first, turn, passes_ordinary=bool(ordinary))


def _first(fit: list[InLine], seat: Seat, bounds: Bounds, now: datetime) -> tuple[InLine, Turn]:
    if overdue := [ticket for ticket in fit if now - ticket.issued_at >= bounds.max_wait]:
        return min(overdue, key=_by_time), Turn.WAITED_LONGEST
    if seat.always_regular:
        return min(fit, key=_by_time), Turn.REGULAR_COUNTER
    first = min(fit, key=_by_head_start)
    return first, Turn.HEAD_START if first.privileged else Turn.IN_ORDER


def may_serve(seat: Seat, ticket: InLine, bounds: Bounds, now: datetime) -> bool:
    """A ticket for somebody is theirs while they are here, and anybody's when they are not.

    Somebody who waits for a person who rests, or speaks another language, is left to that person, or to a counter
    that speaks it, but not beyond the maximum wait.
    """
    if ticket.target in seat.names:
        return True
    if ticket.target in seat.others or ticket.lane not in seat.lanes:
        return False
    if seat.services and ticket.service and ticket.service not in seat.services:
        return False
    elsewhere = ticket.language in seat.spoken_elsewhere.get(ticket.lane, frozenset())
    left_to_others = elsewhere or ticket.target in seat.resting
    return not left_to_others or now - ticket.issued_at >= bounds.max_wait


def _by_head_start(ticket: InLine) -> Place:
    return ticket.by_head_start


def _by_time(ticket: InLine) -> Place:
    return ticket.by_time
