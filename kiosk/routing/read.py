"""From the rules file to rules that are sound."""

from pathlib import Path

from kiosk.config import ConfigError, build, load, with_ids
from kiosk.routing.check import problems_of
from kiosk.routing.places import Places
from kiosk.routing.rules import Rules


def read_rules(path: Path, places: Places) -> Rules:
    """Read and check ``path``. Raises ConfigError: a line for each fault, with file, rule and what to do."""
    tables = load(path)
    try:
        rules = build(tables, Rules, path)
    except ConfigError as error:
        raise ConfigError(with_ids(str(error), tables, "rules")) from None
    if problems := problems_of(rules, places):
        raise ConfigError("\n".join(f"{path}: {problem}" for problem in problems))
    return rules
