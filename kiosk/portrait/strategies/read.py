"""From the strategies file to strategies that are sound."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path

from kiosk.config import ConfigError, build, load, with_ids
from kiosk.domain.customer import CustomerKind
from kiosk.portrait.risk import STEADY_METHODS
from kiosk.portrait.strategies.glass import glass_faults
from kiosk.portrait.strategies.rules import Strategies, Strategy, WordLists
from kiosk.portrait.strategies.wording import PLACES, places_of, taboo_in


def read_strategies(path: Path, services: Collection[str]) -> Strategies:
    """Read and check ``path``. Raises ConfigError: a line for each fault, with file, strategy and what to do.

    ``services`` are the ids of services.toml.
    """
    tables = load(path)
    try:
        strategies = build(tables, Strategies, path)
    except ConfigError as error:
        raise ConfigError(with_ids(str(error), tables, "strategies")) from None
    if problems := problems_of(strategies, services):
        raise ConfigError("\n".join(f"{path}: {problem}" for problem in problems))
    return strategies


def problems_of(strategies: Strategies, services: Collection[str]) -> list[str]:
    """What is wrong, one sentence each; empty when the strategies are sound."""
    found = list(_repeated(strategies))
    for strategy in strategies.strategies:
        found += [f"strategy {strategy.id!r}: {fault}" for fault in _faults(strategy, strategies.taboo, services)]
    return found


def _repeated(strategies: Strategies) -> Iterator[str]:
    seen: set[str] = set()
    for strategy in strategies.strategies:
        if strategy.id in seen:
            yield f"strategy {strategy.id!r}: this id is used twice; give each strategy its own"
        seen.add(strategy.id)


def _faults(strategy: Strategy, taboo: WordLists, services: Collection[str]) -> Iterator[str]:
    if not strategy.when.stated:
        yield "has no conditions and would be shown for everybody; say in `when` whom it is for"
    yield from _wrong_services(strategy, services)
    yield from _wrong_places(strategy)
    yield from _wrong_signing(strategy)
    for language, words in taboo.with_also(strategy.avoid).by_language.items():
        for key in ("do", "say"):
            for word in taboo_in(getattr(strategy, key).by_language[language], language, words):
                yield f"{key}.{language} holds the taboo word {word!r}; say it otherwise"
    yield from glass_faults(strategy, taboo.by_language)


def _wrong_services(strategy: Strategy, services: Collection[str]) -> Iterator[str]:
    for service in dict.fromkeys((*strategy.services, *(strategy.when.service or ()))):
        if service not in services:
            near = get_close_matches(service, sorted(services), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield f"there is no service {service!r}{hint} (there are: {', '.join(sorted(services)) or 'none'})"


def _wrong_signing(strategy: Strategy) -> Iterator[str]:
    """The bonus is for households that pay neither by debit nor in advance; nobody else may be led to expect it."""
    when = strategy.when
    if strategy.signs and when.kind != (CustomerKind.HOUSEHOLD,):
        yield 'signs earns a bonus, which is for households; add kind = ["household"] to its conditions'
    if strategy.signs and (when.method is None or STEADY_METHODS & set(when.method)):
        yield "signs earns a bonus, not for those who pay by debit or in advance; let `method` leave them out"


def _wrong_places(strategy: Strategy) -> Iterator[str]:
    given = {name for name, wanted in strategy.when.stated if wanted is not False}
    for key in ("do", "say"):
        words = getattr(strategy, key)
        chinese, english = places_of(words.zh), places_of(words.en)
        if chinese != english:
            yield f"{key} has other {{places}} in zh than in en; use the same in both"
        for name in sorted(chinese | english):
            if name not in PLACES:
                yield f"{key} has an unknown place {{{name}}} (known places: {', '.join(sorted(PLACES))})"
            elif not PLACES[name].known_by & given:
                needed = " or ".join(sorted(PLACES[name].known_by))
                yield f"{key} uses {{{name}}}, which not everybody has; add {needed} to its conditions"
