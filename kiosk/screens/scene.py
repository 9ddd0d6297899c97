"""What a screen is drawn from, and the pieces every screen has: ribbon, header, buttons."""

from dataclasses import dataclass

from kiosk.flow.policy import Policy
from kiosk.flow.state import Kiosk
from kiosk.screens.box import Box
from kiosk.screens.fonts import Weight
from kiosk.screens.glass import Glass
from kiosk.screens.theme import ATTENTION, INK, MIN_CAP, PRIMARY, QUIET, Sizes
from kiosk.screens.typeset import Style, Typesetter
from kiosk.screens.widgets import Align, Button, Icon, Look, Panel, Widgets
from kiosk.texts import Texts

RIBBON = 8.0  # mm


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a screen is a function of."""

    kiosk: Kiosk
    texts: Texts
    policy: Policy
    glass: Glass
    type: Typesetter
    sizes: Sizes

    @property
    def language(self) -> str:
        return self.kiosk.visit.language

    @property
    def waited_s(self) -> float:
        """Seconds since this stage of the visit began."""
        return self.kiosk.now - self.kiosk.visit.since

    @property
    def demo(self) -> bool:
        return self.kiosk.demo or self.policy.demo_ribbon

    @property
    def inner(self) -> Box:
        """The glass within its margins; under the ribbon half a margin is enough."""
        inner = self.glass.box.inset(self.sizes.margin)
        return inner.cut_top(RIBBON - self.sizes.margin / 2)[1] if self.demo else inner

    @property
    def bar(self) -> Box:
        """The strip of the header."""
        return self.inner.cut_top(self.sizes.bar)[0]

    @property
    def body(self) -> Box:
        """What is left for the screen itself."""
        return self.inner.cut_top(self.sizes.bar, gap=self.sizes.gutter)[1]

    def say(self, key: str, **places: object) -> str:
        return self.texts.say(self.language, key, **places)

    def pick(self, by_language: dict[str, str]) -> str:
        """The visitor's language, else whichever there is."""
        return by_language.get(self.language) or next(iter(by_language.values()), "")

    def headline(self, align: Align = Align.CENTRE) -> Style:
        return Style(self.sizes.headline, Weight.BOLD, align=align, leading=1.3)

    def body_text(self, align: Align = Align.CENTRE) -> Style:
        return Style(self.sizes.body, ink=QUIET, align=align)


def header(scene: Scene) -> Widgets:
    """Ribbon, name of the hall, and the other language: the same on every screen."""
    switch = _language_button(scene, scene.bar)
    left = scene.bar.cut_right(switch.box.w, gap=scene.sizes.gutter)[1]
    return (*_ribbon(scene), *_hall_name(scene, left), switch)


def plain_header(scene: Scene) -> Widgets:
    """The header where no touch does anything."""
    return (*_ribbon(scene), *_hall_name(scene, scene.bar))


def _ribbon(scene: Scene) -> Widgets:
    if not scene.demo:
        return ()
    strip, _ = scene.glass.box.cut_top(RIBBON)
    style = Style(MIN_CAP, Weight.BOLD, align=Align.CENTRE)
    return Panel(strip, ATTENTION), scene.type.label(scene.say("common.demo"), strip.inset(2, 0), style)


def _hall_name(scene: Scene, bar: Box) -> Widgets:
    hall = scene.kiosk.hall
    name = scene.pick(hall.hall) if hall else scene.say("common.hall")
    side = scene.sizes.small * 1.9
    mark, rest = bar.cut_left(side, gap=1.5)
    style = Style(scene.sizes.small, Weight.BOLD, ink=INK)
    return Icon(mark.middle(side, side), "bolt", PRIMARY), scene.type.label(name, rest, style)


def _language_button(scene: Scene, bar: Box) -> Button:
    text = scene.say("common.other_language")
    width = scene.type.width(text, scene.sizes.small, Weight.BOLD) + 10
    box, _ = bar.cut_right(max(width, 2 * scene.sizes.bar))
    style = Style(scene.sizes.small, Weight.BOLD, align=Align.CENTRE)
    label = scene.type.label(text, box.inset(2, 1), style)
    return Button(box, "language", text, Look.SECONDARY, (label,), scene.sizes.bar / 2)
