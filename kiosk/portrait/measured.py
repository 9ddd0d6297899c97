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
    """The months closed by ``as_of``, at most 36. Estimates are left out: they say nothing new.

    Where the meter readings have no entry the energy of the month's bills is taken.
    """
    day = as_of.toordinal()
    found = {month_number(use.month): use for use in _billed(facts)}
    found |= {month_number(use.month): use for use in facts.uses}
    begun = _first_full_month(facts.metered_since)
    closed = {
        month: use
        for month, use in found.items()
        if month >= begun and last_day(month) <= day and not use.estimated
    }
    oldest = max(closed, default=0) - KEPT_MONTHS
    return {month: closed[month] for month in sorted(closed) if month > oldest}


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


def _billed(facts: CustomerFacts) -> Iterable[MonthlyUse]:
    """Two bills of one month are one month's use."""
    months: dict[date, MonthlyUse] = {}
    for bill in facts.bills:
        before = months.get(bill.month)
        energy = bill.energy_kwh + (before.energy_kwh if before else 0)
        guessed = bill.estimated or (before is not None and before.estimated)
        months[bill.month] = MonthlyUse(bill.month, energy, estimated=guessed)
    return months.values()
