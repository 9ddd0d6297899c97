"""What this person may want: large tiles, at most a page of them, and always a person as a way out."""

from collections.abc import Sequence

from kiosk.flow.state import Choosing
from kiosk.screens.box import Box
from kiosk.screens.buttons import Choice, button_row, tiles
from kiosk.screens.fonts import Weight
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import QUIET
from kiosk.screens.typeset import Line, Style, middled
from kiosk.screens.widgets import Align, Button, Look, Widgets
from kiosk.wire import MenuItem


def menu(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    if not isinstance(stage, Choosing):
        raise TypeError(f"the menu is not shown while {type(stage).__name__}")
    pages = _pages(stage, scene.policy.menu_page)
    page = min(stage.page, len(pages) - 1)
    say, grid, hands = _areas(scene)
    return (
        *header(scene),
        *_question(scene, say, stage),
        *_tiles(scene, grid, pages[page]),
        *_ways(scene, hands, _paging(scene, page, len(pages))),
    )


def _pages(stage: Choosing, size: int) -> list[Sequence[MenuItem]]:
    items = stage.menu.items
    return [items[start : start + size] for start in range(0, len(items), size)] or [()]


def _areas(scene: Scene) -> tuple[Box, Box, Box]:
    """Question, tiles, ways out."""
    body, sizes = scene.body, scene.sizes
    if scene.glass.upright:
        hands, rest = body.cut_bottom(sizes.secondary, gap=sizes.gutter * 1.5)
        say, grid = rest.cut_top(sizes.headline * 4.4, gap=sizes.gutter * 1.5)
    else:
        hands, rest = body.cut_bottom(sizes.secondary * 0.85, gap=sizes.gutter)
        say, grid = rest.cut_top(sizes.headline * 1.5, gap=sizes.gutter)
    return say, grid, hands


def _question(scene: Scene, box: Box, stage: Choosing) -> Widgets:
    headline = scene.say("menu.headline")
    name = stage.visitor.masked_name if stage.visitor else None
    align = Align.CENTRE if scene.glass.upright else Align.LEFT
    if not name:
        return (scene.type.label(headline, box, scene.headline(align)),)
    greeting = scene.say("menu.greeting", name=name)
    if scene.glass.upright:
        style = Style(scene.sizes.body * 1.2, ink=QUIET, align=align)
        lines = [Line(greeting, style), Line(headline, scene.headline(align), scene.sizes.gutter * 0.7)]
        return middled(scene.type.stack(lines, box), box)
    left, right = box.cut_left(box.w * 0.62, gap=scene.sizes.gutter)
    style = Style(scene.sizes.body, Weight.BOLD, ink=QUIET, align=Align.RIGHT)
    return scene.type.label(headline, left, scene.headline(align)), scene.type.label(greeting, right, style)


def _tiles(scene: Scene, grid: Box, items: Sequence[MenuItem]) -> tuple[Button, ...]:
    """Two columns upright, three wide; always sized for a full page, so that tiles do not jump between pages."""
    columns = 2 if scene.glass.upright else 3
    rows = -(-scene.policy.menu_page // columns)
    boxes = [box for row in grid.rows(rows, scene.sizes.gutter) for box in row.columns(columns, scene.sizes.gutter)]
    choices = [Choice(f"service:{item.service}", scene.pick(item.title), item.pictogram) for item in items]
    return tiles(scene, choices, boxes)


def _paging(scene: Scene, page: int, pages: int) -> tuple[Choice, ...]:
    back = (Choice("back_page", scene.say("menu.back_page"), "arrow_back"),) if page else ()
    more = (Choice("more", scene.say("menu.more"), "arrow"),) if page < pages - 1 else ()
    return (*back, *more)


def _ways(scene: Scene, box: Box, paging: tuple[Choice, ...]) -> tuple[Button, ...]:
    wanted = (
        Choice("home", scene.say("menu.home"), "cross"),
        *paging,
        Choice("person", scene.say("menu.person"), "person"),
    )
    return button_row(scene, box, wanted, [Look.SECONDARY] * len(wanted))
