"""The number is the hero; then where to go; then how long. When no slip can be had, a QR code to keep it by."""

from functools import partial

from kiosk.domain.ticket import PrintState
from kiosk.domain.wait import wait_key
from kiosk.flow.state import Ticketed
from kiosk.screens.advice import with_advice
from kiosk.screens.box import Box
from kiosk.screens.buttons import Choice
from kiosk.screens.fonts import Weight
from kiosk.screens.message import actions
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import ATTENTION, LINE, PAPER, PRIMARY, SOFT
from kiosk.screens.typeset import Line, Style, middled, moved, stack_height
from kiosk.screens.widgets import Align, Dots, Icon, Label, Panel, QrCode, Widgets
from kiosk.wire import IssuedTicket

KEEP = {PrintState.FAILED, PrintState.SHOWN}
PRINTING = {PrintState.NEW, PrintState.SENT}
STEP_S = 0.5


def ticket(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    if not isinstance(stage, Ticketed) or stage.answer.ticket is None:
        raise TypeError(f"no number is shown while {type(stage).__name__}")
    paper, slip, hands = _areas(scene)
    return (
        *header(scene),
        Panel(paper, PAPER, scene.sizes.radius * 2, LINE, 0.6),
        *_number(scene, paper, stage, stage.answer.ticket),
        *_below(scene, slip, stage, stage.answer.ticket),
        *actions(scene, hands, (Choice("done", scene.say("ticket.done"), "check"),)),
    )


def _areas(scene: Scene) -> tuple[Box, Box, Box]:
    """The paper with the number, what becomes of the slip, the button."""
    body, sizes = scene.body, scene.sizes
    if scene.glass.upright:
        hands, rest = body.cut_bottom(sizes.primary, gap=sizes.gutter * 1.5)
        below, paper = rest.cut_bottom(rest.h * 0.29, gap=sizes.gutter * 1.5)
        return paper, below, hands
    paper, right = body.cut_left(body.w * 0.56, gap=sizes.gutter * 1.5)
    hands, below = right.cut_bottom(sizes.primary, gap=sizes.gutter)
    return paper, below, hands


def _number(scene: Scene, paper: Box, stage: Ticketed, issued: IssuedTicket) -> Widgets:
    """Number, place, people ahead: the same order as on the slip and the display."""
    sizes, type_ = scene.sizes, scene.type
    air = 2.0 if scene.glass.upright else 1.0
    inner = paper.inset(sizes.gutter * 1.5, sizes.gutter * 1.2)
    quiet = scene.body_text()
    head, rest = inner.cut_top(type_.line_height(sizes.body))
    number, rest = rest.cut_top(type_.line_height(sizes.number) * 0.94)
    rule, where = rest.cut_top(sizes.gutter, gap=sizes.gutter / 2)
    to_place = (
        Line(scene.say("ticket.go_to"), quiet),
        Line(scene.pick(stage.answer.place), _place_style(scene), sizes.gutter * 0.6 * air),
    )
    ahead = _ahead(scene, stage, issued, sizes.gutter * air)
    return (
        type_.label(scene.say("ticket.missed" if stage.missed else "ticket.your_number"), head, quiet),
        type_.label(issued.number, number, Style(sizes.number, Weight.BOLD, PRIMARY, Align.CENTRE)),
        Panel(rule.middle(rule.w, 0.6), LINE),
        *middled(_fitting(scene, where, (*to_place, *ahead, *_wait(scene, issued)), (*to_place, *ahead)), where),
    )


def _place_style(scene: Scene) -> Style:
    return Style(scene.sizes.place, Weight.BOLD, align=Align.CENTRE, leading=1.2)


def _ahead(scene: Scene, stage: Ticketed, issued: IssuedTicket, gap: float) -> tuple[Line, ...]:
    """A number from the reserve does not know the queue: then nothing is said of it."""
    if stage.from_reserve:
        return ()
    text = scene.say("ticket.ahead" if issued.ahead else "ticket.ahead_none", ahead=issued.ahead)
    style = Style(scene.sizes.body * 1.15, Weight.BOLD, align=Align.CENTRE)
    return (Line(text, style, gap),)


def _fitting(scene: Scene, box: Box, whole: tuple[Line, ...], enough: tuple[Line, ...]) -> tuple[Label, ...]:
    """``whole`` if there is room for it; a small glass with a long place has room for ``enough`` only."""
    labels = scene.type.stack(whole, box)
    return labels if stack_height(labels) <= box.h else scene.type.stack(enough, box)


def _wait(scene: Scene, issued: IssuedTicket) -> tuple[Line, ...]:
    """A range of minutes, when the hall can tell."""
    if issued.wait is None:
        return ()
    least, most = issued.wait
    text = scene.say(f"common.{wait_key(least, most)}", least=least, most=most)
    return (Line(text, Style(scene.sizes.body, align=Align.CENTRE), scene.sizes.gutter * 0.4),)


def _below(scene: Scene, box: Box, stage: Ticketed, issued: IssuedTicket) -> Widgets:
    """While the number must be learnt by heart there is no advice."""
    if stage.print_state in KEEP:
        return _keep(scene, box, stage, issued)
    states = (stage.print_state, PrintState.NEW, PrintState.CONFIRMED)
    looks = [partial(_slip, scene, stage, state) for state in states]
    return with_advice(scene, box, stage.answer, looks)


def _slip(scene: Scene, stage: Ticketed, state: PrintState, box: Box) -> Widgets:
    """Take the slip; then where to wait."""
    key = {PrintState.CONFIRMED: "printed", PrintState.UNKNOWN: "print_unknown"}.get(state, "printing")
    busy = state in PRINTING
    slip_text, wait_text = scene.say(f"ticket.{key}"), scene.pick(stage.answer.wait_here)
    room = box.h - scene.sizes.gutter
    slip, wait = box.cut_top(room * _share(scene, box, wait_text), gap=scene.sizes.gutter)
    return (
        *_line(scene, slip, "printer" if busy else "slip", slip_text, busy=busy),
        *_line(scene, wait, "seat", wait_text),
    )


def _share(scene: Scene, box: Box, wait_text: str) -> float:
    """Of the height, what the sentence about the slip needs at most: so nothing jumps when it changes."""
    _, words = _mark_and_words(scene, box)

    def height(text: str) -> float:
        return scene.type.stack((Line(text, _sentence(scene)),), words)[0].box.h

    slip = max(height(scene.say(f"ticket.{key}")) for key in ("printing", "printed", "print_unknown"))
    return slip / (slip + height(wait_text))


def _mark_and_words(scene: Scene, box: Box) -> tuple[Box, Box]:
    return box.cut_left(scene.sizes.body * 3.4, gap=scene.sizes.gutter * 0.75)


def _sentence(scene: Scene) -> Style:
    return Style(scene.sizes.body, Weight.BOLD, leading=1.25)


def _line(scene: Scene, box: Box, pictogram: str, text: str, *, busy: bool = False) -> Widgets:
    """A pictogram in its disc, and a sentence."""
    mark, words = _mark_and_words(scene, box)
    side = min(box.h, mark.w)
    disc = mark.middle(side, side)
    dots: Widgets = ()
    if busy:
        height = scene.sizes.body * 0.6
        strip, words = words.cut_right(height * 4.5, gap=scene.sizes.gutter)
        dots = (Dots(strip.middle(height * 4.5, height), int(scene.kiosk.now / STEP_S) % 3),)
    icon = Icon(disc.middle(side * 0.6, side * 0.6), pictogram, PRIMARY)
    return Panel(disc, SOFT, side / 2), icon, scene.type.label(text, words, _sentence(scene)), *dots


def _keep(scene: Scene, box: Box, stage: Ticketed, issued: IssuedTicket) -> Widgets:
    """No slip: the number must be learnt, photographed or scanned."""
    inner = box.inset(scene.sizes.gutter, scene.sizes.gutter)
    note = keep_note(scene, stage, issued)
    beside = _keep_beside if scene.glass.upright else _keep_below
    return Panel(box, ATTENTION, scene.sizes.radius * 2), *beside(scene, inner, note)


def _keep_beside(scene: Scene, box: Box, note: str) -> Widgets:
    side = min(box.h, box.w * 0.42)
    code, words = box.cut_left(side, gap=scene.sizes.gutter * 2)
    lines = _keep_lines(scene, Align.LEFT)
    return QrCode(code.middle(side, side), note), *middled(scene.type.stack(lines, words), words)


def _keep_below(scene: Scene, box: Box, note: str) -> Widgets:
    head, detail = (scene.type.stack((line,), box)[0] for line in _keep_lines(scene, Align.CENTRE))
    gap = scene.sizes.gutter / 2
    side = min(box.w, box.h - head.box.h - detail.box.h - 2 * gap)
    top, rest = box.cut_top(head.box.h, gap=gap)
    code, foot = rest.cut_top(side, gap=gap)
    return (
        *moved((head,), top.y - head.box.y),
        QrCode(code.middle(side, side), note),
        *moved((detail,), foot.y - detail.box.y),
    )


def _keep_lines(scene: Scene, align: Align) -> tuple[Line, Line]:
    head = Style(scene.sizes.button, Weight.BOLD, align=align, leading=1.2)
    detail = Style(scene.sizes.body, align=align, leading=1.3)
    return Line(scene.say("ticket.keep"), head), Line(scene.say("ticket.keep_detail"), detail, scene.sizes.gutter)


def keep_note(scene: Scene, stage: Ticketed, issued: IssuedTicket) -> str:
    """What a phone keeps: the page of the ticket, or plain words; nothing about the person."""
    if issued.page is not None:
        return issued.page
    hall = scene.kiosk.hall
    return scene.say(
        "ticket.keep_note",
        number=issued.number,
        place=scene.pick(stage.answer.place),
        hall=scene.pick(hall.hall) if hall else scene.say("common.hall"),
        date=f"{issued.issued_at:%Y-%m-%d %H:%M}",
    )
