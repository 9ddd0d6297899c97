"""Reads one TOML file into one frozen model, or says in one sentence a technician can act on what is wrong.

The models live with whoever needs them; this module knows only files and errors.
"""

import json
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails


class ConfigError(Exception):
    """The configuration cannot be used. The message names file, section and key, and what to do."""


class Model(BaseModel):
    """Base of every configuration model: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


M = TypeVar("M", bound=Model)


def make_folder(path: Path) -> None:
    """Make ``path`` and what is above it. Raises ConfigError where that is not possible."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be made ({error.strerror}); name another folder") from None


def read(path: Path, model: type[M]) -> M:
    """Read ``path`` into ``model``. Raises ConfigError, never anything else, for a bad or missing file."""
    return build(load(path), model, path)


def load(path: Path) -> dict[str, Any]:
    """The TOML tables of ``path``. Raises ConfigError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); check the path and its permissions"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None


def build(tables: dict[str, Any], model: type[M], path: Path) -> M:
    """Check tables already read. Raises ConfigError listing every fault found."""
    try:  # by way of JSON, whose strict mode still takes a list for a tuple and a word for an enum
        return model.model_validate_json(json.dumps(tables, default=str))
    except ValidationError as error:
        lines = [_sentence(path, model, fault) for fault in error.errors()]
        raise ConfigError("\n".join(lines)) from None


def with_ids(message: str, tables: dict[str, Any], key: str) -> str:
    """``[rules.3.when]`` with the id of the third rule behind it, for people do not count rules.

    ``key`` names the list of tables; each table's ``id`` is shown when it has one.
    """
    written = tables.get(key)
    ids = [one.get("id") if isinstance(one, dict) else None for one in written] if isinstance(written, list) else []

    def named(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        return f"{match[0]} ({_singular(key)} {ids[at]!r})" if at < len(ids) and ids[at] else match[0]

    return re.sub(rf"\[{re.escape(key)}\.(\d+)[^\]]*\]", named, message)


def _singular(key: str) -> str:
    """
    >>> _singular("rules"), _singular("strategies")
    ('rule', 'strategy')
    """
    return f"{key.removesuffix('ies')}y" if key.endswith("ies") else key.removesuffix("s")


def _sentence(path: Path, model: type[BaseModel], fault: ErrorDetails) -> str:
    *section, key = fault["loc"] or ("file",)
    where = f"{path}: [{_dotted(section)}] {key}" if section else f"{path}: {key}"
    found = fault["input"]
    if fault["type"] == "extra_forbidden":
        return f"{where}: unknown key{_nearest(str(key), model, section)}"
    if fault["type"] == "missing":
        return f"{where}: is missing; add it"
    allowed = fault["msg"].removeprefix("Value error, ")
    shown = "" if isinstance(found, dict | list) else f"found {found!r}; "
    return f"{where}: {shown}{allowed[:1].lower()}{allowed[1:]}"


def _dotted(section: list[int | str]) -> str:
    """``lanes.2`` for the second table of [[lanes]]: people count from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in section)


def _nearest(key: str, model: type[BaseModel], section: list[int | str]) -> str:
    known = sorted(_fields_at(model, section))
    near = get_close_matches(key, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{hint} (known keys: {', '.join(known)})" if known else hint


def _fields_at(annotation: Any, section: list[int | str]) -> set[str]:
    """Field names of the model that ``section`` leads to, walking through lists, dicts and optionals."""
    if get_origin(annotation) in (Union, UnionType):
        return set().union(*(_fields_at(part, section) for part in get_args(annotation)))
    if get_origin(annotation) in (list, tuple, dict):
        item = [part for part in get_args(annotation) if part is not ...][-1]
        return _fields_at(item, section[1:])
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return set()
    if not section:
        return set(annotation.model_fields)
    field = annotation.model_fields.get(str(section[0]))
    return _fields_at(field.annotation, section[1:]) if field else set()
