"""The hall did not answer this visit: a general number is still to be had."""

from kiosk.screens.buttons import Choice
from kiosk.screens.message import Message, message
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import INK
from kiosk.screens.widgets import Widgets


def hall_away(scene: Scene) -> Widgets:
    wanted = (
        Choice("general_number", scene.say("hall_away.general_number"), "slip"),
        Choice("home", scene.say("common.home"), "arrow_back"),
    )
    content = Message(
        "cloud_away", scene.say("hall_away.headline"), (scene.say("hall_away.detail"),), wanted, ink=INK
    )
    return *header(scene), *message(scene, content)[0]
