"""Each invented person of the demonstrations shows what the developer's page says they show, through the wire."""

from pathlib import Path

import pytest

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import UsageChange
from kiosk.portrait import portrait_of
from kiosk.portrait.strategies import Occasion, read_strategies, strategy_facts
from server_stub.cast import INDEX_OF, Role
from tests.hall_backoffice.conftest import TOWN
from tests.hall_backoffice.test_backoffice_answers import document, read

CONFIG = Path(__file__).parents[2] / "config"
SERVICES = ("bill", "pay", "card", "new", "meter", "advice")
STRATEGIES = read_strategies(CONFIG / "strategies.toml", SERVICES)
GRACE_DAYS = 5

SHOWN = {
    Role.CLASS_ONE: {"praise", "qr-payment", "debit-advice"},
    Role.CLASS_THREE_IN_ARREARS: {"clear-arrears", "prevent-cut", "guarantee", "named-person"},
    Role.ORDINARY: {"debit-advice", "prepay-advice"},
    Role.DEBIT_IN_TRANSIT: {"in-transit"},
    Role.ELDERLY: {"elderly-care", "electric-heating"},
    Role.KEY_ACCOUNT: {"power-factor", "even-load", "peak-shaving", "account-manager-call"},
    Role.CERTIFIED_SPECIAL: {"confidential"},
    Role.FIRM: {"peak-shaving"},
    Role.IN_GRACE: {"quick-clearing"},
    Role.DISABLED: {"disability-care"},
    Role.NIGHT_USER: {"time-of-use-advice"},
    Role.COMPLAINER: {"after-complaint", "sensitive-customer"},
    Role.TWO_FLATS: {"debit-advice"},
    Role.SECOND_FLAT: {"failed-debit", "link-passbook"},
    Role.MOVED_HOUSE: {"debit-advice"},
    Role.NEW_CUSTOMER: {"welcome"},
}


def of(role: Role) -> CustomerFacts:
    (facts,) = read(document(TOWN.customer(INDEX_OF[role])))
    return facts


@pytest.mark.parametrize("role", Role)
def test_everybody_gets_the_advice_they_are_there_for(role: Role) -> None:
    facts = of(role)
    portrait = portrait_of(facts, TOWN.as_of, GRACE_DAYS)
    occasion = Occasion("pay", GRACE_DAYS, STRATEGIES.time_of_use.prices, STRATEGIES.bonus_fen)
    found = strategy_facts(facts, portrait, occasion, age=_age(facts))
    fitting = {one.id for one in STRATEGIES.strategies if one.when.hold(found)}
    assert SHOWN[role] <= fitting


def test_whoever_moved_is_not_compared_with_those_who_lived_there_before() -> None:
    facts = of(Role.MOVED_HOUSE)
    assert facts.metered_since is not None
    assert portrait_of(facts, TOWN.as_of).usage.change is UsageChange.UNKNOWN


def _age(facts: CustomerFacts) -> int | None:
    return TOWN.as_of.year - facts.birth_date.year if facts.birth_date else None
