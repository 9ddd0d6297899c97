"""How best to serve this customer: strategies read and checked from data, prompts for one customer in order. Pure.

strategies = read_strategies(Path("config/strategies.toml"), services)     # or ConfigError
facts = strategy_facts(customer, portrait, Occasion(service="pay", prices=strategies.time_of_use.prices))
for prompt in prompts_for(strategies, facts, completions, today): ...
"""

from kiosk.portrait.strategies.completion import NotCompleted, Rate, rates_of, refusal_of
from kiosk.portrait.strategies.facts import Occasion, StrategyFacts, open_facts, strategy_facts
from kiosk.portrait.strategies.glass import advice_on_glass
from kiosk.portrait.strategies.prompts import at_rest, prompts_for, sort_key
from kiosk.portrait.strategies.read import problems_of, read_strategies
from kiosk.portrait.strategies.rules import Strategies, Strategy
from kiosk.portrait.strategies.wording import taboo_in

__all__ = [
    "NotCompleted",
    "Occasion",
    "Rate",
    "Strategies",
    "Strategy",
    "StrategyFacts",
    "advice_on_glass",
    "at_rest",
    "open_facts",
    "problems_of",
    "prompts_for",
    "rates_of",
    "read_strategies",
    "refusal_of",
    "sort_key",
    "strategy_facts",
    "taboo_in",
]
