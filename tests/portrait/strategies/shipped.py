"""The strategies as they ship, and customers in terms of what strategies ask."""

from pathlib import Path
from typing import Any

from kiosk.domain.customer import CustomerKind
from kiosk.portrait.strategies import StrategyFacts, prompts_for, read_strategies
from tests.portrait.accounts import TODAY

FILE = Path(__file__).parents[3] / "config" / "strategies.toml"
SERVICES = frozenset({"bill", "pay", "card", "new", "meter", "advice"})
SHIPPED = read_strategies(FILE, SERVICES)

# Nobody in particular: a firm that is rated, owes nothing and has nothing about it.
PLAIN: dict[str, Any] = {"kind": CustomerKind.FIRM, "rated": True}


def someone(**known: Any) -> StrategyFacts:
    return StrategyFacts(**(PLAIN | known))


def shown(facts: StrategyFacts) -> list[str]:
    return [prompt.strategy for prompt in prompts_for(SHIPPED, facts, (), TODAY)]
