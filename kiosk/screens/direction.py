"""Sent to a self-service terminal: where it is, and a person for those who would rather not."""

from functools import partial

from kiosk.flow.state import Directed
from kiosk.screens.advice import advice, advice_height, with_advice
from kiosk.screens.box import Box
from kiosk.screens.buttons import Choice
from kiosk.screens.fonts import Weight
from kiosk.screens.message import actions, message_areas
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import INK, LINE, PAPER, PRIMARY
from kiosk.screens.typeset import Line, Style, middled
from kiosk.screens.widgets import Align, Icon, Panel, Widgets
from kiosk.wire import DirectionAnswer


def direction(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    if not isinstance(stage, Directed):
        raise TypeError(f"no direction is shown while {type(stage).__name__}")
    wanted = (
        Choice("done", scene.say("direction.done"), "check"),
        Choice("person", scene.say("direction.person"), "person"),
    )
    say, hands = message_areas(scene, len(wanted))
    place = scene.pick(stage.answer.place)
    hint = scene.pick(stage.answer.wait_here) or scene.say("direction.no_number")
    buttons = actions(scene, hands, wanted)
    way = partial(_way, scene, place, hint)
    if scene.glass.upright:
        return (*header(scene), *way(say), *buttons, *_below(scene, hands, buttons[-1].box, stage.answer))
    plain = way(say, beside=stage.answer)
    return (*header(scene), *with_advice(scene, say, stage.answer, (way,), plain), *buttons)


def _below(scene: Scene, hands: Box, last: Box, answer: DirectionAnswer) -> Widgets:
    """The advice under the last button: an upright glass has room there."""
    room = hands.cut_top(last.bottom - hands.y, gap=scene.sizes.gutter * 2)[1]
    height = advice_height(scene, room.w, answer)
    return advice(scene, room.cut_top(height)[0], answer) if height <= room.h else ()


def _way(scene: Scene, place: str, hint: str, paper: Box, beside: DirectionAnswer | None = None) -> Widgets:
    """The picture and the words. ``beside``: its advice stands below the picture, where words need their height."""
    sizes, box = scene.sizes, paper.inset(scene.sizes.gutter * 2)
    if scene.glass.upright:
        picture, words = box.cut_top(box.h * 0.4, gap=sizes.gutter)
    else:
        picture, words = box.cut_left(box.w * 0.42, gap=sizes.gutter * 2)
    align = Align.CENTRE if scene.glass.upright else Align.LEFT
    quiet = scene.body_text(align)
    lines = (
        Line(scene.say("direction.go_to"), quiet),
        Line(place, Style(sizes.place * 1.1, Weight.BOLD, INK, align, leading=1.25), sizes.gutter),
        Line(hint, quiet, sizes.gutter * 1.2),
    )
    return (
        Panel(paper, PAPER, sizes.radius * 2, LINE, 0.6),
        *(_picture_and_advice(scene, picture, beside) if beside else _person_to_terminal(scene, picture)),
        *middled(scene.type.stack(lines, words), words),
    )


def _picture_and_advice(scene: Scene, box: Box, answer: DirectionAnswer) -> Widgets:
    """No advice where the picture would become too small for it."""
    height = advice_height(scene, box.w, answer)
    strip, rest = box.cut_bottom(height, gap=scene.sizes.gutter)
    if not height or rest.h < scene.sizes.secondary:
        return _person_to_terminal(scene, box)
    return *_person_to_terminal(scene, rest), *advice(scene, strip, answer)


def _person_to_terminal(scene: Scene, box: Box) -> Widgets:
    """A picture of going there; it points at no side of the hall, for we do not know which."""
    side = min(box.h, box.w / 3.6)
    strip = box.middle(side * 3.4, side)
    here, onwards, there = (column.middle(side, side) for column in strip.columns(3, side * 0.2))
    stroke = scene.sizes.stroke * 1.5
    return (
        Icon(here, "person", INK, stroke=stroke),
        Icon(onwards.middle(side * 0.7, side * 0.7), "arrow", PRIMARY, stroke=stroke),
        Icon(there, "terminal", PRIMARY, stroke=stroke),
    )
