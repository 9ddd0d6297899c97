"""Which rows can be believed. The checks are expressions too: they run where the data are.

Of a cell: is it there, of its type, one of the known words, not below its limit. Of a row: does it stand once only,
and does what it belongs to exist.
"""

from collections.abc import Mapping

import ibis

from kiosk.domain.customer import PaymentState
from kiosk.portrait.batch.columns import month_of
from kiosk.portrait.batch.tables import FIELDS, KEYS, PARENTS, Field
from kiosk.portrait.batch.terms import Column, Table, Terms

_EARLIEST, _LATEST = "1970-01-01", "2199-12-31"
_TRUE, _FALSE = ("true", "t", "1", "yes"), ("false", "f", "0", "no")
_WHOLE = r"^[+-]?[0-9]+$"
_LINES = 1 << 40  # more than any file has
_MONTH_BITS = 60

WHERE = ("file", "line")


def raw_table(name: str, columns: Mapping[str, str]) -> Table:
    return ibis.table(dict(columns), name=f"raw_{name}")


def missing_columns(name: str, columns: Mapping[str, str]) -> list[str]:
    return [field.name for field in FIELDS[name] if field.name not in columns]


def believed(name: str, raw: Table) -> Table:
    """The rows all of whose cells are good, typed, with their place."""
    good = raw.filter(~_any_problem(name, raw))
    return good.select(*WHERE, **{field.name: _typed(good, field) for field in FIELDS[name]})


def doubted(name: str, raw: Table) -> Table:
    """The other rows: their place and, for each column, the value as text and what is wrong with it, or null."""
    bad = raw.filter(_any_problem(name, raw))
    cells = {field.name: bad[field.name].cast("string") for field in FIELDS[name]}
    problems = {f"{field.name}_problem": _problem(bad, field) for field in FIELDS[name]}
    return bad.select(*WHERE, **cells, **problems)


def doubled(name: str, rows: Table) -> Table:
    """The second and further rows with a key that is there already, by file and line."""
    keys = list(KEYS[name])
    suspects = rows.semi_join(_suspects(rows), "customer_number") if name == "bills" else rows
    place = suspects.file * _LINES + suspects.line
    firsts = suspects.group_by(keys).agg(copies=suspects.count(), first=place.min())
    firsts = firsts.filter(firsts.copies > 1)
    again = suspects.join(firsts, keys)
    return again.filter(again.file * _LINES + again.line > again["first"]).select(*WHERE, *keys)


def _suspects(bills: Table) -> Table:
    """Customers with two bills of one month: as bits of a number, months that differ add up to what they or to."""
    bit = ibis.literal(1, "int64") << (month_of(bills.month) % _MONTH_BITS)
    bits = bills.select("customer_number", bit=bit)
    sums = bits.group_by("customer_number").agg(added=bits.bit.sum(), united=bits.bit.bit_or(), most=bits.count())
    return sums.filter((sums.added != sums.united) | (sums.most > _MONTH_BITS)).select("customer_number")


def orphans(name: str, rows: Table, parents: Table) -> Table:
    """Rows whose customer or bill is not there."""
    keys = list(PARENTS[name][1])
    return rows.anti_join(parents, keys).select(*WHERE, *keys)


def doubtful_payments(payments: Table, tally: Table, terms: Terms) -> Table:
    """The payments of which some may have no bill: those that found none among the pairs, or were never looked up.

    Comparing two counts a customer is far cheaper than looking up every payment a second time.
    """
    money = payments.state.isin([PaymentState.SETTLED.value, PaymentState.IN_TRANSIT.value])
    sought = money & (payments.started_on <= ibis.date(terms.as_of.isoformat()))
    made = payments.filter(sought).group_by("customer_number").agg(made=ibis._.count())
    both = made.left_join(tally, "customer_number").select("customer_number", "made", "paid")
    unequal = both.filter(both.made != both.paid.fill_null(0))
    return payments.filter(~sought).union(payments.filter(sought).semi_join(unequal, "customer_number"))


def _any_problem(name: str, raw: Table) -> Column:
    return ibis.or_(*[_problem(raw, field).notnull() for field in FIELDS[name]])


def _typed(raw: Table, field: Field) -> Column:
    column = raw[field.name]
    kind = str(column.type())
    if kind == field.type:
        return column
    if kind != "string":
        return column.cast(field.type)
    if field.type == "int64":  # a plain cast would round 12.7
        return ibis.ifelse(column.re_search(_WHOLE), column, ibis.null("string")).try_cast("int64")
    if field.type == "boolean":
        text = column.lower()
        return ibis.cases((text.isin(_TRUE), True), (text.isin(_FALSE), False), else_=ibis.null("boolean"))
    return column.try_cast(field.type)


def _problem(raw: Table, field: Field) -> Column:
    """What is wrong with a cell, in words, or null."""
    column, typed = raw[field.name], _typed(raw, field)
    problems = []
    if field.required:
        problems.append((column.isnull(), "missing"))
    if column.type().is_string() and field.type != "string":
        problems.append((column.notnull() & typed.isnull(), f"not a {field.type}"))
    if field.type == "int64" and not (column.type().is_integer() or column.type().is_string()):
        problems.append((column != column.cast("int64"), "not a whole number"))
    if field.type == "string" and field.required:
        problems.append((typed == "", "missing"))
    if field.values:
        problems.append((typed.notin(field.values), f"not one of {', '.join(field.values)}"))
    if field.at_least is not None:
        problems.append((typed < field.at_least, f"below {field.at_least}"))
    if field.type == "date":
        unlikely = (typed < ibis.date(_EARLIEST)) | (typed > ibis.date(_LATEST))
        problems.append((unlikely, f"not between {_EARLIEST} and {_LATEST}"))
    return ibis.cases(*problems, else_=ibis.null("string")) if problems else ibis.null("string")
