"""From bills and payments to lines: what became of each bill by the as-of date.

Nearly every bill is paid once, whole and in time. Such a bill is settled by the one row that pairs it with its
payment; grouping thirty million rows by bill only to find that out would cost more than all the rest. So the pairs
are kept as they are, and only those that are not so simple are grouped. A customer of whom the two kinds do not add
up (a bill paid twice, say) is *tangled*: for them every pair is grouped.
"""

import ibis

from kiosk.portrait.batch.columns import packed, sum_if, youngest
from kiosk.portrait.batch.terms import NEVER, Column, Table, Terms
from kiosk.portrait.ledger import KEPT_MONTHS, LONG_OVERDUE_DAYS
from kiosk.portrait.marks import DUNNINGS_CAP, FULL, LATE_AT_ALL, PER_DUNNING

_LINE = ("customer", "bill", "month", "due", "due_month", "amount_fen", "counted", "disputed")
_PAID = ("paid_fen", "paid_day")


def closed_bills(bills: Table, terms: Terms) -> Table:
    """The bills due before the as-of date."""
    return bills.filter(bills.due < terms.day).select(*_LINE)


def pairs(bills: Table, payments: Table, terms: Terms) -> Table:
    """One row for each closed bill and each payment of it; one with no payment stands alone."""
    money = payments.filter(payments.money).select("bill", "paid_fen", "paid_day", payer=payments.customer)
    joined = closed_bills(bills, terms).left_join(money, "bill").select(*_LINE, "payer", "paid_fen", "paid_day")
    own = joined.payer == joined.customer  # one number to look up is faster than two
    joined = joined.mutate(**{name: ibis.ifelse(own, joined[name], ibis.null("int64")) for name in _PAID})
    simple = (joined.paid_fen >= joined.amount_fen) & (joined.paid_day <= joined.due)
    return joined.select(*_LINE, *_PAID, simple=simple.fill_null(False))


def tally(paired: Table, terms: Terms) -> Table:
    """One row a customer: the newest line on the last month-ends and now, the first due month, the simple pairs."""
    key = packed(paired.month, paired.due, paired.due_month)
    recent = {f"key_{at}": key.max(where=paired.due < end.day) for at, end in enumerate(terms.month_ends[-3:])}
    return paired.group_by("customer").agg(
        key=key.max(),
        first_month=paired.due_month.min(),
        simple=paired.simple.cast("int64").sum(),
        paid=paired.paid_day.count(),
        **recent,
    )


def grouped(paired: Table) -> Table:
    """One row a bill: the day its payments reached its amount, and what of it was open at the due date."""
    bill = paired.group_by(list(_LINE)).agg(
        payments=paired.paid_day.count(),
        paid_fen=paired.paid_fen.sum().fill_null(0),
        in_time_fen=paired.paid_fen.sum(where=paired.paid_day <= paired.due).fill_null(0),
        alone=paired.paid_day.min(where=paired.paid_fen >= paired.amount_fen),
    )
    reached = _reached(paired, bill)
    joined = bill.left_join(reached, ["customer", "bill"]).select(*bill.columns, "reached")
    covered = ibis.coalesce(joined.reached, joined.alone, NEVER)
    return joined.select(
        *_LINE,
        covered=ibis.ifelse(joined.paid_fen < joined.amount_fen, NEVER, covered),
        open_fen=ibis.greatest(joined.amount_fen - joined.paid_fen, 0),
        open_at_due_fen=ibis.greatest(joined.amount_fen - joined.in_time_fen, 0),
    )


def _reached(paired: Table, bill: Table) -> Table:
    """The day running totals reached the amount. A window, over the few bills paid in several parts."""
    several = bill.filter((bill.payments > 1) & (bill.paid_fen >= bill.amount_fen))
    parts = paired.semi_join(several, ["customer", "bill"])
    in_order = ibis.cumulative_window(group_by=[parts.customer, parts.bill], order_by=parts.paid_day)
    running = parts.mutate(total=parts.paid_fen.sum().over(in_order))
    enough = running.filter(running.total >= running.amount_fen)
    return enough.group_by(["customer", "bill"]).agg(reached=enough.paid_day.min())


def tangled(bills: Table, counted: Table, rest: Table, terms: Terms) -> Table:
    """The customers whose simple pairs and other bills do not add up to their bills."""
    closed = closed_bills(bills, terms)
    whole = closed.group_by("customer").agg(bills=closed.count())
    other = rest.group_by("customer").agg(rest=rest.count())
    sums = counted.left_join(whole, "customer").select("customer", "simple", "bills")
    sums = sums.left_join(other, "customer").select("customer", "simple", "bills", "rest")
    return sums.filter(sums.simple + sums.rest.fill_null(0) != sums.bills).select("customer")


def troubled(knotted: Table, rest: Table, knots: Table, dunnings: Table, terms: Terms) -> Table:
    """The lines that are not simple, with their dunnings and mark and the day they came to be in breach.

    ``knotted``: all pairs of those in ``knots``.
    """
    lines = rest.anti_join(knots, "customer").union(grouped(knotted))
    sent = dunnings_until(dunnings, terms)
    dunned = sent.group_by(["customer", "bill"]).agg(dunnings=sent.count(), first=sent.day.min())
    joined = lines.left_join(dunned, ["customer", "bill"]).select(*lines.columns, "dunnings", "first")
    begins = ibis.greatest(joined.due + (LONG_OVERDUE_DAYS + 1), joined["first"])
    breach = joined.counted & joined["first"].notnull() & (begins < joined.covered)
    told = joined.select(
        *[name for name in lines.columns if name != "open_at_due_fen"],
        late=ibis.least(joined.covered, terms.day) - joined.due,
        unpaid=joined.open_at_due_fen * 100 // ibis.greatest(joined.amount_fen, 1),  # nothing divides by nothing
        sent=joined.dunnings.fill_null(0),
        first_sent=joined["first"],
        breach=ibis.ifelse(breach, begins, NEVER),
    )
    return told.mutate(points=ibis.ifelse(told.counted, _mark(told), FULL))


def simple_lines(paired: Table, knots: Table) -> Table:
    """The lines of which a single pair says everything: covered in time."""
    return paired.filter(paired.simple).anti_join(knots, "customer")


def dunnings_until(dunnings: Table, terms: Terms) -> Table:
    return dunnings.filter(dunnings.day <= terms.day)


def _mark(line: Table) -> Column:
    reminders = ibis.least(line.sent, DUNNINGS_CAP)
    if_nothing_paid = ibis.greatest(0, FULL - LATE_AT_ALL - line.late - PER_DUNNING * reminders)
    return ibis.ifelse(line.late <= 0, FULL, FULL - (FULL - if_nothing_paid) * line.unpaid // FULL)


def late_marks(troubled: Table, base: Table, bills: Table, customers: Table) -> Table:
    """The bills that cost points, as ``kiosk.portrait.marks.MonthlyMark`` has them; of them reasons are made."""
    lines = aged(troubled, base)
    cost = lines.filter(lines.points < FULL)
    named = cost.join(bills.select("customer", "bill", "bill_id"), ["customer", "bill"])
    named = named.join(customers.select("customer", "customer_number"), "customer")
    return named.select(
        "customer_number",
        "age",
        "due",
        "bill_id",
        "month",
        days_late=named.late,
        unpaid_percent=named.unpaid,
        dunnings=ibis.least(named.sent, DUNNINGS_CAP),
        points=named.points,
    )


def standing(counted: Table, lines: Table, terms: Terms) -> Table:
    """One row a customer: the month of age 0 now, on the last month-ends, and the lowest and highest of them; and
    the newest late line's place."""
    ends = [counted[f"key_{at}"] for at in range(3)]
    now = youngest(counted.key, terms.month)
    then = [youngest(key, end.month).fill_null(now) for key, end in zip(ends, terms.month_ends[-3:], strict=True)]
    base = counted.select(
        "customer",
        "first_month",
        youngest=now,
        lowest=ibis.least(now, *then),
        highest=ibis.greatest(now, *then),
        **{f"youngest_{at}": month for at, month in enumerate(then)},
    )
    place = _newest_late(base, lines)
    return base.left_join(place, "customer").select(*base.columns, "late_place")


def aged(lines: Table, base: Table) -> Table:
    """The counted lines of the kept months, with their age and place in the order newest first."""
    joined = lines.filter(lines.counted).join(base, "customer")
    joined = joined.mutate(age=joined.youngest - joined.month)
    kept = joined.filter(joined.age < KEPT_MONTHS)
    return kept.mutate(place=(kept.age + _AGE_OFFSET) * _PLACE_SPAN + kept.due)


_AGE_OFFSET = 1 << 12  # ages may be negative where bills came out of order
_PLACE_SPAN = 1 << 20


def _newest_late(base: Table, lines: Table) -> Table:
    late = aged(lines.filter(lines.late > 0), base)
    return late.group_by("customer").agg(late_place=late.place.min())


def ahead(simple: Table, troubled: Table, twins: Table, base: Table, bills: Table) -> Table:
    """Bills paid in time that share month and due date with the newest late one and come before it by their number.

    Only a customer with two bills in a month can have such; elsewhere the place alone tells what is newer.
    """
    names = ("customer", "bill", "month", "due", "counted")
    both = simple.select(*names, late=ibis.literal(False)).union(troubled.select(*names, late=troubled.late > 0))
    lines = aged(both.semi_join(twins, "customer"), base)
    tied = lines.filter(lines.place == lines.late_place)
    tied = tied.join(bills.select("customer", "bill", "bill_id"), ["customer", "bill"])
    first = tied.group_by("customer").agg(first=tied.bill_id.min(where=tied.late))
    told = tied.join(first, "customer")
    return told.group_by("customer").agg(ahead=sum_if(~told.late & (told.bill_id < told["first"]), ibis.literal(1)))
