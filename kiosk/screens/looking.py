"""Something is being done: reading the card, asking the hall. After a few seconds, a way out."""

from kiosk.flow.state import Issuing, Looking
from kiosk.screens.buttons import Choice
from kiosk.screens.message import Message, message
from kiosk.screens.scene import Scene, header
from kiosk.screens.widgets import Dots, Widgets

STEP_S = 0.5


def reading(scene: Scene) -> Widgets:
    late = scene.waited_s >= scene.policy.way_out_s
    detail = scene.say("wait.long_reading" if late else "reading.detail")
    way_out = (Choice("home", scene.say("common.home"), "arrow_back"),) if late else ()
    return _busy(scene, "id_card", scene.say("reading.headline"), detail, way_out)


def looking(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    with_card = isinstance(stage, Looking) and stage.with_card
    headline = scene.say("looking.headline_card" if with_card else "looking.headline_menu")
    detail = scene.say("looking.detail" if with_card else "looking.detail_menu")
    return _asking(scene, "id_card" if with_card else "hand", headline, detail, may_leave=True)


def issuing(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    from_reserve = isinstance(stage, Issuing) and stage.from_reserve
    headline = scene.say("issuing.headline_reserve" if from_reserve else "issuing.headline")
    return _asking(scene, "slip", headline, scene.say("issuing.detail"), may_leave=not from_reserve)


def _asking(scene: Scene, pictogram: str, headline: str, detail: str, *, may_leave: bool) -> Widgets:
    late = may_leave and scene.waited_s >= scene.policy.way_out_s
    text = scene.say("wait.long") if late else detail
    way_out = (Choice("general_number", scene.say("wait.general_number"), "slip"),) if late else ()
    return _busy(scene, pictogram, headline, text, way_out)


def _busy(scene: Scene, pictogram: str, headline: str, detail: str, way_out: tuple[Choice, ...]) -> Widgets:
    height = scene.sizes.body * 1.2
    content = Message(pictogram, headline, (detail,), way_out, room_below=scene.sizes.gutter * 2 + height)
    words, room = message(scene, content)
    lit = int(scene.kiosk.now / STEP_S) % 3
    strip = room.cut_bottom(height)[0]
    dots = (
        strip.middle(height * 6, height)
        if scene.glass.upright
        else strip.cut_left(height * 6)[0].moved(-height / 2, 0)
    )
    return *header(scene), *words, Dots(dots, lit)
