"""The shipped rules: who goes where. One line a case; what a line does not say is an ordinary customer."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.domain.customer import Channel
from kiosk.domain.direction import Direction, DirectionKind
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.routing import RoutingFacts, Rules, read_rules, route
from tests.routing.hall_of_tests import CONFIG, EVERY_LANE, PLACES

ONE, TWO, THREE = RiskClass
A, B, C, D, E = CreditGrade

ORDINARY = RoutingFacts(
    identified=True,
    risk_class=TWO,
    grade=B,
    age=40,
    service="bill",
    self_service_possible=True,
    open_lanes=EVERY_LANE,
)
NOBODY = RoutingFacts(service="bill", self_service_possible=True, open_lanes=EVERY_LANE)


@pytest.fixture(scope="module")
def shipped() -> Rules:
    return read_rules(CONFIG / "routing.toml", PLACES)


def at_window(service: str, **more: Any) -> dict[str, Any]:
    return {"service": service, "self_service_possible": False, **more}


def owing(days: int, **more: Any) -> dict[str, Any]:
    return {"arrears_fen": 12_050, "days_overdue": days, **more}


CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("ordinary bill question", {}, "self_service:1", "ordinary-self-service"),
    ("ordinary payment", {"service": "pay"}, "self_service:1", "ordinary-self-service"),
    ("ordinary top-up", {"service": "card"}, "self_service:1", "ordinary-self-service"),
    ("asks for a person", {"wants_person": True}, "lane:general", "everyone-else"),
    ("terminal out of order", {"self_service_possible": False}, "lane:general", "everyone-else"),
    ("new connection", at_window("new"), "lane:general", "everyone-else"),
    ("meter", at_window("meter"), "lane:general", "everyone-else"),
    ("nothing chosen", {"service": None, "self_service_possible": False}, "lane:general", "everyone-else"),
    ("advice", at_window("advice"), "lane:general", "everyone-else"),
    # low risk
    ("class one, A", {"risk_class": ONE, "grade": A}, "lane:priority", "class-one-priority"),
    ("class one, B, moving", at_window("new", risk_class=ONE), "lane:priority", "class-one-priority"),
    ("class one, C", {"risk_class": ONE, "grade": C}, "self_service:1", "ordinary-self-service"),
    ("class two, A", {"grade": A}, "self_service:1", "ordinary-self-service"),
    (
        "class one who likes terminals",
        {"risk_class": ONE, "grade": A, "prefers": Channel.SELF_SERVICE},
        "self_service:1",
        "prefers-self-service",
    ),
    (
        "class one who likes the app",
        {"risk_class": ONE, "grade": A, "prefers": Channel.APP},
        "self_service:1",
        "prefers-self-service",
    ),
    (
        "class one who likes the counter",
        {"risk_class": ONE, "grade": A, "prefers": Channel.COUNTER},
        "lane:priority",
        "class-one-priority",
    ),
    (
        "likes terminals, but it cannot be done there",
        at_window("new", risk_class=ONE, grade=A, prefers=Channel.SELF_SERVICE),
        "lane:priority",
        "class-one-priority",
    ),
    (
        "likes terminals, but asks for a person today",
        {"risk_class": ONE, "grade": A, "prefers": Channel.SELF_SERVICE, "wants_person": True},
        "lane:priority",
        "class-one-priority",
    ),
    ("class one wants advice", at_window("advice", risk_class=ONE, grade=A), "lane:priority", "class-one-priority"),
    # arrears
    ("class three owes, pays", owing(12, risk_class=THREE, service="pay"), "lane:arrears", "class-three-arrears"),
    ("class three owes, bill", owing(12, risk_class=THREE), "lane:arrears", "class-three-arrears"),
    (
        "class three owes, new meter",
        owing(12, risk_class=THREE, **at_window("meter")),
        "lane:general",
        "everyone-else",
    ),
    (
        "class three owes, advice",
        owing(12, risk_class=THREE, **at_window("advice")),
        "lane:general",
        "everyone-else",
    ),
    ("class three owes nothing", {"risk_class": THREE, "grade": E}, "self_service:1", "ordinary-self-service"),
    ("class two owes a little", owing(12, service="pay"), "self_service:1", "ordinary-self-service"),
    ("30 days overdue", owing(30, service="pay"), "self_service:1", "ordinary-self-service"),
    ("31 days overdue", owing(31, service="pay"), "lane:arrears", "long-overdue"),
    ("31 days, class one", owing(31, risk_class=ONE, grade=A), "lane:arrears", "long-overdue"),
    ("31 days, but moving house", owing(31, **at_window("new")), "lane:general", "everyone-else"),
    # care and rooms
    ("aged 64", {"age": 64}, "self_service:1", "ordinary-self-service"),
    ("aged 65", {"age": 65}, "lane:care", "elderly-to-care"),
    ("aged 80, owing for long", owing(90, age=80, risk_class=THREE), "lane:care", "elderly-to-care"),
    ("disability", {"disability": True}, "lane:care", "disability-to-care"),
    ("key account", {"key_account": True}, "room:vip", "key-account-to-room"),
    ("key account, aged 70", {"key_account": True, "age": 70}, "room:vip", "key-account-to-room"),
    ("certified", {"certified_special": True}, "room:vip", "certified-to-room"),
    ("certified, owing", owing(90, certified_special=True, risk_class=THREE), "room:vip", "certified-to-room"),
]


@pytest.mark.parametrize(("facts", "to", "rule"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_customers(shipped: Rules, facts: dict[str, Any], to: str, rule: str) -> None:
    check(shipped, replace(ORDINARY, **facts), to, rule)


UNKNOWN: list[tuple[str, dict[str, Any], str, str]] = [
    ("bill", {}, "lane:general", "unknown-to-general"),
    ("nothing chosen", {"service": None, "self_service_possible": False}, "lane:general", "unknown-to-general"),
    ("wants a person", {"wants_person": True}, "lane:general", "unknown-to-general"),
    ("advice", at_window("advice"), "lane:general", "unknown-to-general"),
    ("aged 70 by the identity card", {"age": 70}, "lane:care", "elderly-to-care"),
]


@pytest.mark.parametrize(("facts", "to", "rule"), [case[1:] for case in UNKNOWN], ids=[case[0] for case in UNKNOWN])
def test_people_the_hall_does_not_know(shipped: Rules, facts: dict[str, Any], to: str, rule: str) -> None:
    check(shipped, replace(NOBODY, **facts), to, rule)


CLOSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("vip", {"certified_special": True}, "lane:priority", "certified-without-room"),
    ("vip", {"key_account": True}, "lane:priority", "key-account-without-room"),
    ("vip priority", {"key_account": True, "wants_person": True}, "lane:general", "everyone-else"),
    ("care", {"age": 80}, "lane:priority", "elderly-without-care"),
    ("care", {"disability": True}, "lane:priority", "disability-without-care"),
    ("care priority", {"age": 80, "wants_person": True}, "lane:general", "everyone-else"),
    ("arrears", owing(60, risk_class=THREE, wants_person=True), "lane:general", "everyone-else"),
    ("priority", {"risk_class": ONE, "grade": A, "wants_person": True}, "lane:general", "everyone-else"),
    ("general", {"wants_person": True}, "lane:general", "everyone-else"),
]


@pytest.mark.parametrize(("closed", "facts", "to", "rule"), CLOSED)
def test_closed_places(shipped: Rules, closed: str, facts: dict[str, Any], to: str, rule: str) -> None:
    open_lanes = EVERY_LANE - set(closed.split())
    check(shipped, replace(ORDINARY, **facts, open_lanes=open_lanes), to, rule)


def check(shipped: Rules, facts: RoutingFacts, to: str, rule: str) -> None:
    decision = route(facts, shipped)
    kind, place = to.split(":")
    assert (decision.direction, decision.rule) == (Direction(DirectionKind(kind), place), rule)
    assert decision.rules_version == shipped.version


def test_every_shipped_rule_is_shown_by_a_case_here(shipped: Rules) -> None:
    shown = {case[3] for case in [*CASES, *UNKNOWN, *CLOSED]}
    assert shown == {rule.id for rule in shipped.rules}


@pytest.mark.parametrize("service", sorted(PLACES.services))
@pytest.mark.parametrize("arrears", [{}, owing(12), owing(31)])
def test_class_three_never_waits_behind_class_two(shipped: Rules, service: str, arrears: dict[str, Any]) -> None:
    """Whoever is in class three gets the place class two gets, or the arrears window, which is its own."""
    two = replace(ORDINARY, service=service, wants_person=True, **arrears)
    three = replace(two, risk_class=THREE, grade=E)
    place = route(three, shipped).direction.place
    assert place in {route(two, shipped).direction.place, "arrears"}
