"""The command that photographs every screen."""

import argparse
from pathlib import Path

import pytest
from PIL import Image

from kiosk.config import ConfigError
from kiosk.technician import shots
from kiosk.technician.samples import samples

ROOT = Path(__file__).parents[2]


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    shots.add_arguments(parser)
    return shots.run(parser.parse_args([*words]))


def test_pictures_of_one_language_and_panel(tmp_path: Path) -> None:
    texts = str(ROOT / "config/texts")
    wanted = [
        "--out",
        str(tmp_path),
        "--texts",
        texts,
        "--language",
        "en",
        "--panel",
        "landscape",
        "--only",
        "welcome",
    ]
    assert _run(*wanted) == 0
    names = {path.name for path in tmp_path.glob("*.png")}
    expected = {f"{sample.name}-en-landscape.png" for sample in samples("en") if "welcome" in sample.name}
    assert names == expected
    with Image.open(tmp_path / "welcome-en-landscape.png") as picture:
        assert picture.size == (1280, 800)
    sheet = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(name in sheet for name in names)


def test_missing_texts_and_a_folder_that_cannot_be_are_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"zh\.toml"):
        _run("--out", str(tmp_path / "out"), "--texts", str(tmp_path))
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="name another folder"):
        _run("--out", str(tmp_path / "file" / "out"))
