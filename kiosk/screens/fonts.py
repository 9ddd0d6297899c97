"""The one typeface: Noto Sans CJK SC, out of Debian's ``fonts-noto-cjk``.

The package's files hold five faces that share most code points but not their shapes: the first is the Japanese
one. pygame.font cannot pick a face, pygame.freetype can; the third is Simplified Chinese, and we check that it is.
"""

from enum import Enum
from functools import lru_cache
from pathlib import Path

import pygame
import pygame.freetype

from kiosk.config import ConfigError
from kiosk.screens.theme import Colour

FOLDER = Path("/usr/share/fonts/opentype/noto")
FACE_INDEX = 2
FACE_NAME = "Noto Sans CJK SC"

CAP = 0.733  # capital height, in em
RISE = 0.88  # top of the em box above the baseline; Chinese characters fill the em box
DESCENT = 0.23  # what g and p need below the baseline


class Weight(Enum):
    """File and emboldening. The package has no Medium: Regular thickened by 1/72 em comes close enough."""

    MEDIUM = ("NotoSansCJK-Regular.ttc", 1 / 72)
    BOLD = ("NotoSansCJK-Bold.ttc", 0.0)


class Faces:
    """Measures and draws text. One line at a time: breaking lines is not its job."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ConfigError when the typeface is not there or not the Simplified Chinese one."""
        pygame.freetype.init()
        self._fonts = {weight: _load(folder, weight) for weight in Weight}
        self.width_px = lru_cache(8192)(self._width_px)
        self.line = lru_cache(1024)(self._line)

    def _width_px(self, text: str, em_px: int, weight: Weight) -> float:
        """Advance width of ``text``. A character the face lacks is drawn as a box and counts as 1 em."""
        metrics = self._fonts[weight].get_metrics(text, size=em_px)
        return float(sum(glyph[4] if glyph else em_px for glyph in metrics))

    def _line(self, text: str, em_px: int, weight: Weight, ink: Colour) -> tuple[pygame.Surface, int, int]:
        """The drawn text, and where its left top lies from the origin: x to the right, y above the baseline."""
        surface, rect = self._fonts[weight].render(text, fgcolor=ink, size=em_px)
        return surface, rect.x, rect.y

    def missing(self, text: str) -> str:
        """The characters of ``text`` this face cannot draw."""
        font = self._fonts[Weight.MEDIUM]
        drawn = {char for char in set(text) if not char.isspace()}
        return "".join(sorted(char for char in drawn if font.get_metrics(char, size=32)[0] is None))


def _load(folder: Path, weight: Weight) -> pygame.freetype.Font:
    name, strength = weight.value
    path = folder / name
    if not path.is_file():
        raise ConfigError(f"{path}: no such font; install the Debian package fonts-noto-cjk or name its folder")
    font = pygame.freetype.Font(path, font_index=FACE_INDEX)
    if font.name != FACE_NAME:
        raise ConfigError(f"{path}: face {FACE_INDEX} is {font.name!r}, not {FACE_NAME!r}: another font file?")
    font.antialiased = True
    font.strong = strength > 0
    if strength:
        font.strength = strength
    return font
