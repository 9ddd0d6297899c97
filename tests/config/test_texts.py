"""Texts: both languages complete, places alike."""

from pathlib import Path

import pytest

from kiosk.config import ConfigError
from kiosk.texts import read_texts


def texts_of(folder: Path, zh: str, en: str) -> Path:
    (folder / "zh.toml").write_text(zh, encoding="utf-8")
    (folder / "en.toml").write_text(en, encoding="utf-8")
    return folder


def test_the_shipped_texts_are_complete() -> None:
    texts = read_texts(Path("config/texts"))
    assert texts.by_language["zh"].keys() == texts.by_language["en"].keys()


def test_places_are_filled(tmp_path: Path) -> None:
    texts = read_texts(texts_of(tmp_path, '[a]\nb = "前面{n}人"', '[a]\nb = "{n} ahead"'))
    assert (texts.say("zh", "a.b", n=3), texts.say("en", "a.b", n=3)) == ("前面3人", "3 ahead")
    assert texts.has("a.b")
    assert not texts.has("a.c")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"differ in keys: a\.b"):
        read_texts(texts_of(tmp_path, '[a]\nb = "x"', "[a]"))


def test_a_place_that_differs_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"a\.b has other"):
        read_texts(texts_of(tmp_path, '[a]\nb = "{n}"', '[a]\nb = "{m}"'))
