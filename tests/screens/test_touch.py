"""Recorded events of fingers and mice: what counts as a tap."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pygame
import pytest

from kiosk.screens.box import Box
from kiosk.screens.glass import Glass
from kiosk.screens.touch import PREPARATION, Touch, motion_of
from kiosk.screens.widgets import Target

Maker: TypeAlias = Callable[[str, tuple[int, int]], pygame.event.Event]

GLASS = Glass(1000, 500, 100)
LEFT = Target("left", "Left", Box(10, 10, 20, 20))  # 100..300 px
RIGHT = Target("right", "Right", Box(60, 10, 20, 20))  # 600..800 px
BOTH = (LEFT, RIGHT)

IN_LEFT, IN_RIGHT, OUTSIDE = (200, 200), (700, 200), (450, 400)


def finger(phase: str, at: tuple[int, int], finger_id: int = 1, touch_id: int = 5) -> pygame.event.Event:
    kind = {"down": pygame.FINGERDOWN, "move": pygame.FINGERMOTION, "up": pygame.FINGERUP}[phase]
    where: dict[str, Any] = {"x": at[0] / GLASS.width_px, "y": at[1] / GLASS.height_px, "dx": 0.0, "dy": 0.0}
    return pygame.event.Event(kind, touch_id=touch_id, finger_id=finger_id, **where)


def mouse(phase: str, at: tuple[int, int], button: int = 1, touch: bool = False) -> pygame.event.Event:
    if phase == "move":
        return pygame.event.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(1, 0, 0), touch=touch)
    kind = pygame.MOUSEBUTTONDOWN if phase == "down" else pygame.MOUSEBUTTONUP
    return pygame.event.Event(kind, pos=at, button=button, touch=touch)


def taps(*events: tuple[float, pygame.event.Event], targets: tuple[Target, ...] = BOTH) -> list[str]:
    touch = Touch(GLASS)
    answers = [touch.feed(event, targets, at) for at, event in events]
    return [answer for answer in answers if answer]


@pytest.mark.parametrize("make", [finger, mouse])
class TestOnePointer:
    def test_down_and_up_inside_is_a_tap(self, make: Maker) -> None:
        assert taps((0, make("down", IN_LEFT)), (0.1, make("up", IN_LEFT))) == ["left"]

    def test_sliding_off_cancels(self, make: Maker) -> None:
        assert taps((0, make("down", IN_LEFT)), (0.1, make("move", OUTSIDE)), (0.2, make("up", OUTSIDE))) == []

    def test_sliding_off_and_back_counts(self, make: Maker) -> None:
        moves = [(0.1, make("move", OUTSIDE)), (0.2, make("move", IN_LEFT))]
        assert taps((0, make("down", IN_LEFT)), *moves, (0.3, make("up", IN_LEFT))) == ["left"]

    def test_letting_go_on_another_target_is_no_tap(self, make: Maker) -> None:
        assert taps((0, make("down", IN_LEFT)), (0.1, make("up", IN_RIGHT))) == []

    def test_beginning_outside_is_no_tap(self, make: Maker) -> None:
        assert taps((0, make("down", OUTSIDE)), (0.1, make("move", IN_LEFT)), (0.2, make("up", IN_LEFT))) == []


def test_a_second_finger_is_ignored() -> None:
    events = (
        (0.0, finger("down", IN_LEFT, 1)),
        (0.1, finger("down", IN_RIGHT, 2)),
        (0.2, finger("up", IN_RIGHT, 2)),
        (0.3, finger("up", IN_LEFT, 1)),
    )
    assert taps(*events) == ["left"]


def test_the_same_finger_number_of_another_panel_is_another_finger() -> None:
    assert taps((0, finger("down", IN_LEFT, 1, 5)), (0.1, finger("up", IN_LEFT, 1, 6))) == []


def test_a_trembling_hand_takes_one_number() -> None:
    first = ((0.0, finger("down", IN_LEFT)), (0.1, finger("up", IN_LEFT)))
    soon = ((0.2, finger("down", IN_LEFT)), (0.45, finger("up", IN_LEFT)))
    later = ((0.5, finger("down", IN_RIGHT)), (0.6, finger("up", IN_RIGHT)))
    assert taps(*first, *soon) == ["left"]
    assert taps(*first, *soon, *later) == ["left", "right"]


def test_a_target_that_went_away_or_moved_is_not_tapped() -> None:
    for now_there in ((RIGHT,), (Target("left", "Left", LEFT.box.moved(0, 1)), RIGHT), ()):
        touch = Touch(GLASS)
        touch.feed(finger("down", IN_LEFT), BOTH, 0)
        assert touch.feed(finger("up", IN_LEFT), now_there, 0.1) is None


def test_a_lost_up_does_not_block_the_next_press() -> None:
    assert taps((0, finger("down", IN_LEFT)), (1, finger("down", IN_LEFT)), (1.1, finger("up", IN_LEFT))) == [
        "left"
    ]


def test_pressed_follows_the_finger() -> None:
    touch = Touch(GLASS)
    seen = []
    for event in (finger("down", IN_LEFT), finger("move", OUTSIDE), finger("move", IN_LEFT), finger("up", IN_LEFT)):
        touch.feed(event, BOTH, 0)
        seen.append((touch.pressed, touch.active))
    assert seen == [("left", True), (None, True), ("left", True), (None, False)]


@pytest.mark.parametrize(
    "event",
    [
        mouse("down", IN_LEFT, touch=True),
        mouse("move", IN_LEFT, touch=True),
        mouse("down", IN_LEFT, button=3),
        pygame.event.Event(pygame.MOUSEMOTION, pos=IN_LEFT, rel=(1, 1), buttons=(0, 0, 0), touch=False),
        pygame.event.Event(pygame.KEYDOWN, key=pygame.K_SPACE, mod=0, unicode=" "),
        pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=1),
    ],
    ids=["touch as click", "touch as motion", "right button", "no button", "key", "wheel"],
)
def test_what_is_not_a_press(event: pygame.event.Event) -> None:
    assert motion_of(event, GLASS) is None


def test_touches_and_clicks_are_told_once() -> None:
    assert PREPARATION == {"SDL_TOUCH_MOUSE_EVENTS": "0", "SDL_MOUSE_TOUCH_EVENTS": "0"}
