"""Draws placed widgets onto a surface. The same widgets give the same pixels."""

from functools import lru_cache
from typing import assert_never

import pygame
import qrcode

from kiosk.screens.box import Box
from kiosk.screens.fonts import RISE, Faces
from kiosk.screens.glass import Glass
from kiosk.screens.pen import FIELD, STROKE, rounded
from kiosk.screens.pictograms import pictogram
from kiosk.screens.theme import GROUND, INK, PAPER, Colour
from kiosk.screens.widgets import Align, Bar, Button, Dots, Icon, Label, Panel, QrCode, Widget, Widgets

HALF_EMPTY = tuple("，。；：？！")  # drawn in the left half of their square: centred lines make up for it
QUIET_ZONE = 4  # modules of white around a QR code (ISO/IEC 18004)


class Painter:
    """Holds the glass and the typeface; drawn text and shapes are kept, so a second drawing is cheap."""

    def __init__(self, glass: Glass, faces: Faces) -> None:
        self._glass = glass
        self._faces = faces

    def paint(self, widgets: Widgets, surface: pygame.Surface) -> None:
        """Draw all of ``widgets`` that touch the surface's clip area, from the ground up."""
        surface.fill(GROUND)
        clip = surface.get_clip()
        for widget in widgets:
            if self.reach(widget).colliderect(clip):
                self._widget(widget, surface)

    def reach(self, widget: Widget) -> pygame.Rect:
        """The pixels a widget may touch: its box, and a little more where letters hang over."""
        rect = self._glass.rect(widget.box)
        over = widget.em_px // 4 if isinstance(widget, Label) else 1
        return rect.inflate(2 * over, 2 * over)

    def _widget(self, widget: Widget, surface: pygame.Surface) -> None:
        match widget:
            case Label():
                self._label(widget, surface)
            case Icon():
                self._icon(widget, surface)
            case Panel():
                self._panel(widget, surface)
            case Button():
                self._button(widget, surface)
            case Dots():
                self._dots(widget, surface)
            case Bar():
                self._bar(widget, surface)
            case QrCode():
                surface.blit(_qr(widget.content, self._glass.rect(widget.box).w), self._glass.rect(widget.box))
            case _:
                assert_never(widget)

    def _label(self, label: Label, surface: pygame.Surface) -> None:
        rect = self._glass.rect(label.box)
        for row, text in enumerate(label.lines):
            baseline = rect.y + round(label.em_px * (RISE + row * label.leading))
            room = rect.w - self._faces.width_px(text, label.em_px, label.weight)
            blank = label.em_px / 4 if text[-1:] in HALF_EMPTY else 0.0
            indent = {Align.LEFT: 0.0, Align.CENTRE: min(room, room / 2 + blank), Align.RIGHT: room}
            left = rect.x + round(indent[label.align])
            if text:
                drawn, dx, dy = self._faces.line(text, label.em_px, label.weight, label.ink)
                surface.blit(drawn, (left + dx, baseline - dy))

    def _icon(self, icon: Icon, surface: pygame.Surface) -> None:
        rect = self._glass.rect(icon.box)
        stroke = STROKE if icon.stroke is None else round(icon.stroke / icon.box.w * FIELD, 2)
        surface.blit(pictogram(icon.pictogram, rect.w, icon.ink, icon.paper, stroke), rect)

    def _panel(self, panel: Panel, surface: pygame.Surface) -> None:
        self._ground(panel.box, panel.fill, panel.radius, panel.border, panel.border_width, surface)

    def _ground(
        self, box: Box, fill: Colour, radius: float, border: Colour | None, width: float, surface: pygame.Surface
    ) -> None:
        rect = self._glass.rect(box)
        radius_px, width_px = self._glass.px(radius), max(1, self._glass.px(width))
        if border is not None:
            surface.blit(rounded(rect.size, radius_px, border), rect)
            rect = rect.inflate(-2 * width_px, -2 * width_px)
            radius_px = max(0, radius_px - width_px)
        surface.blit(rounded(rect.size, radius_px, fill), rect)

    def _button(self, button: Button, surface: pygame.Surface) -> None:
        plain, pressed, _, border = button.look.value
        fill = pressed if button.pressed else plain
        self._ground(button.box, fill, button.radius, border, 0.6, surface)
        for part in button.parts:
            self._widget(part, surface)

    def _dots(self, dots: Dots, surface: pygame.Surface) -> None:
        for index, column in enumerate(dots.box.columns(3, 0)):
            side = dots.box.h
            ink = dots.ink if index == dots.lit else dots.quiet
            rect = self._glass.rect(column.middle(side, side))
            surface.blit(rounded((rect.w, rect.w), rect.w // 2, ink), rect)

    def _bar(self, bar: Bar, surface: pygame.Surface) -> None:
        radius = bar.box.h / 2
        self._ground(bar.box, bar.ground, radius, None, 0, surface)
        width = max(bar.box.h, bar.box.w * bar.share)
        self._ground(Box(bar.box.x, bar.box.y, width, bar.box.h), bar.ink, radius, None, 0, surface)


@lru_cache(8)
def _qr(content: str, side_px: int) -> pygame.Surface:
    """Modules are whole pixels, so that every phone reads it; what is left over is quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(content.encode())
    code.make(fit=True)
    matrix = code.get_matrix()
    module = side_px // len(matrix)
    start = (side_px - module * len(matrix)) // 2
    surface = pygame.Surface((side_px, side_px))
    surface.fill(PAPER)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                surface.fill(INK, (start + x * module, start + y * module, module, module))
    return surface
