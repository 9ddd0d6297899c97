"""The slip as a picture at the printer's dot pitch, so that every printer gives the same paper in any language.

Text is drawn in greys and cut to pure black and white once; nothing is scaled afterwards, or edges turn to speckle.
"""

from pathlib import Path

from PIL import Image, ImageDraw

from kiosk.devices.slip_layout import FONT_FOLDER, Layout, Qr, Text, lay_out
from kiosk.domain.slip import Slip
from kiosk.texts import Texts

WHITE = 255
INK_BELOW = 128  # greys darker than this are burnt
_CUT = [0] * INK_BELOW + [WHITE] * (256 - INK_BELOW)


def draw_slip(slip: Slip, texts: Texts, width: int, folder: Path = FONT_FOLDER) -> Image.Image:
    """A mode "1" picture ``width`` dots wide, black on white. Raises ValueError when the fonts cannot be used."""
    return draw(lay_out(slip, texts, width, folder))


def draw(layout: Layout) -> Image.Image:
    """Put ``layout`` on paper."""
    paper = Image.new("L", (layout.width, layout.height), WHITE)
    pen = ImageDraw.Draw(paper)
    for rule in layout.rules:
        pen.rectangle((rule.left, rule.top, rule.right - 1, rule.bottom - 1), fill=0)
    for text in layout.texts:
        _write(pen, text)
    if layout.qr:
        paper.paste(_code(layout.qr), (layout.qr.left, layout.qr.top))
    return paper.point(_CUT, "1")


def _write(pen: ImageDraw.ImageDraw, text: Text) -> None:
    if text.tag:
        plate = (text.tag.left, text.tag.top, text.tag.right - 1, text.tag.bottom - 1)
        pen.rounded_rectangle(plate, radius=8, fill=0)
    pen.text((text.left, text.baseline), text.words, WHITE if text.tag else 0, text.font, anchor="ls")


def _code(qr: Qr) -> Image.Image:
    """One pixel a module, then whole dots: a whole factor keeps every edge."""
    side = len(qr.modules)
    small = Image.new("L", (side, side), WHITE)
    small.putdata([0 if dark else WHITE for row in qr.modules for dark in row])
    return small.resize((qr.size, qr.size), Image.Resampling.NEAREST)
