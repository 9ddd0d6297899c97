"""Many people are ahead: how many, about how long, and whether the visitor wants a number all the same."""

from kiosk.flow.state import Asked
from kiosk.screens.buttons import Choice
from kiosk.screens.message import Message, message
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import INK
from kiosk.screens.widgets import Widgets


def long_wait(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    assert isinstance(stage, Asked)  # the screen of no other stage
    wanted = (
        Choice("wait", scene.say("long_wait.wait"), "slip"),
        Choice("home", scene.say("long_wait.home"), "arrow_back"),
    )
    headline = scene.say("long_wait.headline", ahead=stage.wait.ahead)
    details = (*_minutes(scene, stage), scene.say("long_wait.detail"))
    return *header(scene), *message(scene, Message("clock", headline, details, wanted, ink=INK))[0]


def _minutes(scene: Scene, stage: Asked) -> tuple[str, ...]:
    first, last = stage.wait.minutes_from, stage.wait.minutes_to
    if first is None or last is None:
        return ()
    if first == last:
        return (scene.say("long_wait.about", minutes=last),)
    return (scene.say("long_wait.between", first=first, last=last),)
