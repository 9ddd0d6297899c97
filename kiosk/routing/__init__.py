"""Where to send a person: rules read and checked from data, ``route(facts, rules)`` -> Decision. Pure.

rules = read_rules(Path("config/routing.toml"), places)       # or ConfigError
facts = facts_for(choice, today, customer, portrait)
decision = route(facts, rules)
"""

from kiosk.routing.facts import Choice, RoutingFacts, facts_for
from kiosk.routing.places import Places
from kiosk.routing.read import read_rules
from kiosk.routing.route import Verdict, explain, route
from kiosk.routing.rules import Rule, Rules

__all__ = [
    "Choice",
    "Places",
    "RoutingFacts",
    "Rule",
    "Rules",
    "Verdict",
    "explain",
    "facts_for",
    "read_rules",
    "route",
]
