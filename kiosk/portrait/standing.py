"""The service class: the risk class, bettered one step for each three full calendar years at credit grade A.

The step is granted on 1 January. The years counted for one step do not count for another; a year that is not full
(the customer came or left in it) or not at A begins the count anew. A bill that was more than 30 days overdue and
dunned takes back all steps and begins the count anew too. From three to two to one, and never beyond.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import CreditGrade, Reason, RiskClass
from kiosk.portrait.arrears import arrears_of
from kiosk.portrait.ledger import LedgerLine, ledger_of
from kiosk.portrait.months import last_day, month_number
from kiosk.portrait.portrait import credit_on

YEARS_FOR_A_STEP = 3


class YearRule(StrEnum):
    """What a year *at A* is: every month-end, or the last one."""

    ALL_MONTHS = "all_months"
    YEAR_END = "year_end"


@dataclass(frozen=True, slots=True)
class YearOfGrades:
    """The grades of the twelve month-ends; None for a month that began before there was a contract.

    ``breached``: on some day of the year a bill stood more than 30 days overdue and dunned.
    """

    year: int
    month_ends: tuple[CreditGrade | None, ...]
    breached: bool = False

    def at_a(self, rule: YearRule) -> bool:
        if None in self.month_ends or self.breached:
            return False
        counted = self.month_ends if rule is YearRule.ALL_MONTHS else self.month_ends[-1:]
        return all(grade is CreditGrade.A for grade in counted)


@dataclass(frozen=True, slots=True)
class Standing:
    """``steps``: when each step still held was granted. ``years``: those counted towards the next."""

    service_class: RiskClass
    as_of: date
    steps: tuple[date, ...] = ()
    years: int = 0
    reasons: tuple[Reason, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Steps:
    granted: tuple[date, ...] = ()
    years: int = 0

    def after(self, year: YearOfGrades, rule: YearRule) -> "Steps":
        """The steps on the 1 January that follows ``year``."""
        kept = () if year.breached else self.granted
        if not year.at_a(rule):
            return Steps(kept)
        if self.years + 1 < YEARS_FOR_A_STEP:
            return Steps(kept, self.years + 1)
        return Steps((*kept, date(year.year + 1, 1, 1)))


def steps_of(years: Iterable[YearOfGrades], rule: YearRule = YearRule.ALL_MONTHS) -> Steps:
    """The steps held after ``years``, in any order; a year missing between two begins the count anew."""
    steps, last = Steps(), None
    for year in sorted(years, key=lambda one: one.year):
        if last is not None and year.year != last + 1:
            steps = Steps(steps.granted)
        steps, last = steps.after(year, rule), year.year
    return steps


def standing_of(risk_class: RiskClass, steps: Steps, as_of: date) -> Standing:
    service_class = RiskClass(max(RiskClass.ONE, risk_class - len(steps.granted)))
    reasons = [Reason("risk_class", f"class={risk_class.value}", 0)]
    reasons += [Reason("three_years_at_a", f"granted={day}", 0) for day in steps.granted]
    return Standing(service_class, as_of, steps.granted, steps.years, tuple(reasons))


def years_of_grades(facts: CustomerFacts, years: Sequence[int], grace_days: int = 0) -> tuple[YearOfGrades, ...]:
    """The grades of full years gone by, reckoned from the raw history as it is known now.

    The history should reach 36 months behind the first year; where it does not, that year's early months stand on
    the bills there are. A nightly table that kept its grades can make ``YearOfGrades`` of them instead.
    """
    ledger = ledger_of(facts, grace_days)
    return tuple(_year(facts, ledger, year) for year in years)


def _year(facts: CustomerFacts, ledger: Sequence[LedgerLine], year: int) -> YearOfGrades:
    january = month_number(date(year, 1, 1))
    grades = tuple(_grade(facts, ledger, month) for month in range(january, january + 12))
    first, last = last_day(january - 1), last_day(january + 11)
    return YearOfGrades(year, grades, any(line.in_breach(first, last) for line in ledger))


def _grade(facts: CustomerFacts, ledger: Sequence[LedgerLine], month: int) -> CreditGrade | None:
    if facts.since.toordinal() > last_day(month - 1) + 1:
        return None
    day = last_day(month)
    return credit_on(facts, ledger, arrears_of(ledger, day), date.fromordinal(day)).grade
