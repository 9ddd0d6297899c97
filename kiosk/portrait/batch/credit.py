"""Score and grade: one join with the weights and one GROUP BY. See ``kiosk.portrait.credit`` for the rule."""

from datetime import date

import ibis

from kiosk.portrait.batch.columns import month_of, sum_if
from kiosk.portrait.batch.lines import aged
from kiosk.portrait.batch.terms import Column, Table, Terms
from kiosk.portrait.credit import (
    BONUS_LIMIT,
    FLOORS,
    LONG_OVERDUE_CAP,
    NEWCOMER_CAP,
    OVERDUE_CAP,
    PRIOR_BILLS,
    PRIOR_MARK,
    SCALE,
    STREAK_STEP,
    THEFT_CAP,
)
from kiosk.portrait.ledger import KEPT_MONTHS, LONG_OVERDUE_DAYS
from kiosk.portrait.marks import FULL
from kiosk.portrait.portrait import THEFT_MONTHS
from kiosk.portrait.risk import WINDOW_MONTHS


def evidence(simple: Table, troubled: Table, base: Table, weights: Table, terms: Terms) -> Table:
    """One row a customer: sums of weights and weighted marks, counted bills and what they came to, all of them and
    those of the last twelve months, and the streak of bills paid in time."""
    long_ago = terms.month_ends[-3].day
    parts = [_weighed(aged(lines, base), weights, long_ago) for lines in (simple, troubled)]
    both = parts[0].union(parts[1])
    return both.group_by("customer").agg(**{name: both[name].sum() for name in both.columns if name != "customer"})


def _weighed(lines: Table, weights: Table, long_ago: int) -> Table:
    """Sums over lines that all have ``points``, or that are all simple: full marks, never late."""
    joined = lines.join(weights, "age")
    points = joined["points"] if "points" in joined.columns else ibis.literal(FULL, "int64")
    in_time = joined["late"] <= 0 if "late" in joined.columns else ibis.literal(True)
    newer = joined.late_place.isnull() | (joined.place < joined.late_place)
    settled = (joined.due < long_ago) & (joined.month > joined.highest - KEPT_MONTHS)
    return joined.group_by("customer").agg(
        weight=joined.weight.sum(),
        marked=(joined.weight * points).sum(),
        bills=joined.count(),
        streak=(in_time & newer).cast("int64").sum(),
        old_bills=settled.cast("int64").sum(),
        counted_fen=joined.amount_fen.sum(),
        recent_bills=(joined.age < WINDOW_MONTHS).cast("int64").sum(),
        recent_fen=sum_if(joined.age < WINDOW_MONTHS, joined.amount_fen),
    )


def scored(facts: Table, terms: Terms) -> Table:
    """Adds score, grade, base, bonus, theft and newcomer to rows with evidence (nulls filled) and days_overdue."""
    numerator = PRIOR_BILLS * PRIOR_MARK * SCALE + facts.marked
    denominator = PRIOR_BILLS * SCALE + facts.weight
    based = facts.mutate(
        base=(2 * numerator + denominator) // (2 * denominator),
        bonus=ibis.least(BONUS_LIMIT, (facts.streak + facts.ahead) // STREAK_STEP),
    )
    based = based.mutate(theft=_theft(based, terms), newcomer=_newcomer(based, terms))
    theft_cap, newcomer_cap = (
        ibis.ifelse(based.theft, THEFT_CAP, FULL),
        ibis.ifelse(based.newcomer, NEWCOMER_CAP, FULL),
    )
    cap = ibis.least(_overdue_cap(based.days_overdue), theft_cap, newcomer_cap)
    capped = based.mutate(score=ibis.least(FULL, based.base + based.bonus, cap))
    grades = [(capped.score >= floor, grade.value) for floor, grade in FLOORS]
    return capped.mutate(grade=ibis.cases(*grades, else_=FLOORS[-1][1].value))


def _overdue_cap(days: Column) -> Column:
    return ibis.cases((days > LONG_OVERDUE_DAYS, LONG_OVERDUE_CAP), (days > 0, OVERDUE_CAP), else_=FULL)


def _theft(facts: Table, terms: Terms) -> Column:
    on = facts.theft_confirmed_on
    past = on <= ibis.date(terms.as_of.isoformat())
    recent = past & (full_months(on, terms.as_of) < THEFT_MONTHS)
    return recent.fill_null(False)


def _newcomer(facts: Table, terms: Terms) -> Column:
    if not terms.hold_b_months:
        return ibis.literal(False)
    new = full_months(facts.since, terms.as_of) < terms.hold_b_months
    return new.fill_null(False)


def full_months(since: Column, until: date) -> Column:
    whole = until.year * 12 + until.month - 1 - month_of(since)
    return whole - ibis.ifelse(since.day() > until.day, 1, 0)
