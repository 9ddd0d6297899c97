"""What the store takes and hands out: small frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.direction import Decision, DirectionKind
from kiosk.domain.ticket import PrintState, TicketState, number_text


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
class Order:
    """A decision to be carried out. ``rivals`` names for each lane all lanes that share a window with it."""

    request_id: UUID
    kiosk: str
    decision: Decision
    series: str
    service: str | None
    language: str
    head_start: timedelta = timedelta()
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    person_key: str | None = field(default=None, repr=False)


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


@dataclass(frozen=True, slots=True)
class Counter:
    """A window and the lanes it serves. ``who`` goes on record."""

    window: str
    lanes: tuple[str, ...]
    who: str = "staff"


@dataclass(frozen=True, slots=True)
class Called:
    ticket: Ticket
    call: int


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
