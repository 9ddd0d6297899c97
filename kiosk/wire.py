"""The hall API as both ends see it: what kiosks, counters and displays send and get. Times carry their zone.

Nothing here tells a kiosk or a display *why* someone is sent somewhere; rule and reason stay in the hall.
"""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from kiosk.domain.direction import DirectionKind
from kiosk.domain.identity import IdDocument, TokenTechnology
from kiosk.domain.ticket import Mark, PrintState, TicketState

Language = Literal["zh", "en"]
ByLanguage = dict[str, str]


def _of_our_time(moment: datetime) -> datetime:
    if not 2000 <= moment.year < 2200:
        raise ValueError("no clock of a hall can have said this")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""A time somebody else's clock gave: with its zone, and not so far off that reckoning with it breaks."""


class WireModel(BaseModel):
    """A value that is wrong is never quoted in an error: it may be somebody's number."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


# --- identify ---


class PresentedIdCard(WireModel):
    kind: Literal["id_card"] = "id_card"
    document: IdDocument
    number: str = Field(repr=False, min_length=15, max_length=18, pattern=r"^[0-9A-Z]+$")
    birth_date: date | None = Field(default=None, repr=False)


class PresentedPowerCard(WireModel):
    kind: Literal["power_card"] = "power_card"
    customer_number: str = Field(repr=False, pattern=r"^[0-9]{12}$")
    meter_number: str = Field(repr=False, pattern=r"^[0-9]{12}$")


class PresentedToken(WireModel):
    kind: Literal["token"] = "token"
    technology: TokenTechnology
    reference: str = Field(repr=False, pattern=r"^([0-9A-F]{2}){1,256}$")


Presented = Annotated[PresentedIdCard | PresentedPowerCard | PresentedToken, Field(discriminator="kind")]


class IdentifyRequest(WireModel):
    presented: Presented


class MenuItem(WireModel):
    """One service a person may choose. ``pictogram`` names one of the kiosk's drawings."""

    service: str
    title: ByLanguage
    pictogram: str


class Menu(WireModel):
    items: tuple[MenuItem, ...]


class Visitor(WireModel):
    """Who stands at the kiosk, as far as the kiosk needs it. ``ref`` is sealed: only the hall can open it."""

    ref: str = Field(repr=False)
    known: bool
    masked_name: str | None = Field(default=None, repr=False)
    menu: Menu


# --- issue ---


class IssueRequest(WireModel):
    """Asks for a direction. A repeat of ``request_id`` gets the first answer again."""

    request_id: UUID
    visitor_ref: str | None = Field(default=None, repr=False)
    service: str | None = None
    language: Language = "zh"
    wants_person: bool = False
    accepts_wait: bool = False


class LongWait(WireModel):
    """The answer 409 to a request that does not accept a long wait. Nothing was issued: the same request may be
    made again with ``accepts_wait``. Minutes are a range, rounded up to five.
    """

    code: Literal["long_wait"] = "long_wait"
    message: str
    ahead: int
    minutes_from: int
    minutes_to: int


class IssuedTicket(WireModel):
    """``reprint``: this person holds the ticket already; a slip printed now says so.

    ``wait_from_min`` to ``wait_to_min``: how long it will probably take, both or neither. ``page``: the address of
    the ticket's own page, for a phone.
    """

    id: UUID
    number: str
    ahead: int | None
    issued_at: datetime
    reprint: bool = False
    wait_from_min: int | None = None
    wait_to_min: int | None = None
    page: str | None = Field(default=None, repr=False)

    @property
    def wait(self) -> tuple[int, int] | None:
        """Minutes, from and to."""
        if self.wait_from_min is None or self.wait_to_min is None:
            return None
        return self.wait_from_min, self.wait_to_min


class DirectionAnswer(WireModel):
    """Where to go. ``ticket`` is None exactly for a self-service terminal."""

    request_id: UUID
    kind: DirectionKind
    place: ByLanguage
    wait_here: ByLanguage
    service_title: ByLanguage
    ticket: IssuedTicket | None


class CheckInRequest(WireModel):
    """Somebody says they have an appointment, by one of three ways. ``service``: only one for this.

    ``code``: of the voucher, typed, or the whole text of its QR code. ``ticket_now``: told that they are early,
    they would rather have an ordinary ticket. A repeat of ``request_id`` gets the first answer again.
    """

    request_id: UUID
    code: str | None = Field(default=None, repr=False, max_length=300)
    phone: str | None = Field(default=None, repr=False, max_length=24)
    visitor_ref: str | None = Field(default=None, repr=False)
    service: str | None = None
    language: Language = "zh"
    ticket_now: bool = False

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.code is None and self.phone is None and self.visitor_ref is None:
            raise ValueError("one of code, phone and visitor_ref is needed")
        return self


class CheckInAnswer(WireModel):
    """``direction`` with a ticket that keeps the booked place, or an ordinary one; without one, when to come back,
    or that a new appointment is needed.
    """

    outcome: Literal["keeps_place", "ordinary_ticket", "come_later", "book_again"]
    starts_at: datetime
    come_at: datetime | None = None
    direction: DirectionAnswer | None = None


class PrintReport(WireModel):
    state: PrintState


# --- reserve: numbers a kiosk may give out while the hall cannot be reached ---


class Reserve(WireModel):
    """Numbers ``first``..``last`` of the kiosk's own series, good until the end of ``business_date``."""

    series: str
    first: int
    last: int
    business_date: date
    good_until: datetime
    place: ByLanguage
    wait_here: ByLanguage
    service_title: ByLanguage


class ReserveTicket(WireModel):
    """A ticket given out from the reserve; the hall takes it over. Idempotent by ``request_id``."""

    request_id: UUID
    series: str = Field(pattern=r"^[A-Z]$")
    number: int = Field(ge=1, le=999_999)
    business_date: date
    issued_at: Moment
    language: Language = "zh"
    print_state: PrintState


# --- hall, counters, displays ---


class HallState(WireModel):
    """What a kiosk asks every few seconds."""

    hall: ByLanguage
    open: bool
    opens_at: str | None = None
    business_date: date
    now: datetime
    open_lanes: tuple[str, ...]
    waiting: int
    back_office: Literal["up", "away"]


class CalledTicket(WireModel):
    """What a counter sees after calling. ``also``: services added in the same visit; ``note``: what was written
    when this ticket was held or passed on.
    """

    id: UUID
    number: str
    lane: str
    service: str | None
    state: TicketState
    rule: str
    reason: str
    language: str
    waited_s: int
    masked_name: str | None = Field(default=None, repr=False)
    also: tuple[str, ...] = ()
    note: str | None = Field(default=None, repr=False)
    recalls: int = 0


class TicketInLine(WireModel):
    """Somebody who is at no window. ``until``: when a parked ticket's time runs out; ``window``: where it is held.

    ``target``: the window ("window:3") or person ("person:li") this ticket waits for.
    """

    id: UUID
    number: str
    lane: str
    service: str | None
    language: str
    state: TicketState
    waited_s: int
    privileged: bool
    mark: Mark | None = None
    target: str | None = None
    window: str | None = None
    until: datetime | None = None
    note: str | None = Field(default=None, repr=False)


class NextTicket(WireModel):
    """Who would be called now and why: ``rule`` and ``reason`` led here, ``turn`` says why it is their turn."""

    id: UUID
    number: str
    lane: str
    service: str | None
    language: str
    rule: str
    reason: str
    turn: str
    waited_s: int


class CounterView(WireModel):
    """Everything a counter's console shows. ``undo``: the action that can be taken back until ``undo_until``."""

    window: str
    state: Literal["open", "paused", "closed"]
    clerk: str | None
    pause_reason: str | None = None
    current: CalledTicket | None = None
    next: NextTicket | None = None
    waiting: tuple[TicketInLine, ...] = ()
    held: tuple[TicketInLine, ...] = ()
    parked: tuple[TicketInLine, ...] = ()
    undo: str | None = None
    undo_until: datetime | None = None


class GuideView(WireModel):
    """Everybody in the hall who is at no window, in the order of calling."""

    waiting: tuple[TicketInLine, ...]
    held: tuple[TicketInLine, ...]
    parked: tuple[TicketInLine, ...]


ShortText = Annotated[str, Field(min_length=1, max_length=80)]
NoteText = Annotated[str, Field(max_length=200)]


class OpenRequest(WireModel):
    """``take_over``: from a colleague who has left the window open."""

    take_over: bool = False


class ReasonRequest(WireModel):
    reason: ShortText


class TransferTo(WireModel):
    """A lane's id, a window's, or a colleague's login."""

    kind: Literal["lane", "window", "person"]
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,32}$")]


class TransferRequest(WireModel):
    to: TransferTo
    note: NoteText = Field(default="", repr=False)


class AddServiceRequest(WireModel):
    service: str


class GuideIssueRequest(WireModel):
    """A ticket for somebody who stands before the guide. ``lane`` None: where the rules send a stranger."""

    request_id: UUID
    service: str | None = None
    lane: str | None = None
    language: Language = "zh"
    mark: Mark | None = None


class MoveRequest(WireModel):
    lane: str


class MarkRequest(WireModel):
    mark: Mark


class RevealRequest(WireModel):
    """``reason`` goes on record with who asked."""

    reason: ShortText = "show name"


class RevealedName(WireModel):
    name: str = Field(repr=False)


class Call(WireModel):
    """One call as the public sees it: number and window, nothing else.

    ``place`` is the name of a desk or room ("5号咨询台", "Desk 5"); None for an ordinary window.
    """

    id: int
    number: str
    window: str
    at: datetime
    place: ByLanguage | None = None


class AtWindow(WireModel):
    """One window as the public sees it: whom it has called and not finished, whether it rests."""

    window: str
    place: ByLanguage | None = None
    call: Call | None = None
    paused: bool = False


class Snapshot(WireModel):
    """Everything a display shows. A display is a pure function of the newest one.

    ``calling`` holds the last calls of the hall and of each zone, newest first; ``windows`` every window once.
    """

    version: int
    now: datetime
    hall: ByLanguage
    open: bool
    calling: tuple[Call, ...]
    waiting: int
    waiting_by_place: tuple[tuple[ByLanguage, int], ...]
    waiting_by_service: tuple[tuple[ByLanguage, int], ...] = ()
    windows: tuple[AtWindow, ...] = ()
    notices: tuple[ByLanguage, ...] = ()


class DecisionRecord(WireModel):
    """Why someone was sent where, for staff with the right to ask."""

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


class Problem(WireModel):
    """Every refusal: a code for programs, a sentence for people."""

    code: str
    message: str
