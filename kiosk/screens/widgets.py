"""What a screen is made of: frozen values in millimetres, placed. Nothing here draws or listens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from kiosk.screens import theme
from kiosk.screens.box import Box
from kiosk.screens.fonts import Weight
from kiosk.screens.theme import ATTENTION, INK, SOFT, SOFT_PRESSED, Colour


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Label:
    """Lines already broken. ``box`` encloses them; ``em_px`` is the size in pixels, ``leading`` is in em.

    What it says may hold a masked name, so it stays out of ``repr``.
    """

    box: Box
    lines: tuple[str, ...] = field(repr=False)
    em_px: int
    weight: Weight
    ink: Colour
    align: Align
    leading: float

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Icon:
    """A pictogram in a square box. ``stroke`` is in mm; without it the weight grows with the size."""

    box: Box
    pictogram: str
    ink: Colour = INK
    paper: Colour | None = None
    stroke: float | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A ground for other widgets."""

    box: Box
    fill: Colour
    radius: float = 0
    border: Colour | None = None
    border_width: float = 0


class Look(Enum):
    """Ground, ground while pressed, ink, border."""

    PRIMARY = (theme.PRIMARY, theme.PRESSED, theme.PAPER, None)
    SECONDARY = (theme.PAPER, theme.SOFT_PRESSED, theme.INK, theme.PRIMARY)
    TILE = (theme.SOFT, theme.SOFT_PRESSED, theme.INK, None)

    @property
    def ink(self) -> Colour:
        colours: tuple[Colour, Colour, Colour, Colour | None] = self.value
        return colours[2]


@dataclass(frozen=True, slots=True)
class Button:
    """A touch target. ``name`` is what it says to somebody who cannot see it."""

    box: Box
    target: str
    name: str
    look: Look
    parts: tuple["Label | Icon", ...]
    radius: float
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Dots:
    """Something is being done: three dots, one of them lit."""

    box: Box
    lit: int
    ink: Colour = INK
    quiet: Colour = SOFT_PRESSED


@dataclass(frozen=True, slots=True)
class Bar:
    """Time that runs out: ``share`` of 1 is left."""

    box: Box
    share: float
    ink: Colour = ATTENTION
    ground: Colour = SOFT


@dataclass(frozen=True, slots=True)
class QrCode:
    """``content`` as a QR code with its quiet zone; the box is square."""

    box: Box
    content: str = field(repr=False)


Widget: TypeAlias = Label | Icon | Panel | Button | Dots | Bar | QrCode
Widgets: TypeAlias = tuple[Widget, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a touch counts: ``target`` is what flow is told, ``name`` what is read out."""

    target: str
    name: str
    box: Box


def targets(widgets: Iterable[Widget]) -> tuple[Target, ...]:
    """The touch targets among ``widgets``, in reading order of the screen."""
    return tuple(Target(w.target, w.name, w.box) for w in widgets if isinstance(w, Button))


def labels(widgets: Iterable[Widget]) -> tuple[Label, ...]:
    """Every text on the screen, those on buttons too."""
    found: list[Label] = []
    for widget in widgets:
        parts = widget.parts if isinstance(widget, Button) else (widget,)
        found.extend(part for part in parts if isinstance(part, Label))
    return tuple(found)
