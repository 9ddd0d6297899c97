"""The strategies for whoever is at the window: those of each contract, put in one order."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kiosk.domain.customer import CustomerKind
from kiosk.domain.portrait import Segment
from kiosk.domain.strategy import Completion, Prompt, StrategyState
from kiosk.hall.portraits.last_night import Marks
from kiosk.hall.portraits.subject import Subject
from kiosk.hall.records.overrides import TreatAs
from kiosk.portrait.strategies import (
    Occasion,
    Strategies,
    StrategyFacts,
    prompts_for,
    sort_key,
    strategy_facts,
)
from kiosk.wire import PromptView

KNOWN_LAST_NIGHT = frozenset(
    {
        "service",
        "risk_class",
        "rated",
        "grade",
        "in_arrears",
        "days_overdue_more_than",
        "usage",
        "peak_share_at_least",
        "load_factor_below",
    }
)
"""What the nightly table can answer. A strategy that asks for more is not advised from it."""


def facts_of(subject: Subject, occasion: Occasion) -> tuple[StrategyFacts, ...]:
    """One for each contract."""
    by_hand = subject.known.treat_as
    if subject.contracts:
        pairs = zip(subject.contracts, subject.accounts, strict=True)
        found = (strategy_facts(facts, portrait, occasion, subject.age) for facts, portrait in pairs)
        return tuple(treated(facts, by_hand) for facts in found)
    return (treated(_last_night(subject, occasion), by_hand),)


def treated(facts: StrategyFacts, by_hand: TreatAs | None) -> StrategyFacts:
    """As staff set by hand that this person is to be taken."""
    match by_hand:
        case TreatAs.CERTIFIED_SPECIAL:
            return replace(facts, certified_special=True)
        case TreatAs.KEY_ACCOUNT:
            return replace(facts, kind=CustomerKind.KEY_ACCOUNT)
        case TreatAs.NEEDS_CARE:
            return replace(facts, disability=True)
        case TreatAs.NOT_IN_ARREARS:
            return replace(facts, open_fen=0, days_overdue=0)
        case None:
            return facts


def advised(
    strategies: Strategies,
    subject: Subject,
    facts: tuple[StrategyFacts, ...],
    completions: Iterable[Completion],
    today: date,
) -> tuple[PromptView, ...]:
    """Each strategy once, in the order of ``sort_key``; of several contracts the one it fits best."""
    usable = strategies if subject.contracts else _for_last_night(strategies, subject)
    done = tuple(completions)
    best: dict[str, tuple[Prompt, StrategyFacts]] = {}
    for one in facts:
        for prompt in prompts_for(usable, one, done, today):
            held = best.get(prompt.strategy)
            if held is None or _key(usable, prompt) < _key(usable, held[0]):
                best[prompt.strategy] = prompt, one
    ordered = sorted(best.values(), key=lambda pair: _key(usable, pair[0]))
    return tuple(_view(usable, prompt, one) for prompt, one in ordered)


def blocked(strategies: Strategies, strategy: str, facts: Iterable[StrategyFacts]) -> bool:
    """Whether it cannot be called done: the guarantee it asks for is missing."""
    asked = strategies.get(strategy)
    return bool(asked and asked.needs_guarantee and any(one.guarantee_missing_fen for one in facts))


def _key(strategies: Strategies, prompt: Prompt) -> tuple[bool, bool, bool, int, int, str]:
    strategy = strategies.get(prompt.strategy)
    assert strategy is not None  # the prompt was made of it
    return sort_key(strategy, prompt)


def _view(strategies: Strategies, prompt: Prompt, facts: StrategyFacts) -> PromptView:
    completion = prompt.completion
    return PromptView(
        strategy=prompt.strategy,
        do=dict(prompt.do),
        say=dict(prompt.say),
        avoid=dict(prompt.avoid),
        services=prompt.services,
        first=prompt.first,
        in_hand=prompt.in_hand,
        blocked=blocked(strategies, prompt.strategy, (facts,)),
        state=StrategyState(completion.state) if completion else None,
        note=completion.note if completion else "",
    )


def _for_last_night(strategies: Strategies, subject: Subject) -> Strategies:
    known = KNOWN_LAST_NIGHT
    known |= {"segment"} if subject.segment else set()
    known |= {"age_at_least"} if subject.age is not None else set()
    known |= _marked(subject.marks, subject.known.treat_as)
    fitting = [one for one in strategies.strategies if {name for name, _ in one.when.stated} <= known]
    return strategies.model_copy(update={"strategies": tuple(fitting)})


def _marked(marks: Marks, by_hand: TreatAs | None) -> set[str]:
    """What the file, or staff, say of whoever this is."""
    said = {
        "disability": marks.disability is not None or by_hand is TreatAs.NEEDS_CARE,
        "certified_special": marks.certified_special is not None or by_hand is TreatAs.CERTIFIED_SPECIAL,
        # of those who are none it is not told what they are
        "kind": marks.key_account is True or by_hand is TreatAs.KEY_ACCOUNT,
    }
    return {name for name, known in said.items() if known}


def _last_night(subject: Subject, occasion: Occasion) -> StrategyFacts:
    whole, usage, marks = subject.whole, subject.whole.usage, subject.marks
    return StrategyFacts(
        kind=CustomerKind.KEY_ACCOUNT if marks.key_account else CustomerKind.HOUSEHOLD,
        service=occasion.service,
        risk_class=whole.risk.risk_class,
        risk_points=whole.risk.points,
        rated=whole.risk.rated,
        grade=whole.credit.grade,
        segment=subject.segment or Segment.B,
        open_fen=whole.arrears.open_fen,
        days_overdue=whole.arrears.days_overdue,
        usage=usage.change,
        year_on_year=usage.year_on_year,
        peak_share=usage.peak_share,
        load_factor=usage.load_factor,
        power_factor=usage.power_factor,
        age=subject.age,
        disability=bool(marks.disability),
        certified_special=bool(marks.certified_special),
    )
