"""What staff see and do: a window with its line, the guide's hall, why somebody was sent where."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import Mark, PrintState, TicketState
from kiosk.wire.base import Language, NoteText, ShortText, WireModel


class CalledTicket(WireModel):
    """What a counter sees after calling. ``also``: services added in the same visit; ``note``: what was written
    when this ticket was held or passed on. ``identified``: a card was shown, so that there may be a portrait;
    ``routed_by``: the day of the nightly portrait they were sent here by, the back office being away.
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
    identified: bool = False
    routed_by: date | None = None


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


class DecisionRecord(WireModel):
    """Why someone was sent where, for staff with the right to ask. ``overrides`` had been set by hand for them."""

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
