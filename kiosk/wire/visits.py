"""A visit at a kiosk: who was identified, what is asked for, and what comes of it. Nothing here says *why*."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from kiosk.domain.direction import DirectionKind
from kiosk.domain.identity import IdDocument, TokenTechnology
from kiosk.domain.ticket import PrintState
from kiosk.wire.base import ByLanguage, Language, Moment, WireModel

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


class AppointmentNow(WireModel):
    """An appointment for which its holder may check in at this moment."""

    service_title: ByLanguage
    starts_at: datetime


class Visitor(WireModel):
    """Who stands at the kiosk, as far as the kiosk needs it. ``ref`` is sealed: only the hall can open it."""

    ref: str = Field(repr=False)
    known: bool
    masked_name: str | None = Field(default=None, repr=False)
    menu: Menu
    appointment: AppointmentNow | None = Field(default=None, repr=False)


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
    made again with ``accepts_wait``. Minutes are a range, rounded up to five; none while no window serves it.
    """

    code: Literal["long_wait"] = "long_wait"
    message: str
    ahead: int
    minutes_from: int | None = None
    minutes_to: int | None = None


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


WANTS_ADVICE = "advice"
"""What a kiosk that can show advice says in its ``Prefer`` header (RFC 7240), which an older hall passes over."""


class DirectionAnswer(WireModel):
    """Where to go. ``ticket`` is None exactly for a self-service terminal.

    ``advice``: one line that anybody may read. It is left out when there is none, and for a kiosk that did not say
    it prefers it: an older one would take it for a mistake.
    """

    request_id: UUID
    kind: DirectionKind
    place: ByLanguage
    wait_here: ByLanguage
    service_title: ByLanguage
    ticket: IssuedTicket | None
    advice: ByLanguage | None = Field(default=None, exclude_if=lambda advice: advice is None)


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


class NotCheckedIn(StrEnum):
    """Why nobody was checked in: the code of the refusal.

    ``TOO_OFTEN``: this kiosk sent too many numbers nobody booked with; for some minutes the hall looks for none.
    """

    NO_SUCH = "no_such_appointment"
    TOO_OFTEN = "too_often"


class CheckInAnswer(WireModel):
    """``direction`` with a ticket that keeps the booked place, or an ordinary one; without one, when to come back,
    or that a new appointment is needed. ``may_take_number``: who is early may have an ordinary ticket instead.
    """

    outcome: Literal["keeps_place", "ordinary_ticket", "come_later", "book_again"]
    starts_at: datetime
    come_at: datetime | None = None
    may_take_number: bool = False
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
    appointments: bool = False  # whether any can be booked here
