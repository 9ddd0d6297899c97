"""Plays a person at the kiosk: waits for a screen, presses the glass where the target is, takes a picture.

Every step is a generator that yields once a turn of the real loop; a touch is a real SDL event.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pygame

from kiosk.app.program import Program
from kiosk.app.window import PanelWindow
from kiosk.domain.ticket import PrintState
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import Ticketed

Steps: TypeAlias = Iterator[None]

PATIENCE_S = 12.0
TURN_S = 1 / 60
BETWEEN_PRESSES_S = 0.35  # more than the guard against double presses


class DemoFailed(Exception):
    """The script expected something that did not come."""


class Player:
    """``pictures`` is the folder for photographs of the glass."""

    def __init__(self, program: Program, window: PanelWindow, pictures: Path) -> None:
        self._program = program
        self._window = window
        self._pictures = pictures
        self.shots: list[Path] = []

    @property
    def screen(self) -> Screen:
        return screen_of(self._program.loop.kiosk, self._program.settings.policy)

    @property
    def visit(self) -> int:
        return self._program.loop.kiosk.visit.number

    @property
    def print_state(self) -> PrintState | None:
        """How the slip on the ticket screen stands; None on any other screen."""
        stage = self._program.loop.kiosk.visit.stage
        return stage.print_state if isinstance(stage, Ticketed) else None

    def play(self, steps: Steps) -> None:
        """Turn the loop until the steps are done. Raises DemoFailed."""
        for _ in steps:
            self._program.loop.turn(TURN_S)

    def expect(self, screen: Screen) -> Steps:
        """Wait for a screen, then until its picture stands still."""
        until = time.monotonic() + PATIENCE_S
        while self.screen is not screen:
            if time.monotonic() > until:
                raise DemoFailed(f"visit {self.visit}: expected {screen}, still at {self.screen}")
            yield
        yield from self.rest(0.3)

    def tap(self, target: str) -> Steps:
        """Press and release the middle of a target, once it is there."""
        until = time.monotonic() + PATIENCE_S
        while (spot := self._middle_of(target)) is None:
            if time.monotonic() > until:
                raise DemoFailed(f"visit {self.visit}: {self.screen} has no target {target!r}")
            yield
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.event.Event(kind, pos=spot, button=1, touch=False))
            yield
            yield
        yield from self.rest(BETWEEN_PRESSES_S)

    def rest(self, seconds: float) -> Steps:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            yield

    def picture(self, name: str) -> None:
        """Photograph the glass as it is."""
        path = self._pictures / f"{len(self.shots) + 1:02d}-{name}.png"
        self._window.photograph(path)
        self.shots.append(path)

    def _middle_of(self, target: str) -> tuple[int, int] | None:
        for there in self._window.renderer.targets(self._program.loop.kiosk):
            if there.target == target:
                return self._window.glass.rect(there.box).center
        return None
