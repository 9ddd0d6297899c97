"""Which rows can be believed. The checks are expressions too: they run where the data are.

Of a cell: is it there, of its type, one of the known words, within its bounds. Of a row: does it stand once only,
and does what it belongs to exist.
"""

import re
from collections.abc import Mapping

import ibis

from kiosk.portrait.batch.tables import FIELDS, KEYS, Field
from kiosk.portrait.batch.terms import Column, Table

_EARLIEST, _LATEST = "1970-01-01", "2199-12-31"
_TRUE, _FALSE = ("true", "t", "1", "yes"), ("false", "f", "0", "no")
_WHOLE = r"^[+-]?[0-9]+$"
_NOT_WHOLE, _TOO_LONG = "not a whole number", "more digits than such a number has"
_NOT_OF_TYPE = {"date": "not a date", "boolean": "not yes or no"}
_LINES = 1 << 40  # more than any file has
_MONTH_BITS = 60

_NUMBER = r"int64|decimal\(\d+, ?\d+\)|double|float"
_KINDS = {
    "int64": (f"{_NUMBER}|string", "a whole number"),
    "string": (f"{_NUMBER}|string|date|timestamp", "text"),
    "boolean": (f"{_NUMBER}|string|boolean", "yes or no"),
    "date": ("date|timestamp|string", "a date"),
}
_NOTHING = "NULL"

WHERE = ("file", "line")


def raw_table(name: str, columns: Mapping[str, str]) -> Table:
    """What is asked of the view ``raw_TABLE``, whatever else the source has; a column without a type, which has no
    value in any row, is like one that is not there."""
    asked = (*(field.name for field in FIELDS[name]), *WHERE)
    kinds = {column: columns[column] for column in asked if columns.get(column, _NOTHING) != _NOTHING}
    return ibis.table(kinds, name=f"raw_{name}")


def missing_columns(name: str, columns: Mapping[str, str]) -> list[str]:
    return [field.name for field in FIELDS[name] if field.name not in columns and not field.spare]


def unreadable(name: str, columns: Mapping[str, str]) -> list[str]:
    """In words, the columns of a kind that is never made into what is asked for."""
    found = []
    for field in FIELDS[name]:
        (readable, wanted), kind = _KINDS[field.type], columns.get(field.name, _NOTHING)
        if kind != _NOTHING and not re.fullmatch(readable, kind, re.IGNORECASE):
            found.append(f"{field.name} is {kind}; write it as {wanted}")
    return found


def believed(name: str, raw: Table) -> Table:
    """The rows all of whose cells are good, typed, with their place."""
    good = raw.filter(~_any_problem(name, raw))
    return good.select(*WHERE, **{field.name: _typed(good, field) for field in FIELDS[name]})


def doubted(name: str, raw: Table) -> Table:
    """The other rows: their place and, for each column, the value as text and what is wrong with it, or null."""
    bad = raw.filter(_any_problem(name, raw))
    cells = {field.name: _cell(bad, field).cast("string") for field in FIELDS[name]}
    problems = {f"{field.name}_problem": _problem(bad, field) for field in FIELDS[name]}
    return bad.select(*WHERE, **cells, **problems)


def doubled(name: str, rows: Table, suspected: Table) -> Table:
    """The second and further rows with a key that is there already, by file and line; ``suspected`` are the
    ``customer_number`` of whoever may have such."""
    keys = list(KEYS[name])
    doubtful = rows.semi_join(suspected, "customer_number")
    place = doubtful.file * _LINES + doubtful.line
    firsts = doubtful.group_by(keys).agg(copies=doubtful.count(), first=place.min())
    firsts = firsts.filter(firsts.copies > 1)
    again = doubtful.join(firsts, keys)
    return again.filter(again.file * _LINES + again.line > again["first"]).select(*WHERE, *keys)


def counts(raw: Mapping[str, Table], numbered: Mapping[str, Table], tallies: Mapping[str, Table]) -> Table:
    """In one question: of each table the rows found, the rows held, those of customers who are not there, and the
    customers who may have doubled rows."""
    customers = numbered["customers"]
    asked = [(name, "found", rows, rows.count()) for name, rows in raw.items()]
    asked += [(name, "held", rows, rows.count()) for name, rows in numbered.items()]
    for name, known in tallies.items():
        strange = known.anti_join(customers, "customer")
        asked.append((name, "strangers", strange, strange.rows.sum().fill_null(0)))
    doubtful = {name: suspects(tallies[name]) for name in KEYS if name in tallies} | {
        "customers": namesakes(customers)
    }
    asked += [(name, "suspects", rows, rows.count()) for name, rows in doubtful.items()]
    told = [rows.agg(name=ibis.literal(name), what=ibis.literal(what), n=n) for name, what, rows, n in asked]
    return ibis.union(*told)


def tally(name: str, rows: Table, **more: Column) -> Table:
    """One row a customer: their ``rows``, and of what is there once a month the months as bits of a number."""
    if name in KEYS:
        more["months"] = bit_or(ibis.literal(1, "int64") << (rows.month % _MONTH_BITS))
    return rows.group_by("customer").agg(rows=rows.count(), **more)


def namesakes(customers: Table) -> Table:
    """Who is there twice, or shares a hash with another."""
    counts = customers.group_by("customer").agg(copies=customers.count())
    return counts.filter(counts.copies > 1).select("customer")


def suspects(known: Table) -> Table:
    """Customers who may have two rows of one month, of a ``tally``: all who have, and few others."""
    return known.filter(known.rows != bit_count(known.months)).select("customer")


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]  # Ibis has no types
def bit_or(bits: int) -> int:  # type: ignore[empty-body]  # the engine's own
    """Ibis has this of its own, but not for Spark, which has it too, and by this name."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]  # Ibis has no types
def bit_count(bits: int) -> int:  # type: ignore[empty-body]  # the engine's own
    """How many are set."""


def unclaimed(asked: Table, bills: Table) -> Table:
    """Those of the keys ``asked`` of which there is no bill. They are few, and the bills many: these are looked
    through once, and not put in a table to be looked up."""
    keys = ["customer", "bill"]
    return asked.anti_join(bills.semi_join(asked, keys), keys)


def doubtful_payments(payments: Table, others: Table, billed: Table, knots: Table) -> Table:
    """The payments of which some may have no bill: all of whoever is not ``billed``, or whose bills and payments
    do not add up (the ``knots``), and those that were never looked up (the ``others``)."""
    money = payments.filter(payments.money)
    of_none, of_knots = money.anti_join(billed, "customer"), money.semi_join(knots, "customer")
    return ibis.union(*(rows.select("customer", "bill") for rows in (others, of_none, of_knots)))


def _cell(raw: Table, field: Field) -> Column:
    """What the source has there; null where it has no such column."""
    return raw[field.name] if field.name in raw.columns else ibis.null(field.type)


def _any_problem(name: str, raw: Table) -> Column:
    return ibis.or_(*[_problem(raw, field).notnull() for field in FIELDS[name]])


def _typed(raw: Table, field: Field) -> Column:
    column = _cell(raw, field)
    kind = str(column.type())
    if kind == field.type:
        return column
    if kind != "string":  # a number there may be too great for any cast
        return column.try_cast("int64") if field.type == "int64" else column.cast(field.type)
    if field.type == "int64":  # a plain cast would round 12.7
        return ibis.ifelse(column.re_search(_WHOLE), column, ibis.null("string")).try_cast("int64")
    if field.type == "boolean":
        text = column.lower()
        return ibis.cases((text.isin(_TRUE), True), (text.isin(_FALSE), False), else_=ibis.null("boolean"))
    return column.try_cast(field.type)


def _problem(raw: Table, field: Field) -> Column:
    """What is wrong with a cell, in words, or null."""
    column, typed = _cell(raw, field), _typed(raw, field)
    problems = []
    if field.required:
        problems.append((column.isnull(), "missing"))
    if field.type == "int64":
        problems += _number_problems(column, typed, field)
    elif column.type().is_string() and field.type != "string":
        problems.append((column.notnull() & typed.isnull(), _NOT_OF_TYPE[field.type]))
    if field.type == "string" and field.required:
        problems.append((typed == "", "missing"))
    if field.values:
        problems.append((typed.notin(field.values), f"not one of {', '.join(field.values)}"))
    if field.type == "date":
        unlikely = (typed < ibis.date(_EARLIEST)) | (typed > ibis.date(_LATEST))
        problems.append((unlikely, f"not between {_EARLIEST} and {_LATEST}"))
    if field.first_of_month:
        problems.append((typed.day() != 1, "not the first day of a month"))
    return ibis.cases(*problems, else_=ibis.null("string")) if problems else ibis.null("string")


def _number_problems(column: Column, typed: Column, field: Field) -> list[tuple[Column, str]]:
    """Bounds are asked of what the source has there, which may be too great for a number of 64 bits."""
    kind, lost = column.type(), column.notnull() & typed.isnull()
    told = typed if kind.is_string() else column
    bounds = [(told < field.at_least, f"below {field.at_least}"), (told > field.at_most, f"above {field.at_most}")]
    if kind.is_integer():
        return bounds
    if kind.is_string():
        return [(lost & column.re_search(_WHOLE), _TOO_LONG), (lost, _NOT_WHOLE), *bounds]
    no_number = [(column.isnan(), _NOT_WHOLE)] if kind.is_floating() else []
    return [*no_number, *bounds, (lost | (column != typed), _NOT_WHOLE)]
