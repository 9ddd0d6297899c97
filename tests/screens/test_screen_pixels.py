"""What reaches the surface: the same every time, only where something changed, and readable."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pygame
import pytest
import zxingcpp
from PIL import Image

from kiosk.flow.policy import Policy
from kiosk.flow.state import Choosing, Issuing, Kiosk, Looking, Welcome
from kiosk.screens.fonts import Faces
from kiosk.screens.glass import LANDSCAPE, PORTRAIT, Glass
from kiosk.screens.render import Renderer, lay_out
from kiosk.screens.widgets import labels, targets
from kiosk.technician.samples import BOOT, kiosk_at, menu_of, samples, visitor
from kiosk.texts import Texts

SMALL = Glass(540, 960, 268)


def _bytes(surface: pygame.Surface) -> bytes:
    return pygame.image.tobytes(surface, "RGB")


def _fresh(kiosk: Kiosk, glass: Glass, texts: Texts, faces: Faces, pressed: str | None = None) -> bytes:
    surface = pygame.Surface(glass.size_px)
    Renderer(glass, texts, Policy(), faces, fade_s=0).draw(kiosk, surface, pressed)
    return _bytes(surface)


def _kiosk(name: str, language: str = "zh") -> Kiosk:
    return next(sample.kiosk for sample in samples(language) if sample.name == name)


@pytest.mark.parametrize("glass", [SMALL, LANDSCAPE], ids=["upright", "wide"])
def test_the_same_state_gives_the_same_bytes(glass: Glass, texts: Texts) -> None:
    for sample in samples("en"):
        assert _fresh(sample.kiosk, glass, texts, Faces()) == _fresh(sample.kiosk, glass, texts, Faces())


def test_drawing_only_what_changed_gives_the_same_picture(texts: Texts, faces: Faces) -> None:
    """Through all screens in a shuffled order and through an animation, against pictures drawn from nothing."""
    kiosks = [sample.kiosk for language in ("zh", "en") for sample in samples(language)]
    random.Random(7).shuffle(kiosks)
    kiosks += [replace(_kiosk("welcome"), now=101 + step / 10) for step in range(50)]
    kiosks += [replace(_kiosk("still-there"), now=171 + step) for step in range(5)]
    renderer = Renderer(SMALL, texts, Policy(), faces, fade_s=0)
    surface = pygame.Surface(SMALL.size_px)
    for kiosk in kiosks:
        renderer.draw(kiosk, surface)
        assert _bytes(surface) == _fresh(kiosk, SMALL, texts, faces)


def test_a_kiosk_just_switched_on_invites_as_one_that_is_well(texts: Texts, faces: Faces) -> None:
    well = _kiosk("welcome")
    assert _fresh(replace(well, devices=()), SMALL, texts, faces) == _fresh(well, SMALL, texts, faces)
    away = _fresh(_kiosk("welcome-no-reader"), SMALL, texts, faces)
    assert away != _fresh(well, SMALL, texts, faces)


def test_nothing_is_drawn_while_nothing_changes(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    kiosk = _kiosk("menu")
    assert renderer.draw(kiosk, surface) == (surface.get_rect(),)
    assert renderer.draw(replace(kiosk, now=kiosk.now + 1), surface) == ()


def test_the_moving_card_redraws_a_part_only(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    renderer.draw(replace(_kiosk("welcome"), now=1.0), surface)
    (area,) = renderer.draw(replace(_kiosk("welcome"), now=1.2), surface)
    assert 0 < area.w * area.h < surface.get_width() * surface.get_height() / 4


def test_a_pressed_button_looks_pressed_at_once(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    kiosk = _kiosk("menu")
    renderer.draw(kiosk, surface)
    target = next(t for t in renderer.targets(kiosk) if t.target == "service:pay")
    (area,) = renderer.draw(kiosk, surface, pressed="service:pay")
    assert SMALL.rect(target.box).inflate(4, 4).contains(area)
    assert _bytes(surface) == _fresh(kiosk, SMALL, texts, faces, pressed="service:pay")
    assert _bytes(surface) != _fresh(kiosk, SMALL, texts, faces)


def test_a_short_wait_leaves_the_last_picture_without_targets(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    renderer.draw(kiosk_at(Choosing(menu_of(), visitor(menu_of()))), surface)
    menu = _bytes(surface)
    issuing = kiosk_at(Issuing(BOOT, "pay"), now=100.3)
    assert renderer.draw(issuing, surface) == ()
    assert renderer.targets(issuing) == ()
    assert _bytes(surface) == menu
    assert renderer.draw(replace(issuing, now=100.5), surface) != ()


def test_the_next_person_never_waits_before_the_last_ones_menu(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    renderer.draw(kiosk_at(Choosing(menu_of(), visitor(menu_of()))), surface)
    looking = kiosk_at(Looking(with_card=True), now=100.0)
    next_one = replace(looking, visit=replace(looking.visit, number=13))
    renderer.draw(next_one, surface)
    assert _bytes(surface) == _fresh(next_one, SMALL, texts, faces)


def test_screens_of_one_visit_melt_into_each_other(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    menu, direction = _kiosk("menu"), _kiosk("direction")
    renderer.draw(menu, surface)
    frames = []
    for now in (101.0, 101.08, 101.2):
        renderer.draw(replace(direction, now=now), surface)
        frames.append(_bytes(surface))
    assert frames[0] == _fresh(menu, SMALL, texts, faces)
    assert frames[1] not in (frames[0], frames[2])
    assert frames[2] == _fresh(direction, SMALL, texts, faces)
    assert renderer.draw(replace(direction, now=101.3), surface) == ()


def test_a_number_comes_at_once(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    renderer.draw(_kiosk("menu"), surface)
    ticket = replace(_kiosk("ticket"), now=101.0)
    renderer.draw(ticket, surface)
    assert _bytes(surface) == _fresh(ticket, SMALL, texts, faces)


def test_the_end_of_a_visit_clears_the_glass_at_once(texts: Texts, faces: Faces) -> None:
    renderer, surface = Renderer(SMALL, texts, Policy(), faces), pygame.Surface(SMALL.size_px)
    renderer.draw(_kiosk("menu"), surface)
    welcome = kiosk_at(Welcome())
    after = replace(welcome, visit=replace(welcome.visit, number=13))
    renderer.draw(after, surface)
    assert _bytes(surface) == _fresh(after, SMALL, texts, faces)


def test_the_loop_turns_quickly_only_when_something_moves(texts: Texts, faces: Faces) -> None:
    renderer = Renderer(SMALL, texts, Policy(), faces)
    assert renderer.period_s(_kiosk("menu")) == pytest.approx(0.1)
    assert renderer.period_s(_kiosk("welcome")) == pytest.approx(0.05)
    assert renderer.period_s(_kiosk("menu"), touched=True) < 0.04


@pytest.mark.parametrize("name", ["ticket-no-paper", "ticket-long-no-paper"])
@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE, SMALL], ids=["portrait", "landscape", "demo-window"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_phone_reads_the_code(name: str, glass: Glass, language: str, texts: Texts, faces: Faces) -> None:
    picture = Image.frombytes("RGB", glass.size_px, _fresh(_kiosk(name, language), glass, texts, faces))
    (code,) = zxingcpp.read_barcodes(picture)
    assert ("K1234" if "long" in name else "A007") in code.text
    assert "2026-11-23" in code.text


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_ink_stays_where_the_layout_says(glass: Glass, language: str, texts: Texts, faces: Faces) -> None:
    """Drawn glyphs do not leave their label: what the layout tests measure is what is seen."""
    for sample in samples(language):
        for label in labels(lay_out(sample.kiosk, texts, glass, Policy(), faces)):
            rect = glass.rect(label.box)
            for row, line in enumerate(label.lines):
                drawn, dx, dy = faces.line(line, label.em_px, label.weight, label.ink)
                ink = drawn.get_bounding_rect()
                top = round(label.em_px * (0.88 + row * label.leading)) - dy + ink.y
                assert top >= -1, line
                assert top + ink.h <= rect.h + 2, line
                assert dx + ink.right <= rect.w + 2, line


def test_targets_match_what_is_drawn(texts: Texts, faces: Faces) -> None:
    renderer = Renderer(SMALL, texts, Policy(), faces)
    kiosk = _kiosk("hall-away")
    found: Sequence[str] = [t.target for t in renderer.targets(kiosk)]
    assert found == [t.target for t in targets(renderer.widgets(kiosk))]
