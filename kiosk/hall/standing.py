"""The class somebody is served by: the risk class of today, bettered by the steps they hold.

Steps come of three full years, and the back office tells of 36 months: so each year is judged when somebody is
first seen after it has ended, and kept. A month is judged by the worst of the contracts there were. While the
history still reaches so far, reckoning anew can better what was kept, and never worsen it (docs/decisions).
Years nobody has judged here are taken from last night's portraits, where the yearly run keeps a record.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.hall.backoffice.queries import By, Query
from kiosk.hall.hall import Hall
from kiosk.hall.records import years
from kiosk.portrait.standing import (
    UNTOLD,
    MonthEnd,
    Standing,
    YearOfGrades,
    YearRule,
    chosen,
    standing_of,
    steps_of,
    years_of_grades,
)


def standing(
    hall: Hall, person_key: str, contracts: Sequence[CustomerFacts], risk_class: RiskClass, now: datetime
) -> Standing:
    """``contracts``: fresh from the back office; none while it is away, and the kept years speak alone.

    A history is read again only when there is something to win by it or a year not judged yet.
    """
    today, rule = hall.calendar.date_at(now), hall.settings.standing.years
    kept = before = years.years_of(hall.engine, hall.settings.id, person_key)
    if today.year - 1 not in {one.year for one in kept}:
        kept = bettered(kept, _of_last_night(hall, contracts, today))
    wanted = reached(contracts, today)
    if risk_class is RiskClass.ONE or not could_better(kept, wanted, rule):
        known = {one.year for one in kept}
        wanted = [year for year in wanted if year not in known]
    billed = [contract for contract in contracts if contract.bills]  # an empty house says nothing about anybody
    grace = hall.settings.portraits.grace_days
    fresh = together([years_of_grades(contract, wanted, grace) for contract in billed]) if wanted else ()
    best = bettered(kept, fresh)
    if changed := [one for one in best if one not in before]:
        years.keep(hall.engine, hall.settings.id, person_key, changed, now)
    return standing_of(risk_class, steps_of(best, rule), today)


def _of_last_night(hall: Hall, contracts: Sequence[CustomerFacts], today: date) -> tuple[YearOfGrades, ...]:
    """The years on record of all contracts; of some of them only would be a better person than there is."""
    if hall.settings.portraits.last_night is None:
        return ()
    billed = [contract.customer_number for contract in contracts if contract.bills]
    rows = [hall.last_night.find((Query(By.NUMBER, number),), today) for number in billed]
    if not all(rows):
        return ()
    judged = [row.years for row in chain.from_iterable(rows)]
    common = set.intersection(*({one.year for one in of_one} for of_one in judged)) if judged else set()
    return together([tuple(one for one in of_one if one.year in common) for of_one in judged]) if common else ()


def reached(contracts: Sequence[CustomerFacts], today: date) -> list[int]:
    """The years that are over and whose every month is in some contract's history."""
    months = [bill.month for contract in contracts for bill in contract.bills]
    if not months:
        return []
    first = min(months)
    return [year for year in range(first.year, today.year) if first <= date(year, 1, 1)]


def could_better(kept: Sequence[YearOfGrades], again: Iterable[int], rule: YearRule) -> bool:
    """Whether there would be a step more if the years judged ``again`` all turned out at A."""
    hoped = {one.year: one for one in kept} | {year: YearOfGrades(year, (CreditGrade.A,) * 12) for year in again}
    return len(steps_of(hoped.values(), rule).granted) > len(steps_of(kept, rule).granted)


def together(contracts: Iterable[Sequence[YearOfGrades]]) -> tuple[YearOfGrades, ...]:
    """The same years of several contracts as those of one person: of each month the worst grade there was."""
    by_contract = tuple(contracts)
    return tuple(
        YearOfGrades(
            year=same[0].year,
            month_ends=tuple(_worst(grades) for grades in zip(*(one.month_ends for one in same), strict=True)),
            breached=any(one.breached for one in same),
        )
        for same in zip(*by_contract, strict=True)
    )


def bettered(kept: Iterable[YearOfGrades], fresh: Iterable[YearOfGrades]) -> tuple[YearOfGrades, ...]:
    """Month by month the better of both; a breach counts when both know it. Years known to one are taken as is."""
    best = {one.year: one for one in kept}
    for one in fresh:
        before = best.get(one.year, one)
        pairs = zip(before.month_ends, one.month_ends, strict=True)
        best[one.year] = YearOfGrades(
            one.year, tuple(_better(*pair) for pair in pairs), before.breached and one.breached
        )
    return tuple(best[year] for year in sorted(best))


def _worst(month_ends: Iterable[MonthEnd]) -> MonthEnd:
    return chosen(month_ends, max)


def _better(one: MonthEnd, other: MonthEnd) -> MonthEnd:
    """What is not told is held against nobody, and so is better than any grade but A."""
    both = (one, other)
    return UNTOLD if UNTOLD in both and CreditGrade.A not in both else chosen(both, min)
