"""Configuration errors name file, section, key, what was found, what is allowed and the nearest key."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import ConfigError, read
from kiosk.settings import KioskSettings

GOOD = """
id = "kiosk-1"
[hall]
url = "http://127.0.0.1:8080"
token_file = "var/token"
[screen]
width_px = 1080
height_px = 1920
active_width_mm = 268.0
[devices]
printer = "mock://"
[policy]
idle_warning_s = 60
"""


def message_for(folder: Path, text: str) -> str:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read(path, KioskSettings)
    return str(caught.value)


def test_the_shipped_files_are_right() -> None:
    assert read(Path("config/kiosk.toml"), KioskSettings).id == "kiosk-1"


def test_a_good_file_is_frozen(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(GOOD, encoding="utf-8")
    settings = read(tmp_path / "kiosk.toml", KioskSettings)
    assert settings.screen.width_px == 1080
    with pytest.raises(ValueError, match="frozen"):
        settings.id = "other"  # type: ignore[misc]  # that it must not work is the point


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        (
            "idle_warning_s = 60",
            "idle_warnings_s = 60",
            r"\[policy\] idle_warnings_s: unknown key; did you mean 'idle_warning_s'\?",
        ),
        (
            "idle_warning_s = 60",
            "idle_warning_s = 5",
            r"\[policy\] idle_warning_s: found 5; input should be greater than or equal to 20",
        ),
        (
            "idle_warning_s = 60",
            'idle_warning_s = "60"',
            r"\[policy\] idle_warning_s: found '60'; input should be a valid number",
        ),
        ("width_px = 1080", "", r"\[screen\] width_px: is missing; add it"),
        (
            "width_px = 1080",
            "width_px = true",
            r"\[screen\] width_px: found True; input should be a valid integer",
        ),
        (
            'printer = "mock://"',
            'pinter = "mock://"',
            r"\[devices.pinter\].*'id_reader', 'card_reader', 'scanner', 'printer' or 'sign'",
        ),
        ('url = "http://127.0.0.1:8080"', 'url = "127.0.0.1"', r"\[hall\] url: found '127.0.0.1'; .*\^https\?://"),
        ('id = "kiosk-1"', 'id = "Kiosk 1"', r"kiosk.toml: id: found 'Kiosk 1'"),
        ("[screen]", "[screens]", r"kiosk.toml: screens: unknown key; did you mean 'screen'\?"),
        ('printer = "mock://"', "", r"devices: name at least one device"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, good: str, bad: str, expected: str) -> None:
    assert good in GOOD
    message = message_for(tmp_path, GOOD.replace(good, bad))
    assert re.search(expected, message, re.DOTALL), message
    assert str(tmp_path / "kiosk.toml") in message


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    message = message_for(tmp_path, GOOD.replace("width_px", "with_px").replace("idle_warning_s", "idle_s"))
    assert len(message.splitlines()) == 3


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    assert "line 2" in message_for(tmp_path, "id = 'a'\nurl == 3\n")


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"No such file.*check the path"):
        read(tmp_path / "none.toml", KioskSettings)


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_command_ends_with_the_sentence_and_no_traceback(tmp_path: Path, command: str) -> None:
    (tmp_path / "kiosk.toml").write_text(GOOD.replace("width_px = 1080", "width = 1080"), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "kiosk", command, "--config", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert "did you mean 'width_px'" in said
    assert "Traceback" not in said
