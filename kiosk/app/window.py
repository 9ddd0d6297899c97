"""The glass as pygame sees it: a window, or the whole panel, drawn by the renderer and touched by people."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

import pygame

from kiosk.config import ConfigError
from kiosk.flow.policy import Policy
from kiosk.flow.state import Kiosk
from kiosk.screens.fonts import Faces
from kiosk.screens.glass import Glass
from kiosk.screens.render import Renderer
from kiosk.screens.touch import PREPARATION, Touch
from kiosk.settings import ScreenSettings
from kiosk.texts import Texts

UNSEEN = {"offscreen", "dummy"}
WHO_MAY_DRAW = "is the panel connected, is this user in the groups video, render and input?"


class PanelWindow:
    """Opens the display; ``close`` gives it back. ``closed`` turns true when somebody closes the window."""

    def __init__(
        self, settings: ScreenSettings, texts: Texts, policy: Policy, surface: pygame.Surface | None = None
    ) -> None:
        """With ``surface`` it draws there, in a window that somebody else has opened."""
        self.glass = glass = Glass(settings.width_px, settings.height_px, settings.active_width_mm)
        self.surface = surface or _open_display(glass, fullscreen=settings.fullscreen)
        self.renderer = Renderer(glass, texts, policy, Faces(settings.fonts))
        self.touch = Touch(glass)
        self.closed = False

    def touches(self, kiosk: Kiosk) -> list[str]:
        """Targets pressed and released since the last call."""
        return self.take(pygame.event.get(), kiosk)

    def take(self, events: Iterable[pygame.event.Event], kiosk: Kiosk) -> list[str]:
        named = []
        for event in events:
            self.closed |= event.type == pygame.QUIT
            if target := self.touch.feed(event, self.renderer.targets(kiosk), time.monotonic()):
                named.append(target)
        return named

    def show(self, kiosk: Kiosk) -> None:
        if changed := self.renderer.draw(kiosk, self.surface, self.touch.pressed):
            pygame.display.update(changed)

    def period_s(self, kiosk: Kiosk) -> float:
        return self.renderer.period_s(kiosk, touched=self.touch.active)

    def photograph(self, path: Path) -> None:
        """Save what is on the glass as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(self.surface, path)

    def close(self) -> None:
        pygame.display.quit()


def check_driver(driver: str, asked: str | None) -> None:
    """Raises ConfigError when the display is one nobody can see: SDL falls back to it without a word.

    ``asked`` is what the environment asks for; who asks for such a display, as tests do, gets it.
    """
    if driver in UNSEEN and not asked:
        raise ConfigError(f"kiosk.toml: [screen]: there is no display, only {driver!r}; {WHO_MAY_DRAW}")


def _open_display(glass: Glass, *, fullscreen: bool) -> pygame.Surface:
    asked = os.environ.get("SDL_VIDEODRIVER")
    os.environ.update(PREPARATION)
    try:
        pygame.display.init()
        check_driver(pygame.display.get_driver(), asked)
        surface = pygame.display.set_mode(glass.size_px, pygame.FULLSCREEN if fullscreen else 0)
    except pygame.error as error:
        raise ConfigError(f"kiosk.toml: [screen]: no display can be opened ({error}); {WHO_MAY_DRAW}") from None
    pygame.display.set_caption("kiosk")
    pygame.mouse.set_visible(not fullscreen)
    return surface
