"""The believed rows as the rules want them: whole numbers in place of texts and dates.

Thirty million rows are grouped and joined many times over, by customer and by bill. A text costs several times what
a number does each time, so each is looked at once, here: customers and bills are known by hashes of their numbers,
which needs no join. ``loading`` finds out whether two customers share one, and who belongs to no customer.
"""

from collections.abc import Callable
from enum import StrEnum
from itertools import product

import ibis

from kiosk.domain.customer import Channel, PaymentState, Purpose
from kiosk.portrait.batch.columns import day_number, month_of
from kiosk.portrait.batch.terms import Column, Table, Terms

PREFIX = "numbered_"
SLOTS = {pair: at for at, pair in enumerate(product(Purpose, Channel))}
"""A purpose and a channel -> the number that stands for both."""


@ibis.udf.scalar.builtin(signature=((ibis.dtype("string"),), ibis.dtype("int64")))  # type: ignore[untyped-decorator]
def xxhash64(text: str) -> int:  # type: ignore[empty-body]  # the engine's own
    """Spark's name for it; DuckDB is taught the name."""


def with_keys(rows: Table) -> Table:
    """The rows with ``customer``, and those about bills with ``bill``.

    A bill's number is mixed with its customer's, for some sources count the bills of each customer from one. Two
    bills of one customer share it in one night of some 10^10 for a city of a million; see ``docs/decisions/0066``.
    """
    keyed = rows.mutate(customer=xxhash64(rows.customer_number))
    return (
        keyed.mutate(bill=xxhash64(keyed.bill_id) ^ (keyed.customer >> 1)) if "bill_id" in keyed.columns else keyed
    )


def _bills(bills: Table, terms: Terms) -> Table:
    due = bills.due + ibis.interval(days=terms.grace_days) if terms.grace_days else bills.due
    excluded = (bills.amount_fen <= 0) | bills.disputed | bills.estimated | bills.hardship
    return bills.select(
        *("customer", "bill", "bill_id", "amount_fen", "energy_kwh", "disputed", "estimated"),
        month=month_of(bills.month),
        due=day_number(due),
        due_month=month_of(due),
        counted=~excluded,
    )


def _payments(payments: Table, terms: Terms) -> Table:
    """``money``: it paid something by the as-of date. ``failed``: a debit that did not."""
    started = payments.started_on <= ibis.date(terms.as_of.isoformat())
    counts = payments.state.isin([PaymentState.SETTLED.value, PaymentState.IN_TRANSIT.value])
    return payments.select(
        "customer",
        "bill",
        paid_fen=payments.amount_fen,
        paid_day=day_number(payments.started_on),
        money=counts & started,
        failed=payments.by_debit & (payments.state == PaymentState.FAILED.value) & started,
    )


def _dunnings(dunnings: Table, terms: Terms) -> Table:
    return dunnings.select("customer", "bill", day=day_number(dunnings.sent_on))


def _contacts(contacts: Table, terms: Terms) -> Table:
    return contacts.select(
        "customer",
        day=day_number(contacts.contacted_on),
        age=terms.month - month_of(contacts.contacted_on),
        slot=_at(contacts.purpose, Purpose) * len(Channel) + _at(contacts.channel, Channel),
    )


def _uses(uses: Table, terms: Terms) -> Table:
    kept = ("energy_kwh", "peak_kwh", "valley_kwh", "reactive_kvarh", "max_demand_kw", "estimated")
    return uses.select("customer", *kept, month=month_of(uses.month))


def _complaints(complaints: Table, terms: Terms) -> Table:
    return complaints.select("customer", "made_on", "outcome")


def _at(text: Column, codes: type[StrEnum]) -> Column:
    """The place of a known code among its like."""
    places = [(text == code.value, ibis.literal(at, "int64")) for at, code in enumerate(codes)]
    return ibis.cases(*places, else_=ibis.null("int64"))


IN_NUMBERS: dict[str, Callable[[Table, Terms], Table]] = {
    "bills": _bills,
    "payments": _payments,
    "dunnings": _dunnings,
    "contacts": _contacts,
    "uses": _uses,
    "complaints": _complaints,
}
"""Table of ``SCHEMAS`` -> its rows in numbers, from rows ``with_keys``."""
