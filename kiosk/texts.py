"""Every sentence a person reads, from ``config/texts/<language>.toml``: screens, slips and public pages.

Keys are dotted (``welcome.headline``); ``{name}`` places are filled at use. All languages must have the same keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from kiosk.config import ConfigError, load

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Texts:
    """``texts.say("en", "ticket.ahead", ahead=3)``. An unknown key is a bug and raises KeyError."""

    by_language: Mapping[str, Mapping[str, str]]

    def say(self, language: str, key: str, **places: object) -> str:
        return self.by_language[language][key].format(**places)

    def has(self, key: str) -> bool:
        return key in self.by_language[LANGUAGES[0]]


def read_texts(folder: Path) -> Texts:
    """Read all languages. Raises ConfigError when a key or a ``{place}`` differs between two languages."""
    by_language = {language: _flat(load(folder / f"{language}.toml")) for language in LANGUAGES}
    first, *others = LANGUAGES
    for other in others:
        _compare(folder, first, by_language[first], other, by_language[other])
    return Texts(by_language)


def _flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tables.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value)}
    return flat


def _compare(folder: Path, first: str, ours: Mapping[str, str], other: str, theirs: Mapping[str, str]) -> None:
    if missing := sorted(ours.keys() ^ theirs.keys()):
        raise ConfigError(f"{folder}: {first}.toml and {other}.toml differ in keys: {', '.join(missing)}")
    for key in ours:
        if _places(ours[key]) != _places(theirs[key]):
            raise ConfigError(f"{folder}: {key} has other {{places}} in {first}.toml than in {other}.toml")


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
