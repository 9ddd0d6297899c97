"""The features of today, for every customer, and who is so quiet that their class needs no history.

Today's figures come from sums already made: the evidence of all bills, and the few lines that were late. Only of
those whose past might once have given sixteen points are the month-ends read one by one.
"""

import ibis

from kiosk.portrait.batch.columns import binned
from kiosk.portrait.batch.history import in_breach, point_columns
from kiosk.portrait.batch.lines import aged
from kiosk.portrait.batch.terms import Column, Table, Terms
from kiosk.portrait.classes import EASE
from kiosk.portrait.ledger import LONG_OVERDUE_DAYS
from kiosk.portrait.risk import (
    CLASS_TWO_FROM,
    DUNNINGS,
    FAILED_DEBITS_LIMIT,
    FEWEST_BILLS,
    LATE_BILLS,
    MOST_POINTS,
    OPEN_HALVES,
    WINDOW_MONTHS,
    WORSENING_BY,
    WORST_DAYS,
)

FAULTS = ("late_bills", "worst_days", "risk_open_fen", "late_in_last_3", "late_in_3_before", "unpaid_after_dunning")
REMINDERS = ("dunnings", "failed_debits")


def faults(troubled: Table, base: Table, terms: Terms) -> Table:
    """One row for each customer with a late line: what the risk and the segment ask of it today."""
    lines = aged(troubled, base)
    still_open, recent, late = lines.covered > terms.day, lines.age < WINDOW_MONTHS, lines.late > 0
    stubborn = still_open & (terms.day - lines.first_sent > LONG_OVERDUE_DAYS).fill_null(False)
    return lines.group_by("customer").agg(
        late_bills=(late & recent).cast("int64").sum(),
        worst_days=lines.late.max(where=late & (recent | still_open)),
        risk_open_fen=lines.open_fen.sum(where=still_open),
        late_in_last_3=(late & (lines.age < 3)).cast("int64").sum(),
        late_in_3_before=(late & (lines.age >= 3) & (lines.age < 6)).cast("int64").sum(),
        unpaid_after_dunning=stubborn.cast("int64").sum(),
    )


def reminders(happened: Table, base: Table) -> Table:
    """Dunnings and failed debits of the last twelve closed months."""
    seen = happened.join(base.select("customer", "youngest"), "customer")
    seen = seen.filter(seen.youngest - seen.month < WINDOW_MONTHS)
    return seen.group_by("customer").agg(dunnings=seen.dunning.sum(), failed_debits=seen.failed.sum())


def restless(troubled: Table, happened: Table, last_days: Table, terms: Terms) -> Table:
    """The customers who may have had more points on some month-end than class one with its margin allows.

    A bound, not the points: everything that ever happened is taken to have happened at once. Whoever stays below it
    holds class one from their first rating on, without a look at a single month-end.
    """
    late = troubled.filter(troubled.counted & (troubled.late > 0))
    known = late.left_join(last_days, "due_month").select(*late.columns, "last", "next_last")
    first_end = ibis.ifelse(known.due < known.last, known["last"], known.next_last)
    stood_open = (known.covered > first_end).fill_null(True) | (known.covered > terms.day)
    sums = known.group_by("customer").agg(
        late=known.count(),
        worst=known.late.max(),
        spread=known.month.max() - known.month.min(),
        stood_open=stood_open.cast("int64").max(),
    )
    told = happened.group_by("customer").agg(dunnings=happened.dunning.sum(), failed=happened.failed.sum())
    late_or_told = sums.select("customer").union(told.select("customer")).distinct()
    both = late_or_told.left_join(sums, "customer").drop("customer_right")
    both = both.left_join(told, "customer").drop("customer_right")
    filled = both.mutate(**{name: both[name].fill_null(0) for name in both.columns if name != "customer"})
    return filled.filter(_bound(filled) > CLASS_TWO_FROM - EASE).select("customer")


def _bound(f: Table) -> Column:
    """Late bills a year or more apart are never counted together."""
    together = f.late - (f.spread >= WINDOW_MONTHS).cast("int64")
    return (
        binned(LATE_BILLS, together)
        + binned(WORST_DAYS, f.worst)
        + f.stood_open * OPEN_HALVES[1][-1]
        + binned(DUNNINGS, f.dunnings)
        + ibis.ifelse(f.failed >= FAILED_DEBITS_LIMIT, 5, 0)
        + ibis.ifelse(f.late >= WORSENING_BY, 5, 0)
    )


def breached_now(broken: Table, terms: Terms) -> Table:
    """Who came to be in breach since the last month-end, or is."""
    return in_breach(broken, terms.now).select("customer", breached=ibis.literal(True)).distinct()


def judged_points(facts: Table) -> Table:
    """Adds points, rated and the points of each feature (``p_...``) to rows with all features filled."""
    some = facts.recent_bills > 0
    facts = facts.mutate(
        billed=ibis.ifelse(some, facts.recent_bills, facts.bills),
        billed_fen=ibis.ifelse(some, facts.recent_fen, facts.counted_fen),
        rated=facts.bills >= FEWEST_BILLS,
    )
    points = point_columns(facts, facts.risk_open_fen, facts.bills)
    facts = facts.mutate(**{f"p_{code}": worth for code, worth in points.items()})
    total = sum(facts[name] for name in facts.columns if name.startswith("p_"))
    return facts.mutate(points=ibis.greatest(0, ibis.least(MOST_POINTS, total)))
