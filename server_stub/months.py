"""Months as dates of their first day."""

from datetime import date, timedelta


def add_months(month: date, count: int) -> date:
    """The first day of the month ``count`` months after (or, negative, before) ``month``."""
    years, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, index + 1, 1)


def last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def closed_months(as_of: date, count: int) -> tuple[date, ...]:
    """The ``count`` whole months before the one ``as_of`` lies in, oldest first."""
    this_month = as_of.replace(day=1)
    return tuple(add_months(this_month, -age) for age in range(count, 0, -1))
