"""Draws pictograms: one stroke weight, round ends and corners, on a 48 by 48 field, crisp at any size.

Everything is drawn four times as large and scaled down, which gives the soft edges pygame.draw does not.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import pygame

from kiosk.screens.theme import Colour

FIELD = 48.0
STROKE = 2.8
CORNER = 4.0
OVERSIZE = 4

Point = tuple[float, float]


def blank(size: tuple[int, int], tint: Colour) -> pygame.Surface:
    """A fully transparent surface of ``tint``: scaling it leaves no dark rim around what is drawn in ``tint``."""
    surface = pygame.Surface(size, pygame.SRCALPHA)
    surface.fill((*tint, 0))
    return surface


class Pen:
    """Strokes in ``ink``; with ``paper``, closed shapes are filled first, so that they hide what is under them."""

    def __init__(self, size_px: int, ink: Colour, paper: Colour | None = None, stroke: float = STROKE) -> None:
        self._unit = size_px * OVERSIZE / FIELD
        self._ink = ink
        self._paper = paper
        self._half = stroke / 2 * self._unit
        self._surface = blank((size_px * OVERSIZE, size_px * OVERSIZE), ink)
        self._size_px = size_px

    def picture(self) -> pygame.Surface:
        """What was drawn, at its true size."""
        return pygame.transform.smoothscale(self._surface, (self._size_px, self._size_px))

    def line(self, *points: Point) -> None:
        """A polyline with round ends and joints."""
        for start, end in pairwise(points):
            self._segment(start, end)

    def closed(self, *points: Point) -> None:
        self._fill(points)
        self.line(*points, points[0])

    def frame(self, left: float, top: float, right: float, bottom: float, corner: float = CORNER) -> None:
        """A rectangle with round corners."""
        self.closed(*round_corners(left, top, right, bottom, corner))

    def circle(self, x: float, y: float, radius: float) -> None:
        self.closed(*_arc(x, y, radius, 0, 360)[:-1])

    def arc(self, x: float, y: float, radius: float, start: float, end: float) -> None:
        """Degrees clockwise from three o'clock."""
        self.line(*_arc(x, y, radius, start, end))

    def curve(self, start: Point, pull_1: Point, pull_2: Point, end: Point) -> None:
        """A cubic Bézier curve."""
        self.line(*_bezier(start, pull_1, pull_2, end))

    def dot(self, x: float, y: float, radius: float = STROKE * 0.72) -> None:
        pygame.draw.circle(self._surface, self._ink, self._at((x, y)), radius * self._unit)

    def solid(self, points: Iterable[Point]) -> None:
        """A filled shape in ink."""
        pygame.draw.polygon(self._surface, self._ink, [self._at(point) for point in points])

    def _fill(self, points: Sequence[Point]) -> None:
        if self._paper is not None:
            pygame.draw.polygon(self._surface, self._paper, [self._at(point) for point in points])

    def _segment(self, start: Point, end: Point) -> None:
        (x1, y1), (x2, y2) = self._at(start), self._at(end)
        length = math.hypot(x2 - x1, y2 - y1)
        if length:
            dx, dy = (y2 - y1) / length * self._half, (x1 - x2) / length * self._half
            corners = ((x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy))
            pygame.draw.polygon(self._surface, self._ink, corners)
        for x, y in ((x1, y1), (x2, y2)):
            pygame.draw.circle(self._surface, self._ink, (x, y), self._half)

    def _at(self, point: Point) -> Point:
        return point[0] * self._unit, point[1] * self._unit


def _arc(x: float, y: float, radius: float, start: float, end: float) -> list[Point]:
    steps = max(4, round(abs(end - start) / 6))
    turns = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def round_corners(left: float, top: float, right: float, bottom: float, r: float) -> list[Point]:
    """The outline of a rectangle with round corners, clockwise from the left end of the top left one."""
    return [
        *_arc(left + r, top + r, r, 180, 270),
        *_arc(right - r, top + r, r, 270, 360),
        *_arc(right - r, bottom - r, r, 0, 90),
        *_arc(left + r, bottom - r, r, 90, 180),
    ]


def _bezier(a: Point, b: Point, c: Point, d: Point, steps: int = 20) -> list[Point]:
    points = []
    for i in range(steps + 1):
        t = i / steps
        w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        points.append(tuple(sum(k * p[axis] for k, p in zip(w, (a, b, c, d), strict=True)) for axis in (0, 1)))
    return [(x, y) for x, y in points]


@lru_cache(256)
def rounded(size: tuple[int, int], radius: int, fill: Colour) -> pygame.Surface:
    """A filled rectangle with smooth round corners."""
    width, height = size
    radius = min(radius, width // 2, height // 2)
    surface = blank(size, fill)
    surface.fill((*fill, 255), (radius, 0, width - 2 * radius, height))
    surface.fill((*fill, 255), (0, radius, width, height - 2 * radius))
    if radius:
        disc = blank((2 * radius * OVERSIZE, 2 * radius * OVERSIZE), fill)
        pygame.draw.circle(disc, fill, (radius * OVERSIZE, radius * OVERSIZE), radius * OVERSIZE)
        small = pygame.transform.smoothscale(disc, (2 * radius, 2 * radius))
        for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)):
            spot = (x * (width - radius), y * (height - radius))
            surface.fill((*fill, 0), (*spot, radius, radius))
            surface.blit(small, spot, (x * radius, y * radius, radius, radius), pygame.BLEND_RGBA_MAX)
    return surface
