"""Nobody here yet: a card moves to the reader, slowly, again and again."""

from kiosk.domain.device import Role
from kiosk.screens.box import Box
from kiosk.screens.buttons import Choice, button, button_row
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import ATTENTION, INK, PAPER, PRIMARY, SOFT
from kiosk.screens.typeset import Line, Style, moved
from kiosk.screens.widgets import Align, Button, Icon, Look, Panel, Widgets

LOOP_S = 4.8
LEAVES_S, ARRIVES_S, GOES_S = 0.7, 2.3, 4.4
FRAMES_PER_S = 20


def welcome(scene: Scene) -> Widgets:
    """Invites with those cards whose reader is up; without any, to take a number."""
    cards = _cards(scene)
    text = scene.say("welcome.no_card" if cards != "none" else "welcome.no_card_only")
    look = Look.SECONDARY if cards != "none" else Look.PRIMARY
    note = scene.say("welcome.privacy" if cards != "none" else "welcome.privacy_none")
    align = Align.CENTRE if scene.glass.upright else Align.LEFT
    (foot,) = scene.type.stack(
        (Line(note, Style(scene.sizes.small, align=Align.CENTRE, leading=1.25)),), scene.body
    )
    below, rest = scene.body.cut_bottom(foot.box.h, gap=scene.sizes.gutter)
    ways = _ways(scene, text, look)
    say, picture, hands = _areas(scene, rest, len(ways[0]))
    return (
        *header(scene),
        scene.type.label(scene.say(f"welcome.headline_{cards}"), say, scene.headline(align)),
        *_picture(scene, picture, cards),
        *_buttons(scene, hands, *ways),
        *moved((foot,), below.y - foot.box.y),
    )


def _buttons(scene: Scene, hands: Box, choices: tuple[Choice, ...], looks: tuple[Look, ...]) -> tuple[Button, ...]:
    """Side by side; one above the other beside the picture of a wide glass."""
    if scene.glass.upright or len(choices) == 1:
        return button_row(scene, hands, choices, looks)
    rows = hands.rows(len(choices), scene.sizes.gutter)
    return tuple(button(scene, *each) for each in zip(rows, choices, looks, strict=True))


def _ways(scene: Scene, text: str, look: Look) -> tuple[tuple[Choice, ...], tuple[Look, ...]]:
    """A number, and, where the hall makes appointments, the way for whoever has one."""
    number = Choice("no_card", text, "hand")
    if scene.kiosk.hall is None or not scene.kiosk.hall.appointments:
        return (number,), (look,)
    return (number, Choice("appointment", scene.say("welcome.appointment"), "calendar")), (look, Look.SECONDARY)


def _cards(scene: Scene) -> str:
    """Which cards can be read now: both, id, power or none.

    Until the first device has spoken the best is hoped for: a kiosk just switched on calls no reader away.
    """
    if not scene.kiosk.devices:
        return "both"
    id_up, power_up = _up(scene, Role.ID_READER), _up(scene, Role.CARD_READER)
    return {(True, True): "both", (True, False): "id", (False, True): "power"}.get((id_up, power_up), "none")


def _up(scene: Scene, role: Role) -> bool:
    health = scene.kiosk.health(role)
    return health is not None and health.trouble is None


def _areas(scene: Scene, box: Box, buttons: int) -> tuple[Box, Box, Box]:
    """Headline, picture, buttons."""
    sizes = scene.sizes
    if scene.glass.upright:
        hands, rest = box.cut_bottom(sizes.primary, gap=sizes.gutter * 1.5)
        say, picture = rest.cut_top(sizes.headline * 4.4, gap=sizes.gutter)
        return say, picture, hands
    picture, right = box.cut_left(box.w * 0.44, gap=sizes.gutter * 1.5)
    height = sizes.primary if buttons == 1 else buttons * sizes.secondary + sizes.gutter
    hands, say = right.cut_bottom(height, gap=sizes.gutter)
    return say, picture, hands


def _picture(scene: Scene, box: Box, cards: str) -> Widgets:
    ground = Panel(box, SOFT, scene.sizes.radius * 2)
    if cards == "none":
        side = min(box.w, box.h) * 0.5
        return ground, Icon(box.middle(side, side), "slip", PRIMARY, PAPER, stroke=scene.sizes.stroke * 1.6)
    return ground, *_card_and_reader(scene, box, "card" if cards == "power" else "id_card")


def _card_and_reader(scene: Scene, box: Box, card: str) -> Widgets:
    """The card glides down onto the reader; having arrived, it is answered by a tick."""
    stroke = scene.sizes.stroke * 1.4
    side = min(box.w * 0.62, box.h * 0.56)
    reader = Box(box.x + (box.w - side) / 2, box.bottom - box.h * 0.05 - side * 0.9, side, side)
    size = side * 0.8
    left, top = box.x + (box.w - size) / 2, box.y + box.h * 0.07 - size * 0.2
    arrived = reader.y + side * 0.594 - size * 0.5  # flat on the middle of the plate
    share = _moved_share(scene.kiosk.now)
    down = Box(box.x, top + size * 0.86, box.w, reader.y + side * 0.22 - top - size * 0.86)
    way = min(down.h, size * 0.3)
    return (
        *((Icon(down.middle(way, way), "arrow_down", PRIMARY, stroke=stroke),) if share < 1 else ()),
        Icon(reader, "reader", INK, PAPER, stroke=stroke),
        Icon(Box(left, top + (arrived - top) * share, size, size), card, PRIMARY, PAPER, stroke=stroke),
        *_answer(scene, reader, share),
    )


def _answer(scene: Scene, reader: Box, share: float) -> Widgets:
    if share < 1:
        return ()
    side = reader.w * 0.26
    badge = Box(reader.x + reader.w * 0.72, reader.y + reader.h * 0.22, side, side)
    tick = badge.middle(side * 0.6, side * 0.6)
    return Panel(badge, ATTENTION, side / 2), Icon(tick, "check", INK, stroke=scene.sizes.stroke * 1.4)


def _moved_share(now: float) -> float:
    """0 above the reader, 1 on it; eased, in steps of one frame so that a still picture stays the same value."""
    phase = round(now % LOOP_S * FRAMES_PER_S) / FRAMES_PER_S
    if phase <= LEAVES_S or phase >= GOES_S:
        return 0.0
    share = min(1.0, (phase - LEAVES_S) / (ARRIVES_S - LEAVES_S))
    return share * share * (3 - 2 * share)
