"""The hall answered that it cannot do this: a person must help."""

from kiosk.screens.buttons import Choice
from kiosk.screens.message import Message, message
from kiosk.screens.scene import Scene, header
from kiosk.screens.widgets import Widgets


def refused(scene: Scene) -> Widgets:
    wanted = (Choice("home", scene.say("common.home"), "arrow_back"),)
    content = Message("window", scene.say("refused.headline"), (scene.say("refused.detail"),), wanted)
    return *header(scene), *message(scene, content)[0]
