"""Buttons with a pictogram and words: one, a row, or large tiles. Buttons side by side share one text size."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.screens.box import Box
from kiosk.screens.fonts import Weight
from kiosk.screens.scene import Scene
from kiosk.screens.theme import MIN_CAP, PRIMARY
from kiosk.screens.typeset import Style
from kiosk.screens.widgets import Align, Button, Icon, Look

SHARES = (1.0, 0.9, 0.8)  # sizes tried before a row gives up its pictograms
ICON, GAP, PAD = 1.9, 0.75, 3.0  # pictogram and gap in capital heights, padding in mm


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to touch: what flow is told, what is read, what is seen."""

    target: str
    text: str
    pictogram: str


def button(scene: Scene, box: Box, choice: Choice, look: Look, cap: float | None = None) -> Button:
    """Pictogram, then words, together in the middle; the words alone when they do not fit beside it."""
    style = _style(cap or scene.sizes.button, look)
    inner = box.inset(PAD, 2)
    side, gap = style.cap * ICON, style.cap * GAP
    words = scene.type.width(choice.text, style.cap, style.weight) + 0.5
    if side + gap + words > inner.w:
        alone = scene.type.label(choice.text, inner, style)
        return Button(box, choice.target, choice.text, look, (alone,), scene.sizes.radius)
    left, rest = inner.middle(side + gap + words, inner.h).cut_left(side, gap)
    parts = (
        Icon(left.middle(side, side), choice.pictogram, style.ink),
        scene.type.label(choice.text, rest, style),
    )
    return Button(box, choice.target, choice.text, look, parts, scene.sizes.radius)


def button_row(scene: Scene, box: Box, choices: Sequence[Choice], looks: Sequence[Look]) -> tuple[Button, ...]:
    """Side by side: equally wide if the words allow it, else as wide as each needs."""
    for share in SHARES:
        cap = max(MIN_CAP, scene.sizes.button * share)
        boxes = _columns(box, [_needs(scene, choice, cap) for choice in choices], scene.sizes.gutter)
        if boxes:
            break
    else:
        boxes = box.columns(len(choices), scene.sizes.gutter)
    return tuple(
        button(scene, column, choice, look, cap) for column, choice, look in zip(boxes, choices, looks, strict=True)
    )


def _needs(scene: Scene, choice: Choice, cap: float) -> float:
    return scene.type.width(choice.text, cap, Weight.BOLD) + 1 + cap * (ICON + GAP) + 2 * PAD


def _columns(box: Box, needs: Sequence[float], gap: float) -> tuple[Box, ...]:
    """Boxes side by side that give each what it needs, or none when there is not room enough."""
    equal = box.columns(len(needs), gap)
    if all(need <= column.w for need, column in zip(needs, equal, strict=True)):
        return equal
    spare = (box.w - gap * (len(needs) - 1) - sum(needs)) / len(needs)
    if spare < 0:
        return ()
    columns, rest = [], box
    for need in needs:
        column, rest = rest.cut_left(need + spare, gap)
        columns.append(column)
    return tuple(columns)


def tiles(scene: Scene, choices: Sequence[Choice], boxes: Sequence[Box]) -> tuple[Button, ...]:
    """Large choices, pictogram above words; all words in the one size that fits the longest."""
    style = replace(_style(scene.sizes.button, Look.TILE), leading=1.18)
    rooms = [_words_room(scene, box) for box in boxes]
    wished = [scene.type.label(choice.text, room, style) for choice, room in zip(choices, rooms, strict=False)]
    style = replace(style, cap=min((scene.type.cap_of(label) for label in wished), default=style.cap))
    words_h = max((label.box.h for label in wished), default=0.0)
    return tuple(_tile(scene, choice, box, style, words_h) for choice, box in zip(choices, boxes, strict=False))


def _tile(scene: Scene, choice: Choice, box: Box, style: Style, words_h: float) -> Button:
    inner = _tile_inner(scene, box)
    gap = scene.sizes.gutter * 0.6
    side = min(inner.h * 0.48, inner.h - words_h - gap * 0.5)
    group = inner.middle(inner.w, min(inner.h, side + gap + words_h))
    top, words = group.cut_top(side, gap=min(gap, group.h - side - words_h))
    icon = Icon(top.middle(side, side), choice.pictogram, PRIMARY)
    label = scene.type.label(choice.text, words, style)
    return Button(box, choice.target, choice.text, Look.TILE, (icon, label), scene.sizes.radius)


def _tile_inner(scene: Scene, box: Box) -> Box:
    return box.inset(2, scene.sizes.gutter * 0.5)


def _words_room(scene: Scene, box: Box) -> Box:
    inner = _tile_inner(scene, box)
    return inner.cut_bottom(inner.h * (0.52 if scene.glass.upright else 0.64))[0]


def _style(cap: float, look: Look) -> Style:
    return Style(max(cap, MIN_CAP), Weight.BOLD, ink=look.ink, align=Align.CENTRE, leading=1.25)
