"""The phone number of an appointment, typed on a pad like a telephone's."""

from kiosk.domain.device import Role
from kiosk.flow.arrivals import DIGIT
from kiosk.flow.state import CheckingIn, NotFound
from kiosk.screens.box import Box
from kiosk.screens.buttons import Choice, button, button_row
from kiosk.screens.fonts import Weight
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import ATTENTION, INK, LINE, PAPER, PRIMARY, QUIET
from kiosk.screens.typeset import Line, Style, middled
from kiosk.screens.widgets import Align, Button, Icon, Look, Panel, Widgets

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "erase")


def check_in(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    assert isinstance(stage, CheckingIn)  # the screen of no other stage
    say, field, pad, hands = _areas(scene)
    return (
        *header(scene),
        *_words(scene, say, stage),
        *_field(scene, field, stage),
        *_pad(scene, pad),
        *_ways(scene, hands, stage),
    )


def _areas(scene: Scene) -> tuple[Box, Box, Box, Box]:
    """What is asked, the number, the pad, what can be done."""
    body, sizes = scene.body, scene.sizes
    hands, rest = body.cut_bottom(sizes.secondary, gap=sizes.gutter * 1.5)
    if scene.glass.upright:
        say, rest = rest.cut_top(rest.h * 0.25, gap=sizes.gutter)
        field, pad = rest.cut_top(sizes.secondary * 1.1, gap=sizes.gutter * 1.5)
        return say, field, pad.middle(pad.w * 0.82, pad.h), hands
    left, pad = rest.cut_left(rest.w * 0.54, gap=sizes.gutter * 2)
    field, say = left.cut_bottom(sizes.secondary, gap=sizes.gutter)
    return say, field, pad, hands


def _words(scene: Scene, box: Box, stage: CheckingIn) -> Widgets:
    align = Align.CENTRE if scene.glass.upright else Align.LEFT
    head = Line(scene.say("check_in.headline"), scene.headline(align))
    if stage.why is None:
        detail = Line(scene.say("check_in.scan" if _scans(scene) else "check_in.detail"), scene.body_text(align))
        return middled(scene.type.stack((head, _below(scene, detail)), box), box)
    told, rest = box.cut_bottom(box.h * 0.46, gap=scene.sizes.gutter)
    return (
        *middled(scene.type.stack((head,), rest), rest),
        *_told(scene, told, scene.say(f"check_in.{stage.why}")),
    )


def _below(scene: Scene, line: Line) -> Line:
    return Line(line.text, line.style, scene.sizes.gutter)


def _told(scene: Scene, box: Box, text: str) -> Widgets:
    """Why the number is asked for again: by sign and colour."""
    inner = box.inset(scene.sizes.gutter, scene.sizes.gutter / 2)
    side = scene.sizes.body * 2.2
    mark, words = inner.cut_left(side, gap=scene.sizes.gutter)
    style = Style(scene.sizes.body, Weight.BOLD, leading=1.25)
    return (
        Panel(box, ATTENTION, scene.sizes.radius * 2),
        Icon(mark.middle(side, side), "question", INK, stroke=scene.sizes.stroke),
        scene.type.label(text, words, style),
    )


def _scans(scene: Scene) -> bool:
    scanner = scene.kiosk.health(Role.SCANNER)
    return scanner is not None and scanner.trouble is None


def _field(scene: Scene, box: Box, stage: CheckingIn) -> Widgets:
    """The digits so far, in groups as people say them."""
    inner = box.inset(scene.sizes.gutter, 1)
    cap = scene.sizes.place * 0.8
    style = (
        Style(cap, Weight.BOLD, align=Align.CENTRE)
        if stage.typed
        else Style(scene.sizes.body, ink=QUIET, align=Align.CENTRE)
    )
    text = grouped(stage.typed) or scene.say("check_in.empty")
    wrong = stage.why in {NotFound.PHONE, NotFound.TOO_SHORT}
    border = (INK, 1.6) if wrong else (PRIMARY, 0.8) if stage.typed else (LINE, 0.8)
    return Panel(box, PAPER, scene.sizes.radius, *border), scene.type.label(text, inner, style)


def grouped(digits: str) -> str:
    """
    >>> grouped("13900000001"), grouped("1390"), grouped("01088880000")
    ('139 0000 0001', '139 0', '010 8888 0000')
    """
    parts = (digits[:3], digits[3:7], digits[7:])
    return " ".join(part for part in parts if part)


def _pad(scene: Scene, box: Box) -> Widgets:
    cells = [cell for row in box.rows(4, scene.sizes.gutter) for cell in row.columns(3, scene.sizes.gutter)]
    return tuple(_key(scene, cell, key) for cell, key in zip(cells, KEYS, strict=True) if key)


def _key(scene: Scene, box: Box, key: str) -> Button:
    if key == "erase":
        side = min(box.w, box.h) * 0.5
        icon = Icon(box.middle(side, side), "arrow_back", PRIMARY, stroke=scene.sizes.stroke)
        return Button(box, key, scene.say("check_in.erase"), Look.TILE, (icon,), scene.sizes.radius)
    style = Style(min(scene.sizes.place, box.h * 0.42), Weight.BOLD, align=Align.CENTRE)
    label = scene.type.label(key, box.inset(2, 1), style)
    return Button(box, f"{DIGIT}{key}", key, Look.TILE, (label,), scene.sizes.radius)


def _ways(scene: Scene, box: Box, stage: CheckingIn) -> tuple[Button, ...]:
    """Check in, first of all; the way without an appointment once none was found."""
    home = Choice("home", scene.say("check_in.home"), "arrow_back")
    check = Choice("check_in", scene.say("check_in.check_in"), "check")
    if stage.why not in {None, NotFound.TOO_SHORT}:
        home = Choice("no_card", scene.say("check_in.no_card"), "hand")
    left, right = box.cut_left(box.w * 0.42, gap=scene.sizes.gutter)
    if scene.type.width(home.text, scene.sizes.button, Weight.BOLD) > left.w * 0.7:
        return button_row(scene, box, (home, check), (Look.SECONDARY, Look.PRIMARY))
    return button(scene, left, home, Look.SECONDARY), button(scene, right, check, Look.PRIMARY)
