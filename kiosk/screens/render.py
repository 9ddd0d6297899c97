"""From the one Kiosk value to the glass: lays out, draws only what changed, names the touch targets."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pygame

from kiosk.flow.policy import Policy
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import Kiosk
from kiosk.screens.appointment import booked, too_early, too_late
from kiosk.screens.card_not_read import card_not_read
from kiosk.screens.check_in import check_in
from kiosk.screens.closed import closed
from kiosk.screens.direction import direction
from kiosk.screens.fonts import Faces
from kiosk.screens.glass import Glass
from kiosk.screens.hall_away import hall_away
from kiosk.screens.long_wait import long_wait
from kiosk.screens.looking import issuing, looking, reading
from kiosk.screens.menu import menu
from kiosk.screens.out_of_order import out_of_order
from kiosk.screens.paint import Painter
from kiosk.screens.refused import refused
from kiosk.screens.scene import Scene
from kiosk.screens.still_there import still_there
from kiosk.screens.technician import technician
from kiosk.screens.theme import sizes
from kiosk.screens.ticket import ticket
from kiosk.screens.typeset import Typesetter
from kiosk.screens.welcome import welcome
from kiosk.screens.widgets import Button, Target, Widgets, targets
from kiosk.texts import Texts

DRAWN_BY: dict[Screen, Callable[[Scene], Widgets]] = {
    Screen.TECHNICIAN: technician,
    Screen.OUT_OF_ORDER: out_of_order,
    Screen.CLOSED: closed,
    Screen.STILL_THERE: still_there,
    Screen.WELCOME: welcome,
    Screen.READING: reading,
    Screen.LOOKING: looking,
    Screen.MENU: menu,
    Screen.CHECK_IN: check_in,
    Screen.BOOKED: booked,
    Screen.TOO_EARLY: too_early,
    Screen.TOO_LATE: too_late,
    Screen.ISSUING: issuing,
    Screen.DIRECTION: direction,
    Screen.TICKET: ticket,
    Screen.CARD_NOT_READ: card_not_read,
    Screen.LONG_WAIT: long_wait,
    Screen.HALL_AWAY: hall_away,
    Screen.REFUSED: refused,
}

BUSY = {Screen.READING, Screen.LOOKING, Screen.ISSUING}
MOVING = {Screen.WELCOME: 20, Screen.READING: 10, Screen.LOOKING: 10, Screen.ISSUING: 10, Screen.TICKET: 10}
IDLE_FPS, TOUCHED_FPS = 10, 30
FADE_S = 0.16
AT_ONCE = {Screen.WELCOME, Screen.STILL_THERE, Screen.TICKET}
"""Not faded to: an ended visit must leave the glass, and a number comes while its slip needs the processor."""


def lay_out(kiosk: Kiosk, texts: Texts, glass: Glass, policy: Policy, faces: Faces) -> Widgets:
    """The widgets of the screen this state shows, placed in millimetres. Pure."""
    scene = Scene(kiosk, texts, policy, glass, Typesetter(faces, glass), sizes(glass))
    return DRAWN_BY[screen_of(kiosk, policy)](scene)


class Renderer:
    """Draws onto one surface and remembers what is on it."""

    def __init__(
        self, glass: Glass, texts: Texts, policy: Policy, faces: Faces | None = None, fade_s: float = FADE_S
    ) -> None:
        """Raises ConfigError when the typeface is missing. ``fade_s`` of 0 changes screens at once."""
        self._glass, self._texts, self._policy = glass, texts, policy
        self._faces = faces or Faces()
        self._painter = Painter(glass, self._faces)
        self._fade_s = fade_s
        self._shown: Widgets = ()
        self._shown_screen: tuple[Screen, int] | None = None
        self._fade: _Fade | None = None

    def widgets(self, kiosk: Kiosk, pressed: str | None = None) -> Widgets:
        """What this state shows; the button ``pressed`` looks so."""
        placed = lay_out(kiosk, self._texts, self._glass, self._policy, self._faces)
        if pressed is None:
            return placed
        return tuple(
            replace(widget, pressed=True) if isinstance(widget, Button) and widget.target == pressed else widget
            for widget in placed
        )

    def targets(self, kiosk: Kiosk) -> tuple[Target, ...]:
        """Where a touch counts now: nowhere while the picture of the last stage is held."""
        return () if self._held(kiosk) else targets(self.widgets(kiosk))

    def draw(self, kiosk: Kiosk, surface: pygame.Surface, pressed: str | None = None) -> tuple[pygame.Rect, ...]:
        """Bring ``surface`` up to date. Returns the changed areas in pixels; none when nothing changed."""
        if self._held(kiosk):
            return ()
        self._begin_fade(kiosk, surface)
        new, old = self.widgets(kiosk, pressed), self._shown
        self._shown, self._shown_screen = new, self._key(kiosk)
        if self._fade is not None:
            return self._draw_fading(self._fade, new, kiosk.now, surface)
        if new == old:
            return ()
        return self._draw_changed(old, new, surface)

    def period_s(self, kiosk: Kiosk, touched: bool = False) -> float:
        """How long the loop may sleep before it should draw again."""
        if touched or self._fade is not None:
            return 1 / TOUCHED_FPS
        return 1 / MOVING.get(screen_of(kiosk, self._policy), IDLE_FPS)

    def _key(self, kiosk: Kiosk) -> tuple[Screen, int]:
        return screen_of(kiosk, self._policy), kiosk.visit.number

    def _held(self, kiosk: Kiosk) -> bool:
        """A wait this short is not shown: the picture of the same visit's last stage stays, without targets."""
        screen, visit = self._key(kiosk)
        if screen not in BUSY or self._shown_screen is None or self._shown_screen[1] != visit:
            return False
        return self._shown_screen[0] is not screen and kiosk.now - kiosk.visit.since < self._policy.busy_notice_s

    def _begin_fade(self, kiosk: Kiosk, surface: pygame.Surface) -> None:
        """Cross-fade from screen to screen of one visit, except to those that must not wait."""
        key, shown = self._key(kiosk), self._shown_screen
        if shown is None or key == shown:
            return
        gentle = key[1] == shown[1] and key[0] not in AT_ONCE
        self._fade = _Fade(surface.copy(), surface.copy(), kiosk.now) if gentle and self._fade_s else None

    def _draw_fading(
        self, fade: "_Fade", new: Widgets, now: float, surface: pygame.Surface
    ) -> tuple[pygame.Rect, ...]:
        if new != fade.painted:
            self._painter.paint(new, fade.new)
            fade.painted = new
        surface.blit(fade.new, (0, 0))
        share = min(1.0, (now - fade.began) / self._fade_s)
        if share < 1:
            fade.old.set_alpha(round(255 * (1 - share)))
            surface.blit(fade.old, (0, 0))
        else:
            self._fade = None
        return (surface.get_rect(),)

    def _draw_changed(self, old: Widgets, new: Widgets, surface: pygame.Surface) -> tuple[pygame.Rect, ...]:
        changed = set(old) ^ set(new)
        if not old or not changed:
            area = surface.get_rect()
        else:
            reaches = [self._painter.reach(widget) for widget in changed]
            area = reaches[0].unionall(reaches[1:]).clip(surface.get_rect())
        surface.set_clip(area)
        self._painter.paint(new, surface)
        surface.set_clip(None)
        return (area,)


@dataclass(slots=True)
class _Fade:
    """From one picture to the other; ``painted`` is what ``new`` shows, so that it is painted once."""

    old: pygame.Surface
    new: pygame.Surface
    began: float
    painted: Widgets = ()
