"""The product's own pictograms. Each stands alone without words; all share the pen's stroke and corner."""

from collections.abc import Callable
from functools import lru_cache

import pygame

from kiosk.screens.pen import CORNER, STROKE, Pen, round_corners
from kiosk.screens.theme import Colour

Drawing = Callable[[Pen], None]

_DRAWINGS: dict[str, Drawing] = {}

UNKNOWN = "speech"
"""Drawn for a name we do not know: a configuration may be newer than this program."""


def _pictogram(drawing: Drawing) -> Drawing:
    _DRAWINGS[drawing.__name__] = drawing
    return drawing


def names() -> frozenset[str]:
    return frozenset(_DRAWINGS)


@lru_cache(256)
def pictogram(
    name: str, size_px: int, ink: Colour, paper: Colour | None = None, stroke: float = STROKE
) -> pygame.Surface:
    """The pictogram as a square picture. ``stroke`` is in fields of 48 to the side."""
    pen = Pen(size_px, ink, paper, stroke)
    _DRAWINGS.get(name, _DRAWINGS[UNKNOWN])(pen)
    return pen.picture()


# --- cards and readers ---


@_pictogram
def card(pen: Pen) -> None:
    """A power card: chip and bolt."""
    pen.frame(4, 10, 44, 38)
    pen.frame(10, 18, 19, 27, corner=2)
    pen.line((32, 16), (27, 25), (34, 25), (29, 33))


@_pictogram
def id_card(pen: Pen) -> None:
    pen.frame(4, 10, 44, 38)
    pen.circle(34, 20, 4)
    pen.curve((27, 33), (27, 26.5), (41, 26.5), (41, 33))
    pen.line((10, 18), (22, 18))
    pen.line((10, 25), (20, 25))
    pen.line((10, 32), (20, 32))


@_pictogram
def reader(pen: Pen) -> None:
    """A card reader lying on the desk, with the sign of reading without contact on its plate."""
    pen.frame(2, 14, 46, 43, corner=5)
    for radius in (5, 9.5, 14):
        pen.arc(16, 28.5, radius, -42, 42)


@_pictogram
def waves(pen: Pen) -> None:
    """Read without touching."""
    for radius in (8, 16, 24):
        pen.arc(24, 38, radius, 225, 315)
    pen.dot(24, 38)


@_pictogram
def card_again(pen: Pen) -> None:
    """A card, and an arrow round it: present it once more."""
    pen.frame(11, 17, 37, 35)
    pen.line((11, 23.5), (37, 23.5))
    pen.arc(24, 26, 20, 205, 330)
    pen.line((34.5, 14.5), (41.6, 16), (43, 8.8))


@_pictogram
def card_over(pen: Pen) -> None:
    """Turn the card over."""
    pen.frame(4, 22, 44, 44)
    pen.frame(10, 28, 18, 35, corner=2)
    pen.arc(24, 19, 13, 190, 335)
    pen.line((28.5, 12), (35.8, 13.5), (37.5, 6.5))


@_pictogram
def card_no(pen: Pen) -> None:
    """A card this machine cannot use."""
    pen.frame(4, 10, 44, 38)
    pen.line((19, 19), (29, 29))
    pen.line((29, 19), (19, 29))


# --- what people come for ---


@_pictogram
def bill(pen: Pen) -> None:
    pen.closed((10, 5), (38, 5), (38, 43), (33.3, 39), (28.7, 43), (24, 39), (19.3, 43), (14.7, 39), (10, 43))
    pen.line((17, 14), (31, 14))
    pen.line((17, 21), (31, 21))
    pen.line((17, 28), (25, 28))


@_pictogram
def pay(pen: Pen) -> None:
    """The yuan sign on a coin."""
    pen.circle(24, 24, 19.5)
    pen.line((16.5, 13), (24, 23), (31.5, 13))
    pen.line((24, 23), (24, 36))
    pen.line((17, 24), (31, 24))
    pen.line((17, 30), (31, 30))


@_pictogram
def bolt(pen: Pen) -> None:
    pen.closed((28, 4), (10, 27), (22, 27), (19, 44), (38, 20), (26, 20))


@_pictogram
def meter(pen: Pen) -> None:
    pen.frame(7, 4, 41, 44)
    pen.frame(13, 10, 35, 21, corner=2)
    pen.line((19, 14), (19, 17))
    pen.line((24, 14), (24, 17))
    pen.line((29, 14), (29, 17))
    pen.line((26, 25.5), (20.5, 32), (27.5, 32), (22, 38.5))


@_pictogram
def new(pen: Pen) -> None:
    """A house with a plug: a new connection."""
    pen.line((4, 23), (24, 5), (44, 23))
    pen.line((9, 19), (9, 43), (39, 43), (39, 19))
    pen.line((20, 19), (20, 24))
    pen.line((28, 19), (28, 24))
    pen.line((16, 24.5), (32, 24.5))
    pen.curve((17, 25), (17, 34.5), (31, 34.5), (31, 25))
    pen.line((24, 33), (24, 43))


@_pictogram
def invoice(pen: Pen) -> None:
    pen.closed((9, 4), (29, 4), (39, 14), (39, 44), (9, 44))
    pen.line((29, 4), (29, 14), (39, 14))
    pen.line((16, 23), (32, 23))
    pen.line((16, 30), (32, 30))
    pen.line((16, 37), (25, 37))


@_pictogram
def speech(pen: Pen) -> None:
    outline = round_corners(5, 6, 43, 34, CORNER)
    three_quarters = len(outline) * 3 // 4
    tail = ((25, 34), (14, 43), (14, 34))
    pen.closed(*outline[:three_quarters], *tail, *outline[three_quarters:])
    pen.dot(15, 20)
    pen.dot(24, 20)
    pen.dot(33, 20)


# --- people and places ---


@_pictogram
def person(pen: Pen) -> None:
    pen.circle(24, 14, 8.5)
    pen.curve((6, 43), (6, 24), (42, 24), (42, 43))
    pen.line((6, 43), (42, 43))


@_pictogram
def people(pen: Pen) -> None:
    """Those who wait before you."""
    pen.circle(17, 16, 7)
    pen.curve((3, 41), (3, 24), (31, 24), (31, 41))
    pen.line((3, 41), (31, 41))
    pen.arc(33, 16, 7, 250, 450)
    pen.curve((36, 28.6), (42, 30), (45, 34.5), (45, 41))
    pen.line((38, 41), (45, 41))


@_pictogram
def window(pen: Pen) -> None:
    """A counter with somebody behind it."""
    pen.circle(24, 12, 7)
    pen.curve((10, 32), (10, 19), (38, 19), (38, 32))
    pen.line((4, 32), (44, 32))
    pen.line((8, 32), (8, 44), (40, 44), (40, 32))


@_pictogram
def seat(pen: Pen) -> None:
    """Take a seat."""
    pen.line((12, 5), (15, 27), (35, 27), (36, 43))
    pen.line((15, 27), (13, 43))
    pen.line((14, 17), (33, 17))


@_pictogram
def terminal(pen: Pen) -> None:
    """A self-service terminal."""
    pen.frame(9, 4, 39, 26)
    pen.line((24, 26), (24, 43))
    pen.line((14, 43.5), (34, 43.5))
    pen.line((18, 15), (22.5, 19.5), (30.5, 11.5))


@_pictogram
def terminal_off(pen: Pen) -> None:
    """A machine that does not serve."""
    pen.frame(7, 4, 41, 30)
    pen.line((24, 30), (24, 43))
    pen.line((14, 43.5), (34, 43.5))
    pen.line((19.5, 12.5), (28.5, 21.5))
    pen.line((28.5, 12.5), (19.5, 21.5))


@_pictogram
def hand(pen: Pen) -> None:
    """A finger that points and presses."""
    pen.line((16.5, 27), (16.5, 8.5))
    pen.arc(20, 8.5, 3.5, 180, 360)
    pen.line((23.5, 8.5), (23.5, 21))
    pen.curve((23.5, 20.5), (27, 18), (30, 19), (30.5, 22.5))
    pen.curve((30.5, 22), (34, 19.5), (37, 21), (37.5, 24.5))
    pen.curve((37.5, 24.5), (41, 22.5), (43, 25), (43, 28))
    pen.line((43, 28), (43, 33))
    pen.curve((43, 33), (43, 41), (37, 44.5), (29, 44.5))
    pen.curve((29, 44.5), (20, 44.5), (17, 41), (8.5, 30))
    pen.curve((8.5, 30), (5.5, 25.5), (11, 22.5), (16.5, 29))


@_pictogram
def phone(pen: Pen) -> None:
    pen.frame(11, 4, 37, 44)
    pen.line((21, 37.5), (27, 37.5))


@_pictogram
def call(pen: Pen) -> None:
    """A telephone receiver."""
    pen.curve((8, 6), (4, 28), (20, 44), (42, 40))
    pen.line((8, 6), (16, 5), (20, 15), (15, 19))
    pen.line((42, 40), (43, 32), (33, 28), (29, 33))
    pen.curve((15, 19), (17.5, 25.5), (22.5, 30.5), (29, 33))


# --- paper, time, signs ---


@_pictogram
def slip(pen: Pen) -> None:
    """A number on paper, coming out of the slot."""
    pen.line((5, 9), (43, 9))
    pen.line((11, 9), (11, 43), (15.3, 39.5), (19.7, 43), (24, 39.5), (28.3, 43), (32.7, 39.5), (37, 43), (37, 9))
    pen.line((20, 19), (24, 16), (24, 31))
    pen.line((19.5, 31), (28.5, 31))


@_pictogram
def printer(pen: Pen) -> None:
    pen.line((13, 16), (13, 4), (35, 4), (35, 16))
    pen.frame(4, 16, 44, 35)
    pen.frame(13, 27, 35, 44, corner=2)
    pen.dot(37, 22.5)


@_pictogram
def lamp(pen: Pen) -> None:
    """Something worth knowing."""
    pen.arc(24, 18, 13, 128, 412)
    pen.line((16, 28.3), (19, 35), (29, 35), (32, 28.3))
    pen.line((20.5, 42), (27.5, 42))


@_pictogram
def clock(pen: Pen) -> None:
    pen.circle(24, 24, 19.5)
    pen.line((24, 12), (24, 24), (32, 29))


@_pictogram
def calendar(pen: Pen) -> None:
    """An appointment: a sheet of a calendar with its day ticked."""
    pen.frame(6, 9, 42, 43)
    pen.line((6, 19), (42, 19))
    pen.line((15, 4), (15, 13))
    pen.line((33, 4), (33, 13))
    pen.line((16, 31), (22, 36), (33, 25))


@_pictogram
def camera(pen: Pen) -> None:
    """Take a photograph."""
    pen.frame(4, 13, 44, 41)
    pen.line((16, 12.5), (19, 7), (29, 7), (32, 12.5))
    pen.circle(24, 27, 8)


@_pictogram
def arrow(pen: Pen) -> None:
    """Onwards, to the right."""
    pen.line((6, 24), (42, 24))
    pen.line((28, 10), (42, 24), (28, 38))


@_pictogram
def arrow_back(pen: Pen) -> None:
    pen.line((6, 24), (42, 24))
    pen.line((20, 10), (6, 24), (20, 38))


@_pictogram
def arrow_down(pen: Pen) -> None:
    pen.line((24, 6), (24, 42))
    pen.line((10, 28), (24, 42), (38, 28))


@_pictogram
def check(pen: Pen) -> None:
    pen.line((8, 25), (19, 36), (40, 13))


@_pictogram
def cross(pen: Pen) -> None:
    pen.line((11, 11), (37, 37))
    pen.line((37, 11), (11, 37))


@_pictogram
def question(pen: Pen) -> None:
    pen.arc(24, 16, 10, 180, 390)
    pen.curve((32.7, 21), (30, 26), (24, 26), (24, 33))
    pen.dot(24, 41, 2.4)


@_pictogram
def cloud_away(pen: Pen) -> None:
    """No answer from the hall."""
    pen.arc(14, 28, 9, 90, 270.3)  # three circles that meet
    pen.arc(25, 20, 11, 185.2, 355.1)
    pen.arc(35, 28, 9, 276.1, 450)
    pen.line((14, 37), (35, 37))
    pen.line((20.5, 22), (28.5, 30))
    pen.line((28.5, 22), (20.5, 30))
