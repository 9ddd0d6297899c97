"""Who someone is to the hall: a key that tells nothing, facts of all their contracts, a reference only we open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet

from kiosk.domain.customer import CustomerKind, Dunning
from kiosk.domain.identity import IdDocument, TokenTechnology
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.hall.person import facts_of, person, person_key
from kiosk.hall.sealing import VISITOR_TTL_S, SealedVisitor, Seals
from kiosk.routing import RoutingFacts
from kiosk.wire import PresentedIdCard, PresentedPowerCard, PresentedToken
from tests.hall_api.conftest import MORNING, customer

TODAY = date(2026, 11, 23)
LATE = timedelta(days=30)  # paid on the 10th, due on the 25th: fifteen days late
KEY, OTHER_KEY = "11" * 32, "22" * 32
ID_CARD = PresentedIdCard(document=IdDocument.RESIDENT, number="440524188001010014")
POWER_CARD = PresentedPowerCard(customer_number="000000000001", meter_number="000000000009")
TOKEN = PresentedToken(technology=TokenTechnology.CONTACTLESS, reference="04A1B2C3")
FACTS = RoutingFacts(identified=True, risk_class=RiskClass.ONE, grade=CreditGrade.A)


def test_a_customer_has_one_key_whichever_card_they_show() -> None:
    known = (customer(),)
    assert person_key(ID_CARD, known, KEY) == person_key(POWER_CARD, known, KEY)
    both = (customer(customer_number="0000000002"), *known)
    assert person_key(ID_CARD, both, KEY) == person_key(ID_CARD, both[::-1], KEY)


def test_keys_differ_by_person_and_by_hall() -> None:
    keys = [person_key(card, (), key) for card in (ID_CARD, POWER_CARD, TOKEN) for key in (KEY, OTHER_KEY)]
    assert len(set(keys)) == 6
    assert all(key.startswith("1:") and len(key) == 66 for key in keys)
    assert not any("440524188001010014" in key or "04A1B2C3" in key for key in keys)


def test_debts_add_up_the_worst_class_counts_and_every_privilege_is_kept() -> None:
    """The grade is that of the mean by bills, capped by the worst open bill; the class is the worst."""
    good = customer(kind=CustomerKind.KEY_ACCOUNT)
    unpaid = customer(payments=good.payments[:-3], dunnings=(Dunning("B21", date(2026, 8, 1)),), disability=True)
    owing = customer(payments=good.payments[:-1])
    assert facts_of((good, unpaid, owing), TODAY) == replace(
        facts_of((good,), TODAY),
        risk_class=RiskClass.THREE,
        grade=CreditGrade.E,
        arrears_fen=40_000,
        days_overdue=(TODAY - date(2026, 8, 25)).days,
        disability=True,
    )


def test_a_late_account_among_good_ones_does_not_make_the_person() -> None:
    good = customer()
    late = customer(payments=tuple(replace(one, started_on=one.started_on + LATE) for one in good.payments))
    alone, person = (facts_of(contracts, TODAY) for contracts in ((late,), (good, late)))
    assert (alone.grade, person.grade) == (CreditGrade.C, CreditGrade.B)


def test_an_unknown_person_may_still_have_an_age() -> None:
    card = ID_CARD.model_copy(update={"birth_date": date(1949, 12, 31)})
    unknown = person(card, (), date(2026, 11, 23), KEY)
    assert (unknown.facts.identified, unknown.facts.age, unknown.masked_name) == (False, 76, None)


def test_nothing_of_a_person_shows_in_a_log_line() -> None:
    known = person(POWER_CARD, (customer(),), date(2026, 11, 23), KEY)
    shown = repr(known) + repr(SealedVisitor(known.facts, known.key))
    assert [part for part in ("张", known.key, "RiskClass") if part in shown] == []


@pytest.mark.parametrize("age_s", [0, VISITOR_TTL_S])
def test_any_process_with_the_seal_key_opens_a_reference(age_s: int) -> None:
    key = Fernet.generate_key().decode()
    visitor = SealedVisitor(replace(FACTS, age=66, open_lanes=frozenset({"general"})), "1:ab")
    ref = Seals(key).seal_visitor(visitor, MORNING)
    assert Seals(key).open_visitor(ref, MORNING + timedelta(seconds=age_s)) == visitor


def test_nobody_else_does_and_nobody_later() -> None:
    ours, theirs = (Seals(Fernet.generate_key().decode()) for _ in range(2))
    ref = ours.seal_visitor(SealedVisitor(FACTS, "1:ab"), MORNING)
    assert theirs.open_visitor(ref, MORNING) is None
    assert ours.open_visitor(ref, MORNING + timedelta(seconds=VISITOR_TTL_S + 1)) is None
    assert ours.open_visitor("票", MORNING) is None
