"""For the technician at the open cabinet: how every device and the hall are, in plain lines."""

from dataclasses import dataclass

from kiosk.domain.device import PrinterStatus, Role
from kiosk.screens.box import Box
from kiosk.screens.fonts import Weight
from kiosk.screens.scene import Scene, plain_header
from kiosk.screens.theme import LINE, MIN_CAP, PRIMARY, QUIET, TROUBLE
from kiosk.screens.typeset import Style
from kiosk.screens.widgets import Align, Icon, Panel, Widgets

MARKS = {True: ("check", PRIMARY), False: ("cross", TROUBLE), None: ("question", QUIET)}


@dataclass(frozen=True, slots=True)
class Line:
    """``good`` is None for what is not known; a plain figure has ``counts`` and is neither right nor wrong."""

    name: str
    state: str
    good: bool | None
    counts: bool = False


def technician(scene: Scene) -> Widgets:
    sizes = scene.sizes
    title, foot, rest = _areas(scene)
    lines = status(scene)
    height = min(rest.h / len(lines), sizes.primary)
    rows = (Box(rest.x, rest.y + index * height, rest.w, height) for index in range(len(lines)))
    heading = Style(sizes.headline, Weight.BOLD)
    return (
        *plain_header(scene),
        scene.type.label(scene.say("technician.title"), title, heading),
        *(widget for row, line in zip(rows, lines, strict=True) for widget in _row(scene, row, line)),
        scene.type.label(scene.say("technician.leave"), foot, Style(MIN_CAP, ink=QUIET, leading=1.3)),
    )


def _areas(scene: Scene) -> tuple[Box, Box, Box]:
    """Title, what ends this, the lines. A wide glass is low: there the first two stand side by side."""
    sizes, small = scene.sizes, scene.type.line_height(MIN_CAP) * 2
    upright = scene.glass.upright
    title, rest = scene.body.cut_top(
        scene.type.line_height(sizes.headline), gap=sizes.gutter if upright else sizes.gutter / 4
    )
    if upright:
        foot, rest = rest.cut_bottom(small, gap=sizes.gutter)
        return title, foot, rest
    title, foot = title.cut_left(title.w * 0.42, gap=sizes.gutter)
    return title, foot, rest


def status(scene: Scene) -> tuple[Line, ...]:
    """What is known of every device and of the hall."""
    kiosk, say = scene.kiosk, scene.say
    up = kiosk.hall_reachable
    link = say("technician.hall_up" if up else "technician.hall_down")
    visits = str(kiosk.visit.number)
    return (
        *(_device(scene, role) for role in Role),
        Line(say("technician.hall_link"), link, up),
        _back_office(scene),
        Line(say("technician.visits"), visits, None, counts=True),
    )


def _device(scene: Scene, role: Role) -> Line:
    name, health = scene.say(f"technician.role.{role}"), scene.kiosk.health(role)
    if health is None:
        return Line(name, scene.say("technician.not_configured"), None)
    name += scene.say("technician.mock") if health.mock else ""
    if health.trouble is not None:
        return Line(name, scene.say(f"technician.trouble.{health.trouble}"), False)
    if role is not Role.PRINTER:
        return Line(name, scene.say("technician.ok"), True)
    printer = scene.kiosk.printer
    good = None if printer is PrinterStatus.UNKNOWN else printer is PrinterStatus.READY
    return Line(name, scene.say(f"technician.printer.{printer}"), good)


def _back_office(scene: Scene) -> Line:
    name, hall = scene.say("technician.back_office"), scene.kiosk.hall
    if hall is None or not scene.kiosk.hall_reachable:
        return Line(name, scene.say("technician.unknown"), None)
    up = hall.back_office == "up"
    return Line(name, scene.say("technician.back_up" if up else "technician.back_away"), up)


def _row(scene: Scene, row: Box, line: Line) -> Widgets:
    inner = row.inset(0, 1)
    mark, rest = inner.cut_left(scene.sizes.body * 1.8, gap=scene.sizes.gutter)
    name, state = rest.cut_left(rest.w * 0.36, gap=scene.sizes.gutter)
    side = scene.sizes.body * 1.8
    pictogram, ink = MARKS[line.good]
    return (
        *(() if line.counts else (Icon(mark.middle(side, side), pictogram, ink),)),
        scene.type.label(line.name, name, Style(scene.sizes.body, Weight.BOLD, leading=1.2)),
        scene.type.label(line.state, state, Style(scene.sizes.body, ink=QUIET, align=Align.LEFT, leading=1.2)),
        Panel(row.cut_bottom(0.4)[0], LINE),
    )
