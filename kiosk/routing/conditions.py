"""The vocabulary of rules: what each condition under ``when`` asks, in one table used by all.

Deciding, explaining and checking evaluate the same functions, so a rule cannot be checked as one thing and obeyed
as another. A new condition is a field of ``When`` and a line of ``CONDITIONS`` here, and an axis in ``cases``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from kiosk.config import Model
from kiosk.domain.customer import Channel
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.routing.facts import RoutingFacts

AtLeastOne = Field(min_length=1)  # an empty list could never match
Name = Annotated[str, Field(min_length=1)]


class When(Model):
    """All conditions given must hold; one not given holds for everyone. A list means *one of*, but in
    ``open_lanes`` *all of*."""

    identified: bool | None = None
    risk_class: Annotated[tuple[RiskClass, ...], AtLeastOne] | None = None
    grade: Annotated[tuple[CreditGrade, ...], AtLeastOne] | None = None
    in_arrears: bool | None = None
    days_overdue_more_than: int | None = Field(default=None, ge=0)
    prefers: Annotated[tuple[Channel, ...], AtLeastOne] | None = None
    age_at_least: int | None = Field(default=None, ge=1, le=130)
    disability: bool | None = None
    key_account: bool | None = None
    certified_special: bool | None = None
    service: Annotated[tuple[Name, ...], AtLeastOne] | None = None
    self_service_possible: bool | None = None
    wants_person: bool | None = None
    open_lanes: Annotated[tuple[Name, ...], AtLeastOne] | None = None

    @cached_property
    def stated(self) -> tuple[tuple[str, Any], ...]:
        """The conditions given, as (name, wanted), in the order of this class."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields)
        return tuple((name, wanted) for name, wanted in given if wanted is not None)

    def first_failed(self, facts: RoutingFacts) -> tuple[str, Any] | None:
        """The first stated condition that does not hold, or None when all do."""
        return next((one for one in self.stated if not CONDITIONS[one[0]].holds(facts, one[1])), None)


@dataclass(frozen=True, slots=True)
class Condition:
    """``holds(facts, wanted)``, and ``found(facts)``: what it looked at, for an explanation."""

    holds: Callable[[RoutingFacts, Any], bool]
    found: Callable[[RoutingFacts], object]


def _equal(field: str) -> Condition:
    return Condition(lambda facts, wanted: getattr(facts, field) == wanted, lambda facts: getattr(facts, field))


def _one_of(field: str) -> Condition:
    """An unknown value (None) is never one of a list."""
    return Condition(lambda facts, wanted: getattr(facts, field) in wanted, lambda facts: getattr(facts, field))


CONDITIONS: Mapping[str, Condition] = {
    "identified": _equal("identified"),
    "risk_class": _one_of("risk_class"),
    "grade": _one_of("grade"),
    "in_arrears": Condition(lambda facts, yes: (facts.arrears_fen > 0) is yes, lambda facts: facts.arrears_fen > 0),
    "days_overdue_more_than": Condition(lambda facts, n: facts.days_overdue > n, lambda facts: facts.days_overdue),
    "prefers": _one_of("prefers"),
    "age_at_least": Condition(lambda facts, n: facts.age is not None and facts.age >= n, lambda facts: facts.age),
    "disability": _equal("disability"),
    "key_account": _equal("key_account"),
    "certified_special": _equal("certified_special"),
    "service": _one_of("service"),
    "self_service_possible": _equal("self_service_possible"),
    "wants_person": _equal("wants_person"),
    "open_lanes": Condition(
        lambda facts, lanes: facts.open_lanes.issuperset(lanes), lambda facts: sorted(facts.open_lanes)
    ),
}


def in_words(value: object) -> str:
    """A wanted or found value as the rules file would write it; one not known or not chosen is *none*."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(in_words, value))}]"
    return str(value.value) if isinstance(value, RiskClass) else str(value)
