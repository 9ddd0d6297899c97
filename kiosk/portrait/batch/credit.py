"""Score and grade: one join with the weights and one GROUP BY. See ``kiosk.portrait.credit`` for the rule."""

from datetime import date

import ibis

from kiosk.portrait.batch.columns import month_of, sum_if
from kiosk.portrait.batch.lines import aged, closed_bills
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


def evidence(bills: Table, troubled: Table, base: Table, weights: Table, terms: Terms) -> Table:
    """One row a customer: sums of weights and weighted marks, counted bills and what they came to, all of them and
    those of the last twelve months, and the streak of bills paid in time.

    Every bill is given full marks; what the troubled cost is taken off again. Whatever is newer than the newest
    late bill was paid in time.
    """
    long_ago = terms.month_ends[-3].day
    lines = aged(closed_bills(bills, terms), base).join(weights, "age")
    newer = lines.late_place.isnull() | (lines.place < lines.late_place)
    settled = (lines.due < long_ago) & (lines.month > lines.highest - KEPT_MONTHS)
    summed = lines.group_by("customer").agg(
        weight=lines.weight.sum(),
        bills=lines.count(),
        streak=newer.cast("int64").sum(),
        old_bills=settled.cast("int64").sum(),
        counted_fen=lines.amount_fen.sum(),
        recent_bills=(lines.age < WINDOW_MONTHS).cast("int64").sum(),
        recent_fen=sum_if(lines.age < WINDOW_MONTHS, lines.amount_fen),
    )
    lost = _lost(aged(troubled, base).join(weights, "age"))
    both = summed.left_join(lost, "customer").select(*summed.columns, "lost")
    return both.mutate(marked=FULL * both.weight - both.lost.fill_null(0)).drop("lost")


def _lost(lines: Table) -> Table:
    return lines.group_by("customer").agg(lost=(lines.weight * (FULL - lines.points)).sum())


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
