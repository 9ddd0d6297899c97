"""Nobody touched anything for a while: asks, counts down, shows nothing personal meanwhile."""

import math

from kiosk.screens.buttons import Choice
from kiosk.screens.message import Message, message
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import ATTENTION, INK
from kiosk.screens.widgets import Bar, Widgets


def still_there(scene: Scene) -> Widgets:
    left_s = seconds_left(scene)
    wanted = (
        Choice("stay", scene.say("still_there.stay"), "hand"),
        Choice("home", scene.say("still_there.home"), "cross"),
    )
    height = scene.sizes.body * 0.8
    content = Message(
        "clock",
        scene.say("still_there.headline"),
        (scene.say("still_there.detail", seconds=left_s),),
        wanted,
        ink=INK,
        disc=ATTENTION,
        room_below=scene.sizes.gutter + height,
    )
    words, room = message(scene, content)
    strip = room.cut_bottom(height)[0]
    bar = strip.middle(strip.w * 0.6, height) if scene.glass.upright else strip.cut_left(strip.w * 0.7)[0]
    return *header(scene), *words, Bar(bar, left_s / scene.policy.idle_countdown_s)


def seconds_left(scene: Scene) -> int:
    """Whole seconds until the visit ends by itself."""
    warned_at = scene.kiosk.visit.warned_at
    ends = (scene.kiosk.now if warned_at is None else warned_at) + scene.policy.idle_countdown_s
    return max(0, math.ceil(ends - scene.kiosk.now))
