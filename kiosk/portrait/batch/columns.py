"""Small pieces of expression that several rules need."""

from collections.abc import Sequence

import ibis

from kiosk.portrait.batch.terms import Column

_DUE_SPAN, _MONTH_SPAN = 1 << 20, 1 << 16  # together with a month below 2^15 exact in a double


def day_number(day: Column) -> Column:
    """Whole days since 1970."""
    return day.delta(ibis.date("1970-01-01"), unit="day").cast("int64")


def month_of(day: Column) -> Column:
    """Months since year 0, as ``kiosk.portrait.months`` counts them."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def packed(month: Column, due: Column, due_month: Column) -> Column:
    """(month, due, due_month) as one number in the same order, so that the newest line is a plain maximum."""
    return (month * _DUE_SPAN + due) * _MONTH_SPAN + due_month


def youngest(key: Column, month: int | Column) -> Column:
    """The billing month of age 0 on a day of ``month``, from the packed key of the newest closed line."""
    due_month = key % _MONTH_SPAN
    newest = key // (_DUE_SPAN * _MONTH_SPAN)
    return newest + ibis.greatest(0, month - 1 - due_month)


def sum_if(where: Column, value: Column) -> Column:
    """The sum over the rows where it holds, null when there are none. An engine that filters the rows of every
    aggregate for itself takes nearly twice as long for the same."""
    return ibis.ifelse(where, value, ibis.null("int64")).sum()


def only(where: Column, value: Column) -> Column:
    """The value of the one row where it holds, null when there is none."""
    return ibis.ifelse(where, value, ibis.null("int64")).max()


def binned(bins: tuple[Sequence[int], Sequence[int]], value: Column) -> Column:
    """The points of the bin a value falls into; the last are for everything above the last bound."""
    bounds, points = bins
    branches = [
        (value <= bound, ibis.literal(worth, "int64")) for bound, worth in zip(bounds, points, strict=False)
    ]
    return ibis.cases(*branches, else_=ibis.literal(points[-1], "int64"))
