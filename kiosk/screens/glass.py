"""The glass: how many millimetres it is, and where a millimetre falls on its pixels."""

import math
from dataclasses import dataclass

import pygame

from kiosk.screens.box import Box


@dataclass(frozen=True, slots=True)
class Glass:
    """A panel of square pixels. ``active_width_mm`` is the width of the lit area, not of the housing."""

    width_px: int
    height_px: int
    active_width_mm: float

    @property
    def px_per_mm(self) -> float:
        return self.width_px / self.active_width_mm

    @property
    def box(self) -> Box:
        """The whole glass in millimetres."""
        return Box(0, 0, self.active_width_mm, self.height_px / self.px_per_mm)

    @property
    def upright(self) -> bool:
        return self.height_px > self.width_px

    @property
    def size_px(self) -> tuple[int, int]:
        return self.width_px, self.height_px

    def px(self, mm: float) -> int:
        return round(mm * self.px_per_mm)

    def px_at_least(self, mm: float) -> int:
        """Rounded up: for what must not be smaller than ``mm``."""
        return math.ceil(mm * self.px_per_mm - 1e-6)

    def rect(self, box: Box) -> pygame.Rect:
        """The pixels of ``box``. Edges are rounded, not sizes, so that neighbours stay neighbours."""
        left, top = self.px(box.x), self.px(box.y)
        return pygame.Rect(left, top, self.px(box.right) - left, self.px(box.bottom) - top)

    def mm(self, px: float) -> float:
        return px / self.px_per_mm


PORTRAIT = Glass(1080, 1920, 268)  # 21.5 inch, the reference panel
LANDSCAPE = Glass(1280, 800, 217)  # 10.1 inch
