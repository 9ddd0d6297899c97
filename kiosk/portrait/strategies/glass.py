"""Advice that may stand on a kiosk's glass, where whoever is next in line can read it.

Two things could give a person away: the words, and that just they get them. So the words are checked, and a
strategy with words for the glass may ask only for what nobody minds being known. Which one is shown is decided by
the file's priorities, never by the strength of a behaviour.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from kiosk.domain.customer import CustomerKind
from kiosk.domain.portrait import UsageChange
from kiosk.portrait.strategies.facts import StrategyFacts
from kiosk.portrait.strategies.rules import Strategies, Strategy
from kiosk.portrait.strategies.wording import places_of, taboo_in

LONGEST: Mapping[str, int] = {"zh": 28, "en": 60}
"""Characters: three lines beside the number on the smallest glass."""

SHOWABLE = frozenset(
    {
        *("service", "kind", "method", "in_transit", "bonus", "pays_by", "notices_by"),
        *("usage", "saving_more_than_fen", "peak_share_at_least", "heating"),
    }
)
"""What a strategy on the glass may ask for. Nothing of arrears, credit, risk, complaints, age, health or rank."""

PRIVATE: Mapping[str, tuple[str, ...]] = {
    "zh": (
        *("欠", "逾期", "催", "违约", "担保", "信用", "等级", "级别", "风险", "优先", "贵宾"),
        *("投诉", "残", "老人", "长者", "困难", "低保"),
    ),
    "en": (
        *("arrears", "overdue", "late", "debt", "debts", "owe", "owed", "owing", "unpaid", "reminder", "penalty"),
        *("guarantee", "deposit", "credit", "grade", "class", "risk", "priority", "vip", "complaint", "complaints"),
        *("disabled", "disability", "elderly", "hardship", "poor"),
    ),
}
"""Words no hall may put on the glass, whatever its own list of taboo words says."""


def glass_faults(strategy: Strategy, taboo: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """What is wrong with the words for the glass, one clause each; nothing for a strategy without."""
    if strategy.glass is None:
        return
    if not strategy.services:
        yield "has words for the glass but no services, so nobody would see them; name the business they belong to"
    for name, wanted in strategy.when.stated:
        if not _may_be_seen(name, wanted):
            yield f"may not ask for {name} while it has words for the glass, where others read them; drop either"
    for language, text in strategy.glass.by_language.items():
        yield from _text_faults(f"glass.{language}", language, text, taboo[language])


def advice_on_glass(
    strategies: Strategies,
    contracts: Sequence[StrategyFacts],
    services: Iterable[str],
    resting: Collection[str] = (),
) -> dict[str, str]:
    """For each service the id of the strategy whose words are shown, where there is one.

    A person with several contracts gets only what fits them all: nobody knows which one they came for. None of the
    words may be among those to be avoided with this customer, and who asked for confidentiality gets none.
    ``resting``: the ids of those not to be brought up now.
    """
    if not contracts or any(one.certified_special for one in contracts):
        return {}
    usable = (one for one in strategies.strategies if one.glass and one.id not in resting)
    candidates = sorted(usable, key=lambda one: (one.priority, one.id))
    found = {}
    for service in services:
        facts = [replace(one, service=service) for one in contracts]
        fitting = (one for one in candidates if service in one.services and all(map(one.when.hold, facts)))
        first = next(fitting, None)
        if first and not _avoided(strategies, facts, first):
            found[service] = first.id
    return found


def _avoided(strategies: Strategies, facts: Sequence[StrategyFacts], shown: Strategy) -> bool:
    """Whether its words hold one that another strategy for this customer warns of.

    Warnings that rest on something private are not heard here, or its being left out would tell.
    """
    assert shown.glass is not None
    warning = [one for one in strategies.strategies if _open_to_all(one) and any(map(one.when.hold, facts))]
    return any(
        taboo_in(text, language, chain.from_iterable(one.avoid.by_language[language] for one in warning))
        for language, text in shown.glass.by_language.items()
    )


def _open_to_all(strategy: Strategy) -> bool:
    return all(name == "age_at_least" or _may_be_seen(name, wanted) for name, wanted in strategy.when.stated)


def _may_be_seen(name: str, wanted: object) -> bool:
    """A firm or a growing household is no secret; to be a key account, or to use suddenly less, is."""
    match name, wanted:
        case "kind", (CustomerKind.KEY_ACCOUNT,):
            return False
        case "usage", tuple():
            return set(wanted) <= {UsageChange.GROWING, UsageChange.STEADY}
        case _:
            return name in SHOWABLE


def _text_faults(key: str, language: str, text: str, taboo: Iterable[str]) -> Iterator[str]:
    if places_of(text):
        yield f"{key} has {{places}}, but nothing of the customer's is shown on the glass; leave them out"
    if len(text) > LONGEST[language]:
        yield f"{key} has {len(text)} characters, and there is room for {LONGEST[language]}; say it shorter"
    for word in taboo_in(text, language, (*taboo, *PRIVATE[language])):
        yield f"{key} holds the word {word!r}, which may not be read over somebody's shoulder; say it otherwise"
