"""Everything that can be true of a person at the kiosk, told apart only as far as some rule tells it apart.

The facts fall into axes: the age, the service, each lane open or closed, and so on. On each axis a few *atoms*
stand for all values: under 65, and 65 or older, if 65 is all that rules ask. Somebody not identified has no class
and no arrears, so the two kinds of people have axes of their own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kiosk.domain.customer import Channel
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.routing.places import Places
from kiosk.routing.rules import Rules


@dataclass(frozen=True, slots=True)
class Atom:
    """Values of RoutingFacts fields that stand for their like, and words; none for what goes without saying."""

    words: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Axis:
    """``conditions``: the conditions that look at these fields, and at no others."""

    conditions: frozenset[str]
    atoms: tuple[Atom, ...]


def axes_of(rules: Rules, places: Places, identified: bool) -> Iterator[Axis]:
    """The axes of all people who are identified, or of all who are not."""
    yield from _identified(rules) if identified else _not_identified()
    yield _axis("age_at_least", *_ages(_numbers(rules, "age_at_least")))
    yield _axis("service", Atom("no service chosen", {"service": None}), *_each("service", sorted(places.services)))
    yield _yes_no("self_service_possible", "self-service possible", "self-service not possible")
    yield _yes_no("wants_person", "wants a person", "does not ask for a person")
    every_lane = frozenset(places.lanes)
    for lane in sorted(every_lane):
        is_open = Atom(f"{lane} open", {"open_lanes": every_lane})
        yield _axis("open_lanes", is_open, Atom(f"{lane} closed", {"open_lanes": every_lane - {lane}}))


def _not_identified() -> Iterator[Axis]:
    about_the_customer = ("risk_class", "grade", "in_arrears", "days_overdue_more_than", "prefers")
    flags = ("disability", "key_account", "certified_special")
    nobody = Atom("not identified", {"identified": False})
    yield Axis(frozenset(("identified", *about_the_customer, *flags)), (nobody,))


def _identified(rules: Rules) -> Iterator[Axis]:
    yield _axis("identified", Atom("identified", {"identified": True}))
    yield _axis("risk_class", *_each("risk_class", RiskClass, "class"))
    yield _axis("grade", *_each("grade", CreditGrade))
    overdue = tuple(_overdue(_numbers(rules, "days_overdue_more_than")))
    yield Axis(frozenset({"in_arrears", "days_overdue_more_than"}), overdue)
    yield _axis("prefers", Atom("no preference", {"prefers": None}), *_each("prefers", Channel))
    yield _yes_no("disability", "disability", "")
    yield _yes_no("key_account", "key account", "")
    yield _yes_no("certified_special", "certified special customer", "")


def _axis(condition: str, *atoms: Atom) -> Axis:
    return Axis(frozenset({condition}), atoms)


def _each(field: str, values: Iterable[Any], word: str = "") -> Iterator[Atom]:
    return (Atom(f"{word or field} {value}", {field: value}) for value in values)


def _yes_no(field: str, yes: str, no: str) -> Axis:
    return _axis(field, Atom(no, {field: False}), Atom(yes, {field: True}))


def _numbers(rules: Rules, condition: str) -> list[int]:
    return sorted({n for rule in rules.rules if (n := getattr(rule.when, condition)) is not None})


def _ages(limits: list[int]) -> Iterator[Atom]:
    yield Atom("age unknown", {"age": None})
    for youngest, next_limit in pairwise([0, *limits, 0]):
        yield Atom(f"aged {_span(youngest, next_limit - 1)}", {"age": youngest})


def _overdue(limits: list[int]) -> Iterator[Atom]:
    yield Atom("nothing overdue", {"arrears_fen": 0, "days_overdue": 0})
    for last, next_last in pairwise([0, *(limit for limit in limits if limit), 0]):
        words = f"overdue for {_span(last + 1, next_last)} days"
        yield Atom(words, {"arrears_fen": 1, "days_overdue": last + 1})


def _span(first: int, last: int) -> str:
    return f"{first} to {last}" if last >= first else f"{first} or more"
