"""From a portrait and a choice to the facts that rules ask about."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.customer import Channel, CustomerFacts, CustomerKind, PaymentMethod
from kiosk.domain.portrait import Arrears, Credit, CreditGrade, Portrait, Risk, RiskClass
from kiosk.routing import Choice, RoutingFacts, facts_for
from kiosk.routing.facts import age_on

TODAY = date(2026, 11, 22)
CHOICE = Choice("pay", self_service_possible=True, open_lanes=frozenset({"general", "care"}))
CUSTOMER = CustomerFacts(
    customer_number="3100000002",
    kind=CustomerKind.HOUSEHOLD,
    name="李四",
    birth_date=date(1990, 6, 1),
    since=date(2012, 1, 1),
    method=PaymentMethod.COUNTER,
    disability=True,
    certified_special=True,
)
PORTRAIT = Portrait(
    as_of=TODAY,
    credit=Credit(72, CreditGrade.C, 72, 0),
    risk=Risk(RiskClass.THREE, 55, rated=True),
    arrears=Arrears(12_050, 12),
    prefers=Channel.PHONE,
)


def test_an_identified_customer() -> None:
    facts = facts_for(CHOICE, TODAY, CUSTOMER, PORTRAIT)
    assert facts == RoutingFacts(
        identified=True,
        risk_class=RiskClass.THREE,
        arrears_fen=12_050,
        days_overdue=12,
        grade=CreditGrade.C,
        prefers=Channel.PHONE,
        age=36,
        disability=True,
        key_account=False,
        certified_special=True,
        service="pay",
        self_service_possible=True,
        wants_person=False,
        open_lanes=frozenset({"general", "care"}),
    )


def test_a_key_account() -> None:
    customer = replace(CUSTOMER, kind=CustomerKind.KEY_ACCOUNT, birth_date=None)
    facts = facts_for(replace(CHOICE, wants_person=True), TODAY, customer, PORTRAIT)
    assert (facts.key_account, facts.age, facts.wants_person) == (True, None, True)


@pytest.mark.parametrize(("customer", "portrait"), [(None, None), (CUSTOMER, None), (None, PORTRAIT)])
def test_without_customer_and_portrait_nobody_is_identified(
    customer: CustomerFacts | None, portrait: Portrait | None
) -> None:
    facts = facts_for(CHOICE, TODAY, customer, portrait, birth_date=date(1950, 1, 1))
    assert facts == RoutingFacts(
        age=76, service="pay", self_service_possible=True, open_lanes=frozenset({"general", "care"})
    )


def test_the_age_on_the_identity_card_comes_before_that_on_file() -> None:
    assert facts_for(CHOICE, TODAY, CUSTOMER, PORTRAIT, birth_date=date(1950, 1, 1)).age == 76


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(1961, 11, 22), TODAY, 65),
        (date(1961, 11, 23), TODAY, 64),
        (date(1960, 2, 29), date(2025, 2, 28), 64),
        (date(1960, 2, 29), date(2025, 3, 1), 65),
        (date(2026, 11, 22), TODAY, 0),
        (date(2026, 11, 23), TODAY, None),
        (None, TODAY, None),
    ],
)
def test_age_in_completed_years(born: date | None, today: date, age: int | None) -> None:
    assert facts_for(CHOICE, today, birth_date=born).age == age


def test_facts_say_nothing_when_printed() -> None:
    printed = repr(facts_for(CHOICE, TODAY, CUSTOMER, PORTRAIT))
    assert "12" not in printed.replace("0x", "").split(" at ")[0]
    assert "THREE" not in printed


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1905, 11, 24), 120),
        (date(1905, 11, 23), None),
        (date(1900, 1, 1), None),
        (date(1, 1, 1), None),
        (date(2027, 1, 1), None),
        (None, None),
    ],
)
def test_a_birth_date_that_cannot_be_tells_no_age(born: date | None, age: int | None) -> None:
    """Nobody goes to the care lane because their birthday was never filled in."""
    assert age_on(born, date(2026, 11, 23)) == age
