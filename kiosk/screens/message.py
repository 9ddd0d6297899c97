"""The shape most screens share: a picture, a headline, a sentence, and what can be done now.

Upright glass: picture and words in the upper part, buttons stacked below at the same height on every screen. Wide
glass: picture on the left, words beside it, buttons side by side at the bottom.
"""

from dataclasses import dataclass

from kiosk.screens.box import Box
from kiosk.screens.buttons import Choice, button, button_row
from kiosk.screens.scene import Scene
from kiosk.screens.theme import PRIMARY, SOFT, Colour
from kiosk.screens.typeset import Line, middled, moved, stack_height
from kiosk.screens.widgets import Align, Button, Icon, Label, Look, Panel, Widgets

HANDS_BEGIN = 0.64  # of the height of an upright glass: below are the hands, above the eyes


@dataclass(frozen=True, slots=True)
class Message:
    """``actions``: the first is the primary one. ``room_below`` millimetres under the words stay free."""

    pictogram: str
    headline: str
    details: tuple[str, ...] = ()
    actions: tuple[Choice, ...] = ()
    ink: Colour = PRIMARY
    disc: Colour = SOFT
    room_below: float = 0


def message(scene: Scene, content: Message, say: Box | None = None) -> tuple[Widgets, Box]:
    """The widgets, and the free room below the words. ``say``: where the words go, if not the usual place."""
    usual, hands = message_areas(scene, len(content.actions))
    say = say or usual
    words, room = _upright(scene, content, say) if scene.glass.upright else _wide(scene, content, say)
    return (*words, *actions(scene, hands, content.actions)), room


def message_areas(scene: Scene, buttons: int) -> tuple[Box, Box]:
    """Where the words go and where the buttons go."""
    body, sizes = scene.body, scene.sizes
    if scene.glass.upright:
        top = scene.glass.box.h * HANDS_BEGIN
        hands, say = body.cut_bottom(body.bottom - top, gap=sizes.gutter * 2)
        return say, hands
    if not buttons:
        return body, body.cut_bottom(0)[0]
    hands, say = body.cut_bottom(sizes.primary, gap=sizes.gutter)
    return say, hands


def actions(scene: Scene, hands: Box, wanted: tuple[Choice, ...]) -> tuple[Button, ...]:
    """One below the other, or side by side on a wide glass; the primary one first and green."""
    if not wanted:
        return ()
    looks = (Look.PRIMARY, *[Look.SECONDARY] * (len(wanted) - 1))
    if not scene.glass.upright:
        return button_row(scene, hands, wanted, looks)
    boxes = _stack(scene, hands, len(wanted))
    return tuple(button(scene, *each) for each in zip(boxes, wanted, looks, strict=True))


def _stack(scene: Scene, hands: Box, count: int) -> tuple[Box, ...]:
    boxes, rest = [], hands
    for index in range(count):
        height = scene.sizes.primary if index == 0 else scene.sizes.secondary
        box, rest = rest.cut_top(height, gap=scene.sizes.gutter)
        boxes.append(box)
    return tuple(boxes)


def _disc(scene: Scene, content: Message, box: Box) -> Widgets:
    side = box.w * 0.52
    return (
        Panel(box, content.disc, radius=box.w / 2),
        Icon(box.middle(side, side), content.pictogram, content.ink, stroke=scene.sizes.stroke * 1.6),
    )


def _upright(scene: Scene, content: Message, say: Box) -> tuple[Widgets, Box]:
    side = min(say.w * 0.38, say.h * 0.4)
    gap = scene.sizes.gutter * 3
    words = _words(scene, content, say.cut_bottom(say.h - side - gap - content.room_below)[0], Align.CENTRE)
    used = side + gap + stack_height(words) + content.room_below
    top = say.y + (say.h - used) / 2
    disc = Box(say.x + (say.w - side) / 2, top, side, side)
    words = moved(words, disc.bottom + gap - words[0].box.y)
    room = Box(say.x, words[-1].box.bottom, say.w, content.room_below)
    return (*_disc(scene, content, disc), *words), room


def _wide(scene: Scene, content: Message, say: Box) -> tuple[Widgets, Box]:
    side = min(say.w * 0.26, say.h - 4)
    left, right = say.cut_left(side, gap=scene.sizes.gutter * 2.5)
    area = right.cut_bottom(content.room_below)[1]
    words = middled(_words(scene, content, area, Align.LEFT), area)
    room = Box(right.x, words[-1].box.bottom, right.w, content.room_below)
    return (*_disc(scene, content, left.middle(side, side)), *words), room


def _words(scene: Scene, content: Message, box: Box, align: Align) -> tuple[Label, ...]:
    """Headline and details from the top of ``box`` downwards."""
    gutter = scene.sizes.gutter
    head = Line(content.headline, scene.headline(align))
    details = [Line(text, scene.body_text(align), gutter) for text in content.details]
    return scene.type.stack([head, *details], box)
