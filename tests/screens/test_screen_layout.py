"""Every screen, in every state of the samples, both languages, on every glass: measured, not looked at."""

import re
from dataclasses import dataclass
from itertools import combinations

import pytest

from kiosk.flow.policy import Policy
from kiosk.flow.precedence import Screen, screen_of
from kiosk.screens.box import Box
from kiosk.screens.fonts import CAP, Faces
from kiosk.screens.glass import LANDSCAPE, PORTRAIT, Glass
from kiosk.screens.render import lay_out
from kiosk.screens.theme import GROUND, MIN_CAP, MIN_GAP, MIN_TARGET, TEXT_ON, Colour
from kiosk.screens.typeset import ELLIPSIS
from kiosk.screens.widgets import Button, Icon, Label, Panel, QrCode, Widgets, labels, targets
from kiosk.screens.widgets import Look as ButtonLook
from kiosk.technician.samples import Sample, samples
from kiosk.texts import LANGUAGES, Texts

LOOKS = [
    (PORTRAIT, False),
    (PORTRAIT, True),
    (LANDSCAPE, False),
    (LANDSCAPE, True),
    (Glass(540, 960, 268), True),  # the demo's window
    (Glass(1920, 1080, 345), False),  # 15.6 inch
]
NO_TOUCH = {Screen.TECHNICIAN, Screen.OUT_OF_ORDER}
PRIVATE_WORDS = re.compile(
    r"欠费|欠款|拖欠|逾期|催费|信用|等级|风险|优先|贵宾|VIP|残疾|老人|长者"
    r"|arrear|overdue|debt|\bow(e|ing)\b|credit|grade|class|risk|priorit|disab|elder",
    re.IGNORECASE,
)


SAMPLES = [
    pytest.param(sample, id=f"{sample.name}-{language}") for language in LANGUAGES for sample in samples(language)
]


@dataclass(frozen=True)
class Look:
    """One sample on one glass."""

    sample: Sample
    glass: Glass
    demo: bool
    widgets: Widgets


@pytest.fixture(params=SAMPLES)
def looks(request: pytest.FixtureRequest, texts: Texts, faces: Faces) -> list[Look]:
    sample: Sample = request.param
    return [
        Look(sample, glass, demo, lay_out(sample.kiosk, texts, glass, Policy(demo_ribbon=demo), faces))
        for glass, demo in LOOKS
    ]


def test_targets_are_large_apart_and_on_the_glass(looks: list[Look]) -> None:
    for look in looks:
        found = targets(look.widgets)
        for target in found:
            assert look.glass.box.contains(target.box), target
            assert min(target.box.w, target.box.h) >= MIN_TARGET, target
            assert target.name.strip()
            assert target.box.y > 0
        for one, other in combinations(found, 2):
            assert not _grown(one.box, MIN_GAP).overlaps(other.box), (one, other)
        names = [target.target for target in found]
        assert len(names) == len(set(names))


def test_every_screen_offers_the_other_language_where_touch_counts(looks: list[Look]) -> None:
    for look in looks:
        found = {target.target: target.box for target in targets(look.widgets)}
        if screen_of(look.sample.kiosk, Policy()) in NO_TOUCH:
            assert not found
        else:
            assert found["language"].right == pytest.approx(look.glass.box.right - _margin(found["language"], look))
            assert all(found["language"].y <= box.y for box in found.values())


def test_one_primary_action_at_most_and_it_is_high(looks: list[Look]) -> None:
    for look in looks:
        primary = [w for w in look.widgets if isinstance(w, Button) and w.look is ButtonLook.PRIMARY]
        assert len(primary) <= 1
        assert all(button.box.h >= 20 for button in primary)


def test_text_is_large_enough_whole_and_inside(looks: list[Look], faces: Faces) -> None:
    for look in looks:
        for label in labels(look.widgets):
            assert look.glass.mm(label.em_px) * CAP >= MIN_CAP
            assert look.glass.box.contains(label.box), label.lines
            assert not any(line.endswith(ELLIPSIS) for line in label.lines), (label.lines, look.glass, look.demo)
            for line in label.lines:
                width = look.glass.mm(faces.width_px(line, label.em_px, label.weight))
                assert width <= label.box.w + 0.01, line
                assert not faces.missing(line)


def test_nothing_overlaps(looks: list[Look]) -> None:
    for look in looks:
        solid = [w for w in look.widgets if not isinstance(w, Panel | Icon)]
        for one, other in combinations(solid, 2):
            assert not one.box.overlaps(other.box, slack=0.01), (one, other)
        for label in (w for w in look.widgets if isinstance(w, Label)):
            for icon in (w for w in look.widgets if isinstance(w, Icon)):
                assert not label.box.overlaps(icon.box, slack=0.01), (label.lines, icon)


def test_what_is_on_a_button_stays_on_it(looks: list[Look]) -> None:
    for look in looks:
        for button in (w for w in look.widgets if isinstance(w, Button)):
            for part in button.parts:
                assert button.box.contains(part.box, slack=0.01), (button.target, part)
            for one, other in combinations(button.parts, 2):
                assert not one.box.overlaps(other.box, slack=0.01), button.target


def test_text_has_a_ground_it_can_be_read_on(looks: list[Look]) -> None:
    for look in looks:
        for index, widget in enumerate(look.widgets):
            if isinstance(widget, Label):
                assert (widget.ink, _ground(look.widgets[:index], widget.box)) in TEXT_ON, widget.lines
            if isinstance(widget, Button):
                plain, pressed, _, _ = widget.look.value
                for label in labels((widget,)):
                    assert {(label.ink, plain), (label.ink, pressed)} <= set(TEXT_ON)


def test_panels_hold_what_lies_on_them(looks: list[Look]) -> None:
    for look in looks:
        for panel in (w for w in look.widgets if isinstance(w, Panel)):
            assert look.glass.box.contains(panel.box, slack=0.01)
            for other in (w for w in look.widgets if isinstance(w, Label | QrCode)):
                assert panel.box.contains(other.box, slack=0.2) or not panel.box.overlaps(other.box, slack=0.2)


def test_nothing_on_the_glass_tells_why(looks: list[Look]) -> None:
    for look in looks:
        said = " ".join(label.text for label in labels(look.widgets)) + " ".join(
            t.name for t in targets(look.widgets)
        )
        assert not PRIVATE_WORDS.search(said)


def test_the_ribbon_is_there_exactly_in_demos(looks: list[Look], texts: Texts) -> None:
    for look in looks:
        ribbon = texts.say(look.sample.kiosk.visit.language, "common.demo")
        shown = any(ribbon == label.text for label in labels(look.widgets))
        assert shown is (look.demo or look.sample.kiosk.demo)


def _grown(box: Box, by: float) -> Box:
    return box.inset(-by + 1e-6)


def _margin(language: Box, look: Look) -> float:
    """The same distance from the right edge as the header has from the left: between 8 and 12 mm."""
    margin = look.glass.box.right - language.right
    assert 8 <= margin <= 12
    return margin


def _ground(below: Widgets, box: Box) -> Colour:
    """The colour under ``box``: that of the last panel drawn there."""
    grounds = [w.fill for w in below if isinstance(w, Panel) and w.box.overlaps(box)]
    return grounds[-1] if grounds else GROUND
