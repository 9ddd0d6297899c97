"""This machine does not serve now. No touch does anything, so it speaks all languages at once."""

from kiosk.screens.box import Box
from kiosk.screens.scene import Scene, plain_header
from kiosk.screens.theme import PAPER, TROUBLE
from kiosk.screens.typeset import Line, middled
from kiosk.screens.widgets import Align, Icon, Panel, Widgets
from kiosk.texts import LANGUAGES


def out_of_order(scene: Scene) -> Widgets:
    body = scene.body
    if scene.glass.upright:
        picture, words = body.cut_top(body.h * 0.36)
        side = min(picture.w, picture.h) * 0.62
    else:
        picture, words = body.cut_left(body.w * 0.28, gap=scene.sizes.gutter * 2)
        side = picture.w
    blocks = words.rows(len(LANGUAGES), scene.sizes.gutter * 2)
    return (
        *plain_header(scene),
        *_disc(scene, picture.middle(side, side)),
        *(
            widget
            for language, box in zip(LANGUAGES, blocks, strict=True)
            for widget in _words(scene, language, box)
        ),
    )


def _disc(scene: Scene, box: Box) -> Widgets:
    side = box.w * 0.5
    icon = Icon(box.middle(side, side), "terminal_off", PAPER, stroke=scene.sizes.stroke * 1.6)
    return Panel(box, TROUBLE, box.w / 2), icon


def _words(scene: Scene, language: str, box: Box) -> Widgets:
    align = Align.CENTRE if scene.glass.upright else Align.LEFT
    head, detail = (scene.texts.say(language, f"out_of_order.{key}") for key in ("headline", "detail"))
    lines = (Line(head, scene.headline(align)), Line(detail, scene.body_text(align), scene.sizes.gutter))
    return middled(scene.type.stack(lines, box), box)
