"""The vocabulary of strategies: what each condition under ``when`` asks, in one table used by all.

A new condition is a field of ``When`` and a line of ``CONDITIONS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from kiosk.config import Model
from kiosk.domain.customer import Channel, CustomerKind, Heating, PaymentMethod
from kiosk.domain.portrait import CreditGrade, RiskClass, Segment, UsageChange
from kiosk.portrait.strategies.facts import StrategyFacts

AtLeastOne = Field(min_length=1)  # an empty list could never match
Name = Annotated[str, Field(min_length=1)]
Share = Annotated[int, Field(ge=1, le=1_000)]


class When(Model):
    """All conditions given must hold; a list means *one of*. What is not known fulfils none."""

    service: Annotated[tuple[Name, ...], AtLeastOne] | None = None
    kind: Annotated[tuple[CustomerKind, ...], AtLeastOne] | None = None
    method: Annotated[tuple[PaymentMethod, ...], AtLeastOne] | None = None
    risk_class: Annotated[tuple[RiskClass, ...], AtLeastOne] | None = None
    rated: bool | None = None
    grade: Annotated[tuple[CreditGrade, ...], AtLeastOne] | None = None
    segment: Annotated[tuple[Segment, ...], AtLeastOne] | None = None
    in_arrears: bool | None = None
    days_overdue_more_than: int | None = Field(default=None, ge=0)
    in_grace: bool | None = None
    late_bills_at_least: int | None = Field(default=None, ge=1)
    failed_debits_at_least: int | None = Field(default=None, ge=1)
    streak_at_least: int | None = Field(default=None, ge=1)
    guarantee_missing: bool | None = None
    in_transit: bool | None = None
    disputed: bool | None = None
    hardship: bool | None = None
    separate_passbook: bool | None = None
    complaint_within_months: int | None = Field(default=None, ge=1, le=24)
    complaint_months_ago_at_least: int | None = Field(default=None, ge=1, le=23)
    usage: Annotated[tuple[UsageChange, ...], AtLeastOne] | None = None
    saving_more_than_fen: int | None = Field(default=None, ge=0)
    peak_share_at_least: Share | None = None
    load_factor_below: Share | None = None
    power_factor_short: bool | None = None
    heating: Annotated[tuple[Heating, ...], AtLeastOne] | None = None
    pays_by: Annotated[tuple[Channel, ...], AtLeastOne] | None = None
    notices_by: Annotated[tuple[Channel, ...], AtLeastOne] | None = None
    age_at_least: int | None = Field(default=None, ge=1, le=130)
    disability: bool | None = None
    sensitive: bool | None = None
    certified_special: bool | None = None
    bonus: bool | None = None
    free_vip_at_least: int | None = Field(default=None, ge=1, le=3)

    @cached_property
    def stated(self) -> tuple[tuple[str, Any], ...]:
        """The conditions given, as (name, wanted), in the order of this class."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields)
        return tuple((name, wanted) for name, wanted in given if wanted is not None)

    def hold(self, facts: StrategyFacts) -> bool:
        return all(CONDITIONS[name].holds(facts, wanted) for name, wanted in self.stated)

    def because(self, facts: StrategyFacts) -> tuple[str, ...]:
        """Each condition with what was found, for staff who ask why."""
        return tuple(f"{name}: {_in_words(CONDITIONS[name].found(facts))}" for name, _ in self.stated)


@dataclass(frozen=True, slots=True)
class Condition:
    """``holds(facts, wanted)``, and ``found(facts)``: what it looked at."""

    holds: Callable[[StrategyFacts, Any], bool]
    found: Callable[[StrategyFacts], object]


def _equal(field: str) -> Condition:
    return Condition(lambda facts, wanted: getattr(facts, field) == wanted, lambda facts: getattr(facts, field))


def _one_of(field: str) -> Condition:
    return Condition(lambda facts, wanted: getattr(facts, field) in wanted, lambda facts: getattr(facts, field))


def _some(field: str) -> Condition:
    """Whether an amount is above zero."""
    return Condition(lambda facts, yes: (getattr(facts, field) > 0) is yes, lambda facts: getattr(facts, field) > 0)


def _compared(field: str, compare: Callable[[int, int], bool]) -> Condition:
    def holds(facts: StrategyFacts, wanted: int) -> bool:
        found = getattr(facts, field)
        return found is not None and compare(found, wanted)

    return Condition(holds, lambda facts: getattr(facts, field))


def _at_least(field: str) -> Condition:
    return _compared(field, lambda found, wanted: found >= wanted)


def _more_than(field: str) -> Condition:
    return _compared(field, lambda found, wanted: found > wanted)


def _below(field: str) -> Condition:
    return _compared(field, lambda found, wanted: found < wanted)


CONDITIONS: Mapping[str, Condition] = {
    "service": _one_of("service"),
    "kind": _one_of("kind"),
    "method": _one_of("method"),
    "risk_class": _one_of("risk_class"),
    "rated": _equal("rated"),
    "grade": _one_of("grade"),
    "segment": _one_of("segment"),
    "in_arrears": _some("open_fen"),
    "days_overdue_more_than": _more_than("days_overdue"),
    "in_grace": _some("grace_fen"),
    "late_bills_at_least": _at_least("late_bills"),
    "failed_debits_at_least": _at_least("failed_debits"),
    "streak_at_least": _at_least("streak"),
    "guarantee_missing": _some("guarantee_missing_fen"),
    "in_transit": _equal("in_transit"),
    "disputed": _equal("disputed"),
    "hardship": _equal("hardship"),
    "separate_passbook": _equal("separate_passbook"),
    "complaint_within_months": _below("complaint_months"),
    "complaint_months_ago_at_least": _at_least("complaint_months"),
    "usage": _one_of("usage"),
    "saving_more_than_fen": _more_than("saving_fen"),
    "peak_share_at_least": _at_least("peak_share"),
    "load_factor_below": _below("load_factor"),
    "power_factor_short": _some("power_factor_short"),
    "heating": _one_of("heating"),
    "pays_by": _one_of("pays_by"),
    "notices_by": _one_of("notices_by"),
    "age_at_least": _at_least("age"),
    "disability": _equal("disability"),
    "sensitive": _equal("sensitive"),
    "certified_special": _equal("certified_special"),
    "bonus": _some("bonus_fen"),
    "free_vip_at_least": _at_least("free_vip"),
}


def _in_words(value: object) -> str:
    """As the file would write it; what is not known is *none*."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(getattr(value, "value", value))
