"""The slip as drawn: read by an independent QR reader, measured, never compared with a stored picture."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.devices.slip_image import draw_slip
from kiosk.devices.slip_layout import QUIET_MODULES, Box, Layout, Text, face, lay_out, wait_line
from kiosk.domain.slip import Slip
from tests.devices.sample_slips import ALL, CHINESE, ENGLISH, TEXTS

WIDTHS = (576, 384)
CASES = [pytest.param(slip, width, id=f"{name}-{width}") for name, slip in ALL.items() for width in WIDTHS]


def found(layout: Layout, words: str) -> Text:
    return next(text for text in layout.texts if words in text.words)


def apart(one: Box, other: Box) -> bool:
    return one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top


@pytest.mark.parametrize(("slip", "width"), CASES)
def test_a_phone_reads_the_code(slip: Slip, width: int) -> None:
    codes = zxingcpp.read_barcodes(draw_slip(slip, TEXTS, width).convert("L"))
    assert [code.text for code in codes] == [slip.qr]


@pytest.mark.parametrize(("slip", "width"), CASES)
def test_the_number_is_by_far_the_tallest(slip: Slip, width: int) -> None:
    layout = lay_out(slip, TEXTS, width)
    heights = {text.words: text.ink.bottom - text.ink.top for text in layout.texts}
    number = heights.pop(slip.number)
    assert number > 1.5 * max(heights.values())
    assert number >= 9 * 8  # 9 mm, on the narrowest paper


@pytest.mark.parametrize(("slip", "width"), CASES)
def test_nothing_is_clipped_and_nothing_touches(slip: Slip, width: int) -> None:
    layout = lay_out(slip, TEXTS, width)
    boxes = [text.tag or text.ink for text in layout.texts] + list(layout.rules)
    if layout.qr:
        quiet = QUIET_MODULES * layout.qr.dots
        left, top, size = layout.qr.left - quiet, layout.qr.top - quiet, layout.qr.size + 2 * quiet
        boxes.append(Box(left, top, left + size, top + size))
    for box in boxes:
        assert 0 <= box.left < box.right <= width
        assert 0 <= box.top < box.bottom <= layout.height
    for one, other in combinations(boxes, 2):
        assert apart(one, other), (one, other)


@pytest.mark.parametrize(("slip", "width"), CASES)
def test_the_paper_holds_exactly_what_was_laid_out(slip: Slip, width: int) -> None:
    layout = lay_out(slip, TEXTS, width)
    picture = draw_slip(slip, TEXTS, width)
    assert picture.size == (width, layout.height)
    for text in layout.texts:
        ink = text.ink
        around = picture.crop((ink.left, ink.top, ink.right, ink.bottom))
        assert around.getextrema() == (0, 255), text.words


@pytest.mark.parametrize("width", WIDTHS)
def test_pure_black_and_white_with_clean_edges(width: int) -> None:
    """Dithering would strew single dots about; a threshold leaves hardly any dot without a neighbour."""
    picture = draw_slip(replace(CHINESE, qr=""), TEXTS, width)
    assert picture.mode == "1"
    dots = picture.load()
    assert dots is not None
    black = [(x, y) for y in range(1, picture.height - 1) for x in range(1, width - 1) if not dots[x, y]]
    lonely = [(x, y) for x, y in black if dots[x - 1, y] and dots[x + 1, y] and dots[x, y - 1] and dots[x, y + 1]]
    assert len(lonely) < len(black) / 1000


@pytest.mark.parametrize("slip", [CHINESE, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_first_the_number_then_where_then_how_long(slip: Slip, width: int) -> None:
    layout = lay_out(slip, TEXTS, width)
    key = "slip.ahead" if slip.ahead else "slip.ahead_none"
    ahead = TEXTS.say(slip.language, key, ahead=slip.ahead)
    wait = wait_line(slip, TEXTS)
    order = [slip.hall, slip.number, TEXTS.say(slip.language, "slip.go"), slip.place, ahead, wait, slip.service]
    tops = [found(layout, words).ink.top for words in order]
    assert tops == sorted(tops)


@pytest.mark.parametrize("width", WIDTHS)
def test_type_is_large_enough_to_read(width: int) -> None:
    layout = lay_out(CHINESE, TEXTS, width)
    fine = {"2026-11-22 09:41", TEXTS.say("zh", "slip.follow")}
    for text in layout.texts:
        assert text.font.size >= (20 if text.words in fine else 24), text.words


def test_only_a_reprint_says_so() -> None:
    assert "补打" not in [text.words for text in lay_out(CHINESE, TEXTS, 576).texts]
    assert "补打" in [text.words for text in lay_out(replace(CHINESE, reprint=True), TEXTS, 576).texts]


def test_what_is_not_known_is_left_out() -> None:
    layout = lay_out(replace(CHINESE, qr="", ahead=None, wait=None), TEXTS, 576)
    words = [text.words for text in layout.texts]
    assert layout.qr is None
    assert not any("前面" in line or "扫码" in line or "分钟" in line for line in words)


def test_a_missing_font_is_told_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fonts-noto-cjk"):
        face(tmp_path, bold=True, size=24)


def test_the_simplified_chinese_face_is_used() -> None:
    assert face(Path("/usr/share/fonts/opentype/noto"), bold=False, size=24).getname()[0] == "Noto Sans CJK SC"


def test_the_code_is_drawn_in_whole_dots() -> None:
    layout = lay_out(CHINESE, TEXTS, 576)
    assert layout.qr is not None
    assert 4 <= layout.qr.dots <= 6
    picture = draw_slip(CHINESE, TEXTS, 576)
    right, bottom = layout.qr.left + layout.qr.size, layout.qr.top + layout.qr.size
    code = picture.crop((layout.qr.left, layout.qr.top, right, bottom))
    side = len(layout.qr.modules)
    shrunk = code.resize((side, side), Image.Resampling.NEAREST)
    assert shrunk.resize(code.size, Image.Resampling.NEAREST).tobytes() == code.tobytes()
