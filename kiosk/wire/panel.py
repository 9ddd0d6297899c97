"""The portrait panel of a counter: what a clerk sees of the customer at the window, and what is written down there.

Codes, not sentences: the page has the words in both languages. ``about`` fills their ``{places}``.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kiosk.domain.strategy import StrategyState
from kiosk.wire.base import ByLanguage, NoteText, ShortText, WireModel


class PanelState(StrEnum):
    """``closed``: a confidential customer, whose portrait is shown once somebody has opened it on record."""

    SHOWN = "shown"
    CLOSED = "closed"
    NOT_IDENTIFIED = "not_identified"
    UNKNOWN = "unknown"  # the back office knows nobody by that card
    AWAY = "away"  # it does not answer, and last night's portraits do not know the customer


class PanelSource(StrEnum):
    NOW = "now"
    KEPT = "kept"  # an earlier answer of the back office, which is away now
    LAST_NIGHT = "last_night"


class Tone(StrEnum):
    GOOD = "good"
    PLAIN = "plain"
    WATCH = "watch"


class PanelElement(StrEnum):
    """The four elements of a portrait, and what belongs to none of them."""

    RISK = "risk"
    CREDIT = "credit"
    USAGE = "usage"
    PREFERENCE = "preference"
    GENERAL = "general"


class PanelReason(WireModel):
    code: str
    about: dict[str, str] = Field(default_factory=dict, repr=False)
    points: int = 0


class ElementView(WireModel):
    """``value`` is a code: a class, a grade, a change, a channel. ``in_hand``: it matters for what is done now."""

    element: PanelElement
    value: str = Field(repr=False)
    tone: Tone
    in_hand: bool
    as_of: date | None
    about: dict[str, str] = Field(default_factory=dict, repr=False)
    reasons: tuple[PanelReason, ...] = Field(default=(), repr=False)


class PromptView(WireModel):
    """A strategy for this customer. ``blocked``: it cannot be called done while the guarantee is missing."""

    strategy: str
    do: ByLanguage
    say: ByLanguage
    avoid: dict[str, tuple[str, ...]]
    services: tuple[str, ...] = ()
    first: bool = False
    in_hand: bool = False
    blocked: bool = False
    state: StrategyState | None = None
    note: str = Field(default="", repr=False)


class PastEvent(WireModel):
    """Something of the customer's history. ``pinned``: a complaint, which stands before everything else."""

    on: date
    kind: str
    code: str
    about: dict[str, str] = Field(default_factory=dict, repr=False)
    pinned: bool = False


class PortraitView(WireModel):
    """``opened``: to be sent along with what is asked about a confidential customer. ``segment`` only for those who
    may see it. ``accounts``: contracts of this person. ``complaint``: the newest of two years.
    """

    ticket: UUID
    state: PanelState
    masked_name: str | None = Field(default=None, repr=False)
    confidential: bool = False
    opened: str | None = Field(default=None, repr=False)
    source: PanelSource = PanelSource.NOW
    as_of: date | None = None
    accounts: int = 0
    segment: str | None = Field(default=None, repr=False)
    elements: tuple[ElementView, ...] = ()
    prompts: tuple[PromptView, ...] = ()
    complaint: PastEvent | None = None
    notes: int = 0


class HistoryView(WireModel):
    """The newest first, complaints before all others."""

    ticket: UUID
    events: tuple[PastEvent, ...]


class Improvement(WireModel):
    """Do ``action`` and the element becomes ``outcome``, after ``months`` more bills paid in time (0: at once)."""

    element: PanelElement
    action: str
    outcome: str
    months: int = 0
    bills: tuple[date, ...] = Field(default=(), repr=False)


class ImprovementsView(WireModel):
    ticket: UUID
    improvements: tuple[Improvement, ...]


class CompletionRequest(WireModel):
    """``ticket``: who was at the window when the clerk touched this."""

    ticket: UUID
    state: StrategyState
    note: NoteText = Field(default="", repr=False)


class OpenPortraitRequest(WireModel):
    """``reason`` goes on record with who opened the portrait."""

    ticket: UUID
    reason: ShortText = "serve the customer"


class NoteView(WireModel):
    """A note of the staff. ``may_change``: whoever asks wrote it, or manages the hall."""

    id: UUID
    element: PanelElement
    text: str = Field(repr=False)
    author: str
    at: datetime
    version: int
    may_change: bool


class NotesView(WireModel):
    ticket: UUID
    notes: tuple[NoteView, ...]


class NoteRequest(WireModel):
    """A new note, or with ``id`` and the ``version`` that was seen a change of one; an empty text takes it away."""

    ticket: UUID
    element: PanelElement = PanelElement.GENERAL
    text: Annotated[str, Field(max_length=500, repr=False)]
    id: UUID | None = None
    version: int = Field(default=0, ge=0)
