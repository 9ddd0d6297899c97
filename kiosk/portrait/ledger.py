"""The raw facts put in order: one line a bill, with what became of it. Days are ordinals, amounts are fen.

A line holds everything that ever happened and every question names the day it is asked for. So the same lines
answer for today and for any month-end in the past, and a payment that is reversed or entered late today changes
the past as if it had always been known.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import accumulate
from typing import NamedTuple, TypeVar

from kiosk.domain.customer import Bill, CustomerFacts, Payment, PaymentState
from kiosk.portrait.months import month_number

KEPT_MONTHS = 36  # nothing older is held for or against anyone
LONG_OVERDUE_DAYS = 30  # from here on supply may lawfully be cut, so here the strict rules begin
NEVER = date.max.toordinal()

T = TypeVar("T")

_MONEY = {PaymentState.SETTLED, PaymentState.IN_TRANSIT}


class LedgerLine(NamedTuple):
    """One bill. ``due`` includes the grace days.

    ``counted``: not zero, disputed, estimated or excused for hardship. ``covered``: the day on which payments
    reached the amount, or NEVER. ``breach``: the first day on which it is, unpaid, more than 30 days overdue and
    dunned; NEVER when it is not counted or was paid before.
    """

    month: int
    due: int
    due_month: int
    amount_fen: int
    counted: bool
    disputed: bool
    paid_days: tuple[int, ...]
    paid_fen: tuple[int, ...]  # running totals, one for each of paid_days
    covered: int
    dunned: tuple[int, ...]
    failed_debits: tuple[int, ...]
    breach: int

    def paid_by(self, day: int) -> int:
        at = bisect_right(self.paid_days, day)
        return self.paid_fen[at - 1] if at else 0

    def open_by(self, day: int) -> int:
        """What is still unpaid at the end of ``day``."""
        return max(0, self.amount_fen - self.paid_by(day))

    def days_late(self, day: int) -> int:
        """From the due date to the day it was covered, or to ``day`` while open. Zero or less: in time."""
        return min(self.covered, day) - self.due

    def dunnings_by(self, day: int) -> int:
        return bisect_right(self.dunned, day)

    def failures_by(self, day: int) -> int:
        """Debits that failed."""
        return bisect_right(self.failed_debits, day)

    def in_breach(self, after: int, until: int) -> bool:
        """Was it in breach on any day later than ``after`` and not later than ``until``, or on ``until`` itself?

        On the last day of a month both are the same, and the day after is not asked for.
        """
        return self.breach <= until and self.covered > max(self.breach, min(after + 1, until))


class AgedLine(NamedTuple):
    """A closed line and its age in calendar months; the newest closed month is 0."""

    age: int
    line: LedgerLine


def ledger_of(facts: CustomerFacts, grace_days: int = 0) -> tuple[LedgerLine, ...]:
    """One line for each bill, oldest month first. Payments that failed or were reversed never happened."""
    paid = _by_bill((p.bill_id, (p.started_on.toordinal(), p.amount_fen)) for p in facts.payments if _counts(p))
    failed = _by_bill((p.bill_id, p.started_on.toordinal()) for p in facts.payments if _failed_debit(p))
    dunned = _by_bill((d.bill_id, d.sent_on.toordinal()) for d in facts.dunnings)
    return tuple(
        _line(bill, grace_days, paid.get(bill.id, []), dunned.get(bill.id, []), failed.get(bill.id, []))
        for bill in in_order(facts.bills)
    )


def in_order(bills: Iterable[Bill]) -> list[Bill]:
    """As the ledger has them: oldest month first."""
    return sorted(bills, key=lambda bill: (bill.month, bill.due, bill.id))


def closed_lines(ledger: Iterable[LedgerLine], day: int, month: int) -> list[AgedLine]:
    """The lines whose due date lies before ``day``, which falls in ``month``; each with its age.

    Age 0 is the customer's newest closed billing month, so a punctual payer's score does not dip between the
    first of a month and that month's due date. Once no bill fell due in the month before ``month``, every further
    month adds one to all ages: an account without bills drifts back to the starting value.
    """
    closed = [line for line in ledger if line.due < day]
    if not closed:
        return []
    newest = closed[-1]
    idle = max(0, month - 1 - newest.due_month)
    youngest = newest.month + idle
    return [AgedLine(age, line) for line in closed if (age := youngest - line.month) < KEPT_MONTHS]


def _counts(payment: Payment) -> bool:
    return payment.state in _MONEY


def _failed_debit(payment: Payment) -> bool:
    return payment.by_debit and payment.state is PaymentState.FAILED


def _by_bill(pairs: Iterable[tuple[str, T]]) -> Mapping[str, list[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for bill_id, item in pairs:
        found[bill_id].append(item)
    return found


def _line(
    bill: Bill, grace_days: int, paid: list[tuple[int, int]], dunned: list[int], failed: list[int]
) -> LedgerLine:
    for days in (paid, dunned, failed):
        days.sort()
    totals = tuple(accumulate(amount for _, amount in paid))
    due = bill.due.toordinal() + grace_days
    covered = _covered(bill.amount_fen, paid, totals)
    excluded = bill.amount_fen <= 0 or bill.disputed or bill.estimated or bill.hardship
    return LedgerLine(
        month=month_number(bill.month),
        due=due,
        due_month=month_number(date.fromordinal(due)) if grace_days else month_number(bill.due),
        amount_fen=bill.amount_fen,
        counted=not excluded,
        disputed=bill.disputed,
        paid_days=tuple(day for day, _ in paid),
        paid_fen=totals,
        covered=covered,
        dunned=tuple(dunned),
        failed_debits=tuple(failed),
        breach=NEVER if excluded else _breach(due, covered, dunned),
    )


def _covered(amount_fen: int, paid: list[tuple[int, int]], totals: tuple[int, ...]) -> int:
    return next((day for (day, _), total in zip(paid, totals, strict=True) if total >= amount_fen), NEVER)


def _breach(due: int, covered: int, dunned: list[int]) -> int:
    begins = max(due + LONG_OVERDUE_DAYS + 1, dunned[0]) if dunned else NEVER
    return begins if begins < covered else NEVER
