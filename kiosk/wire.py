"""The hall API as both ends see it: what kiosks, counters and displays send and get. Times carry their zone.

Nothing here tells a kiosk or a display *why* someone is sent somewhere; rule and reason stay in the hall.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kiosk.domain.direction import DirectionKind
from kiosk.domain.identity import IdDocument, TokenTechnology
from kiosk.domain.ticket import PrintState, TicketState

Language = Literal["zh", "en"]
ByLanguage = dict[str, str]


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
    customer_number: str = Field(repr=False, pattern=r"^\d{12}$")
    meter_number: str = Field(repr=False, pattern=r"^\d{12}$")


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


class IssuedTicket(WireModel):
    """``reprint``: this person holds the ticket already; a slip printed now says so."""

    id: UUID
    number: str
    ahead: int | None
    issued_at: datetime
    reprint: bool = False


class DirectionAnswer(WireModel):
    """Where to go. ``ticket`` is None exactly for a self-service terminal."""

    request_id: UUID
    kind: DirectionKind
    place: ByLanguage
    wait_here: ByLanguage
    service_title: ByLanguage
    ticket: IssuedTicket | None


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
    series: str
    number: int
    business_date: date
    issued_at: datetime
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
    """What a counter sees after calling."""

    id: UUID
    number: str
    lane: str
    service: str | None
    state: TicketState
    rule: str
    reason: str
    language: str
    waited_s: int


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
