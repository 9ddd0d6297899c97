"""The service class: the risk class, bettered one step for each three full calendar years at credit grade A.

The step is granted on 1 January. The years counted for one step do not count for another; a year that is not full
(the customer came or left in it) or not at A begins the count anew. A bill that was more than 30 days overdue and
dunned takes back all steps and begins the count anew too. From three to two to one, and never beyond.

Where a history begins later than the contract its first month-ends are *untold* if they would have been at A had
all gone well before: nobody is at A until some five bills are seen. What is untold is held against nobody.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import TypeAlias

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import CreditGrade, Reason, RiskClass
from kiosk.portrait.arrears import arrears_of
from kiosk.portrait.credit import grade_for
from kiosk.portrait.ledger import KEPT_MONTHS, AgedLine, LedgerLine, closed_lines, ledger_of
from kiosk.portrait.marks import FULL, MonthlyMark, marks_of
from kiosk.portrait.months import last_day, month_number
from kiosk.portrait.portrait import recent_theft

YEARS_FOR_A_STEP = 3
_NOBODY_YET = "-"


class Untold(Enum):
    """A month-end of which the history says too little."""

    UNTOLD = "?"


UNTOLD = Untold.UNTOLD

MonthEnd: TypeAlias = CreditGrade | Untold | None
"""None: the month began before there was a contract."""


class YearRule(StrEnum):
    """What a year *at A* is: every month-end, or the last one."""

    ALL_MONTHS = "all_months"
    YEAR_END = "year_end"


@dataclass(frozen=True, slots=True)
class YearOfGrades:
    """The twelve month-ends.

    ``breached``: on some day of the year a bill stood more than 30 days overdue and dunned.
    """

    year: int
    month_ends: tuple[MonthEnd, ...]
    breached: bool = False

    def at_a(self, rule: YearRule) -> bool:
        """However little is told of a year, its end must be known."""
        if None in self.month_ends or self.breached or self.month_ends[-1] is not CreditGrade.A:
            return False
        return rule is YearRule.YEAR_END or all(end in {CreditGrade.A, UNTOLD} for end in self.month_ends)

    @property
    def untold(self) -> int:
        """How many month-ends are not told."""
        return self.month_ends.count(UNTOLD)


def word_of(month_ends: Iterable[MonthEnd]) -> str:
    """Twelve letters: a grade, ``?`` for what is not told, ``-`` for a month before there was a contract."""
    return "".join(_NOBODY_YET if end is None else end.value for end in month_ends)


def month_ends_of(word: str) -> tuple[MonthEnd, ...]:
    """What ``word_of`` wrote. Raises ValueError."""
    return tuple(
        None if one == _NOBODY_YET else UNTOLD if one == UNTOLD.value else CreditGrade(one) for one in word
    )


def chosen(month_ends: Iterable[MonthEnd], choose: Callable[[Iterable[CreditGrade]], CreditGrade]) -> MonthEnd:
    """Of several views of one month what ``choose`` takes of the grades; without any, whether it is not told."""
    views = tuple(month_ends)
    grades = [view for view in views if isinstance(view, CreditGrade)]
    return choose(grades) if grades else UNTOLD if UNTOLD in views else None


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


def years_of_grades(
    facts: CustomerFacts,
    years: Sequence[int],
    grace_days: int = 0,
    told_from: date | None = None,
    ledger: Sequence[LedgerLine] | None = None,
) -> tuple[YearOfGrades, ...]:
    """The grades of full years gone by, reckoned from the raw history as it is known now.

    ``told_from``: the first month the history can tell of. Where it begins later than the contract, month-ends may
    be untold; None: it is taken to be whole, and early months stand on the bills there are. ``ledger``: that of the
    same facts and days of grace, where it is at hand.
    """
    lines = ledger or ledger_of(facts, grace_days)
    return tuple(_year(facts, lines, year, told_from) for year in years)


def _year(facts: CustomerFacts, ledger: Sequence[LedgerLine], year: int, told_from: date | None) -> YearOfGrades:
    january = month_number(date(year, 1, 1))
    ends = tuple(_month_end(facts, ledger, month, told_from) for month in range(january, january + 12))
    first, last = last_day(january - 1), last_day(january + 11)
    return YearOfGrades(year, ends, any(line.in_breach(first, last) for line in ledger))


def _month_end(facts: CustomerFacts, ledger: Sequence[LedgerLine], month: int, told_from: date | None) -> MonthEnd:
    if facts.since.toordinal() > last_day(month - 1) + 1:
        return None
    day = last_day(month)
    closed = closed_lines(ledger, day, month)
    marks = marks_of(closed, day)
    against = arrears_of(ledger, day).days_overdue, recent_theft(facts, date.fromordinal(day))
    grade = grade_for(marks, *against)
    if grade is CreditGrade.A or told_from is None or facts.since >= told_from:
        return grade
    hoped = [*marks, *_all_well_before(facts.since, told_from, _newest(closed, month))]
    return UNTOLD if grade_for(hoped, *against) is CreditGrade.A else grade


def _newest(closed: Sequence[AgedLine], month: int) -> int:
    """The month whose bill has age 0, or would have: bills fall due the month after."""
    return closed[-1].line.month + closed[-1].age if closed else month - 2


def _all_well_before(since: date, told_from: date, newest: int) -> Iterable[MonthlyMark]:
    """A bill in time for every month of the contract of which nothing is told."""
    first, last = newest - month_number(told_from) + 1, newest - month_number(since)
    return (MonthlyMark(age, FULL) for age in range(max(0, first), min(last + 1, KEPT_MONTHS)))
