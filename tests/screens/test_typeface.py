"""The right face of the right font, its digits, and every character we write."""

import tomllib
from pathlib import Path

import pygame
import pytest

from kiosk.config import ConfigError
from kiosk.screens import fonts
from kiosk.screens.box import Box
from kiosk.screens.fonts import Faces, Weight
from kiosk.screens.glass import PORTRAIT
from kiosk.screens.theme import INK, MIN_CAP
from kiosk.screens.typeset import ELLIPSIS, Line, Style, Typesetter, stack_height

ROOT = Path(__file__).parents[2]


def test_the_face_is_simplified_chinese(faces: Faces) -> None:
    """直 is drawn differently in the Japanese face, which is the one an unthinking loader gets."""
    japanese = pygame.freetype.Font(fonts.FOLDER / Weight.BOLD.value[0], font_index=0)
    ours, _, _ = faces.line("直", 64, Weight.BOLD, INK)
    theirs, _ = japanese.render("直", fgcolor=INK, size=64)
    assert japanese.name == "Noto Sans CJK JP"
    assert pygame.image.tobytes(ours, "RGBA") != pygame.image.tobytes(theirs, "RGBA")


def test_a_missing_font_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fonts-noto-cjk"):
        Faces(tmp_path)


def test_another_font_under_the_name_is_refused(tmp_path: Path) -> None:
    serif = fonts.FOLDER / "NotoSerifCJK-Regular.ttc"
    (tmp_path / Weight.MEDIUM.value[0]).symlink_to(serif)
    with pytest.raises(ConfigError, match="Noto Sans CJK SC"):
        Faces(tmp_path)


@pytest.mark.parametrize("weight", Weight)
def test_digits_are_equally_wide(faces: Faces, weight: Weight) -> None:
    """To less than a pixel: thickening an outline moves its width by a hair."""
    widths = [faces.width_px(digit, 64, weight) for digit in "0123456789"]
    assert max(widths) - min(widths) < 0.5


@pytest.mark.parametrize("file", ["texts/zh.toml", "texts/en.toml", "hall.toml", "services.toml"])
def test_every_character_we_write_can_be_drawn(faces: Faces, file: str) -> None:
    text = (ROOT / "config" / file).read_text(encoding="utf-8")
    assert tomllib.loads(text)
    assert faces.missing(text) == ""


def test_rare_names_can_be_drawn_and_nonsense_is_found(faces: Faces) -> None:
    assert faces.missing("㛃䶮𬍛𠅤") == ""
    assert faces.missing("好\ue000") == "\ue000"
    assert faces.width_px("\ue000", 32, Weight.MEDIUM) == 32


def test_text_shrinks_to_its_box_and_never_below_the_minimum(faces: Faces) -> None:
    setter = Typesetter(faces, PORTRAIT)
    box = Box(0, 0, 60, 20)
    easy = setter.label("请到", box, Style(10))
    assert setter.cap_of(easy) == pytest.approx(10, abs=0.3)
    tight = setter.label("请到二楼东侧大客户接待室旁", box, Style(10))
    assert MIN_CAP <= setter.cap_of(tight) < 10
    assert not tight.text.endswith(ELLIPSIS)
    hopeless = setter.label("请到二楼东侧大客户接待室旁" * 9, box, Style(10))
    assert hopeless.text.endswith(ELLIPSIS)
    assert box.contains(hopeless.box)


def test_a_long_word_makes_text_smaller_instead_of_being_cut(faces: Faces) -> None:
    label = Typesetter(faces, PORTRAIT).label("Uninterruptible power", Box(0, 0, 70, 60), Style(12))
    assert label.lines == ("Uninterruptible", "power")


def test_a_stack_shrinks_together(faces: Faces) -> None:
    setter = Typesetter(faces, PORTRAIT)
    lines = [Line("请到", Style(8)), Line("1、2、3号窗口", Style(16, Weight.BOLD), gap=5)]
    free = setter.stack(lines, Box(0, 0, 240, 100))
    tight = setter.stack(lines, Box(0, 0, 240, 30))
    assert stack_height(tight) <= 30 < stack_height(free)
    assert tight[1].em_px / tight[0].em_px == pytest.approx(free[1].em_px / free[0].em_px, rel=0.1)
