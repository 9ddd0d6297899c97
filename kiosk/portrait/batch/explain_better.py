"""The part of a reckoning that tells what would better it: what is told is what the rules themselves would say."""

from collections.abc import Iterator

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.portrait.advice import Action, Advice, Element, advice_for
from kiosk.portrait.batch.explain_history import month_words
from kiosk.portrait.batch.terms import Terms
from kiosk.portrait.batch.words import Words

_MOST_BILLS = 300  # every open one more is a history more to judge, and that takes the longer the more there are


def better(words: Words, facts: CustomerFacts, terms: Terms) -> Iterator[str]:
    """Without prices no tariff is advised; where newcomers are held at B no better grade is promised. Whoever has
    bills by the hundred is told nothing: ways would have to be tried for minutes."""
    yield words["better"]
    if len(facts.bills) > _MOST_BILLS:
        yield words["better_many"]
        return
    found = advice_for(facts, terms.as_of, grace_days=terms.grace_days)
    kept = [one for one in found if not (terms.hold_b_months and one.element is Element.CREDIT)]
    yield from (_line(words, one) for one in kept)
    if not kept:
        yield words["better_none"]


def _line(words: Words, advice: Advice) -> str:
    months = words["better_months"].join(month_words(words, f"{month:%Y-%m}") for month in advice.bills)
    paid_first = bool(advice.bills) and advice.action is not Action.PAY_OPEN_BILLS
    return words[f"better_{advice.action.value}"].format(
        months=months,
        count=advice.months,
        first=words["better_first"] if paid_first else "",
        outcome=_outcome(words, advice.outcome),
    )


def _outcome(words: Words, outcome: CreditGrade | RiskClass | int) -> str:
    if isinstance(outcome, CreditGrade):
        return words["better_grade"].format(grade=outcome.value)
    if isinstance(outcome, RiskClass):
        return words["better_class"].format(name=words[f"class_{outcome.value}"])
    return str(outcome)
