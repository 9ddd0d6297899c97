"""The slip in the printer's own Chinese font, for serial lines too slow for a picture: about half a kilobyte.

Printers keep a GBK font and take GB18030 only in its one- and two-byte forms: a four-byte character would print as
two wrong ones, so it is replaced by one that is plainly a substitute. python-escpos chooses code pages by guessing
and is not asked to write text; it writes sizes, alignment and the QR code.
"""

from escpos.constants import HW_INIT, QR_ECLEVEL_M
from escpos.printer import Dummy

from kiosk.devices.escpos_strips import ending, feeds, pen
from kiosk.devices.printer_profile import PrinterProfile
from kiosk.devices.slip_layout import QUIET_MODULES, scan_line, wait_line, wrapped
from kiosk.domain.slip import Slip
from kiosk.texts import Texts

CHINESE_MODE = b"\x1c&"
COLUMN_DOTS = 12  # a Latin character; a Chinese one takes two columns
LARGEST = 8  # GS ! multiplies width and height up to eight times
QR_DOTS = 5
SUBSTITUTE = "□"
FAMILIAR = {"¥": "￥", "\u00a0": " ", "–": "-", "’": "'"}  # the same to a reader, and in the font


def encoded(words: str) -> bytes:
    """GB18030 without its four-byte forms.

    >>> encoded("国网营业厅").hex(" ")
    'b9 fa cd f8 d3 aa d2 b5 cc fc'
    """
    return b"".join(_character(FAMILIAR.get(letter, letter)) for letter in words)


def _character(letter: str) -> bytes:
    code = letter.encode("gb18030", errors="replace")
    return code if len(code) <= 2 and letter.isprintable() else SUBSTITUTE.encode("gb18030")


def columns(words: str) -> int:
    """How many Latin widths ``words`` take."""
    return len(encoded(words))


def compose_text(slip: Slip, texts: Texts, profile: PrinterProfile) -> list[bytes]:
    """Commands that print ``slip``, in the order of the drawn one; each piece is whole commands."""
    page = _Page(profile)
    page.line(slip.hall, 2)
    if slip.reprint:
        page.line(f"[{texts.say(slip.language, 'slip.reprint')}]")
    page.rule()
    page.line(slip.number, page.columns // max(1, columns(slip.number)))
    page.line(texts.say(slip.language, "slip.go"))
    page.line(slip.place, 2)
    page.space()
    if slip.ahead is not None:
        key = "slip.ahead" if slip.ahead else "slip.ahead_none"
        page.line(texts.say(slip.language, key, ahead=slip.ahead), 2)
    if slip.wait is not None:
        page.line(wait_line(slip, texts))
    page.line(slip.wait_here)
    page.rule()
    page.line(slip.service)
    page.line(f"{slip.issued_at:%Y-%m-%d %H:%M}")
    if slip.qr and profile.native_qr:
        page.code(slip.qr, scan_line(slip, texts))
    return [*page.pieces, *ending(profile.cut)]


class _Page:
    """Lines from top to bottom, all centred."""

    def __init__(self, profile: PrinterProfile) -> None:
        self._pen: Dummy = pen(profile)
        self.columns = profile.width // COLUMN_DOTS
        self._pen.set(align="center")
        self.pieces = [HW_INIT, CHINESE_MODE, self._pen.output]

    def line(self, words: str, size: int = 1) -> None:
        """Print ``words`` at up to ``size`` times the font, in as many lines as they need."""
        fitting = max(1, min(size, LARGEST))
        self._pen.clear()
        self._pen.set(custom_size=True, width=fitting, height=fitting)
        lines = wrapped(words, columns, self.columns // fitting)
        self.pieces.append(self._pen.output + b"".join(encoded(line) + b"\n" for line in lines))

    def rule(self) -> None:
        self.line("-" * self.columns)

    def space(self) -> None:
        self.pieces += feeds(QUIET_MODULES * QR_DOTS)

    def code(self, content: str, caption: str) -> None:
        self.line(caption)
        self.space()
        self._pen.clear()
        self._pen.qr(content, ec=QR_ECLEVEL_M, size=QR_DOTS, native=True)
        self.pieces.append(self._pen.output)
        self.space()
