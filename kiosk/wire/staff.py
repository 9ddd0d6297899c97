"""What staff see and do: a window with its line, the guide's hall, why somebody was sent where."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import Mark, PrintState, TicketState
from kiosk.wire.base import ByLanguage, Language, NoteText, ShortText, WireModel
from kiosk.wire.visits import DirectionAnswer


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
    """Everything a counter's console shows. ``undo``: the action that can be taken back until ``undo_until``.

    ``now``: the hall's time, from which a page counts down. ``mine``: whoever asks has this window open;
    ``elsewhere``: the other window they have open. ``clerk_name``: of a colleague who has this one.
    """

    window: str
    state: Literal["open", "paused", "closed"]
    clerk: str | None
    now: datetime
    mine: bool = False
    clerk_name: str | None = None
    elsewhere: str | None = None
    pause_reason: str | None = None
    current: CalledTicket | None = None
    next: NextTicket | None = None
    waiting: tuple[TicketInLine, ...] = ()
    held: tuple[TicketInLine, ...] = ()
    parked: tuple[TicketInLine, ...] = ()
    undo: str | None = None
    undo_until: datetime | None = None


class LaneChoice(WireModel):
    """``waiting``: how many wait in it now."""

    id: str
    place: ByLanguage
    waiting: int


class WindowChoice(WireModel):
    """``clerk``: the name of whoever is there; None when it is closed, or open for nobody by name."""

    window: str
    place: ByLanguage | None
    state: Literal["open", "paused", "closed"]
    clerk: str | None


class PersonChoice(WireModel):
    """A colleague and the window they are at now."""

    login: str
    name: str
    window: str


class Destinations(WireModel):
    """Where the person at a window could be passed on to."""

    lanes: tuple[LaneChoice, ...]
    windows: tuple[WindowChoice, ...]
    people: tuple[PersonChoice, ...]


class GuideView(WireModel):
    """Everybody in the hall who is at no window, in the order of calling. ``open``: numbers are given.

    ``unserved``: those who wait and whom no window calls: all that could are closed or paused.
    ``undo``: what this guide did last (to ``undo_number``) and can take back until ``undo_until``.
    """

    now: datetime
    open: bool
    waiting: tuple[TicketInLine, ...]
    held: tuple[TicketInLine, ...]
    parked: tuple[TicketInLine, ...]
    unserved: tuple[UUID, ...] = ()
    undo: str | None = None
    undo_number: str | None = None
    undo_until: datetime | None = None


class QrCode(WireModel):
    """A picture of ``side`` units a side, quiet zone included; ``path`` is the ``d`` of an SVG path."""

    path: str = Field(repr=False)
    side: int


class GuideAnswer(DirectionAnswer):
    """``code``: of the ticket's own page, for the phone of whoever stands before the guide, if there is a page."""

    code: QrCode | None = None


class OpenRequest(WireModel):
    """``take_over``: from a colleague who has left the window open."""

    take_over: bool = False


class ReasonRequest(WireModel):
    """The code of a ready reason (``pause_for``, ``hold_for`` of the console's texts), told every reader in their
    own language; ``code: words`` when there is more to say; or a clerk's own words.
    """

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
    """None: the mark was a mistake."""

    mark: Mark | None


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
