"""Calendar months as whole numbers, so that ages are differences and nothing depends on a day of the month."""

from datetime import date


def month_number(day: date) -> int:
    """Months since year 0. Neighbouring months differ by one.

    >>> month_number(date(2027, 1, 31)) - month_number(date(2026, 12, 1))
    1
    """
    return day.year * 12 + day.month - 1


def month_text(number: int) -> str:
    """
    >>> month_text(month_number(date(2026, 8, 15)))
    '2026-08'
    """
    return f"{number // 12}-{number % 12 + 1:02d}"


def last_day(number: int) -> int:
    """The month's last day as a proleptic Gregorian ordinal."""
    following = number + 1
    return date(following // 12, following % 12 + 1, 1).toordinal() - 1


def full_months(since: date, until: date) -> int:
    """Months gone by completely; a month that is not full yet does not count."""
    return month_number(until) - month_number(since) - (until.day < since.day)
