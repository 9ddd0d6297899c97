"""What came of a strategy: completing one, and how often each is completed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.strategy import Completion, Shown, StrategyState
from kiosk.portrait.strategies.facts import StrategyFacts
from kiosk.portrait.strategies.rules import Strategies
from kiosk.portrait.usage import per_mille

LONGEST_NOTE = 500


class NotCompleted(StrEnum):
    UNKNOWN_STRATEGY = "unknown_strategy"
    GUARANTEE_MISSING = "guarantee_missing"
    NOTE_TOO_LONG = "note_too_long"


def refusal_of(strategies: Strategies, facts: StrategyFacts, completion: Completion) -> NotCompleted | None:
    """Why this completion cannot be kept; None when it can. A guarantee still missing cannot be called done."""
    strategy = strategies.get(completion.strategy)
    if strategy is None:
        return NotCompleted.UNKNOWN_STRATEGY
    if len(completion.note) > LONGEST_NOTE:
        return NotCompleted.NOTE_TOO_LONG
    if strategy.needs_guarantee and completion.state is StrategyState.DONE and facts.guarantee_missing_fen:
        return NotCompleted.GUARANTEE_MISSING
    return None


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one strategy: visits it was shown in, and how they ended. The rest was left open."""

    strategy: str
    shown: int
    done: int
    refused: int
    not_fitting: int

    @property
    def done_per_mille(self) -> int:
        return per_mille(self.done, self.shown) if self.shown else 0


def rates_of(shown: Iterable[Shown], completions: Iterable[Completion]) -> tuple[Rate, ...]:
    """By strategy id. A visit counts once, however often the panel was opened, with the last state it was given."""
    last = {(one.strategy, one.visit): one.state for one in completions}
    visits = {(one.strategy, one.visit) for one in shown} | last.keys()
    return tuple(_rate(strategy, visits, last) for strategy in sorted({strategy for strategy, _ in visits}))


def _rate(strategy: str, visits: set[tuple[str, str]], last: dict[tuple[str, str], StrategyState]) -> Rate:
    keys = [key for key in visits if key[0] == strategy]
    states = [last[key] for key in keys if key in last]
    return Rate(
        strategy,
        shown=len(keys),
        done=states.count(StrategyState.DONE),
        refused=states.count(StrategyState.REFUSED),
        not_fitting=states.count(StrategyState.NOT_FITTING),
    )
