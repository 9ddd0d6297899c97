"""From the rules file to rules that are sound."""

import re
from pathlib import Path
from typing import Any

from kiosk.config import ConfigError, build, load
from kiosk.routing.check import problems_of
from kiosk.routing.places import Places
from kiosk.routing.rules import Rules


def read_rules(path: Path, places: Places) -> Rules:
    """Read and check ``path``. Raises ConfigError: a line for each fault, with file, rule and what to do."""
    tables = load(path)
    try:
        rules = build(tables, Rules, path)
    except ConfigError as error:
        raise ConfigError(_with_ids(str(error), tables)) from None
    if problems := problems_of(rules, places):
        raise ConfigError("\n".join(f"{path}: {problem}" for problem in problems))
    return rules


def _with_ids(message: str, tables: dict[str, Any]) -> str:
    """``[rules.3.when]`` with the id of the third rule behind it, for people do not count rules."""
    written = tables.get("rules")
    ids = (
        [rule.get("id") if isinstance(rule, dict) else None for rule in written]
        if isinstance(written, list)
        else []
    )

    def named(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        return f"{match[0]} (rule {ids[at]!r})" if at < len(ids) and ids[at] else match[0]

    return re.sub(r"\[rules\.(\d+)[^\]]*\]", named, message)
