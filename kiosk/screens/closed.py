"""The hall is closed: when it opens, and whom to call about a power cut."""

from kiosk.screens.box import Box
from kiosk.screens.fonts import Weight
from kiosk.screens.message import Message, message, message_areas
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import PRIMARY, SOFT
from kiosk.screens.typeset import Style
from kiosk.screens.widgets import Icon, Panel, Widgets


def closed(scene: Scene) -> Widgets:
    opens_at = scene.kiosk.hall.opens_at if scene.kiosk.hall else None
    opens = scene.say("closed.opens", opens_at=opens_at) if opens_at else scene.say("closed.opens_unknown")
    say, hands = message_areas(scene, buttons=1)
    words, _ = message(scene, Message("clock", scene.say("closed.headline"), (opens,)), say)
    return *header(scene), *words, *_hotline(scene, hands.cut_top(scene.sizes.primary)[0])


def _hotline(scene: Scene, box: Box) -> Widgets:
    inner = box.inset(scene.sizes.gutter, 2)
    side = scene.sizes.body * 2.2
    mark, words = inner.cut_left(side, gap=scene.sizes.gutter)
    return (
        Panel(box, SOFT, scene.sizes.radius),
        Icon(mark.middle(side, side), "call", PRIMARY),
        scene.type.label(scene.say("closed.hotline"), words, Style(scene.sizes.body, Weight.BOLD, leading=1.25)),
    )
