"""Text into labels: picks the size at which it fits its box and places the lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from kiosk.screens.box import Box
from kiosk.screens.fonts import CAP, DESCENT, RISE, Faces, Weight
from kiosk.screens.glass import Glass
from kiosk.screens.line_break import break_lines, even_lines
from kiosk.screens.theme import INK, MIN_CAP, Colour
from kiosk.screens.widgets import Align, Label

STEP = 0.94  # from one size tried to the next
ELLIPSIS = "…"
OPTICAL = (RISE + DESCENT) / 2 - 0.5  # em: the eye centres the characters, not the room below their baseline
NO_LIMIT = 1e6


@dataclass(frozen=True, slots=True)
class Style:
    """``cap`` is the wished capital height in mm; it shrinks, never below 4.8 mm, when the text is too long.

    ``leading`` is the distance of baselines in em; ``even`` makes lines of about equal length.
    """

    cap: float
    weight: Weight = Weight.MEDIUM
    ink: Colour = INK
    align: Align = Align.LEFT
    leading: float = 1.4
    even: bool = True

    def scaled(self, share: float) -> "Style":
        return replace(self, cap=max(MIN_CAP, self.cap * share))


@dataclass(frozen=True, slots=True)
class Line:
    """One text of a stack, ``gap`` mm below the one before."""

    text: str
    style: Style
    gap: float = 0


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Measures with the pixels of one glass, so that what fits here fits there."""

    faces: Faces
    glass: Glass

    def label(self, text: str, box: Box, style: Style) -> Label:
        """``text`` in the middle of ``box``, as large as the style wishes and the box allows.

        Text that does not fit even at 4.8 mm ends in an ellipsis.
        """
        em_px, lines = _fit(self, text, box.w, box.h, style)
        height = self._height(len(lines), em_px, style)
        spare = (box.h - height) / 2
        lowered = min(spare, OPTICAL * self.glass.mm(em_px))
        placed = Box(box.x, box.y + spare + lowered, box.w, height)
        return Label(placed, lines, em_px, style.weight, style.ink, style.align, style.leading)

    def stack(self, lines: Sequence[Line], box: Box) -> tuple[Label, ...]:
        """The texts one below the other from the top of ``box``, all made smaller together until they fit."""
        plain = [replace(line, style=replace(line.style, even=False)) for line in lines]  # as many lines, sooner
        share = 1.0
        while stack_height(self._stacked(plain, box, share)) > box.h:
            if all(line.style.scaled(share).cap <= MIN_CAP for line in lines):
                break
            share *= STEP
        return self._stacked(lines, box, share)

    def width(self, text: str, cap: float, weight: Weight) -> float:
        """Millimetres that ``text`` takes on one line."""
        return self.glass.mm(self.faces.width_px(text, self.em_px(cap), weight))

    def line_height(self, cap: float) -> float:
        """Millimetres that one line takes."""
        return self.glass.mm(self.em_px(cap)) * (RISE + DESCENT)

    def em_px(self, cap: float) -> int:
        return self.glass.px_at_least(cap / CAP)

    def cap_of(self, label: Label) -> float:
        """Capital height of a label in mm."""
        return self.glass.mm(label.em_px) * CAP

    def _stacked(self, lines: Sequence[Line], box: Box, share: float) -> tuple[Label, ...]:
        labels: list[Label] = []
        top = box.y
        for line in lines:
            style = line.style.scaled(share)
            top += line.gap if labels else 0
            em_px, broken = _fit(self, line.text, box.w, NO_LIMIT, style)
            height = self._height(len(broken), em_px, style)
            place = Box(box.x, top, box.w, height)
            labels.append(Label(place, broken, em_px, style.weight, style.ink, style.align, style.leading))
            top += height
        return tuple(labels)

    def fits(
        self, text: str, lines: tuple[str, ...], width: float, height: float, em_px: int, style: Style
    ) -> bool:
        """Whether the lines are few enough and no Latin word had to be cut."""
        words = (word for word in text.split() if word.isascii())
        widest = max((self.faces.width_px(word, em_px, style.weight) for word in words), default=0.0)
        return self._height(len(lines), em_px, style) <= height + 1e-6 and self.glass.mm(widest) <= width

    def shortened(
        self, lines: tuple[str, ...], width: float, height: float, em_px: int, style: Style
    ) -> tuple[str, ...]:
        """As many lines as there is room for; an ellipsis stands for the rest."""
        room = 1
        while room < len(lines) and self._height(room + 1, em_px, style) <= height:
            room += 1
        if room == len(lines):
            return lines
        last, limit = lines[room - 1], width * self.glass.px_per_mm
        while last and self.faces.width_px(last + ELLIPSIS, em_px, style.weight) > limit:
            last = last[:-1]
        return (*lines[: room - 1], last + ELLIPSIS)

    def _height(self, lines: int, em_px: int, style: Style) -> float:
        return self.glass.mm(em_px) * (RISE + DESCENT + (lines - 1) * style.leading)


def stack_height(labels: Sequence[Label]) -> float:
    return labels[-1].box.bottom - labels[0].box.y if labels else 0.0


def moved(labels: Sequence[Label], dy: float) -> tuple[Label, ...]:
    return tuple(replace(label, box=label.box.moved(0, dy)) for label in labels)


def middled(labels: Sequence[Label], box: Box) -> tuple[Label, ...]:
    """The stack in the middle of ``box``."""
    return moved(labels, (box.h - stack_height(labels)) / 2)


@lru_cache(4096)
def _fit(setter: Typesetter, text: str, width: float, height: float, style: Style) -> tuple[int, tuple[str, ...]]:
    """Size in pixels and lines: the largest size tried that fits. Kept, for every frame asks again."""
    limit = width * setter.glass.px_per_mm
    cap = max(style.cap, MIN_CAP)
    while True:
        em_px = setter.em_px(cap)
        measure = partial(_measured, setter.faces, em_px, style.weight)
        lines = break_lines(text, limit, measure)
        if setter.fits(text, lines, width, height, em_px, style):
            return em_px, even_lines(text, limit, measure) if style.even else lines
        if cap <= MIN_CAP:
            return em_px, setter.shortened(lines, width, height, em_px, style)
        cap = max(MIN_CAP, cap * STEP)


def _measured(faces: Faces, em_px: int, weight: Weight, text: str) -> float:
    return faces.width_px(text, em_px, weight)
