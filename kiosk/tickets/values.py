"""What the store takes and hands out: small frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.direction import Decision, DirectionKind
from kiosk.domain.ticket import Mark, PrintState, TicketState, number_text
from kiosk.tickets.estimate import Estimate, Situation
from kiosk.tickets.order import USUAL_BOUNDS, Bounds, Turn


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whose day it is and when it begins. ``starts`` is the hour at which numbers begin again at 1."""

    hall: str
    zone: ZoneInfo
    starts: time

    def date_at(self, now: datetime) -> date:
        """The business date the clock would give; the store may hold a later one and then that counts."""
        local = now.astimezone(self.zone)
        early = local.time() < self.starts
        return local.date() - timedelta(days=1) if early else local.date()


@dataclass(frozen=True, slots=True)
class Limits:
    """When no number is given. None: no limit.

    ``ask_above``: with more people ahead than this the visitor is asked first; ``series_cap`` and ``service_cap``:
    numbers of a series and of a service a business day.
    """

    is_open: bool = True
    ask_above: int | None = None
    series_cap: int | None = None
    service_cap: int | None = None


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Order:
    """A decision to be carried out. ``rivals`` names for each lane all lanes that share a window with it.

    ``situation``: the hall as it works now, for an estimate of the wait; ``with_page``: the ticket gets a page.
    """

    request_id: UUID
    kiosk: str
    decision: Decision
    series: str
    service: str | None
    language: str
    head_start: timedelta = timedelta()
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    person_key: str | None = field(default=None, repr=False)
    sealed: str | None = field(default=None, repr=False)
    mark: Mark | None = None
    limits: Limits = UNLIMITED
    target: str | None = None
    situation: Situation | None = field(default=None, repr=False)
    with_page: bool = False


class Standing(Protocol):
    """Where in which line somebody stands, or would stand: a ticket, or one that is about to be issued."""

    @property
    def business_date(self) -> date: ...

    @property
    def lane(self) -> str: ...

    @property
    def issued_at(self) -> datetime: ...

    @property
    def effective_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whose ticket has no number yet."""

    business_date: date
    lane: str
    issued_at: datetime
    effective_at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    id: UUID
    business_date: date
    series: str
    count: int
    kind: DirectionKind
    lane: str
    service: str | None
    language: str
    rule: str
    reason: str
    issued_at: datetime
    effective_at: datetime
    state: TicketState
    window: str | None
    called_at: datetime | None
    turns: int = 0
    recalls: int = 0
    target: str | None = None
    mark: Mark | None = None
    parked_until: datetime | None = None
    note: str | None = field(default=None, repr=False)
    sealed: str | None = field(default=None, repr=False)
    estimate: Estimate | None = None  # only of a ticket just issued, as is its page's address
    slug: str | None = field(default=None, repr=False)

    @property
    def privileged(self) -> bool:
        """Not in the ordinary order of its lane."""
        return self.effective_at != self.issued_at

    @property
    def number(self) -> str:
        return number_text(self.series, self.count)


class Happened(StrEnum):
    ISSUED = "issued"  # a new ticket
    DIRECTED = "directed"  # a place that needs no number
    HELD = "held"  # this person holds an open ticket for this service: they get that one again
    REPEATED = "repeated"  # this request was answered before: the first answer again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order. ``answer`` is what was composed, or, for a repeat, what was composed then."""

    happened: Happened
    answer: Mapping[str, Any] = field(repr=False)


class NoNumber(StrEnum):
    """Why no number was given. Nothing is on record then: the same request may be made again."""

    HALL_CLOSED = "hall_closed"
    DAILY_CAP = "daily_cap"


@dataclass(frozen=True, slots=True)
class LongLine:
    """So many people are ahead that the visitor should be asked first. No number was given."""

    ahead: int
    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A window and what can be done there. ``services`` empty: all. ``who`` sits there and goes on record.

    ``sees``: the id of the ticket they believe to be there; empty when they do not say.
    """

    window: str
    lanes: tuple[str, ...]
    who: str = "staff"
    services: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("zh", "en")
    always_regular: bool = False
    sees: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    """The hall's counters and the rules all call by. ``undo_for``: how long a mis-click can be taken back."""

    counters: tuple[Counter, ...] = ()
    bounds: Bounds = USUAL_BOUNDS
    recalls: int = 3
    park_for: timedelta = timedelta(minutes=15)
    undo_for: timedelta = timedelta(seconds=10)


USUAL = Floor()


@dataclass(frozen=True, slots=True)
class Called:
    """``call`` is the number of the call, which displays remember; ``turn`` why it was this ticket."""

    ticket: Ticket
    call: int
    turn: Turn


class Why(StrEnum):
    """Why a counter's wish was not carried out. Nothing has changed then."""

    WINDOW_TAKEN = "window_taken"  # a colleague has this window open
    CLERK_ELSEWHERE = "clerk_elsewhere"  # this clerk has another window open
    PAUSED = "counter_paused"
    CLOSED = "counter_closed"
    BUSY = "counter_busy"  # somebody is at this window
    NOT_AS_SEEN = "not_as_seen"  # somebody else is there than the clerk saw when they pressed
    NOBODY_HERE = "nobody_here"  # no ticket at this window, or not in a state for this
    RECALLED_ENOUGH = "recalled_enough"
    NOT_TO_BE_CALLED = "not_to_be_called"  # a colleague was quicker, it is done, or its time has run out
    NOT_FOR_THIS_WINDOW = "not_for_this_window"
    NOTHING_TO_UNDO = "nothing_to_undo"  # too late, or it has changed since
    NO_SUCH_TICKET = "no_such_ticket"
    NO_SUCH_PLACE = "no_such_place"
    NO_SUCH_SERVICE = "unknown_service"


@dataclass(frozen=True, slots=True)
class Declined:
    why: Why
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CounterBusy:
    """This counter has an open call; it must be finished first."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class NobodyWaiting:
    """No ticket of these lanes is waiting."""


@dataclass(frozen=True, slots=True)
class PublicCall:
    id: int
    number: str
    window: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """What displays need. ``calls`` newest first; ``waiting`` by lane and by service, those with nobody left out.

    ``at_windows``: the open call of each window that has one. A ticket without a chosen service counts under "".
    """

    calls: tuple[PublicCall, ...]
    waiting: Mapping[str, int]
    waiting_by_service: Mapping[str, int] = field(default_factory=dict)
    at_windows: Mapping[str, PublicCall] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lease:
    """Numbers ``first``..``last`` of ``series``, good on ``business_date`` only."""

    series: str
    first: int
    last: int
    business_date: date


@dataclass(frozen=True, slots=True)
class AwayTicket:
    """A ticket a kiosk gave out from its lease while the hall could not be reached."""

    request_id: UUID
    kiosk: str
    series: str
    count: int
    business_date: date
    issued_at: datetime
    language: str
    print_state: PrintState
    lane: str


class Adoption(StrEnum):
    ADOPTED = "adopted"
    REPEATED = "repeated"  # taken over before
    NOT_LEASED = "not_leased"  # the number lies in no lease of this kiosk
    TAKEN = "taken"  # the number belongs to another request


@dataclass(frozen=True, slots=True)
class DecisionOnFile:
    """Why someone was sent where, and what became of their ticket."""

    request_id: UUID
    kind: DirectionKind
    place: str
    rule: str
    reason: str
    rules_version: str
    decided_at: datetime
    ticket_number: str | None
    ticket_state: TicketState | None
    print_state: PrintState | None
    overrides: tuple[str, ...] = ()
