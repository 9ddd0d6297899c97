"""What may stand on the glass: words without anything private, for reasons nobody minds being known."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.config import build, load
from kiosk.domain.customer import Channel, CustomerKind, Heating, PaymentMethod
from kiosk.domain.portrait import CreditGrade, RiskClass, Segment, UsageChange
from kiosk.portrait import portrait_of
from kiosk.portrait.strategies import (
    Occasion,
    Strategies,
    StrategyFacts,
    advice_on_glass,
    open_facts,
    problems_of,
    strategy_facts,
)
from tests.portrait.accounts import TODAY, payer
from tests.portrait.strategies.shipped import FILE, SERVICES, SHIPPED

PLAIN: dict[str, Any] = {
    "id": "lamp",
    "when": {"kind": ["household"]},
    "about": "need",
    "do": {"zh": "做", "en": "do"},
    "say": {"zh": "说", "en": "say"},
    "services": ["pay"],
    "glass": {"zh": "换节能灯，省电。", "en": "Better lamps save power."},
}


def with_one(**changes: Any) -> Strategies:
    return build(load(FILE) | {"strategies": [PLAIN | changes]}, Strategies, FILE)


def only_problem(**changes: Any) -> str:
    (problem,) = problems_of(with_one(**changes), SERVICES)
    return problem


def test_plain_words_for_plain_reasons_are_sound() -> None:
    assert problems_of(with_one(), SERVICES) == []


@pytest.mark.parametrize(
    "when",
    [
        {"risk_class": [1]},
        {"rated": False},
        {"grade": ["A"]},
        {"segment": ["A"]},
        {"in_arrears": False},
        {"days_overdue_more_than": 3},
        {"in_grace": True},
        {"late_bills_at_least": 1},
        {"failed_debits_at_least": 1},
        {"streak_at_least": 12},
        {"guarantee_missing": True},
        {"disputed": True},
        {"hardship": True},
        {"separate_passbook": True},
        {"complaint_within_months": 6},
        {"complaint_months_ago_at_least": 6},
        {"usage": ["falling"]},
        {"usage": ["growing", "abrupt"]},
        {"kind": ["key_account"]},
        {"load_factor_below": 300},
        {"power_factor_short": True},
        {"age_at_least": 65},
        {"disability": True},
        {"sensitive": True},
        {"certified_special": False},
        {"free_vip_at_least": 1},
    ],
)
def test_what_others_should_not_know_cannot_decide_what_they_read(when: dict[str, Any]) -> None:
    assert f"may not ask for {next(iter(when))}" in only_problem(when=when)


@pytest.mark.parametrize(
    ("zh", "en", "says"),
    [
        ("省{saving_yuan}", "Save {saving_yuan}.", "{places}"),
        ("您的欠费可以分期。", "Better lamps save power.", "'欠'"),
        ("换节能灯，省电。", "Your overdue bill can wait.", "'overdue'"),
        ("投诉已经解决。", "Better lamps save power.", "'投诉'"),
        ("换节能灯，省电。", "You must change your lamps.", "'must'"),
        ("灯" * 29, "Better lamps save power.", "29 characters"),
        ("换节能灯，省电。", "l" * 61, "61 characters"),
    ],
)
def test_words_for_the_glass_are_checked(zh: str, en: str, says: str) -> None:
    problems = problems_of(with_one(glass={"zh": zh, "en": en}, when={"saving_more_than_fen": 0}), SERVICES)
    assert problems
    assert all(says in problem and "glass." in problem for problem in problems)


def test_words_nobody_would_see_are_a_mistake() -> None:
    assert "no services" in only_problem(services=[])


def test_the_shipped_words_say_something_for_every_business_about_money() -> None:
    shown = {service for one in SHIPPED.strategies if one.glass for service in one.services}
    assert {"pay", "bill", "card", "advice", "meter"} <= shown


FACTS = StrategyFacts(kind=CustomerKind.HOUSEHOLD, method=PaymentMethod.COUNTER, pays_by=Channel.COUNTER)


@pytest.mark.parametrize("known", [{}, {"in_transit": True}, {"bonus_fen": 1000}, {"usage": UsageChange.GROWING}])
def test_what_is_private_changes_nothing_on_the_glass(known: dict[str, Any]) -> None:
    """Two people who differ only in what is private read the same."""
    plain = replace(FACTS, saving_fen=5_000, notices_by=Channel.APP, **known)
    private = replace(
        plain,
        risk_class=RiskClass.THREE,
        risk_points=80,
        grade=CreditGrade.E,
        segment=Segment.D,
        open_fen=90_000,
        days_overdue=70,
        late_bills=9,
        failed_debits=3,
        guarantee_missing_fen=10_000,
        hardship=True,
        complaint_months=1,
        disability=True,
        sensitive=True,
    )
    shown = advice_on_glass(SHIPPED, [plain], SERVICES)
    assert shown == advice_on_glass(SHIPPED, [private], SERVICES)
    assert {"pay", "bill", "advice"} <= set(shown)


def test_the_elderly_are_not_sent_to_a_code_or_a_telephone() -> None:
    """Anybody can see that somebody is old; so this warning is heard."""
    assert advice_on_glass(SHIPPED, [FACTS], ["pay"]) == {"pay": "qr-payment"}
    old = replace(FACTS, age=78, notices_by=Channel.PHONE)
    assert advice_on_glass(SHIPPED, [old], ["pay", "bill"]) == {}


def test_the_more_important_comes_first() -> None:
    assert advice_on_glass(SHIPPED, [replace(FACTS, bonus_fen=1000)], ["pay"]) == {"pay": "debit-advice"}
    both = replace(FACTS, bonus_fen=1000, in_transit=True)
    assert advice_on_glass(SHIPPED, [both], ["pay"]) == {"pay": "in-transit"}


def test_without_contracts_there_is_no_advice() -> None:
    assert advice_on_glass(SHIPPED, [], SERVICES) == {}


def test_the_facts_for_the_glass_say_the_same_and_leave_out_the_rest() -> None:
    owing = replace(payer(20, {0: None, 1: None}), heating=Heating.COAL, disability=True)
    occasion = Occasion(prices=SHIPPED.time_of_use.prices, bonus_fen=1000)
    portrait = portrait_of(owing, TODAY)
    whole, open_ = (make(owing, portrait, occasion, 70) for make in (strategy_facts, open_facts))
    told = ("kind", "method", "in_transit", "bonus_fen", "pays_by", "notices_by", "usage", "saving_fen")
    for name in (*told, "peak_share", "heating", "age", "certified_special"):
        assert getattr(open_, name) == getattr(whole, name)
    assert (whole.open_fen > 0, whole.disability) == (True, True)
    assert (open_.open_fen, open_.days_overdue, open_.late_bills, open_.disability) == (0, 0, 0, False)
    assert advice_on_glass(SHIPPED, [open_], SERVICES) == advice_on_glass(SHIPPED, [whole], SERVICES)
