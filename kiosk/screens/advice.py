"""One quiet line of advice on the last screen. It takes room that is left over, or is not shown."""

from collections.abc import Callable, Sequence

from kiosk.screens.box import Box
from kiosk.screens.scene import Scene
from kiosk.screens.theme import QUIET
from kiosk.screens.typeset import NO_LIMIT, Line, Style
from kiosk.screens.widgets import Icon, Widgets, labels
from kiosk.wire import DirectionAnswer

Draw = Callable[[Box], Widgets]


def with_advice(
    scene: Scene, box: Box, answer: DirectionAnswer, looks: Sequence[Draw], otherwise: Widgets | None = None
) -> Widgets:
    """The first of ``looks`` drawn in ``box``, above the advice if no text of any of them gets smaller by it.

    ``looks`` are what usually comes to stand there, one after the other: so the advice does not come and go.
    ``otherwise``: what is drawn without the room, if not the first of them alone.
    """
    alone = looks[0](box) if otherwise is None else otherwise
    if answer.advice is None:
        return alone
    strip, rest = box.cut_bottom(advice_height(scene, box.w, answer), gap=scene.sizes.gutter)
    if not all(_fits(look(rest), look(box), rest) for look in looks):
        return alone
    return (*looks[0](rest), *advice(scene, strip, answer))


def advice(scene: Scene, strip: Box, answer: DirectionAnswer) -> Widgets:
    """A lamp and the line, in a strip of ``advice_height``; nothing without advice."""
    if answer.advice is None:
        return ()
    mark, words = _mark_and_words(scene, strip)
    lamp = Icon(mark.middle(mark.w, mark.w), "lamp", QUIET)
    return lamp, scene.type.label(scene.pick(answer.advice), words, _style(scene))


def advice_height(scene: Scene, width: float, answer: DirectionAnswer) -> float:
    """Millimetres that the advice needs on that width; 0 without advice."""
    if answer.advice is None:
        return 0
    mark, words = _mark_and_words(scene, Box(0, 0, width, NO_LIMIT))
    (label,) = scene.type.stack((Line(scene.pick(answer.advice), _style(scene)),), words)
    return max(mark.w, label.box.h)


def _mark_and_words(scene: Scene, box: Box) -> tuple[Box, Box]:
    return box.cut_left(scene.sizes.small * 2, gap=scene.sizes.gutter * 0.75)


def _style(scene: Scene) -> Style:
    return Style(scene.sizes.small, ink=QUIET, leading=1.3)


def _fits(less: Widgets, alone: Widgets, room: Box) -> bool:
    """Whether every text kept its size and found its place."""
    return _sizes(less) == _sizes(alone) and all(room.contains(label.box, slack=0.1) for label in labels(less))


def _sizes(widgets: Widgets) -> list[tuple[int, int]]:
    """Of every text: how large, on how many lines."""
    return [(label.em_px, len(label.lines)) for label in labels(widgets)]
