"""Fingers and mouse become taps: pressed and let go inside the same target, by one finger, not twice at once.

SDL can turn touches into mouse clicks and clicks into touches, and then every touch is told twice. Both are
switched off before the window opens (``PREPARATION``), so that a finger arrives as a finger and a mouse as a mouse,
and both take the one path below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pygame

from kiosk.screens.glass import Glass
from kiosk.screens.widgets import Target

PREPARATION: Mapping[str, str] = {"SDL_TOUCH_MOUSE_EVENTS": "0", "SDL_MOUSE_TOUCH_EVENTS": "0"}
"""Environment variables that must be set before ``pygame.display`` starts."""

GUARD_S = 0.3

MOUSE = (-1, -1)
Pointer: TypeAlias = tuple[int, int]  # touch device and finger; MOUSE for the mouse


@dataclass(frozen=True, slots=True)
class Motion:
    """One move of one pointer, in pixels of the glass."""

    phase: Literal["down", "move", "up"]
    pointer: Pointer
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Press:
    pointer: Pointer
    target: Target
    inside: bool = True


class Touch:
    """Follows one press at a time.

    A second finger is ignored while the first is down; a finger that slides off the target lets go of nothing; for
    0.3 s after a tap nothing can be pressed, so that a trembling hand does not take two numbers.
    """

    def __init__(self, glass: Glass, guard_s: float = GUARD_S) -> None:
        self._glass = glass
        self._guard_s = guard_s
        self._press: _Press | None = None
        self._tapped_at: float | None = None

    @property
    def pressed(self) -> str | None:
        """The target under the finger now: to be drawn pressed."""
        return self._press.target.target if self._press and self._press.inside else None

    @property
    def active(self) -> bool:
        """Whether a finger is on the glass: then the loop should turn quickly."""
        return self._press is not None

    def feed(self, event: pygame.event.Event, targets: Sequence[Target], at: float) -> str | None:
        """One pygame event at second ``at``; returns the target tapped, if this completed a tap.

        ``targets`` are those on the screen now: a press whose target is gone or has moved comes to nothing.
        """
        motion = motion_of(event, self._glass)
        if motion is None:
            return None
        if motion.phase == "down":
            self._down(motion, targets, at)
            return None
        if self._press is None or motion.pointer != self._press.pointer:
            return None
        inside = self._press.target in targets and self._hit(self._press.target, motion)
        if motion.phase == "move":
            self._press = _Press(self._press.pointer, self._press.target, inside)
            return None
        return self._up(self._press.target, inside, at)

    def _down(self, motion: Motion, targets: Sequence[Target], at: float) -> None:
        guarded = self._tapped_at is not None and at - self._tapped_at < self._guard_s
        if self._press is not None and motion.pointer != self._press.pointer:
            return
        hit = next((target for target in targets if self._hit(target, motion)), None)
        self._press = _Press(motion.pointer, hit) if hit and not guarded else None

    def _up(self, target: Target, inside: bool, at: float) -> str | None:
        self._press = None
        if not inside:
            return None
        self._tapped_at = at
        return target.target

    def _hit(self, target: Target, motion: Motion) -> bool:
        return bool(self._glass.rect(target.box).collidepoint(motion.x, motion.y))


def motion_of(event: pygame.event.Event, glass: Glass) -> Motion | None:
    """What the event says about one pointer; None for events that are none of ours."""
    match event.type:
        case pygame.FINGERDOWN | pygame.FINGERMOTION | pygame.FINGERUP:
            phases = {pygame.FINGERDOWN: "down", pygame.FINGERMOTION: "move", pygame.FINGERUP: "up"}
            pointer = (event.touch_id, event.finger_id)
            return _motion(phases[event.type], pointer, event.x * glass.width_px, event.y * glass.height_px)
        case pygame.MOUSEBUTTONDOWN | pygame.MOUSEBUTTONUP if event.button == pygame.BUTTON_LEFT:
            phase = "down" if event.type == pygame.MOUSEBUTTONDOWN else "up"
            return None if _from_touch(event) else _motion(phase, MOUSE, *event.pos)
        case pygame.MOUSEMOTION if event.buttons[0]:
            return None if _from_touch(event) else _motion("move", MOUSE, *event.pos)
    return None


def _from_touch(event: pygame.event.Event) -> bool:
    """Whether SDL made this mouse event up from a touch that is told as a finger anyway."""
    return bool(getattr(event, "touch", False))


def _motion(phase: str, pointer: Pointer, x: float, y: float) -> Motion:
    if phase == "down":
        return Motion("down", pointer, x, y)
    return Motion("up" if phase == "up" else "move", pointer, x, y)
