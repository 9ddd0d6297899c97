"""Rules that could send someone wrong are refused, in words a technician can act on."""

import itertools
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.customer import Channel
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.routing import Places, RoutingFacts, Rules, read_rules
from kiosk.routing.axes import axes_of
from kiosk.routing.cases import coverage, worlds_of
from kiosk.routing.check import problems_of
from kiosk.routing.conditions import CONDITIONS, When
from tests.routing.hall_of_tests import CONFIG, PLACES, rule, rules

LAST = rule("last")


def problem(*written: dict[str, Any], always_open: tuple[str, ...] = ("general",)) -> str:
    """The only problem of these rules."""
    (found,) = problems_of(rules(*written, always_open=always_open), PLACES)
    return found


def test_one_rule_for_everyone_is_enough() -> None:
    assert problems_of(rules(LAST), PLACES) == []


# --- names and places ---


def test_unknown_lane() -> None:
    found = problem(rule("x", "lane:carre", age_at_least=65, open_lanes=["care"]), LAST)
    assert found.startswith("rule 'x': there is no lane 'carre'; did you mean 'care'?")


def test_unknown_lane_is_said_once_for_each_fault() -> None:
    written = rules(rule("x", "lane:north", open_lanes=["north"]), LAST)
    assert [text.split("; ")[0].split(" (")[0] for text in problems_of(written, PLACES)] == [
        "rule 'x': open_lanes names 'north', which is not in the hall",
        "rule 'x': there is no lane 'north'",
    ]


def test_wrong_kind() -> None:
    found = problem(rule("x", "lane:vip", key_account=True, open_lanes=["vip"]), LAST)
    assert found == "rule 'x': 'vip' is a room, not a lane; write to = \"room:vip\""


def test_unknown_terminal() -> None:
    found = problem(rule("x", "self_service:2", self_service_possible=True, wants_person=False), LAST)
    assert found == "rule 'x': there is no self_service '2' (there are: 1)"


def test_unknown_service() -> None:
    found = problem(rule("x", service=["bil"]), LAST)
    assert found.startswith("rule 'x': there is no service 'bil'; did you mean 'bill'? (there are: advice, ")


def test_unknown_fallback() -> None:
    assert problem(LAST, always_open=("general", "lobby")).startswith(
        "always_open: there is no 'lobby' in the hall"
    )


def test_an_id_used_twice() -> None:
    assert (
        problem(rule("x", disability=True), rule("x")) == "rule 'x': this id is used twice; give each rule its own"
    )


def test_a_terminal_and_a_lane_may_share_an_id() -> None:
    places = Places({**PLACES.lanes, "1": PLACES.lanes["general"]}, PLACES.terminals, PLACES.services)
    written = rules(
        rule("x", "self_service:1", self_service_possible=True, wants_person=False),
        rule("y", "lane:1", open_lanes=["1"]),
        LAST,
    )
    assert problems_of(written, places) == []


# --- places that may be closed ---


def test_a_lane_must_be_asked_to_be_open() -> None:
    found = problem(rule("x", "lane:care", age_at_least=65), LAST)
    assert found.startswith("rule 'x': sends to 'care' even when it is closed; add open_lanes = [\"care\"]")


def test_asking_for_another_lane_is_not_enough() -> None:
    assert "even when it is closed" in problem(rule("x", "lane:care", age_at_least=65, open_lanes=["vip"]), LAST)


def test_a_fallback_may_be_named_without_asking() -> None:
    assert (
        problems_of(rules(rule("x", "lane:care", age_at_least=65), LAST, always_open=("general", "care")), PLACES)
        == []
    )


@pytest.mark.parametrize(
    ("when", "advice"),
    [
        ({"wants_person": False}, "add self_service_possible = true"),
        ({"self_service_possible": True}, "add wants_person = false"),
        ({"self_service_possible": True, "wants_person": True}, "add wants_person = false"),
    ],
)
def test_nobody_is_sent_carelessly_to_a_terminal(when: dict[str, Any], advice: str) -> None:
    assert advice in problem(rule("x", "self_service:1", **when), LAST)


# --- rules that can never match ---


@pytest.mark.parametrize(
    "when",
    [
        {"in_arrears": False, "days_overdue_more_than": 30},
        {"identified": False, "risk_class": [1]},
        {"identified": False, "grade": ["A"]},
        {"identified": False, "in_arrears": True},
        {"identified": False, "days_overdue_more_than": 0},
        {"identified": False, "prefers": ["app"]},
        {"identified": False, "disability": True},
        {"identified": False, "key_account": True},
        {"identified": False, "certified_special": True},
    ],
)
def test_conditions_that_exclude_each_other(when: dict[str, Any]) -> None:
    expected = "rule 'x': can never match: its conditions exclude each other; change or remove it"
    assert problem(rule("x", **when), LAST) == expected


def test_a_rule_behind_one_for_everyone() -> None:
    found = problem(LAST, rule("x", disability=True))
    assert found == (
        "rule 'x': can never match: whatever it asks for is decided before by 'last'; "
        "move it above, change or remove it"
    )


def test_a_narrower_rule_behind_a_wider_one_names_it() -> None:
    wide, narrow = rule("wide", age_at_least=65), rule("narrow", age_at_least=80, service=["bill"])
    assert "decided before by 'wide';" in problem(
        rule("other", service=["bill"], key_account=True), wide, narrow, LAST
    )


def test_a_rule_covered_by_several_together() -> None:
    yes, no = rule("yes", wants_person=True), rule("no", wants_person=False, disability=True)
    third = rule("third", wants_person=False, disability=False, identified=True)
    found = problem(yes, no, third, rule("x", identified=True), LAST)
    assert "rule 'x': can never match: whatever it asks for is decided before by 'yes', 'no', 'third';" in found


def test_every_value_of_a_list_taken_one_by_one() -> None:
    classes = [rule(f"class-{n}", risk_class=[n]) for n in (1, 2, 3)]
    assert "'x': can never match" in problem(*classes, rule("x", identified=True, service=["pay"]), LAST)
    assert problems_of(rules(*classes[:2], rule("x", identified=True, service=["pay"]), LAST), PLACES) == []


def test_overdue_means_in_arrears() -> None:
    found = problem(rule("owes", in_arrears=True), rule("x", days_overdue_more_than=10), LAST)
    assert "decided before by 'owes'" in found


def test_more_than_nothing_overdue_is_the_same_as_in_arrears() -> None:
    assert "'x': can never" in problem(rule("owes", days_overdue_more_than=0), rule("x", in_arrears=True), LAST)


def test_an_open_lane_is_no_certainty() -> None:
    first, second = rule("a", "lane:care", open_lanes=["care"]), rule("b", "room:vip", open_lanes=["vip"])
    assert problems_of(rules(first, second, LAST), PLACES) == []
    both = rule("c", "room:vip", open_lanes=["vip", "care"])
    assert "'c': can never match" in problem(first, both, LAST)


# --- cases without a rule ---


def test_a_case_without_a_rule_is_told_by_example() -> None:
    found = problem(rule("known", identified=True))
    assert found == (
        "no rule for this case: not identified; "
        "end the list with a rule without conditions, to a place that is always open"
    )


def test_the_example_says_what_matters_and_nothing_else() -> None:
    found = problem(
        rule("unknown", identified=False), rule("young", service=["bill", "pay"]), rule("old", age_at_least=65)
    )
    assert found.startswith("no rule for this case: identified, age unknown, no service chosen; ")


def test_a_gap_between_two_numbers() -> None:
    found = problem(
        rule("unknown", identified=False),
        rule("late", days_overdue_more_than=30),
        rule("clean", in_arrears=False),
    )
    assert found.startswith("no rule for this case: identified, overdue for 1 to 30 days; ")


def test_all_lanes_closed_is_a_case_too() -> None:
    found = problem(
        *(rule(f"to-{lane}", f"{kind}:{lane}", open_lanes=[lane]) for lane, kind in PLACES.lanes.items())
    )
    assert "care closed, consult closed, general closed, priority closed, vip closed" in found


# --- the check is exact ---


def test_every_condition_has_its_axis_and_every_axis_only_known_conditions() -> None:
    for identified in (False, True):
        looked_at = frozenset().union(*(axis.conditions for axis in axes_of(rules(LAST), PLACES, identified)))
        assert looked_at == set(When.model_fields) == set(CONDITIONS)


SMALL = Places(
    {"general": PLACES.lanes["general"], "vip": PLACES.lanes["vip"]}, frozenset({"1"}), frozenset({"pay"})
)

CONDITION_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "identified": st.booleans(),
    "risk_class": st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=2),
    "in_arrears": st.booleans(),
    "days_overdue_more_than": st.sampled_from([0, 30, 60]),
    "age_at_least": st.sampled_from([1, 65, 80]),
    "key_account": st.booleans(),
    "service": st.just(["pay"]),
    "wants_person": st.booleans(),
    "open_lanes": st.sampled_from([["vip"], ["general"], ["general", "vip"]]),
}


@st.composite
def some_rules(draw: st.DrawFn) -> Rules:
    names = st.lists(st.sampled_from(sorted(CONDITION_VALUES)), unique=True, max_size=3)
    written = [
        rule(f"r{n}", **{name: draw(CONDITION_VALUES[name]) for name in draw(names)})
        for n in range(draw(st.integers(1, 6)))
    ]
    return rules(*written)


def everyone() -> list[RoutingFacts]:
    """Every person in the small hall that the conditions above can tell apart, listed one by one."""
    visits = itertools.product(
        [None, 0, 1, 64, 65, 79, 80], [None, "pay"], [False, True], [(), ("vip",), ("general",), ("general", "vip")]
    )
    unknown: dict[str, Any] = {"identified": False}
    known: list[dict[str, Any]] = [
        {
            "identified": True,
            "risk_class": risk,
            "grade": CreditGrade.B,
            "arrears_fen": 5 if days else 0,
            "days_overdue": days,
            "key_account": key,
        }
        for risk, days, key in itertools.product(RiskClass, [0, 1, 30, 31, 60, 61], [False, True])
    ]
    return [
        RoutingFacts(age=age, service=service, wants_person=wants, open_lanes=frozenset(lanes), **who)
        for age, service, wants, lanes in visits
        for who in (unknown, *known)
    ]


EVERYONE = everyone()


@settings(max_examples=60, deadline=None)
@given(some_rules())
def test_the_check_agrees_with_asking_everyone(written: Rules) -> None:
    matches = [
        next((at for at, one in enumerate(written.rules) if one.when.first_failed(facts) is None), None)
        for facts in EVERYONE
    ]
    found = coverage(worlds_of(written, SMALL), len(written.rules))
    assert found.deciding == {at for at in matches if at is not None}
    assert (found.gap is not None) is (None in matches)


# --- the shipped rules, and how long it takes ---


def test_the_shipped_rules_are_sound() -> None:
    assert len(read_rules(CONFIG / "routing.toml", PLACES).rules) >= 12


def test_checking_thirty_rules_is_quick() -> None:
    """Sound rules that mix every condition; processor time, the best of five."""
    shipped = read_rules(CONFIG / "routing.toml", PLACES).rules
    mixed = [
        rule(
            f"extra-{n}",
            "room:vip",
            service=[sorted(PLACES.services)[n % 6]],
            prefers=[list(Channel)[n % 4].value],
            age_at_least=90 - 3 * n,
            days_overdue_more_than=5 * n,
            grade=["A", "B", "C"][n % 3 :],
            wants_person=n % 2 == 0,
            open_lanes=["vip", ["care", "consult", "arrears"][n % 3]],
        )
        for n in range(14)
    ]
    more = rules(*mixed).rules
    thirty = Rules(version="x", always_open=("general",), rules=(*more, *shipped))
    took = []
    for _ in range(5):
        began = time.process_time()
        assert problems_of(thirty, PLACES) == []
        took.append(time.process_time() - began)
    assert min(took) < 0.2


def test_a_rule_may_not_send_to_a_desk_of_those_whom_staff_send() -> None:
    guarded = replace(PLACES, by_staff=frozenset({"consult"}))
    sent = rules(rule("advice", "desk:consult", open_lanes=["consult"]), rule("all"))
    (said,) = problems_of(sent, guarded)
    assert said.startswith("rule 'advice': 'consult' is a desk for those whom staff send there")
    assert "walk_in = true in hall.toml" in said
    assert problems_of(sent, PLACES) == []
