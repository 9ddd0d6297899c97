"""The class held. Most are settled by the last three month-ends; for the others all 36 are gone through.

Going through them is a chain of 36 small steps, each a column made from the one before: every step names the
previous class by its column, so the expression grows by one step a month and not by a power.
"""

from functools import reduce

import ibis

from kiosk.portrait.batch.columns import largest, smallest
from kiosk.portrait.batch.history import judged, judged_eased
from kiosk.portrait.batch.terms import Column, Table
from kiosk.portrait.classes import EASED_AFTER
from kiosk.portrait.ledger import KEPT_MONTHS

NOT_RATED = 0  # beside the classes 1 to 3: no rating has been given yet
_ABSENT = -1
_NO_EASING = 9


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


def month_codes(all_readings: Table) -> Table:
    """One row a customer: a column for each month-end, with what its reading says; null before the first."""
    code = (
        judged(all_readings)
        + 4 * judged_eased(all_readings)
        + 16 * all_readings.rated.cast("int64")
        + 32 * all_readings.breached.cast("int64")
    )
    coded = all_readings.select("customer", "reading", code=code)
    return coded.group_by("customer").agg(
        **{f"m{at}": coded.code.max(where=coded.reading == at).fill_null(_ABSENT) for at in range(KEPT_MONTHS)}
    )


def month_steps(codes: Table) -> Table:
    """One row a customer: for each month-end what it does to the class held before."""
    return codes.select("customer", **_steps(codes))


def replayed(steps: Table) -> Table:
    """The class held after 36 month-ends, or NOT_RATED, for each customer."""
    start = steps.mutate(h=ibis.literal(NOT_RATED, "int64"))
    held = reduce(lambda table, at: table.mutate(h=_after(table, at).cast("int64")), range(KEPT_MONTHS), start)
    return held.select("customer", held=held.h)


def _steps(wide: Table) -> dict[str, Column]:
    """For each month-end one number of four digits: 1 for a breach, the class a first rating gives (0: none), the
    class it may be eased to (9: none), the class it may be tightened to (0: none)."""
    columns = {}
    for at in range(KEPT_MONTHS):
        last = [wide[f"m{back}"] for back in range(max(0, at - 2), at + 1)]
        strict, eased = [code % 4 for code in last], [code // 4 % 4 for code in last]
        now = last[-1]
        whole = (smallest(last) >= 0) if len(last) == EASED_AFTER else ibis.literal(False)
        first = ibis.ifelse((now >= 0) & (now // 16 > 0), now % 4, NOT_RATED)
        ease = ibis.ifelse(whole, largest(eased), _NO_EASING)
        tight = ibis.ifelse(last[-2] >= 0, smallest(strict[-2:]), NOT_RATED) if at else ibis.literal(NOT_RATED)
        columns[f"s{at}"] = 1000 * (now >= 32).cast("int64") + 100 * first + 10 * ease + tight
    return columns


def _after(table: Table, at: int) -> Column:
    """The class after month-end ``at`` from the class before, the column ``h``."""
    step = table[f"s{at}"]
    ease = step // 10 % 10
    return ibis.cases(
        (step >= 1000, 3),
        (table.h == NOT_RATED, step // 100),
        (ease < table.h, ease),
        else_=ibis.greatest(table.h, step % 10),
    )
