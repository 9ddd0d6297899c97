"""Colours and sizes of the product. Sizes are millimetres on the glass; a text's size is its capital height."""

from dataclasses import dataclass

from kiosk.screens.glass import Glass

Colour = tuple[int, int, int]


def colour(text: str) -> Colour:
    """
    >>> colour("#00493A")
    (0, 73, 58)
    """
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


GROUND = colour("#F6F8F5")
PAPER = colour("#FFFFFF")
INK = colour("#0E1F1B")
QUIET = colour("#2F3E3A")
SOFT = colour("#DCEBE4")
LINE = colour("#A9C4B8")  # borders of soft things; never text
PRIMARY = colour("#00493A")
PRESSED = colour("#002E24")
SOFT_PRESSED = colour("#B9D6C9")
ATTENTION = colour("#FFC233")
TROUBLE = colour("#7F1712")

TEXT_ON: tuple[tuple[Colour, Colour], ...] = (
    (INK, GROUND),
    (QUIET, GROUND),
    (PRIMARY, PAPER),
    (INK, PAPER),
    (QUIET, PAPER),
    (INK, SOFT),
    (PAPER, PRIMARY),
    (PAPER, PRESSED),
    (INK, SOFT_PRESSED),
    (INK, ATTENTION),
    (PAPER, TROUBLE),
)
"""Every pair of text and ground that a screen may use; each reaches 10:1."""


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio 1..21 of two sRGB colours, by relative luminance (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: Colour) -> float:
    linear = [v / 3294.6 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


MIN_CAP = 4.8  # the smallest text for anybody to read (ADA 707.7.2)
MIN_TARGET = 12.7
MIN_GAP = 2.54


@dataclass(frozen=True, slots=True)
class Sizes:
    """One glass's sizes. ``number`` to ``body`` are capital heights, the rest lengths."""

    number: float
    place: float
    headline: float
    button: float
    body: float
    small: float
    margin: float
    gutter: float
    primary: float
    secondary: float
    bar: float
    radius: float
    stroke: float


_SMALL = Sizes(27, 10.5, 8.0, 6.0, 5.0, 4.8, 8, 4, 22, 20, 13, 3, 0.9)  # 10.1 inch, read from half a metre
_LARGE = Sizes(54, 20, 15.0, 10.0, 8.6, 5.8, 12, 8, 40, 32, 17, 5, 1.5)  # 21.5 inch upright
_SMALL_SIDE, _LARGE_SIDE = 136.0, 268.0


def sizes(glass: Glass) -> Sizes:
    """Between the two reference panels, by the shorter side of the glass."""
    side = min(glass.box.w, glass.box.h)
    share = min(1.0, max(0.0, (side - _SMALL_SIDE) / (_LARGE_SIDE - _SMALL_SIDE)))
    return Sizes(
        *(small + share * (large - small) for small, large in zip(_values(_SMALL), _values(_LARGE), strict=True))
    )


def _values(of: Sizes) -> tuple[float, ...]:
    return tuple(getattr(of, name) for name in Sizes.__slots__)
