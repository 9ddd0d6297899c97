"""How the city pays: late or in time, in parts, by debits that fail, taken back, on their way; who is dunned."""

from dataclasses import dataclass

import numpy as np

from server_stub.city.billing import Bills
from server_stub.city.chance import Chance, Flags, Ints
from server_stub.city.makeup import Payer
from server_stub.city.people import DEBIT, PREPAID, People

STATES = ("settled", "in_transit", "failed", "reversed")
SETTLED, IN_TRANSIT, FAILED, REVERSED = range(4)

_NEVER = 100_000
_DEBIT_DAY = -2
_REMINDED_AFTER = (8, 25, 55, 85)  # days past due

# Payer -> (how many of 10,000 bills are late, first and last day of being late)
_LATENESS = {
    Payer.GOOD: (150, 1, 5),
    Payer.OCCASIONAL: (2_200, 5, 22),
    Payer.CHRONIC: (9_200, 9, 35),
    Payer.DEFAULTING: (8_500, 12, 60),
    Payer.MALICIOUS: (9_500, 30, 120),
}


@dataclass(frozen=True, slots=True)
class Payments:
    """One entry a payment in the order of the bills; ``bill`` is the position in the piece's Bills."""

    bill: Ints
    amount_fen: Ints
    day: Ints
    state: Ints
    by_debit: Flags


@dataclass(frozen=True, slots=True)
class Dunnings:
    bill: Ints
    day: Ints


def pay(seed: int, town: People, billed: Bills, today: int) -> tuple[Payments, Dunnings]:
    """What has happened up to ``today``. Nothing is paid on a bill of nothing."""
    by_debit = town.method[billed.who] == DEBIT
    days_late = _days_late(seed, town, billed, by_debit)
    made = _payments(seed, billed, days_late, by_debit)
    happened = (made.day <= today) & (made.amount_fen > 0)
    return _picked(made, np.nonzero(happened)[0]), _dunnings(billed, days_late, today)


def _days_late(seed: int, town: People, billed: Bills, by_debit: Flags) -> Ints:
    """The day the whole bill was covered, from its due date; negative is early, _NEVER is open."""
    payer, row = town.payer[billed.who], billed.row
    dice, when = Chance(seed, "late"), Chance(seed, "how late")
    days = -Chance(seed, "early").between(row, 0, 7)
    days = np.where(town.method[billed.who] == PREPAID, -5, days)
    days = np.where(by_debit, _DEBIT_DAY, days)
    for kind, (often, first, last) in _LATENESS.items():
        late = (payer == kind) & dice.happens(row, often)
        days = np.where(late, when.between(row, first, last), days)
    return np.where(billed.age <= town.open_bills[billed.who], _NEVER, days)


def _payments(seed: int, billed: Bills, days_late: Ints, by_debit: Flags) -> Payments:
    """Up to three rows a bill: what failed or was taken back, a part paid in time, and the rest.

    A debit that would come late is a debit that failed and was made good by hand.
    """
    row = billed.row
    paid, late = days_late < _NEVER, days_late > 0
    failed = by_debit & late
    bounced = ~late & ~by_debit & Chance(seed, "bounced").happens(row, 30)
    in_parts = late & ~by_debit & Chance(seed, "parts").happens(row, 1_200)
    part = billed.amount_fen * Chance(seed, "part").between(row, 30, 70) // 100
    in_transit = by_debit & ~late & (billed.age == 1) & Chance(seed, "transit").happens(row, 300)
    rest = np.where(in_parts, billed.amount_fen - part, billed.amount_fen)
    debit_day = np.full_like(row, _DEBIT_DAY)
    steps = [
        _step(failed, billed.amount_fen, debit_day, FAILED, by_debit),
        _step(bounced, billed.amount_fen, days_late - 3, REVERSED, by_debit),
        _step(in_parts, part, np.full_like(row, -1), SETTLED, by_debit),
        _step(paid & ~in_transit, rest, days_late, SETTLED, by_debit & ~failed),
        _step(in_transit, billed.amount_fen, days_late, IN_TRANSIT, by_debit),
    ]
    bill, amount, day, state, debit = (np.concatenate(column) for column in zip(*steps, strict=True))
    order = np.argsort(bill, kind="stable")
    bill = bill[order]
    return Payments(bill, amount[order], billed.due[bill] + day[order], state[order], debit[order])


def _step(
    which: Flags, amount: Ints, day: Ints, state: int, by_debit: Flags
) -> tuple[Ints, Ints, Ints, Ints, Flags]:
    """The bills this happens to, and the columns of a payment for them."""
    at = np.nonzero(which)[0]
    return at, amount[at], day[at], np.full(len(at), state), by_debit[at]


def _dunnings(billed: Bills, days_late: Ints, today: int) -> Dunnings:
    """Reminders while the bill was open. Disputed bills and hardship cases are not dunned."""
    may = ~billed.disputed & ~billed.hardship & (billed.amount_fen > 0)
    after = np.array(_REMINDED_AFTER)
    sent = may[:, None] & (after < days_late[:, None]) & (billed.due[:, None] + after <= today)
    bill, which = np.nonzero(sent)
    return Dunnings(bill.astype(np.int64), billed.due[bill] + after[which])


def _picked(made: Payments, at: Ints) -> Payments:
    return Payments(made.bill[at], made.amount_fen[at], made.day[at], made.state[at], made.by_debit[at])
