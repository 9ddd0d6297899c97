"""Facts that reach the kiosk: touches, cards, answers, the clock. Past tense, frozen."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from kiosk.domain.device import CardFailure, PrinterStatus, PrintOutcome, Role, Trouble
from kiosk.domain.identity import Identity
from kiosk.wire import CheckInAnswer, DirectionAnswer, HallState, LongWait, Menu, NotCheckedIn, Visitor


class HallFailure(StrEnum):
    """Why the hall gave no useful answer."""

    UNREACHABLE = "unreachable"  # no connection, or no answer in time
    REFUSED = "refused"  # it answered that it will not


# --- from devices ---


@dataclass(frozen=True, slots=True)
class IdentityPresented:
    role: Role
    identity: Identity = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardDetected:
    """A card is on the reader and is being read."""

    role: Role


@dataclass(frozen=True, slots=True)
class CardNotRead:
    role: Role
    failure: CardFailure


@dataclass(frozen=True, slots=True)
class CardRemoved:
    role: Role


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """The whole text of a code held before the scanner."""

    role: Role
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeviceUp:
    role: Role
    mock: bool = False


@dataclass(frozen=True, slots=True)
class DeviceDown:
    role: Role
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class PrinterSeen:
    """The printer's status, said when it changes."""

    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class SlipPrinted:
    visit: int
    ticket: UUID
    outcome: PrintOutcome


# --- from people and the clock ---


@dataclass(frozen=True, slots=True)
class Tapped:
    """A press that began and ended inside one target of the screen shown."""

    target: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """Seconds on a clock that never goes back."""

    at: float


# --- from the hall (answers carry the visit they belong to) ---


@dataclass(frozen=True, slots=True)
class VisitorFound:
    visit: int
    visitor: Visitor = field(repr=False)


@dataclass(frozen=True, slots=True)
class MenuFound:
    visit: int
    menu: Menu


@dataclass(frozen=True, slots=True)
class DirectionGiven:
    visit: int
    answer: DirectionAnswer
    from_reserve: bool = False


@dataclass(frozen=True, slots=True)
class LongWaitFound:
    """Many people are ahead, so no number was given: the visitor decides whether to wait."""

    visit: int
    request_id: UUID
    wait: LongWait


@dataclass(frozen=True, slots=True)
class CheckInAnswered:
    """What the hall says of an appointment."""

    visit: int
    request_id: UUID
    answer: CheckInAnswer | NotCheckedIn


@dataclass(frozen=True, slots=True)
class HallFailed:
    """An identify, menu or issue request of this visit came to nothing."""

    visit: int
    failure: HallFailure


@dataclass(frozen=True, slots=True)
class ReserveEmpty:
    """No number is left that could be given out without the hall."""

    visit: int


@dataclass(frozen=True, slots=True)
class HallSeen:
    state: HallState


@dataclass(frozen=True, slots=True)
class HallLost:
    """The hall's state could not be had."""


# --- from the technician and the program itself ---


@dataclass(frozen=True, slots=True)
class TechnicianCame:
    """Somebody with the right to it asked for the technician's screen."""


@dataclass(frozen=True, slots=True)
class TechnicianLeft:
    """The technician's screen was left."""


@dataclass(frozen=True, slots=True)
class ProgramFailed:
    """An exception reached the loop. The visit is over; the screen says so, then a fresh one begins."""


Event: TypeAlias = (
    IdentityPresented
    | CardDetected
    | CardNotRead
    | CardRemoved
    | CodeScanned
    | DeviceUp
    | DeviceDown
    | PrinterSeen
    | SlipPrinted
    | Tapped
    | Ticked
    | VisitorFound
    | MenuFound
    | DirectionGiven
    | LongWaitFound
    | CheckInAnswered
    | HallFailed
    | ReserveEmpty
    | HallSeen
    | HallLost
    | TechnicianCame
    | TechnicianLeft
    | ProgramFailed
)
