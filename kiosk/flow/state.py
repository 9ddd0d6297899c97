"""The one value the kiosk is: the visit under way, the health of devices, what is known of the hall."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from kiosk.domain.device import CardFailure, PrinterStatus, Role, Trouble
from kiosk.domain.identity import Identity
from kiosk.domain.ticket import PrintState
from kiosk.wire import CheckInAnswer, DirectionAnswer, HallState, LongWait, Menu, Visitor

# --- stages of a visit; each holds what only it needs ---


@dataclass(frozen=True, slots=True)
class Welcome:
    """Nobody here, or somebody who has not begun."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A card lies on the reader and is being read."""


@dataclass(frozen=True, slots=True)
class Looking:
    """The hall is asked who this is, or what the menu is."""

    with_card: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """The menu is shown. ``visitor`` is None for a person without a card."""

    menu: Menu
    visitor: Visitor | None = field(default=None, repr=False)
    page: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """By what somebody shows that they have an appointment: one of a voucher's code, a phone number, their card.

    ``ticket_now``: told that they are early, they would rather have an ordinary number.
    """

    code: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    visitor_ref: str | None = field(default=None, repr=False)
    ticket_now: bool = False


class NotFound(StrEnum):
    """Why the number pad is shown again."""

    TOO_SHORT = "too_short"
    PHONE = "phone"
    CODE = "code"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class CheckingIn:
    """The phone number an appointment was booked with is typed."""

    typed: str = field(default="", repr=False)
    why: NotFound | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """The holder of this card has an appointment now, and is asked whether they came for it."""

    visitor: Visitor = field(repr=False)


@dataclass(frozen=True, slots=True)
class TooEarly:
    """The appointment is later today or another day."""

    claim: Claim
    answer: CheckInAnswer


@dataclass(frozen=True, slots=True)
class TooLate:
    """The appointment is over, and this hall wants it booked again."""

    answer: CheckInAnswer


@dataclass(frozen=True, slots=True)
class Issuing:
    """A direction is asked for under ``request_id``: of the hall, or of the reserve when the hall is away.

    ``claim``: to an appointment, instead of a service.
    """

    request_id: UUID
    service: str | None
    wants_person: bool = False
    visitor_ref: str | None = field(default=None, repr=False)
    from_reserve: bool = False
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Many people are ahead; the visitor is asked whether to wait. ``issuing`` is what was asked of the hall."""

    issuing: Issuing
    wait: LongWait


@dataclass(frozen=True, slots=True)
class Directed:
    """Sent to a self-service terminal; may still ask for a person."""

    answer: DirectionAnswer
    service: str | None
    visitor_ref: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Ticketed:
    """A number was given. ``print_state``: NEW while printing; FAILED or SHOWN: keep it by a QR code.

    ``missed``: an ordinary number, because the appointment's time is past.
    """

    answer: DirectionAnswer
    print_state: PrintState
    from_reserve: bool = False
    missed: bool = False


@dataclass(frozen=True, slots=True)
class CardTrouble:
    failure: CardFailure


@dataclass(frozen=True, slots=True)
class HallAway:
    """The hall did not answer this visit; a general number is still to be had."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The hall answered that it cannot do this; a person must help."""


Stage: TypeAlias = (
    Welcome
    | Reading
    | Looking
    | Choosing
    | CheckingIn
    | Booked
    | TooEarly
    | TooLate
    | Issuing
    | Asked
    | Directed
    | Ticketed
    | CardTrouble
    | HallAway
    | Refused
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One person at the kiosk. ``number`` grows; ``since`` and ``touched`` are seconds of the ticking clock.

    ``warned_at`` is set while the person is asked whether they are still there. ``card`` is the one the visit began
    with and ``card_at`` when a reader last told of it: cards at the edge of a reader's field come and go. ``code``
    and ``code_at`` are the same of a code that lies before the scanner.
    """

    number: int
    stage: Stage
    language: str
    since: float
    touched: float
    requests: int = 0
    warned_at: float | None = None
    card: Identity | None = field(default=None, repr=False)
    card_at: float = 0.0
    code: str | None = field(default=None, repr=False)
    code_at: float = 0.0


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """``trouble`` is None while the device is up."""

    trouble: Trouble | None
    mock: bool = False


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Everything the screens may know. ``boot`` makes request ids unique across restarts."""

    boot: UUID
    visit: Visit
    now: float = 0.0
    devices: tuple[tuple[Role, DeviceHealth], ...] = ()
    printer: PrinterStatus = PrinterStatus.UNKNOWN
    hall: HallState | None = None
    hall_reachable: bool = True
    failed: bool = False
    technician: bool = False

    def health(self, role: Role) -> DeviceHealth | None:
        """None when the configuration names no such device, or it has not spoken yet."""
        return dict(self.devices).get(role)

    @property
    def demo(self) -> bool:
        """Whether any device is a mock: then the DEMO ribbon is shown."""
        return any(health.mock for _, health in self.devices)
