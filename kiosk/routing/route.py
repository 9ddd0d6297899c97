"""The decision: the first rule that matches. And its explanation: why each of the others did not."""

from dataclasses import dataclass

from kiosk.domain.direction import Decision
from kiosk.routing.conditions import CONDITIONS, in_words
from kiosk.routing.facts import RoutingFacts
from kiosk.routing.rules import Rule, Rules


def route(facts: RoutingFacts, rules: Rules) -> Decision:
    """Where this person goes. ``rules`` must have been checked: to find none is then a bug (LookupError)."""
    for rule in rules.rules:
        if rule.when.first_failed(facts) is None:
            return Decision(rule.to, rule.id, rule.reason, rules.version)
    raise LookupError("no rule matches; the rules were not checked")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule against the facts. ``failed`` is the first condition that did not hold, in words; None: it matches.

    ``decides`` is True for the first that matches; others may match behind it.
    """

    rule: str
    failed: str | None
    decides: bool


def explain(facts: RoutingFacts, rules: Rules) -> tuple[Verdict, ...]:
    """A verdict on every rule, in the order of the file."""
    failures = [(rule.id, _failed(rule, facts)) for rule in rules.rules]
    deciding = next((rule_id for rule_id, failed in failures if failed is None), None)
    return tuple(Verdict(rule_id, failed, rule_id == deciding) for rule_id, failed in failures)


def _failed(rule: Rule, facts: RoutingFacts) -> str | None:
    failed = rule.when.first_failed(facts)
    if failed is None:
        return None
    name, wanted = failed
    return f"{name} = {in_words(wanted)}, here {in_words(CONDITIONS[name].found(facts))}"
