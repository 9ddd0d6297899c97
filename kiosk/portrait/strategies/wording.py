"""Sentences for one customer: filled places, and words that must not be said."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from kiosk.portrait.strategies.facts import StrategyFacts


@dataclass(frozen=True, slots=True)
class Place:
    """``known_by``: the conditions any of which makes sure there is something to say here."""

    fill: Callable[[StrategyFacts], object]
    known_by: frozenset[str]


def yuan(fen: int) -> str:
    """
    >>> yuan(12_000), yuan(12_050)
    ('120', '120.50')
    """
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"


PLACES: Mapping[str, Place] = {
    "open_yuan": Place(lambda f: yuan(f.open_fen), frozenset({"in_arrears", "days_overdue_more_than"})),
    "days_overdue": Place(lambda f: f.days_overdue, frozenset({"in_arrears", "days_overdue_more_than"})),
    "grace_yuan": Place(lambda f: yuan(f.grace_fen), frozenset({"in_grace"})),
    "guarantee_yuan": Place(lambda f: yuan(f.guarantee_missing_fen), frozenset({"guarantee_missing"})),
    "saving_yuan": Place(lambda f: yuan(f.saving_fen or 0), frozenset({"saving_more_than_fen"})),
    "bonus_yuan": Place(lambda f: yuan(f.bonus_fen), frozenset({"bonus"})),
    "streak": Place(lambda f: f.streak, frozenset({"streak_at_least"})),
    "power_factor": Place(lambda f: f"0.{f.power_factor or 0:03d}", frozenset({"power_factor_short"})),
    "free_vip": Place(lambda f: f.free_vip, frozenset({"free_vip_at_least"})),
}


def filled(text: str, facts: StrategyFacts) -> str:
    return text.format(**{name: PLACES[name].fill(facts) for name in places_of(text)})


def places_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def taboo_in(text: str, language: str, words: Iterable[str]) -> list[str]:
    """Which of ``words`` stand in ``text``. Chinese anywhere; English as whole words, however written."""
    if language == "zh":
        return [word for word in words if word in text]
    return [word for word in words if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]
