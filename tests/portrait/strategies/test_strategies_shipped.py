"""Every strategy that ships: a customer for whom it appears, and one, hardly different, for whom it does not."""

from typing import Any

import pytest

from kiosk.domain.customer import Channel, CustomerKind, Heating, PaymentMethod
from kiosk.domain.portrait import CreditGrade, RiskClass, Segment, UsageChange
from kiosk.portrait.strategies import taboo_in
from kiosk.portrait.strategies.wording import filled
from tests.portrait.strategies.shipped import SHIPPED, shown, someone

HOME = {"kind": CustomerKind.HOUSEHOLD}
KEY = {"kind": CustomerKind.KEY_ACCOUNT}
DEBIT = {"method": PaymentMethod.DEBIT}
AT_COUNTER = {"service": "pay", "pays_by": Channel.COUNTER}

CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "after-complaint": ({"complaint_months": 5}, {"complaint_months": 6}),
    "earlier-complaint": ({"complaint_months": 6}, {"complaint_months": 5}),
    "confidential": ({"certified_special": True}, {}),
    "sensitive-customer": ({"sensitive": True}, {}),
    "elderly-care": ({"age": 65}, {"age": 64}),
    "disability-care": ({"disability": True}, {}),
    "in-transit": ({"in_transit": True}, {}),
    "disputed-bill": ({"disputed": True}, {}),
    "hardship": ({"hardship": True}, {}),
    "quick-clearing": ({"grace_fen": 1}, {"grace_fen": 0}),
    "clear-arrears": ({"open_fen": 1, "days_overdue": 1}, {"open_fen": 0}),
    "prevent-cut": ({"open_fen": 1, "days_overdue": 31}, {"open_fen": 1, "days_overdue": 30}),
    "guarantee": ({"guarantee_missing_fen": 1}, {"guarantee_missing_fen": 0}),
    "named-person": ({"segment": Segment.D}, {"segment": Segment.C}),
    "failed-debit": (DEBIT | {"failed_debits": 1}, {"failed_debits": 1}),
    "link-passbook": (DEBIT | {"separate_passbook": True}, DEBIT),
    "debit-advice": (HOME | {"bonus_fen": 1_000}, {"bonus_fen": 1_000}),
    "prepay-advice": (HOME | {"late_bills": 2}, HOME | {"late_bills": 1}),
    "qr-payment": (AT_COUNTER, AT_COUNTER | {"service": "new"}),
    "notice-channel": ({"notices_by": Channel.APP}, {"notices_by": Channel.COUNTER}),
    "time-of-use-advice": (HOME | {"saving_fen": 1}, HOME | {"saving_fen": 0}),
    "energy-saving": (HOME | {"usage": UsageChange.GROWING}, HOME | {"usage": UsageChange.STEADY}),
    "electric-heating": ({"heating": Heating.COAL}, {"heating": Heating.COAL, "risk_class": RiskClass.THREE}),
    "peak-shaving": ({"peak_share": 450}, HOME | {"peak_share": 450}),
    "even-load": ({"load_factor": 399}, {"load_factor": 400}),
    "power-factor": ({"power_factor_short": 1, "power_factor": 899}, {"power_factor": 900}),
    "account-manager-call": (KEY, {}),
    "usage-fell": ({"usage": UsageChange.FALLING}, HOME | {"usage": UsageChange.FALLING}),
    "praise": ({"grade": CreditGrade.A, "streak": 12}, {"grade": CreditGrade.A, "streak": 11}),
    "free-reception": ({"risk_class": RiskClass.ONE, "free_vip": 1}, {"risk_class": RiskClass.ONE, "free_vip": 0}),
    "welcome": ({"rated": False}, {"rated": True}),
}


def test_every_shipped_strategy_has_its_case() -> None:
    assert {strategy.id for strategy in SHIPPED.strategies} == CASES.keys()


@pytest.mark.parametrize("strategy", CASES)
def test_for_whom_it_appears_and_for_whom_not(strategy: str) -> None:
    appears, does_not = CASES[strategy]
    assert strategy in shown(someone(**appears))
    assert strategy not in shown(someone(**does_not))


def test_nobody_in_particular_is_left_in_peace() -> None:
    assert shown(someone()) == []


@pytest.mark.parametrize("saving_fen", [None, -500, 0])
def test_the_other_tariff_is_never_advised_without_a_saving(saving_fen: int | None) -> None:
    assert "time-of-use-advice" not in shown(someone(**HOME, saving_fen=saving_fen))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_wording_holds_a_taboo_word(language: str) -> None:
    for strategy in SHIPPED.strategies:
        words = SHIPPED.taboo.with_also(strategy.avoid).by_language[language]
        assert words
        for text in (strategy.do.by_language[language], strategy.say.by_language[language]):
            assert taboo_in(text, language, words) == [], strategy.id


def test_every_wording_can_be_filled_for_whom_it_appears() -> None:
    for strategy in SHIPPED.strategies:
        facts = someone(**CASES[strategy.id][0])
        for text in (*strategy.do.by_language.values(), *strategy.say.by_language.values()):
            assert "None" not in filled(text, facts)


def test_figures_reach_the_words() -> None:
    facts = someone(**HOME, saving_fen=12_050)
    strategy = SHIPPED.get("time-of-use-advice")
    assert strategy is not None
    assert "120.50元" in filled(strategy.say.zh, facts)
    assert "120.50 yuan" in filled(strategy.say.en, facts)
