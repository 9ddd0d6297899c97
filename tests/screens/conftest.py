"""One typeface and the real texts for all screen tests; no window anywhere."""

import os
from pathlib import Path

import pytest

from kiosk.screens.fonts import Faces
from kiosk.texts import Texts, read_texts

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def faces() -> Faces:
    return Faces()


@pytest.fixture(scope="session")
def texts() -> Texts:
    return read_texts(ROOT / "config" / "texts")
