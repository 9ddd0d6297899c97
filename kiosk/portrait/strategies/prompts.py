"""Which strategies a clerk sees for this customer, and in which order."""

from collections.abc import Iterable
from datetime import date

from kiosk.domain.strategy import Completion, Prompt
from kiosk.portrait.strategies.behaviour import strength_of
from kiosk.portrait.strategies.facts import StrategyFacts
from kiosk.portrait.strategies.rules import Strategies, Strategy
from kiosk.portrait.strategies.wording import filled

SortKey = tuple[bool, bool, bool, int, int, str]


def prompts_for(
    strategies: Strategies, facts: StrategyFacts, completions: Iterable[Completion], today: date
) -> tuple[Prompt, ...]:
    """Those whose conditions hold, in order. ``completions`` are the customer's, of any day.

    What was completed today stays, marked, at the end; what was completed before is not brought up again until its
    days of rest are over: nobody wants to be asked at every visit what they refused at the last.
    """
    latest = _latest(completions)
    matching = [(one, latest.get(one.id)) for one in strategies.strategies if one.when.hold(facts)]
    prompts = [(one, _prompt(one, facts, _today(done, today))) for one, done in matching if _due(one, done, today)]
    return tuple(prompt for _, prompt in sorted(prompts, key=lambda pair: sort_key(*pair)))


def at_rest(strategies: Strategies, completions: Iterable[Completion], today: date) -> frozenset[str]:
    """The ids of those somebody has answered at a window: until the end of the day, and of their days of rest."""
    latest = _latest(completions)
    ended = {one.id: one for one in strategies.strategies if one.id in latest}
    return frozenset(id for id, one in ended.items() if latest[id].on >= today or not _due(one, latest[id], today))


def sort_key(strategy: Strategy, prompt: Prompt) -> SortKey:
    """What comes first, comes first:

    1. what is still to be done, before what was completed today;
    2. what must be known before the first word (a complaint, a need for care);
    3. what belongs to the business in hand;
    4. what the customer's own behaviour calls for most;
    5. the configured priority (1 before 99);
    6. the id, so that the order is always the same.
    """
    return (
        prompt.completion is not None,
        not prompt.first,
        not prompt.in_hand,
        -prompt.strength,
        strategy.priority,
        strategy.id,
    )


def _prompt(strategy: Strategy, facts: StrategyFacts, completion: Completion | None) -> Prompt:
    return Prompt(
        strategy=strategy.id,
        do={language: filled(text, facts) for language, text in strategy.do.by_language.items()},
        say={language: filled(text, facts) for language, text in strategy.say.by_language.items()},
        avoid=strategy.avoid.by_language,
        services=strategy.services,
        first=strategy.first,
        in_hand=facts.service is not None and facts.service in strategy.services,
        strength=strength_of(strategy.about, facts),
        because=strategy.when.because(facts),
        completion=completion,
    )


def _latest(completions: Iterable[Completion]) -> dict[str, Completion]:
    return {completion.strategy: completion for completion in sorted(completions, key=lambda one: one.on)}


def _today(completion: Completion | None, today: date) -> Completion | None:
    return completion if completion is not None and completion.on == today else None


def _due(strategy: Strategy, completion: Completion | None, today: date) -> bool:
    if completion is None or completion.on >= today:
        return True
    return (today - completion.on).days >= strategy.again_after_days
