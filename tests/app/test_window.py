"""The display: one that nobody can see is no display."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.app.window import check_driver
from kiosk.config import ConfigError

KIOSK = """
id = "kiosk-1"
texts = "{texts}"
[hall]
url = "http://127.0.0.1:9"
token_file = "{folder}/token"
[screen]
width_px = 1080
height_px = 1920
active_width_mm = 268.0
[devices]
printer = "mock://"
[reserve]
journal = "{folder}/journal.sqlite"
"""


@pytest.mark.parametrize("driver", ["offscreen", "dummy"])
def test_a_display_nobody_sees_is_taken_only_when_asked_for(driver: str) -> None:
    check_driver(driver, asked=driver)
    with pytest.raises(ConfigError, match="is the panel connected"):
        check_driver(driver, asked=None)


@pytest.mark.parametrize("driver", ["KMSDRM", "wayland", "x11"])
def test_a_display_is_a_display(driver: str) -> None:
    check_driver(driver, asked=None)


def test_without_a_display_the_kiosk_says_so_and_ends(tmp_path: Path) -> None:
    text = KIOSK.format(texts=Path("config/texts").resolve(), folder=tmp_path)
    (tmp_path / "kiosk.toml").write_text(text, encoding="utf-8")
    (tmp_path / "token").write_text("token", encoding="ascii")
    ended = subprocess.run(
        [sys.executable, "-m", "kiosk", "run", "--config", str(tmp_path)],
        env=os.environ | {"SDL_VIDEODRIVER": "there-is-none"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 2
    assert "no display can be opened" in ended.stderr
    assert "Traceback" not in ended.stderr
