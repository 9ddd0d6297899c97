"""The slip's picture as ESC/POS: python-escpos writes the commands, we choose how the picture is cut up.

Strips are short, for cheap printers overrun; never a multiple of 48 rows high, for some then print garbage; and
white between them is fed, not burnt row by row.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from escpos.capabilities import Profile, get_profile
from escpos.constants import HW_INIT
from escpos.printer import Dummy
from PIL import Image, ImageChops

from kiosk.devices.printer_profile import Blank, Cut, PrinterProfile

TALLEST = 120  # rows of one strip
SHUNNED = 48  # no strip is a multiple of this high
WORTH_FEEDING = 16  # fewer white rows than this stay in the picture: each feed stops the motor
LONGEST_FEED = 255
CUT_FULL, CUT_PART = b"\x1dVA\x00", b"\x1dVB\x00"  # feed to the cutter and cut
TEAR_OFF = 12 * 8  # dots to feed past the tear bar of a printer without a cutter


def pen(profile: PrinterProfile) -> Dummy:
    """python-escpos with nothing on its far side: it keeps the bytes. Knows the paper's true width."""
    known = get_profile(profile.name)
    sheet = Profile(features=known.profile_data["features"])
    sheet.profile_data = {**known.profile_data, "media": {"width": {"pixels": profile.width}}}
    writer = Dummy()
    writer.profile = sheet
    return writer


def compose_image(picture: Image.Image, profile: PrinterProfile) -> list[bytes]:
    """Commands that print a mode "1" ``picture`` to the dot, in order; each piece is whole commands."""
    pieces = [HW_INIT]
    for top, bottom, inked in bands(picture, profile.blank):
        pieces += _rasters(picture, top, bottom, profile) if inked else feeds(bottom - top)
    return [*pieces, *ending(profile.cut)]


def _rasters(picture: Image.Image, top: int, bottom: int, profile: PrinterProfile) -> Iterator[bytes]:
    writer = pen(profile)
    for first, last in strips(top, bottom):
        writer.clear()
        writer.image(picture.crop((0, first, picture.width, last)))
        yield writer.output


def bands(picture: Image.Image, blank: Blank) -> Iterator[tuple[int, int, bool]]:
    """``(top, bottom, inked)`` from top to bottom: what to burn and, if ``blank`` is FEED, what to feed."""
    if blank is Blank.RASTER:
        yield 0, picture.height, True
        return
    rows: Sequence[int] = ImageChops.invert(picture).getprojection()[1]
    top = 0
    for white_from, white_to in _white_runs(rows):
        if white_from > top:
            yield top, white_from, True
        yield white_from, white_to, False
        top = white_to
    if top < len(rows):
        yield top, len(rows), True


def _white_runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for row, inked in enumerate([*rows, 1]):
        if not inked:
            start = row if start is None else start
            continue
        if start is not None and row - start >= WORTH_FEEDING:
            yield start, row
        start = None


def strips(top: int, bottom: int) -> list[tuple[int, int]]:
    """Cut rows ``top``..``bottom`` into strips of nearly one height, none of a height that printers choke on.

    >>> strips(0, 48)
    [(0, 24), (24, 48)]
    """
    rows = bottom - top
    count = math.ceil(rows / TALLEST)
    while True:
        edges = [top + rows * part // count for part in range(count + 1)]
        cuts = list(pairwise(edges))
        if all((last - first) % SHUNNED for first, last in cuts):
            return cuts
        count += 1


def feeds(dots: int) -> list[bytes]:
    """ESC J, as often as needed."""
    whole, rest = divmod(dots, LONGEST_FEED)
    return [bytes((0x1B, 0x4A, step)) for step in [LONGEST_FEED] * whole + [rest] * bool(rest)]


def ending(cut: Cut) -> list[bytes]:
    """Bring the slip to the cutter and cut it, or past the tear bar."""
    if cut is Cut.NONE:
        return feeds(TEAR_OFF)
    return [CUT_FULL if cut is Cut.FULL else CUT_PART]
