"""The demonstration with a display: the glass, and beside it a dock with the hands for the simulated devices."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

import pygame

from kiosk.app.program import Program
from kiosk.app.window import PanelWindow
from kiosk.demo.hands import Hand, Hands
from kiosk.demo.stage import Stage
from kiosk.flow.events import Event
from kiosk.flow.state import Kiosk
from kiosk.screens.fonts import Faces, Weight
from kiosk.screens.theme import GROUND, INK, PAPER, PRIMARY, QUIET, SOFT
from kiosk.settings import KioskSettings
from kiosk.texts import read_texts

GLASS_PX = (540, 960)
DOCK_PX = 420
ROW_PX, GAP_PX, MARGIN_PX = 40, 6, 20
TEXT_PX = 17


@dataclass(frozen=True, slots=True)
class Placed:
    """A dock button and where it is."""

    hand: Hand
    rect: pygame.Rect


class DockWindow:
    """The loop's window: left the kiosk's own glass, scaled, right the dock."""

    def __init__(self, panel: PanelWindow, display: pygame.Surface, hands: Hands, notes: tuple[str, ...]) -> None:
        self.panel = panel
        self._display = display
        self.placed = _place(hands)
        self._notes = notes
        self._faces = Faces()
        self._draw_dock()

    @property
    def closed(self) -> bool:
        return self.panel.closed

    def touches(self, kiosk: Kiosk) -> list[str]:
        """Presses beside the glass move the devices; the rest is the kiosk's."""
        for_glass = []
        for event in pygame.event.get():
            if event.type == pygame.MOUSEBUTTONDOWN and event.pos[0] >= GLASS_PX[0]:
                self._press(event.pos)
            else:
                for_glass.append(event)
        return self.panel.take(for_glass, kiosk)

    def show(self, kiosk: Kiosk) -> None:
        self.panel.show(kiosk)

    def period_s(self, kiosk: Kiosk) -> float:
        return self.panel.period_s(kiosk)

    def close(self) -> None:
        self.panel.close()

    def _press(self, spot: tuple[int, int]) -> None:
        for placed in self.placed:
            if placed.rect.collidepoint(spot):
                threading.Thread(target=placed.hand.move, daemon=True).start()  # some take a second

    def _draw_dock(self) -> None:
        self._display.fill(SOFT, pygame.Rect(GLASS_PX[0], 0, DOCK_PX, GLASS_PX[1]))
        for placed in self.placed:
            pygame.draw.rect(self._display, PAPER, placed.rect, border_radius=6)
            pygame.draw.rect(self._display, PRIMARY, placed.rect, width=1, border_radius=6)
            self._write(placed.hand.label, placed.rect.x + 14, placed.rect.centery, INK)
        foot = self.placed[-1].rect.bottom + 24
        for row, note in enumerate(self._notes):
            self._write(note, GLASS_PX[0] + MARGIN_PX, foot + row * 24, QUIET)
        pygame.display.flip()

    def _write(self, text: str, left: int, middle: int, ink: tuple[int, int, int]) -> None:
        drawn, dx, rise = self._faces.line(text, TEXT_PX, Weight.MEDIUM, ink)
        self._display.blit(drawn, (left + dx, middle + TEXT_PX * 0.36 - rise))


def _place(hands: Hands) -> list[Placed]:
    left, width = GLASS_PX[0] + MARGIN_PX, DOCK_PX - 2 * MARGIN_PX
    return [
        Placed(hand, pygame.Rect(left, MARGIN_PX + row * (ROW_PX + GAP_PX), width, ROW_PX))
        for row, hand in enumerate(hands.all())
    ]


def show(stage: Stage, until: Callable[[], bool] = lambda: False) -> None:
    """Open the window and serve until it is closed (or ``until`` says so)."""
    settings, inbox = scaled(stage.settings()), SimpleQueue[Event]()
    print(f"display: {stage.hall_url}/display")
    print(f"console: {stage.hall_url}/pair?token={stage.secrets.staff_token}&to=/console/1", flush=True)
    window = open_window(settings, Hands(stage, inbox.put), stage)
    with Program(settings, window=window, inbox=inbox) as program:
        program.run(until)


def open_window(settings: KioskSettings, hands: Hands, stage: Stage) -> DockWindow:
    pygame.display.init()
    display = pygame.display.set_mode((GLASS_PX[0] + DOCK_PX, GLASS_PX[1]))
    display.fill(GROUND)
    pygame.display.set_caption("service-hall kiosk: demonstration")
    glass = display.subsurface(pygame.Rect((0, 0), GLASS_PX))
    panel = PanelWindow(settings.screen, read_texts(settings.texts), settings.policy, glass)
    notes = (f"display: {stage.hall_url}/display", "console: its address is in the terminal")
    return DockWindow(panel, display, hands, notes)


def scaled(settings: KioskSettings) -> KioskSettings:
    """The same glass in millimetres, on fewer pixels, so that it fits a desk's screen."""
    screen = settings.screen.model_copy(
        update={"width_px": GLASS_PX[0], "height_px": GLASS_PX[1], "fullscreen": False}
    )
    return settings.model_copy(update={"screen": screen})
