"""The paper of a thermal printer: carries out ESC/POS commands as dots, and keeps the words beside them."""

import math
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFont

from simulators.escpos_commands import CUT_MODES, Command

WHITE = 255
CELL, LATIN_CELL, LATIN_SIZE = 24, 12, 20  # dots: a Chinese character, a Latin one, its size
LINE_DOTS = 30  # default line spacing
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SC_FACE = 2
QR_LEVELS = {
    0x30: qrcode.constants.ERROR_CORRECT_L,
    0x31: qrcode.constants.ERROR_CORRECT_M,
    0x32: qrcode.constants.ERROR_CORRECT_Q,
    0x33: qrcode.constants.ERROR_CORRECT_H,
}


@dataclass(frozen=True, slots=True)
class CutSlip:
    """What fell into the tray: its picture (mode "1"), the printed lines, how it was cut, when the cut arrived."""

    picture: Image.Image
    lines: tuple[str, ...]
    cut: str
    received_at: float


@dataclass(slots=True)
class Paper:
    """The roll under the head. ``rows``: dot rows used since the roll was put in."""

    width: int
    slips: list[CutSlip] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    rows: int = 0
    _parts: list[Image.Image] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _line: list[tuple[str, int, int]] = field(default_factory=list)
    _align: int = 0
    _scale: tuple[int, int] = (1, 1)
    _pitch: int = LINE_DOTS
    _qr: dict[int, bytes] = field(default_factory=dict)

    def carry_out(self, command: Command) -> None:
        """Do what ``command`` says; what cannot be done is noted in ``faults``."""
        value = command.parameters[0] if command.parameters else 0
        match command.name:
            case "text":
                self._line.append((command.data.decode("gb18030"), *self._scale))
            case "line_feed" | "feed_lines":
                self._end_line(value or 1)
            case "feed_dots":
                self._feed(value)
            case "raster":
                self._burn(command)
            case "symbol":
                self._symbol(value, command.data)
            case "cut":
                self._cut(command)
            case "fault":
                self.faults.append(f"unknown bytes {bytes(command.parameters).hex()}{command.data.hex()}")
            case _:
                self._set(command.name, value)

    def _set(self, name: str, value: int) -> None:
        match name:
            case "initialise":
                self._align, self._scale, self._pitch, self._line = 0, (1, 1), LINE_DOTS, []
            case "align":
                self._align = value & 3
            case "size":
                self._scale = (value >> 4) + 1, (value & 7) + 1
            case "default_line_spacing":
                self._pitch = LINE_DOTS
            case "line_spacing":
                self._pitch = value

    def picture(self) -> Image.Image:
        """What is printed since the last cut."""
        whole = Image.new("1", (self.width, max(1, sum(part.height for part in self._parts))), WHITE)
        top = 0
        for part in self._parts:
            whole.paste(part, (0, top))
            top += part.height
        return whole

    def _add(self, part: Image.Image) -> None:
        self._parts.append(part)
        self.rows += part.height

    def _feed(self, dots: int) -> None:
        if dots:
            self._add(Image.new("1", (self.width, dots), WHITE))

    def _aligned(self, part: Image.Image) -> None:
        if part.width > self.width:
            self.faults.append(f"{part.width} dots on paper {self.width} dots wide")
        row = Image.new("1", (self.width, part.height), WHITE)
        row.paste(part, (max(0, self.width - part.width) * self._align // 2, 0))
        self._add(row)

    def _burn(self, command: Command) -> None:
        mode, x_low, x_high, y_low, y_high = command.parameters
        size = (x_low | x_high << 8) * 8, y_low | y_high << 8
        if self._line:
            self.faults.append("a picture in the middle of a line of text")
        dots = ImageChops.invert(Image.frombytes("1", size, command.data))
        if mode:
            dots = dots.resize((size[0] << (mode & 1), size[1] << (mode >> 1)), Image.Resampling.NEAREST)
        self._aligned(dots)

    def _end_line(self, count: int) -> None:
        if self._line:
            self._lines.append("".join(letter for letter, _, _ in self._line))
            self._aligned(_set_in_type(self._line))
            self._feed(max(0, self._pitch - CELL))
            self._line = []
            count -= 1
        self._feed(count * self._pitch)

    def _symbol(self, function: int, data: bytes) -> None:
        """QR functions: 41 model, 43 module size, 45 level, 50 store, 51 print."""
        self._qr[function] = data
        if function != 0x51:
            return
        level, dots = self._qr.get(0x45, b"0")[0], self._qr.get(0x43, b"\x03")[0]
        code = qrcode.QRCode(error_correction=QR_LEVELS[level], border=0)
        code.add_data(self._qr[0x50][1:])
        code.make(fit=True)
        rows = code.get_matrix()
        small = Image.new("1", (len(rows), len(rows)), WHITE)
        small.putdata([0 if dark else WHITE for row in rows for dark in row])
        self._aligned(small.resize((len(rows) * dots,) * 2, Image.Resampling.NEAREST))

    def _cut(self, command: Command) -> None:
        self._end_line(0)
        mode, feed = command.parameters
        self._feed(feed)
        slip = CutSlip(self.picture(), tuple(self._lines), CUT_MODES[mode], command.received_at)
        self.slips.append(slip)
        self._parts, self._lines = [], []


def _set_in_type(line: list[tuple[str, int, int]]) -> Image.Image:
    """One line of the printer's built-in font: 24-dot Chinese, 12-dot Latin cells, magnified as blocks."""
    cells = [_cell(letter, across, down) for letter, across, down in line]
    row = Image.new("1", (sum(cell.width for cell in cells), max(cell.height for cell in cells)), WHITE)
    left = 0
    for cell in cells:
        row.paste(cell, (left, row.height - cell.height))
        left += cell.width
    return row


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size, index=SC_FACE)


@lru_cache(maxsize=512)
def _cell(letter: str, across: int, down: int) -> Image.Image:
    width = CELL if len(letter.encode("gb18030")) > 1 else LATIN_CELL
    font = _font(CELL if width == CELL else LATIN_SIZE)
    natural = max(width, math.ceil(font.getlength(letter)))  # a wide letter is squeezed into its cell
    cell = Image.new("1", (natural, CELL), WHITE)
    ImageDraw.Draw(cell).text((natural / 2, 20), letter, 0, font, anchor="ms")
    return cell.resize((width * across, CELL * down), Image.Resampling.NEAREST)
