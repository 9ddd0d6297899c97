"""A line of advice with the direction: only for a kiosk that shows it, and only what anybody may read."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk.domain.customer import Channel, CustomerFacts, Payment, PaymentMethod, PaymentState, Purpose
from kiosk.domain.strategy import Completion, StrategyState
from kiosk.hall.backoffice.outcomes import Found, Outcome
from kiosk.hall.person import customer_key
from kiosk.hall.records import completions, ledgers
from kiosk.wire import DirectionAnswer, Presented
from tests.hall_api.conftest import House, People, contacts, customer

CARD = "000000000001"
DEBITED = PaymentMethod.DEBIT
UNDER_WAY = "银行正在代扣一笔电费，这一笔不用再交。"


def in_transit(**changes: Any) -> CustomerFacts:
    plain = customer(method=DEBITED, **changes)
    last = plain.bills[-1]
    under_way = Payment(last.id, last.amount_fen, date(2026, 11, 20), PaymentState.IN_TRANSIT, by_debit=True)
    return replace(plain, payments=(*plain.payments[:-1], under_way))


def told(house: House, *contracts: CustomerFacts, prefer: str = "advice", **wanted: Any) -> Any:
    """The whole answer to somebody with these contracts."""
    house.people.known[CARD] = contracts
    body = {"request_id": str(uuid4()), "visitor_ref": house.identify()["ref"], "service": "pay"} | wanted
    return house.kiosk("/api/tickets", body, headers={"Prefer": prefer}, status=200)


def advice(house: House, *contracts: CustomerFacts, **wanted: Any) -> Any:
    answer = DirectionAnswer.model_validate(told(house, *contracts, **wanted))
    return answer.advice and answer.advice["zh"]


def test_a_payment_under_way_is_said_to_whoever_wants_to_pay(house: House) -> None:
    assert advice(house, in_transit()) == UNDER_WAY
    assert advice(house, in_transit(), service="new") is None


def test_a_kiosk_that_does_not_ask_for_advice_gets_the_answer_it_always_got(house: House) -> None:
    """An older kiosk takes a field it does not know for a mistake."""
    for prefer in ("", "respond-async", "advices"):
        assert "advice" not in told(house, in_transit(), prefer=prefer)
    assert "advice" in told(house, in_transit(), prefer="respond-async, advice")
    assert "advice" not in told(house, customer(method=DEBITED))


def test_a_repeat_gets_the_same_advice(house: House) -> None:
    request = str(uuid4())
    first = told(house, in_transit(), request_id=request)
    assert told(house, in_transit(), request_id=request) == first
    assert first["advice"]["zh"] == UNDER_WAY


def test_advice_never_depends_on_what_a_customer_owes(house: House) -> None:
    """Whoever stands behind two people must not learn from the glass which of them is in arrears."""
    good = customer()
    owing = replace(good, payments=good.payments[:12])
    assert advice(house, good) == advice(house, owing) is not None


def test_with_two_contracts_only_what_fits_both_is_said(house: House) -> None:
    other = customer(customer_number="0000000002")
    assert advice(house, in_transit(), other) is None
    assert advice(house, in_transit(), in_transit(customer_number="0000000002")) == UNDER_WAY


@pytest.mark.parametrize("born", [date(1990, 5, 1), date(1948, 5, 1)])
def test_the_elderly_are_not_sent_to_a_code(house: House, born: date) -> None:
    """Elderly care says not to press the telephone, so the glass does not either."""
    at_counter = customer(
        method=PaymentMethod.PREPAID, birth_date=born, contacts=contacts(Purpose.PAYMENT, 20, Channel.COUNTER)
    )
    shown = advice(house, at_counter)
    assert shown is None if born.year < 1950 else "二维码" in shown


def test_who_asked_for_confidentiality_gets_no_advice(house: House) -> None:
    assert advice(house, in_transit(certified_special=True)) is None


def test_who_is_confidential_by_hand_gets_none_either(house: House) -> None:
    assert advice(house, in_transit()) == UNDER_WAY
    until = (house.clock() + timedelta(days=7)).isoformat()
    asked = {"element": "treat_as", "value": "certified_special", "reason": "asked for it", "until": until}
    house.ask("POST", "/api/overrides", house.staff_token, 201, json=asked | {"customer": "0000000001"})
    assert advice(house, in_transit(), service="bill") is None


def test_nobody_known_gets_none(house: House) -> None:
    assert advice(house) is None
    assert "advice" not in house.kiosk(
        "/api/tickets", {"request_id": str(uuid4()), "service": "pay"}, headers={"Prefer": "advice"}, status=200
    )


def test_an_older_answer_of_the_back_office_gives_no_advice(house: House) -> None:
    """The debit may have come back since."""

    class Older(People):
        def find(self, presented: Presented) -> Outcome:
            found = super().find(presented)
            return replace(found, stale=True) if isinstance(found, Found) else found

    house.people.__class__ = Older
    assert advice(house, in_transit()) is None


def test_a_bonus_is_offered_once(house: House) -> None:
    at_counter = customer(method=PaymentMethod.COUNTER)
    assert "奖励" in advice(house, at_counter)
    hall, today = house.hall, date(2026, 11, 23)
    key = customer_key(at_counter.customer_number, hall.secrets.person_key)
    signed = at_counter, DEBITED, "agreement-1", today, 1000, "zhao", house.clock.now
    assert ledgers.bonus_grant(hall.engine, hall.settings.id, key, *signed)
    assert advice(house, at_counter, service="bill") is None


@pytest.mark.parametrize("state", list(StrategyState))
def test_what_was_answered_at_a_window_lately_is_not_on_the_glass(house: House, state: StrategyState) -> None:
    """Nobody wants to read at every visit what they said no to at the last; after the days of rest they may."""
    at_counter = customer(method=PaymentMethod.COUNTER)
    hall, today = house.hall, date(2026, 11, 23)
    assert "奖励" in advice(house, at_counter, service="bill")
    offered = next(one for one in hall.strategies.strategies if one.glass and "奖励" in one.glass.zh)
    key = customer_key(at_counter.customer_number, hall.secrets.person_key)
    said = Completion(offered.id, "visit-1", state, today, by="zhao")
    completions.complete(hall.engine, hall.settings.id, key, said, "bill", house.clock.now)
    assert advice(house, at_counter, service="bill") is None
    assert "奖励" in advice(
        house, customer(customer_number="0000000002", method=PaymentMethod.COUNTER), service="bill"
    )
    house.clock.on(days=offered.again_after_days - 1)
    assert advice(house, at_counter, service="bill") is None
    house.clock.on(days=1)
    assert "奖励" in advice(house, at_counter, service="bill")


def test_the_next_best_is_shown_instead_of_what_rests(house: House) -> None:
    at_counter = replace(in_transit(), method=PaymentMethod.COUNTER)
    hall, today = house.hall, date(2026, 11, 23)
    key = customer_key(at_counter.customer_number, hall.secrets.person_key)
    first = advice(house, at_counter, service="pay")
    shown = next(one for one in hall.strategies.strategies if one.glass and one.glass.zh == first)
    said = Completion(shown.id, "visit-1", StrategyState.REFUSED, today, by="zhao")
    completions.complete(hall.engine, hall.settings.id, key, said, "pay", house.clock.now)
    assert first == UNDER_WAY
    assert "奖励" in advice(house, at_counter, service="pay")
