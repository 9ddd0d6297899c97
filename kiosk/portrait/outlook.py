"""The same customer if something were done: histories changed, to be judged by the same rules as the real one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kiosk.domain.customer import Bill, CustomerFacts, Payment
from kiosk.portrait.ledger import in_order, ledger_of
from kiosk.portrait.months import last_day, month_number


def graced(facts: CustomerFacts, days: int) -> CustomerFacts:
    """If every bill had been due so many days later: judged without grace it is what the real one is with it."""
    if not days:
        return facts
    later = timedelta(days=days)
    return replace(facts, bills=tuple(replace(bill, due=bill.due + later) for bill in facts.bills))


def overdue_bills(facts: CustomerFacts, as_of: date) -> list[tuple[Bill, int]]:
    """The counted bills open and past due, oldest first, each with what is open."""
    day = as_of.toordinal()
    pairs = zip(in_order(facts.bills), ledger_of(facts), strict=True)
    return [(bill, line.open_by(day)) for bill, line in pairs if line.counted and line.due < day < line.covered]


def paying(facts: CustomerFacts, bills: Sequence[tuple[Bill, int]], on: date) -> CustomerFacts:
    """If these were paid on that day."""
    paid = (Payment(bill.id, fen, on) for bill, fen in bills)
    return replace(facts, payments=(*facts.payments, *paid))


def punctual(facts: CustomerFacts, as_of: date, months: int) -> tuple[CustomerFacts, date]:
    """If everything overdue were paid now, and every bill of the ``months`` to come on its due date.

    The bills to come are like the newest one. Also gives the day to look back from: the end of the month in which
    the last of them fell due.
    """
    settled = paying(facts, overdue_bills(facts, as_of), as_of)
    waiting = [bill for bill in in_order(facts.bills) if bill.due >= as_of]
    coming = [*waiting, *_coming(facts, as_of, max(0, months - len(waiting)))][:months]
    paid = (Payment(bill.id, bill.amount_fen, bill.due) for bill in coming)
    known = {bill.id for bill in facts.bills}
    future = replace(
        settled,
        bills=(*settled.bills, *(bill for bill in coming if bill.id not in known)),
        payments=(*settled.payments, *paid),
    )
    return future, _end_of_month(coming[-1].due) if coming else as_of


def _coming(facts: CustomerFacts, as_of: date, count: int) -> list[Bill]:
    newest = in_order(facts.bills)[-1] if facts.bills else _first(as_of)
    lag = month_number(newest.due) - month_number(newest.month)
    first = max(month_number(newest.month) + 1, month_number(as_of) - lag)
    if _due(first, lag, newest.due.day) < as_of:
        first += 1
    return [
        Bill(
            id=f"to come {month}",
            month=_first_of(month),
            due=_due(month, lag, newest.due.day),
            amount_fen=max(1, newest.amount_fen),
            energy_kwh=newest.energy_kwh,
        )
        for month in range(first, first + count)
    ]


def _first(as_of: date) -> Bill:
    """For an account without any bill: the month before, due on the last of this one."""
    month = month_number(as_of)
    return Bill("none", _first_of(month - 2), date.fromordinal(last_day(month - 1)), 1, 0)


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _due(month: int, lag: int, day: int) -> date:
    latest = date.fromordinal(last_day(month + lag))
    return latest.replace(day=min(day, latest.day))


def _end_of_month(due: date) -> date:
    """At least the day after ``due``, for a bill is closed only then."""
    return date.fromordinal(max(last_day(month_number(due)), due.toordinal() + 1))
