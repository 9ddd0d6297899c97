"""``kiosk voice`` as a technician types it."""

import shutil
from pathlib import Path

import pytest

from kiosk.__main__ import main
from tests.hall_voice.voices import CONFIG


@pytest.fixture
def config(tmp_path: Path, generated: Path) -> Path:
    """The shipped configuration, its clips made already, its sound going to a folder."""
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    shutil.copytree(generated, tmp_path / "voices")
    hall = config / "hall.toml"
    text = hall.read_text(encoding="utf-8").replace(
        'output = "alsa:default"', f'output = "folder:{tmp_path / "spoken"}"\ngenerated = "{tmp_path / "voices"}"'
    )
    hall.write_text(text, encoding="utf-8")
    return config


def voice(config: Path, *words: str) -> int:
    return main(["voice", "--config", str(config), *words])


def test_make_then_check(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(config.parent / "voices")
    assert voice(config, "check") == 2
    assert "run `kiosk voice make`" in capsys.readouterr().err
    assert voice(config, "make") == 0
    assert "zh: 44 clips" in capsys.readouterr().out
    assert voice(config, "check") == 0
    assert "zh: 普通话, 19 clips" in capsys.readouterr().out


def test_say_writes_or_plays(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert voice(config, "say", "a001", "3", "--to", str(config / "call.wav")) == 0
    assert (config / "call.wav").read_bytes().startswith(b"RIFF")
    assert voice(config, "say", "A001", "5", "--volume", "30") == 0
    assert len(list((config.parent / "spoken").glob("*.wav"))) == 1
    capsys.readouterr()
    assert voice(config, "say", "A001", "9") == 2
    assert "this hall has 1, 2, 3" in capsys.readouterr().err
    assert voice(config, "say", "Z001", "1") == 2
    assert "number: found 'Z001'" in capsys.readouterr().err


def test_no_sound_card_is_said_and_counts_as_trouble(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hall = config / "hall.toml"
    hall.write_text(
        hall.read_text(encoding="utf-8").replace(f"folder:{config.parent / 'spoken'}", "alsa:nosuchcard"),
        encoding="utf-8",
    )
    assert voice(config, "check") == 1
    assert "no sound: no sound card answers as 'nosuchcard'" in capsys.readouterr().err


def test_a_recorded_voice_is_not_made(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = config / "voices" / "en" / "voice.toml"
    path.write_text(path.read_text(encoding="utf-8").partition("[generate]")[0], encoding="utf-8")
    assert voice(config, "make") == 0
    assert "en: recorded by people" in capsys.readouterr().out
    assert voice(config, "make", "en") == 2
    assert "has no [generate]" in capsys.readouterr().err
