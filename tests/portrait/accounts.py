"""Invented accounts in a few words. Bills are due on the 20th of the month after; today is 22 November 2026."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from kiosk.domain.customer import Bill, Contact, CustomerFacts, CustomerKind, Dunning, Payment, PaymentMethod

TODAY = date(2026, 11, 22)
NEWEST = 2026 * 12 + 9  # October 2026: the newest bill that is closed today

PUNCTUAL = CustomerFacts(
    customer_number="3100000001",
    kind=CustomerKind.HOUSEHOLD,
    name="张三",
    birth_date=date(1980, 5, 1),
    since=date(2015, 3, 1),
    method=PaymentMethod.COUNTER,
)


def first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def bill(ago: int, amount_fen: int = 10_000, **flags: bool) -> Bill:
    """The bill ``ago`` months before the newest closed one."""
    due = first_of(NEWEST - ago + 1).replace(day=20)
    return Bill(f"b{ago}", first_of(NEWEST - ago), due, amount_fen, 180, **flags)


def paid(one: Bill, days_late: int = 0) -> Payment:
    return Payment(one.id, one.amount_fen, one.due + timedelta(days=days_late))


def dunned(one: Bill, *days: int) -> list[Dunning]:
    return [Dunning(one.id, one.due + timedelta(days=day)) for day in days]


def account(
    bills: Iterable[Bill],
    payments: Iterable[Payment] = (),
    dunnings: Iterable[Dunning] = (),
    contacts: Iterable[Contact] = (),
    method: PaymentMethod = PaymentMethod.COUNTER,
    guarantee_fen: int = 0,
    theft_confirmed_on: date | None = None,
) -> CustomerFacts:
    return replace(
        PUNCTUAL,
        bills=tuple(bills),
        payments=tuple(payments),
        dunnings=tuple(dunnings),
        contacts=tuple(contacts),
        method=method,
        guarantee_fen=guarantee_fen,
        theft_confirmed_on=theft_confirmed_on,
    )


def payer(months: int, late: Mapping[int, int | None] | None = None, dun_on: tuple[int, ...] = ()) -> CustomerFacts:
    """``months`` bills, paid on the due date; ``late`` gives days late by months ago (None: never paid).

    A late bill is dunned on each of ``dun_on`` days after the due date on which it is still open.
    """
    late = late or {}
    bills = [bill(ago) for ago in range(months)]
    days = {one.id: late.get(ago, 0) for ago, one in enumerate(bills)}
    payments = [paid(one, day) for one in bills if (day := days[one.id]) is not None]
    dunnings = [d for one in bills for d in dunned(one, *[on for on in dun_on if _open_on(days[one.id], on)])]
    return account(bills, payments, dunnings)


def _open_on(days_late: int | None, on: int) -> bool:
    return days_late is None or days_late > on
