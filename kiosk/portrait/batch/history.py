"""The risk points as they stood on past month-ends, for the customers whose class depends on them.

A customer who never had many points holds class one, so nothing need be read. The others are *watched*: their
lines, part payments, dunnings and failed debits become *moments*, each with the bill it belongs to and the day from
which it holds, and one GROUP BY over moments and days gives the features of each day.
"""

import ibis

from kiosk.portrait.batch.columns import binned, packed, sum_if, youngest
from kiosk.portrait.batch.lines import dunnings_until
from kiosk.portrait.batch.terms import Column, Day, Table, Terms
from kiosk.portrait.classes import EASE
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.risk import (
    CLASS_THREE_FROM,
    CLASS_TWO_FROM,
    DUNNINGS,
    FAILED_DEBITS_LIMIT,
    FEWEST_BILLS,
    GUARANTEE_BILLS,
    LATE_BILLS,
    MOST_POINTS,
    OPEN_HALVES,
    STEADY_METHODS,
    WINDOW_MONTHS,
    WORSENING_BY,
    WORST_DAYS,
)

_OF_LINE = ("customer", "month", "due", "covered")
_FACTOR = "decimal(19,0)"
_SUMS = ("late", "bills", "billed_fen", "open_fen", "dunning", "failed")


def events(dunnings: Table, payments: Table, terms: Terms) -> Table:
    """Dunnings (kind 0) and failed debits (kind 1)."""
    failed = payments.filter(payments.failed)
    failures = failed.select("customer", "bill", day=failed.paid_day, kind=ibis.literal(1))
    told = dunnings_until(dunnings, terms)
    return told.select("customer", "bill", "day", kind=ibis.literal(0)).union(failures)


def with_lines(happened: Table, lines: Table) -> Table:
    """The ``happened`` of counted ``lines``."""
    known = lines.select(*_OF_LINE, "bill", "counted")
    counted = happened.join(known.filter(known.counted), ["customer", "bill"])
    return counted.select(
        *_OF_LINE, "day", dunning=(1 - counted.kind).cast("int64"), failed=counted.kind.cast("int64")
    )


def watched(troubled: Table, happened: Table, base: Table, evidence: Table, restless: Table, terms: Terms) -> Table:
    """Of the restless those whose trouble touches the last month-ends, or who have too few bills."""
    late = troubled.filter(troubled.counted & (troubled.covered > troubled.due)).select(*_OF_LINE)
    trouble = late.union(happened.select(*_OF_LINE)).semi_join(restless, "customer")
    trouble = trouble.join(base, "customer")
    trouble = trouble.left_join(evidence, "customer")
    trouble = trouble.mutate(few=trouble.old_bills.fill_null(0) < FEWEST_BILLS)
    recent = (trouble.covered > terms.month_ends[-3].since) | (trouble.month > trouble.lowest - WINDOW_MONTHS)
    return trouble.filter(recent | trouble.few).select("customer", "first_month", "lowest", "few").distinct()


def close(who: Table) -> Table:
    """Of the watched those rated on all the last month-ends, and the month from which their bills matter there."""
    enough = who.filter(~who.few)
    return enough.select("customer", "first_month", begins=enough.lowest - WINDOW_MONTHS + 1)


def last_ages(base: Table, terms: Terms) -> Table:
    """The month of age 0 on each of the last month-ends."""
    ends = [
        base.select(
            "customer",
            reading=ibis.literal(end.reading, "int64"),
            today=ibis.literal(end.day, "int64"),
            youngest=base[f"youngest_{at}"],
        )
        for at, end in enumerate(terms.month_ends[-3:])
    ]
    return ends[0].union(ends[1]).union(ends[2])


def near(who: Table, newest: Table, end: Day) -> Table:
    """The watched, and the month from which their bills matter on the month-ends from ``end`` on."""
    before = newest.filter(newest.due < end.day)
    keys = before.group_by("customer").agg(key=before.key.max())
    joined = who.left_join(keys, "customer").select("customer", "first_month", "key")
    begins = youngest(joined.key, end.month) - WINDOW_MONTHS + 1
    return joined.select("customer", "first_month", begins=begins.fill_null(0))


def far(who: Table) -> Table:
    """The watched with all their bills."""
    return who.select("customer", "first_month", begins=ibis.literal(0, "int64"))


def moments(lines: Table, parted: Table, troubled: Table, happened: Table, who: Table, since: int) -> Table:
    """Everything that counts towards the features of ``who`` from the month ``begins`` on, or while it stood open
    after the day ``since``, as rows that can be summed on any day."""
    nothing = ibis.literal(0, "int64")
    lines = _from(lines.filter(lines.counted), who, since)
    own = lines.select(
        *_OF_LINE,
        day=lines.due,
        late=(lines.covered > lines.due).cast("int64"),
        bills=ibis.literal(1, "int64"),
        billed_fen=lines.amount_fen,
        open_fen=lines.amount_fen,
        dunning=nothing,
        failed=nothing,
    )
    paid = _from(_part_payments(parted, troubled, who), who, since)
    parts = paid.select(
        *_OF_LINE,
        day=paid.paid_day,
        late=nothing,
        bills=nothing,
        billed_fen=nothing,
        open_fen=-paid.paid_fen,
        dunning=nothing,
        failed=nothing,
    )
    seen = _from(happened, who, since)
    events = seen.select(
        *_OF_LINE,
        "day",
        late=nothing,
        bills=nothing,
        billed_fen=nothing,
        open_fen=nothing,
        dunning=seen.dunning.cast("int64"),
        failed=seen.failed.cast("int64"),
    )
    return own.union(parts).union(events)


def _from(lines: Table, who: Table, since: int) -> Table:
    joined = lines.join(who.select("customer", "begins"), "customer")
    kept = joined.filter((joined.month >= joined.begins) | (joined.covered > since))
    return kept.drop("begins")


def _part_payments(parted: Table, troubled: Table, who: Table) -> Table:
    """Payments made while the bill stayed open."""
    lines = troubled.filter(troubled.counted).semi_join(who, "customer")
    lines = lines.select("customer", "bill", "covered")
    paid = parted.join(lines, ["customer", "bill"])
    return paid.filter(paid.paid_day < paid.covered)


def newest_lines(lines: Table) -> Table:
    """One row for each of the watched and each day a line of theirs fell due: its packed key."""
    return lines.group_by(["customer", "due"]).agg(key=packed(lines.month, lines.due, lines.due_month).max())


def breaches(troubled: Table) -> Table:
    """The lines that were ever in breach, and while they were."""
    return troubled.filter(troubled.breach < troubled.covered).select("customer", "breach", "covered")


def in_breach(broken: Table, day: Day | Table) -> Table:
    """The ``broken`` lines that came to be in breach in the stretch before ``day``, or are in breach then."""
    return broken.filter(
        (broken.breach <= day.day) & (broken.covered > ibis.greatest(broken.breach, day.since + 1))
    )


def readings(who: Table, happened: Table, ages: Table, broken: Table, days: Table, terms_of: Table) -> Table:
    """One row for each customer of ``who`` and each of ``days`` not before their first bill was due.

    Columns: reading, points, rated, breached, and the features. ``terms_of`` holds method and guarantee.
    ``ages``: the month of age 0 on each day.
    """
    grid = who.cross_join(days)
    grid = grid.filter(grid.month >= grid.first_month)
    grid = grid.select("customer", "reading")
    summed = _features(happened, ages.semi_join(who, "customer"))
    breached = broken.semi_join(who, "customer").cross_join(days)
    breached = in_breach(breached, breached)
    breached = breached.select("customer", "reading", breached=ibis.literal(True)).distinct()
    keys = ["customer", "reading"]
    known = grid.left_join(summed, keys).select(*keys, *[name for name in summed.columns if name not in keys])
    known = known.left_join(breached, keys).select(*known.columns, "breached")
    known = known.left_join(terms_of, "customer").select(*known.columns, "method", "guarantee_fen")
    filled = known.mutate(
        breached=known.breached.fill_null(False),
        **{name: known[name].fill_null(0) for name in summed.columns if name not in keys},
    )
    return filled.mutate(points=_points(filled), rated=filled.counted_bills >= FEWEST_BILLS)


def all_ages(newest: Table, days: Table) -> Table:
    """The month of age 0 for each customer and day."""
    seen = newest.cross_join(days)
    seen = seen.filter(seen.due < seen.day)
    last = seen.group_by(["customer", "reading", "day", "month"]).agg(key=seen.key.max())
    return last.select("customer", "reading", today=last.day, youngest=youngest(last.key, last.month))


def _features(happened: Table, ages: Table) -> Table:
    seen = happened.join(ages, "customer")
    seen = seen.filter((seen.due < seen.today) & (seen.day <= seen.today))
    seen = seen.mutate(age=seen.youngest - seen.month)
    seen = seen.filter(seen.age < KEPT_MONTHS)
    recent, still_open = seen.age < WINDOW_MONTHS, seen.covered > seen.today
    is_late = (seen.late > 0) & (recent | still_open)
    return seen.group_by(["customer", "reading"]).agg(
        late_bills=sum_if(recent, seen.late),
        worst_days=(ibis.least(seen.covered, seen.today) - seen.due).max(where=is_late),
        open_fen=sum_if(still_open, seen.open_fen),
        recent_bills=sum_if(recent, seen.bills),
        recent_fen=sum_if(recent, seen.billed_fen),
        counted_bills=seen.bills.sum(),
        counted_fen=seen.billed_fen.sum(),
        dunnings=sum_if(recent, seen.dunning),
        failed_debits=sum_if(recent, seen.failed),
        late_in_last_3=sum_if(seen.age < 3, seen.late),
        late_in_3_before=sum_if((seen.age >= 3) & (seen.age < 6), seen.late),
    )


def point_columns(f: Table, open_fen: Column, counted_bills: Column) -> dict[str, Column]:
    """The points of each feature by its code, as the reasons name them."""
    steady = f.method.isin([method.value for method in sorted(STEADY_METHODS)]) & (f.failed_debits == 0)
    bills = ibis.ifelse(f.recent_bills > 0, f.recent_bills, counted_bills)
    billed = ibis.ifelse(f.recent_bills > 0, f.recent_fen, f.counted_fen)
    guaranteed = (bills > 0) & (f.guarantee_fen * bills >= GUARANTEE_BILLS * billed)
    worsening = f.late_in_last_3 - f.late_in_3_before >= WORSENING_BY
    return {
        "late_bills": binned(LATE_BILLS, f.late_bills),
        "worst_lateness": binned(WORST_DAYS, f.worst_days),
        "open_overdue": _open_points(open_fen, bills, billed),
        "dunnings": binned(DUNNINGS, f.dunnings),
        "steady_method": ibis.ifelse(steady, -10, 0),
        "failed_debits": ibis.ifelse(f.failed_debits >= FAILED_DEBITS_LIMIT, 5, 0),
        "worsening": ibis.ifelse(worsening, 5, 0),
        "guarantee": ibis.ifelse(guaranteed, -15, 0),
    }


def _open_points(open_fen: Column, bills: Column, billed: Column) -> Column:
    """By halves of a mean bill without dividing: halves <= b is 2 * open * bills <= b * billed.

    Of thousands of bills the product is beyond 64 bits, and by far not beyond 38 digits.
    """
    bounds, points = OPEN_HALVES
    product = (2 * open_fen).cast(_FACTOR) * bills.cast(_FACTOR)
    branches = [
        (product <= (bound * billed).cast("decimal(38,0)"), worth)
        for bound, worth in zip(bounds, points, strict=False)
    ]
    return ibis.cases((open_fen == 0, 0), (billed == 0, points[-1]), *branches[1:], else_=points[-1])


def _points(features: Table) -> Column:
    total = sum(point_columns(features, features.open_fen, features.counted_bills).values())
    return ibis.greatest(0, ibis.least(MOST_POINTS, total))


def judged(reading: Table, ease: int = 0) -> Column:
    """The class a reading speaks for: 1, 2 or 3. See ``kiosk.portrait.classes``."""
    points = reading.points + max(0, ease - 1)
    by_points = ibis.cases((points < CLASS_TWO_FROM, 1), (points < CLASS_THREE_FROM, 2), else_=3)
    return ibis.cases((reading.breached, 3), (reading.rated, by_points), else_=2)


def judged_eased(reading: Table) -> Column:
    return judged(reading, EASE)
