"""The class held. Most are settled by the last month-end or three; for the others the last year is gone through,
and where what was held before it still matters, all 36 month-ends.

What a month-end does to the class held before it is one small number: two bits for each class there may have
been. Going through them is then a chain of 36 shifts, which names the previous class once a month, so that it grows
by one step a month and not by a power.
"""

from functools import reduce

import ibis

from kiosk.portrait.batch.columns import only
from kiosk.portrait.batch.history import in_breach, judged, judged_eased
from kiosk.portrait.batch.terms import Column, Day, Table
from kiosk.portrait.classes import EASED_AFTER
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.risk import FEWEST_BILLS

NOT_RATED = 0  # beside the classes 1 to 3: no rating has been given yet
_CLASSES = (NOT_RATED, 1, 2, 3)
_NO_EASING = 9
_BITS = 2
_NOTHING_HAPPENS = sum(held << _BITS * held for held in _CLASSES)
_AT_ONCE = 12  # months in one expression; deeper ones are beyond what SQL is written by
LAST_YEAR = KEPT_MONTHS - _AT_ONCE
LOOKS_BACK = EASED_AFTER - 1  # month-ends that have a say in what the next one does


def surely_three(broken: Table, end: Day) -> Table:
    """Whoever is in breach on the last month-end holds class three, whatever they held before."""
    return in_breach(broken, end).select("customer", held=ibis.literal(3, "int64")).distinct()


def settled(recent: Table) -> Table:
    """The customers whose last three month-ends speak for one class, with and without the five points; and it.

    All are rated. Whoever had no bill in a whole year is left to be gone through.
    """
    rated = recent.mutate(rated=ibis.literal(True))
    ends = rated.mutate(strict=judged(rated), eased=judged_eased(rated))
    sums = ends.group_by("customer").agg(
        ends=ends.count(),
        fewest=ends.recent_bills.min(),
        lowest=ibis.least(ends.strict.min(), ends.eased.min()),
        highest=ibis.greatest(ends.strict.max(), ends.eased.max()),
    )
    sure = (sums.ends == EASED_AFTER) & (sums.fewest > 0) & (sums.lowest == sums.highest)
    return sums.filter(sure).select("customer", held=sums.lowest.cast("int64"))


def month_changes(all_readings: Table) -> Table:
    """One row for each customer and month-end: what it does to the class held before, as ``_change`` packs it.

    A look back by one and two rows, for which no GROUP BY will do; the rows are few.
    """
    judged_rows = all_readings.mutate(strict=judged(all_readings), eased=judged_eased(all_readings))
    rows = ibis.window(group_by=judged_rows.customer, order_by=judged_rows.reading)
    back = {
        f"{name}_{ago}": judged_rows[name].lag(ago).over(rows) for name in ("strict", "eased") for ago in (1, 2)
    }
    seen = judged_rows.mutate(**back)
    return seen.select("customer", "reading", "recent_bills", change=_change(seen))


def _change(seen: Table) -> Column:
    """Two bits for each class held before: the class held after."""
    first = ibis.ifelse(seen.rated, seen.strict, NOT_RATED)
    ease = ibis.greatest(seen.eased, seen.eased_1, seen.eased_2)
    ease = ibis.ifelse(seen.eased_2.notnull(), ease, _NO_EASING)
    tight = ibis.ifelse(seen.strict_1.notnull(), ibis.least(seen.strict, seen.strict_1), NOT_RATED)
    after = [ibis.cases((seen.breached, 3), else_=first)]
    for held in _CLASSES[1:]:
        after.append(ibis.cases((seen.breached, 3), (ease < held, ease), else_=ibis.greatest(held, tight)))
    return sum(value.cast("int64") * (1 << _BITS * held) for held, value in zip(_CLASSES, after, strict=True))


def changes_side_by_side(changes: Table, first: int = 0) -> Table:
    """One row a customer: a column for each month-end from ``first`` on, and the fewest bills of a year."""
    return changes.group_by("customer").agg(
        fewest=changes.recent_bills.min(),
        **{
            f"c{at}": only(changes.reading == at, changes.change).fill_null(_NOTHING_HAPPENS)
            for at in range(first, KEPT_MONTHS)
        },
    )


def replayed(changes: Table) -> Table:
    """The class held after 36 month-ends, or NOT_RATED, for each customer."""
    table = changes.mutate(h=ibis.literal(NOT_RATED, "int64"))
    for begins in range(0, KEPT_MONTHS, _AT_ONCE):
        table = table.mutate(h=_held_after(table, begins, table.h))
    return table.select("customer", held=table.h)


def replayed_last_year(changes: Table) -> Table:
    """The class held after the last twelve month-ends, of those for whom it is the same whatever they held before.

    Left out are those with so few bills in a year that older ones might matter.
    """
    ends = [_held_after(changes, LAST_YEAR, ibis.literal(held, "int64")) for held in _CLASSES]
    table = changes.mutate(held=ibis.least(*ends), most=ibis.greatest(*ends))
    sure = (table.held == table.most) & (table.fewest >= FEWEST_BILLS)
    return table.filter(sure).select("customer", "held")


def _held_after(changes: Table, begins: int, held: Column) -> Column:
    months = range(begins, begins + _AT_ONCE)
    return reduce(lambda held, at: _after(changes[f"c{at}"], held), months, held)


def _after(change: Column, held: Column) -> Column:
    return (change >> (held * _BITS).cast("int32")) & ((1 << _BITS) - 1)
