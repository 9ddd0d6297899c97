"""From bills and payments to lines: what became of each bill by the as-of date.

Nearly every bill is paid once, whole and in time. Of such nothing but that is kept: bills meet their payments once,
and only the *hard* pairs come out of it, to be grouped by bill. That nothing else was lost is proved by adding up:
the bills of a customer in no hard pair are those the payments in none belong to. Where they are not, a bill
was paid twice, say, or a payment is of no bill; such a customer is *tangled*, and of them every pair is grouped.
"""

import ibis

from kiosk.portrait.batch.columns import packed, sum_if, youngest
from kiosk.portrait.batch.terms import NEVER, Column, Table, Terms
from kiosk.portrait.ledger import KEPT_MONTHS, LONG_OVERDUE_DAYS
from kiosk.portrait.marks import DUNNINGS_CAP, FULL, LATE_AT_ALL, PER_DUNNING

_LINE = ("customer", "bill", "month", "due", "due_month", "amount_fen", "counted", "disputed")
_PAID = ("paid_fen", "paid_day")
_KEYS = ["customer", "bill"]
_CODE = (1 << 32) - 1


def closed_bills(bills: Table, terms: Terms) -> Table:
    """The bills due before the as-of date."""
    return bills.filter(bills.due < terms.day).select(*_LINE)


def pairs(bills: Table, payments: Table) -> Table:
    """One row for each bill and each payment of it; one with no payment stands alone. ``simple``: that payment is
    whole and in time."""
    money = payments.filter(payments.money).select(*_KEYS, *_PAID)
    joined = bills.select(*_LINE).left_join(money, _KEYS).select(*_LINE, *_PAID)
    simple = (joined.paid_fen >= joined.amount_fen) & (joined.paid_day <= joined.due)
    return joined.select(*_LINE, *_PAID, simple=simple.fill_null(False))


def hard_pairs(bills: Table, payments: Table) -> Table:
    paired = pairs(bills, payments)
    return paired.filter(~paired.simple).drop("simple")


def reach(bills: Table, terms: Terms) -> dict[str, Column]:
    """Of a customer all bills added up; of the closed ones the newest on the last month-ends and now, and the first
    due month."""
    key = packed(bills.month, bills.due, bills.due_month)
    closed = bills.due < terms.day
    newest = {f"key_{at}": key.max(where=bills.due < end.day) for at, end in enumerate(terms.month_ends[-3:])}
    return {
        "billed": added_up(bills.bill),
        "key": key.max(where=closed),
        "first_month": bills.due_month.min(where=closed),
        **newest,
    }


def grouped(paired: Table) -> Table:
    """One row a bill: the day its payments reached its amount, and what of it was open at the due date."""
    bill = paired.group_by(list(_LINE)).agg(
        payments=paired.paid_day.count(),
        paid_fen=paired.paid_fen.sum().fill_null(0),
        in_time_fen=paired.paid_fen.sum(where=paired.paid_day <= paired.due).fill_null(0),
        alone=paired.paid_day.min(where=paired.paid_fen >= paired.amount_fen),
    )
    reached = _reached(paired, bill)
    joined = bill.left_join(reached, _KEYS).select(*bill.columns, "reached")
    covered = ibis.coalesce(joined.reached, joined.alone, NEVER)
    return joined.select(
        *_LINE,
        "payments",
        covered=ibis.ifelse(joined.paid_fen < joined.amount_fen, NEVER, covered),
        open_fen=ibis.greatest(joined.amount_fen - joined.paid_fen, 0),
        open_at_due_fen=ibis.greatest(joined.amount_fen - joined.in_time_fen, 0),
    )


def _reached(paired: Table, bill: Table) -> Table:
    """The day running totals reached the amount. A window, over the few bills paid in several parts."""
    several = bill.filter((bill.payments > 1) & (bill.paid_fen >= bill.amount_fen))
    parts = paired.semi_join(several, _KEYS)
    in_order = ibis.cumulative_window(group_by=[parts.customer, parts.bill], order_by=parts.paid_day)
    running = parts.mutate(total=parts.paid_fen.sum().over(in_order))
    enough = running.filter(running.total >= running.amount_fen)
    return enough.group_by(_KEYS).agg(reached=enough.paid_day.min())


def added_up(bill: Column, where: Column | None = None) -> Column:
    """A number for a collection of bills of one customer: another for another one, but for one in 2^32."""
    return (bill & _CODE).sum(where=where)


def tangled(billed: Table, paid: Table, rest: Table) -> Table:
    """Of the customers ``billed`` those whose bills in no hard pair are not those of the payments in none."""
    paid_hard = ((rest.bill & _CODE) * rest.payments).sum()
    hard = rest.group_by("customer").agg(hard=added_up(rest.bill), paid_hard=paid_hard)
    sums = billed.left_join(paid, "customer").select("customer", "billed", "paid")
    sums = sums.left_join(hard, "customer").select("customer", "billed", "paid", "hard", "paid_hard")
    simple_bills = sums.billed - sums.hard.fill_null(0)
    simple_payments = sums.paid.fill_null(0) - sums.paid_hard.fill_null(0)
    return sums.filter(simple_bills != simple_payments).select("customer")


def troubled(rest: Table, knots: Table, knotted: Table, bills: Table, dunnings: Table, terms: Terms) -> Table:
    """The closed lines that are not simple, with their dunnings and mark and the day they came to be in breach.

    ``knotted``: all pairs of those in ``knots``. ``named_month``: that of the bill ``bill_id`` was taken from.
    """
    lines = rest.anti_join(knots, "customer").union(grouped(knotted))
    lines = lines.filter(lines.due < terms.day).drop("payments")
    sent = dunnings_until(dunnings, terms)
    dunned = sent.group_by(_KEYS).agg(dunnings=sent.count(), first=sent.day.min())
    joined = lines.left_join(dunned, _KEYS).select(*lines.columns, "dunnings", "first")
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
    marked = told.mutate(points=ibis.ifelse(told.counted, _mark(told), FULL))
    named = bills.select(*_KEYS, "bill_id", named_month=bills.month)
    return marked.join(named, _KEYS).select(*marked.columns, "bill_id", "named_month")


def again(troubled: Table, knots: Table, bills: Table) -> Table:
    """Customers who may have used a bill's number again in another month (of the same month ``checks`` knows).

    A payment then meets two bills; it is late or too small for one of them, or they do not add up. Not noticed is
    only whoever paid such bills twice, both times by the day the first was due, or not at all before either was.
    """
    other = troubled.filter(troubled.named_month != troubled.month).select("customer")
    keys = bills.semi_join(knots, "customer").group_by(_KEYS).agg(copies=ibis._.count())
    return other.union(keys.filter(keys.copies > 1).select("customer")).distinct()


def all_lines(bills: Table, troubled: Table, who: Table, terms: Terms) -> Table:
    """The closed bills of ``who``: the troubled were ``covered`` when their line says so, the others when due."""
    lines = closed_bills(bills, terms).semi_join(who, "customer")
    late = troubled.select(*_KEYS, "covered")
    joined = lines.left_join(late, _KEYS).select(*lines.columns, "covered")
    return joined.mutate(covered=joined.covered.fill_null(joined.due))


def dunnings_until(dunnings: Table, terms: Terms) -> Table:
    return dunnings.filter(dunnings.day <= terms.day)


def _mark(line: Table) -> Column:
    reminders = ibis.least(line.sent, DUNNINGS_CAP)
    if_nothing_paid = ibis.greatest(0, FULL - LATE_AT_ALL - line.late - PER_DUNNING * reminders)
    return ibis.ifelse(line.late <= 0, FULL, FULL - (FULL - if_nothing_paid) * line.unpaid // FULL)


def late_marks(troubled: Table, base: Table, customers: Table) -> Table:
    """The bills that cost points, as ``kiosk.portrait.marks.MonthlyMark`` has them; of them reasons are made."""
    lines = aged(troubled, base)
    cost = lines.filter(lines.points < FULL)
    named = cost.join(customers.select("customer", "customer_number"), "customer")
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
    counted = counted.filter(counted.key.notnull())
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


def ahead(bills: Table, troubled: Table, twins: Table, base: Table, terms: Terms) -> Table:
    """Bills paid in time that share month and due date with the newest late one and come before it by their number.

    Only a customer with two bills in a month can have such; elsewhere the place alone tells what is newer.
    """
    known = all_lines(bills, troubled, twins, terms)
    lines = aged(known.mutate(late=known.covered > known.due), base)
    tied = lines.filter(lines.place == lines.late_place)
    tied = tied.join(bills.select("customer", "bill", "bill_id"), _KEYS)
    first = tied.group_by("customer").agg(first=tied.bill_id.min(where=tied.late))
    told = tied.join(first, "customer")
    return told.group_by("customer").agg(ahead=sum_if(~told.late & (told.bill_id < told["first"]), ibis.literal(1)))
