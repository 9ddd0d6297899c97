"""The dock beside the glass: its hands move the simulated devices, the glass is touched as ever."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pygame
import pytest

from kiosk.app.program import Program
from kiosk.demo.dock import GLASS_PX, DockWindow, open_window, scaled
from kiosk.demo.hands import Hands
from kiosk.demo.stage import Stage
from kiosk.domain.device import PrinterStatus, Role
from kiosk.flow.events import Event
from kiosk.flow.precedence import Screen, screen_of


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(Path("config"), tmp_path_factory.mktemp("stage") / "run", seed=7) as stage:
        yield stage


class Docked:
    def __init__(self, program: Program, window: DockWindow) -> None:
        self.program = program
        self.window = window

    def screen(self) -> Screen:
        return screen_of(self.program.loop.kiosk, self.program.settings.policy)

    def printer(self) -> PrinterStatus:
        return self.program.loop.kiosk.printer

    def press(self, label: str) -> None:
        (spot,) = [placed.rect.center for placed in self.window.placed if placed.hand.label == label]
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=spot, button=1))

    def until(self, wanted: object, seen: object) -> None:
        assert callable(seen)
        deadline = time.monotonic() + 10
        while seen() is not wanted:
            assert time.monotonic() < deadline, f"waited in vain for {wanted}; there is {seen()}"
            self.program.loop.turn(0.02)


@pytest.fixture
def docked(stage: Stage) -> Iterator[Docked]:
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    settings, inbox = scaled(stage.settings()), SimpleQueue[Event]()
    window = open_window(settings, Hands(stage, inbox.put), stage)
    with Program(settings, window=window, inbox=inbox) as program:
        docked = Docked(program, window)
        docked.until(True, lambda: program.loop.kiosk.health(Role.PRINTER) is not None)
        yield docked


def test_a_card_from_the_dock_opens_the_menu(docked: Docked) -> None:
    docked.press("ID card: 78 years old")
    docked.until(Screen.MENU, docked.screen)


def test_paper_out_and_in(docked: Docked) -> None:
    docked.until(PrinterStatus.READY, docked.printer)
    docked.press("printer: paper out")
    docked.until(PrinterStatus.NO_PAPER, docked.printer)
    docked.press("printer: paper in")
    docked.until(PrinterStatus.READY, docked.printer)


def test_the_technicians_key(docked: Docked) -> None:
    docked.press("technician's key")
    docked.until(Screen.TECHNICIAN, docked.screen)
    docked.press("technician's key")
    docked.until(Screen.WELCOME, docked.screen)


def test_every_hand_is_beside_the_glass_and_inside_the_window(docked: Docked) -> None:
    window = pygame.display.get_surface()
    assert window is not None
    for placed in docked.window.placed:
        assert placed.rect.left >= GLASS_PX[0]
        assert window.get_rect().contains(placed.rect)
    assert threading.active_count() < 60
