"""What was really metered, month by month, put in order."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from kiosk.domain.customer import CustomerFacts, MonthlyUse
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.months import last_day, month_number

N = TypeVar("N")
Uses = Mapping[int, MonthlyUse]  # by month number


def measured(facts: CustomerFacts, as_of: date) -> Uses:
    """The newest 36 months closed by ``as_of``. Estimates are left out: they say nothing new.

    Where the meter readings have no entry the energy of the month's bills is taken.
    """
    day, newest = as_of.toordinal(), month_number(as_of)
    oldest = newest - KEPT_MONTHS + (last_day(newest) == day)
    found = _billed(facts)
    found |= {month_number(use.month): use for use in facts.uses}
    begun = _first_full_month(facts.metered_since)
    first = max(begun, oldest)
    return {
        month: use
        for month, use in sorted(found.items())
        if month >= first and last_day(month) <= day and not use.estimated
    }


def _first_full_month(since: date | None) -> int:
    return 0 if since is None else month_number(since) + (since.day > 1)


def energy_of(uses: Uses) -> dict[int, int]:
    return {month: use.energy_kwh for month, use in uses.items()}


def newest(uses: Uses, months: int) -> list[tuple[int, MonthlyUse]]:
    """Those of the last ``months`` calendar months that were measured, oldest first."""
    if not uses:
        return []
    last = max(uses)
    return [(month, uses[month]) for month in range(last - months + 1, last + 1) if month in uses]


def known(values: Iterable[N | None]) -> list[N] | None:
    """All values, or None when one is missing or there are none."""
    all_values = list(values)
    present = [value for value in all_values if value is not None]
    return present if present and len(present) == len(all_values) else None


def _billed(facts: CustomerFacts) -> dict[int, MonthlyUse]:
    """Two bills of one month are one month's use."""
    months: dict[int, MonthlyUse] = {}
    for bill in facts.bills:
        month = month_number(bill.month)
        before = months.get(month)
        energy = bill.energy_kwh + (before.energy_kwh if before else 0)
        guessed = bill.estimated or (before is not None and before.estimated)
        months[month] = MonthlyUse(bill.month, energy, estimated=guessed)
    return months
