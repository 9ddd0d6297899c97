"""One quiet line of advice for the kiosk's last screen: found when somebody is identified, said when they chose."""

from collections.abc import Mapping
from datetime import date

from kiosk.hall.backoffice.outcomes import Found, Outcome
from kiosk.hall.hall import Hall
from kiosk.hall.person import Person
from kiosk.hall.records import completions, ledgers
from kiosk.hall.sealing import SealedVisitor
from kiosk.portrait.strategies import Occasion, advice_on_glass, at_rest, open_facts
from kiosk.wire import ByLanguage


def advice_for(
    hall: Hall, outcome: Outcome, found: Person, today: date, *, confidential: bool = False
) -> Mapping[str, str]:
    """For each service the strategy to show. Nothing from an older answer: a debit may have failed since; and
    nothing that was talked about at a window lately, whatever came of it. ``confidential``: also by what staff set
    by hand.
    """
    if confidential or not isinstance(outcome, Found) or outcome.stale:
        return {}
    strategies = hall.strategies
    occasion = Occasion(
        grace_days=hall.settings.portraits.grace_days,
        prices=strategies.time_of_use.prices,
        bonus_fen=strategies.bonus_fen,
        bonus_entries=ledgers.bonus_entries(hall.engine, hall.settings.id, found.key),
    )
    pairs = zip(outcome.facts, found.accounts, strict=True)
    facts = [open_facts(contract, portrait, occasion, found.facts.age) for contract, portrait in pairs]
    services = [service.id for service in hall.services.services]
    said = advice_on_glass(strategies, facts, services)
    if not said:
        return said
    done = completions.completions_of(hall.engine, hall.settings.id, found.key)
    resting = at_rest(strategies, done, today)
    return advice_on_glass(strategies, facts, services, resting) if resting & set(said.values()) else said


def words(hall: Hall, visitor: SealedVisitor | None, service: str | None) -> ByLanguage | None:
    """None when there is nothing to say; the strategy may also have gone since, with a new configuration."""
    strategy = hall.strategies.get(visitor.advice.get(service, "")) if visitor and service else None
    return strategy.glass.by_language if strategy and strategy.glass else None
