"""What is believed of an answer, the settings, and the written form of ID numbers."""

import hashlib
import hmac
import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from kiosk import config
from kiosk.domain.customer import (
    Business,
    Channel,
    CustomerFacts,
    Notice,
    NoticeKind,
    Order,
    OrderKind,
    OrderState,
)
from kiosk.domain.portrait import CreditGrade, Portrait, RiskClass
from kiosk.hall.backoffice.answers import Nonsense, read_customers
from kiosk.hall.backoffice.hashing import IdKey, canonical, id_hash
from kiosk.hall.backoffice.settings import BackOfficeSettings
from kiosk.portrait import portrait_of
from server_stub.cast import INDEX_OF, Role
from server_stub.records import Customer
from tests.hall_backoffice.conftest import TOWN

HALL_TOML = Path(__file__).parents[2] / "config" / "hall.toml"


def document(customer: Customer) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(asdict(customer), default=str))
    return plain


def portrait(customer: Customer) -> Portrait:
    (facts,) = read(document(customer))
    return portrait_of(facts, TOWN.as_of)


def read(*documents: dict[str, Any]) -> tuple[CustomerFacts, ...]:
    return tuple(customer.facts() for customer in read_customers(json.dumps(documents).encode()))


def test_unknown_fields_are_passed_over() -> None:
    told = document(TOWN.customer(3))
    told["grid_cell"] = told["bills"][0]["transformer"] = "T7"
    assert read(told) == read(document(TOWN.customer(3)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("bills", 0, "amount_fen"), "8850"),
        (("bills", 0, "amount_fen"), 88.5),
        (("bills", 0, "amount_fen"), -1),
        (("bills", 0, "month"), "2025-03-02"),
        (("bills", 0, "month"), 1740787200),
        (("bills", 0, "due"), "2019-01-01"),
        (("bills", 0, "disputed"), "no"),
        (("bills", 1, "id"), "B00000003202303"),
        (("payments", 0, "state"), "maybe"),
        (("payments", 0, "amount_fen"), -5),
        (("contract", "method"), "barter"),
        (("contract", "since"), None),
        (("contract", "guarantee_fen"), -1),
        (("customer_number",), 3022286864),
        (("customer_number",), "30222x"),
        (("kind",), "cat"),
        (("bills",), None),
        (("uses", 0, "energy_kwh"), -1),
        (("uses", 0, "energy_kwh"), 12.5),
        (("uses", 0, "month"), "2025-03-02"),
        (("uses", 1, "month"), "2023-03-01"),
        (("uses", 0, "valley_kwh"), 9_999_999),
        (("uses", 0, "reactive_kvarh"), -3),
        (("uses",), None),
        (("circumstances",), [{"circumstance": "vacant", "since": "2026-02-01", "until": "2026-01-31"}]),
        (("circumstances",), [{"circumstance": "haunted", "since": "2026-02-01"}]),
        (("complaints",), [{"made_on": "2026-02-01", "outcome": "shouted"}]),
        (("orders",), [{"on": "2026-02-01", "kind": "outage", "about": "x" * 201}]),
        (("orders",), [{"on": 20260201, "kind": "outage"}]),
        (("past_business",), [{"on": "2026-02-01", "service": ""}]),
        (("notices",), [{"sent_on": "2026-02-01", "kind": "bill", "channel": "app", "reaction": "sighed"}]),
        (("contract", "heating"), "candles"),
        (("contract", "supply"), 3),
        (("contract", "time_of_use"), "yes"),
        (("contract", "metered_since"), "long ago"),
        (("marks", "sensitive"), 1),
        (("debit",), {"separate_passbook": "no"}),
    ],
)
def test_what_cannot_be_is_not_believed(path: tuple[str | int, ...], value: object) -> None:
    told = document(TOWN.customer(3))
    place: Any = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(Nonsense) as wrong:
        read(told)
    assert told["name"] not in str(wrong.value)
    assert str(value) not in str(wrong.value) or len(str(value)) < 5


def test_what_is_left_out_is_not_known() -> None:
    told = document(TOWN.customer(3))
    rest = ("uses", "circumstances", "complaints", "orders", "past_business", "notices", "debit", "marks")
    (facts,) = read({key: value for key, value in told.items() if key not in rest})
    assert not any(
        (facts.uses, facts.circumstances, facts.complaints, facts.orders, facts.past_business, facts.notices)
    )
    assert (facts.supply, facts.heating, facts.metered_since) == (None, None, None)
    assert not any((facts.time_of_use, facts.separate_passbook, facts.sensitive, facts.influence))


def test_what_is_said_of_an_order_and_a_notice_has_its_usual_rest() -> None:
    told = document(TOWN.customer(3))
    told["orders"] = [{"on": "2026-02-01", "kind": "outage"}]
    told["past_business"] = [{"on": "2026-02-01", "service": "pay"}]
    told["notices"] = [{"sent_on": "2026-02-01", "kind": "bill", "channel": "app"}]
    (facts,) = read(told)
    assert facts.orders == (Order(date(2026, 2, 1), OrderKind.OUTAGE, OrderState.DONE),)
    assert facts.past_business == (Business(date(2026, 2, 1), "pay", Channel.COUNTER),)
    assert facts.notices == (Notice(date(2026, 2, 1), NoticeKind.BILL, Channel.APP, None),)


def test_the_town_spreads_over_grades_classes_and_preferences() -> None:
    portraits = [portrait(one) for one in islice(TOWN, 200)]
    assert set(CreditGrade) == {one.credit.grade for one in portraits}
    assert set(RiskClass) == {one.risk.risk_class for one in portraits}
    assert len({one.prefers for one in portraits}) == 5
    classes = Counter(one.risk.risk_class for one in portraits)
    assert classes[RiskClass.ONE] > classes[RiskClass.TWO] > classes[RiskClass.THREE] > 0


@pytest.mark.parametrize(
    ("role", "grade", "risk_class", "owes"),
    [
        (Role.CLASS_ONE, "A", 1, False),
        (Role.CLASS_THREE_IN_ARREARS, "E", 3, True),
        (Role.ORDINARY, "B", 2, False),
        (Role.DEBIT_IN_TRANSIT, "A", 1, False),
    ],
)
def test_the_cast_is_who_it_says(role: Role, grade: str, risk_class: int, owes: bool) -> None:
    judged = portrait(TOWN.customer(INDEX_OF[role]))
    assert (judged.credit.grade, judged.risk.risk_class) == (grade, risk_class)
    assert (judged.arrears.days_overdue > 30) == owes
    if role is Role.CLASS_ONE:
        assert judged.prefers == "counter"


def test_the_shipped_configuration_fits() -> None:
    table = config.load(HALL_TOML)["back_office"]
    assert config.build(table, BackOfficeSettings, HALL_TOML).url == "http://127.0.0.1:8090"


@pytest.mark.parametrize(
    "wrong",
    [{"url": "back-office:80"}, {"retries": 9}, {"read_timeout_s": 0}, {"stale_s": 1}, {"retry": 1}],
)
def test_impossible_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(config.ConfigError):
        config.build({"url": "http://127.0.0.1:1", **wrong}, BackOfficeSettings, HALL_TOML)


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (" 11010519491231002x ", "11010519491231002X"),
        ("440524188001010014", "440524188001010014"),
        ("110105491231002", "11010519491231002X"),
        ("abc123456789012", "ABC123456789012"),
        ("110105194912310021", None),
        ("1101051949123100", None),
        ("", None),
    ],
)
def test_an_id_number_has_one_written_form(number: str, form: str | None) -> None:
    assert canonical(number) == form


def test_the_hash_is_keyed_and_carries_its_version() -> None:
    hashed = id_hash("11010519491231002x", IdKey(3, bytes(32)))
    assert hashed is not None
    assert hashed.key_version == 3
    assert hashed.digest == hmac.new(bytes(32), b"11010519491231002X", hashlib.sha256).hexdigest()
    assert id_hash("11010519491231002X", IdKey(3, b"1" * 32)) != hashed
