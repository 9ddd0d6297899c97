"""Where everything on the slip goes: the number first and by far the largest, then where to go, then how long.

Pure reckoning in dots (203 dpi, 8 dots to the millimetre); nothing is drawn here. Every text sits in its em box:
the baseline lies 0.88 em below the top, as Chinese faces are built.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import ImageFont

from kiosk.domain.slip import Slip
from kiosk.domain.wait import wait_key
from kiosk.texts import Texts

FONT_FOLDER = Path("/usr/share/fonts/opentype/noto")
SC_FACE = 2  # of the faces in one Noto CJK collection: JP, KR, SC, TC, HK
QUIET_MODULES = 4  # white border a QR reader needs (ISO/IEC 18004)
BASELINE = 0.88
CAPS = 0.74  # height of a digit or capital in this face, in em
DESCENT = 0.25  # how far a Latin tail may hang below the baseline, in em
_UNIT = re.compile(r"[!-~]+ *|.[，。、；：！？）】]*")  # what a line break must not divide

Measure = Callable[[str], float]
"""How wide a text is: in dots, or in columns."""


@lru_cache(maxsize=64)
def face(folder: Path, bold: bool, size: int) -> ImageFont.FreeTypeFont:
    """The simplified-Chinese face at ``size`` dots per em. Raises ValueError when it is missing or another."""
    path = folder / f"NotoSansCJK-{'Bold' if bold else 'Regular'}.ttc"
    if not path.is_file():  # Pillow would quietly look for one of that name elsewhere
        raise ValueError(f"there is no font {path}; install fonts-noto-cjk")
    try:
        font = ImageFont.truetype(str(path), size, index=SC_FACE, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise ValueError(f"the font {path} cannot be used ({error})") from None
    if not str(font.getname()[0]).endswith("SC"):
        raise ValueError(f"{path}: face {SC_FACE} is {font.getname()[0]}, not the simplified-Chinese one")
    return font


@dataclass(frozen=True, slots=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; ``tag`` draws it white on a black plate."""

    words: str
    font: ImageFont.FreeTypeFont
    left: int
    baseline: int
    tag: Box | None = None

    @property
    def ink(self) -> Box:
        left, top, right, bottom = self.font.getbbox(self.words, anchor="ls")
        return Box(
            self.left + round(left),
            self.baseline + round(top),
            self.left + round(right),
            self.baseline + round(bottom),
        )


@dataclass(frozen=True, slots=True)
class Qr:
    """``modules``: rows of dark (True) and light squares without the quiet zone, each ``dots`` wide."""

    modules: tuple[tuple[bool, ...], ...]
    dots: int
    left: int
    top: int

    @property
    def size(self) -> int:
        return len(self.modules) * self.dots


@dataclass(frozen=True, slots=True)
class Layout:
    width: int
    height: int
    texts: tuple[Text, ...]
    rules: tuple[Box, ...]
    qr: Qr | None


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes and spaces in dots for one paper width."""

    margin: int
    number: int
    hall: int
    go: int
    place: int
    ahead: int
    body: int
    fine: int
    gap: int
    module: int


WIDE = Sizes(
    margin=20, number=206, hall=36, go=34, place=68, ahead=44, body=30, fine=24, gap=26, module=5
)  # fmt: skip
NARROW = Sizes(
    margin=8, number=140, hall=28, go=26, place=48, ahead=34, body=24, fine=22, gap=20, module=4
)  # fmt: skip
NARROW_BELOW = 500


@dataclass(slots=True)
class _Column:
    """A column being filled from the top."""

    folder: Path
    left: int
    right: int
    y: int
    centred: bool
    texts: list[Text] = field(default_factory=list)

    def add(self, words: str, size: int, bold: bool = False, leading: float = 1.35) -> None:
        """Set ``words`` in as many lines as they need."""
        font = face(self.folder, bold, size)
        for line in wrapped(words, font.getlength, self.right - self.left):
            self._place(line, font, self.y + round(BASELINE * size))
            self.y += round(leading * size)

    def add_number(self, number: str, largest: int) -> None:
        """Set the number as large as the column allows, by the height of its capitals."""
        size = largest
        while face(self.folder, True, size).getlength(number) > self.right - self.left:
            size -= 2
        self._place(number, face(self.folder, True, size), self.y + round(CAPS * size))
        self.y += round(CAPS * size)

    def add_tag(self, words: str, size: int) -> None:
        font = face(self.folder, True, size)
        pad, width = size // 2, round(font.getlength(words))
        left = (self.left + self.right - width) // 2
        plate = Box(left - pad, self.y, left + width + pad, self.y + round(1.5 * size))
        self.texts.append(Text(words, font, left, self.y + round((0.25 + BASELINE) * size), plate))
        self.y = plate.bottom

    def _place(self, line: str, font: ImageFont.FreeTypeFont, baseline: int) -> None:
        spare = self.right - self.left - round(font.getlength(line))
        self.texts.append(Text(line, font, self.left + (spare // 2 if self.centred else 0), baseline))


def wrapped(words: str, measure: Measure, width: int) -> list[str]:
    """Lines no wider than ``width``, of about the same length; only a single over-long word may stick out."""
    units = [(unit, measure(unit), measure(unit.rstrip())) for unit in _UNIT.findall(words)]
    lines = _filled(units, width)
    for narrower in range(width // 2, width if len(lines) > 1 else 0, max(1, width // 32)):
        balanced = _filled(units, narrower)
        if len(balanced) == len(lines) and max(map(measure, balanced)) <= narrower:
            return balanced
    return lines


def _filled(units: Iterable[tuple[str, float, float]], width: int) -> list[str]:
    """Fill lines with units, each a text with its length with and without the space behind it."""
    lines, length = [""], 0.0
    for unit, full, bare in units:
        if lines[-1] and length + bare > width:
            lines.append("")
            length = 0.0
        lines[-1] += unit
        length += full
    return [line.rstrip() for line in lines]


def lay_out(slip: Slip, texts: Texts, width: int, folder: Path = FONT_FOLDER) -> Layout:
    """Lay ``slip`` out for paper ``width`` dots wide. Raises ValueError when the fonts cannot be used."""
    sizes = NARROW if width < NARROW_BELOW else WIDE
    column = _Column(folder, sizes.margin, width - sizes.margin, sizes.gap, centred=True)
    rules = [_head(column, slip, texts, sizes), _direction(column, slip, texts, sizes)]
    qr = _foot(column, slip, texts, sizes)
    return Layout(width, column.y + sizes.gap, tuple(column.texts), tuple(rules), qr)


def _head(column: _Column, slip: Slip, texts: Texts, sizes: Sizes) -> Box:
    column.add(slip.hall, sizes.hall, bold=True)
    if slip.reprint:
        column.y += sizes.gap // 3
        column.add_tag(texts.say(slip.language, "slip.reprint"), sizes.body)
    column.y += sizes.gap // 2
    rule = Box(column.left, column.y, column.right, column.y + 3)
    column.y += 3 + round(1.6 * sizes.gap)
    column.add_number(slip.number, sizes.number)
    column.y += round(1.6 * sizes.gap)
    return rule


def _direction(column: _Column, slip: Slip, texts: Texts, sizes: Sizes) -> Box:
    column.add(texts.say(slip.language, "slip.go"), sizes.go)
    column.add(slip.place, sizes.place, bold=True, leading=1.25)
    column.y += sizes.gap
    if slip.ahead is not None:
        key = "slip.ahead" if slip.ahead else "slip.ahead_none"
        column.add(texts.say(slip.language, key, ahead=slip.ahead), sizes.ahead, bold=True)
    if slip.wait is not None:
        column.add(wait_line(slip, texts), sizes.go, bold=True)
    column.add(slip.wait_here, sizes.body)
    column.y += sizes.gap
    rule = Box(column.left, column.y, column.right, column.y + 3)
    column.y += 3 + sizes.gap
    return rule


def _foot(column: _Column, slip: Slip, texts: Texts, sizes: Sizes) -> Qr | None:
    """Service, time and the code for a phone: side by side on wide paper, one under the other on narrow."""
    modules = _modules(slip.qr) if slip.qr else ()
    size = len(modules) * sizes.module
    quiet = QUIET_MODULES * sizes.module
    if not modules or sizes is NARROW or size > (column.right - column.left) // 2:
        _particulars(column, slip, texts, sizes, bool(modules))
        top = column.y + quiet
        column.y += size + 2 * quiet if modules else 0
        return Qr(modules, sizes.module, (column.left + column.right - size) // 2, top) if modules else None
    qr = Qr(modules, sizes.module, column.left + quiet, column.y + quiet - sizes.gap // 2)
    beside = _Column(column.folder, qr.left + size + quiet + sizes.gap // 2, column.right, qr.top, centred=False)
    _particulars(beside, slip, texts, sizes, True)
    spare = max(0, qr.top + size - beside.y) // 2
    column.texts += _lowered(beside.texts, spare)
    column.y = max(beside.y, qr.top + size + quiet - sizes.gap // 2)
    return qr


def _particulars(column: _Column, slip: Slip, texts: Texts, sizes: Sizes, with_code: bool) -> None:
    column.add(slip.service, sizes.body, bold=True)
    column.add(f"{slip.issued_at:%Y-%m-%d %H:%M}", sizes.fine)
    if with_code:
        column.add(scan_line(slip, texts), sizes.fine)


def wait_line(slip: Slip, texts: Texts) -> str:
    """How long it will probably take; empty when nobody can tell."""
    if slip.wait is None:
        return ""
    least, most = slip.wait
    return texts.say(slip.language, f"common.{wait_key(least, most)}", least=least, most=most)


def scan_line(slip: Slip, texts: Texts) -> str:
    """What the code is good for."""
    return texts.say(slip.language, "slip.follow" if slip.qr_follows else "slip.scan")


def _lowered(texts: Iterable[Text], dots: int) -> list[Text]:
    return [Text(text.words, text.font, text.left, text.baseline + dots) for text in texts]


def _modules(content: str) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(content)
    code.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())
