"""What the kiosk wants done. Imperative, frozen, and naming the visit so that a late answer finds nobody home."""

from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from kiosk.domain.identity import Identity
from kiosk.domain.ticket import PrintState
from kiosk.wire import CheckInRequest, DirectionAnswer, IssueRequest


@dataclass(frozen=True, slots=True)
class Identify:
    visit: int
    identity: Identity = field(repr=False)


@dataclass(frozen=True, slots=True)
class FetchMenu:
    """The menu for someone without a card."""

    visit: int


@dataclass(frozen=True, slots=True)
class IssueTicket:
    visit: int
    request: IssueRequest


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody has come to an appointment."""

    visit: int
    request: CheckInRequest


@dataclass(frozen=True, slots=True)
class IssueFromReserve:
    """The hall did not answer: give out a general number of the kiosk's own series."""

    visit: int
    request_id: UUID
    language: str


@dataclass(frozen=True, slots=True)
class PrintSlip:
    visit: int
    answer: DirectionAnswer
    language: str


@dataclass(frozen=True, slots=True)
class ReportPrint:
    ticket: UUID
    state: PrintState


@dataclass(frozen=True, slots=True)
class CancelTicket:
    """Nobody waits for this ticket any more: the visit that asked for it is over."""

    ticket: UUID


Effect: TypeAlias = (
    Identify | FetchMenu | IssueTicket | CheckIn | IssueFromReserve | PrintSlip | ReportPrint | CancelTicket
)
