"""How bills get paid, or not, and how those who are late are reminded.

Each habit says, for one bill, what is paid when: days from the due date (negative is early) and percent. What lies
after the as-of date has not happened yet. A debit in transit is the bank's file that has not come back.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from server_stub.dice import Dice
from server_stub.records import Bill, Dunning, Payment, PaymentState
from server_stub.traits import Habit, Traits

_DEBIT_DAY = -2
_REMINDED_AFTER = (8, 25, 55, 85, 115)  # days past due


@dataclass(frozen=True, slots=True)
class _Step:
    """Pays the part of the bill between two percentages, so that parts add up to the fen."""

    day: int
    from_percent: int = 0
    to_percent: int = 100
    state: PaymentState = PaymentState.SETTLED
    by_debit: bool = False


def payments(seed: int, index: int, traits: Traits, bills: tuple[Bill, ...], as_of: date) -> tuple[Payment, ...]:
    """Every payment started up to ``as_of``, bill by bill, oldest first."""
    made = []
    for age, bill in zip(range(len(bills), 0, -1), bills, strict=True):
        steps = _steps(Dice(seed, "pay", index, bill.month), traits, age)
        made += [payment for payment in (_payment(bill, step) for step in steps) if payment.started_on <= as_of]
    return tuple(made)


def dunnings(bills: tuple[Bill, ...], paid: tuple[Payment, ...], as_of: date) -> tuple[Dunning, ...]:
    """Reminders of bills that were open on the day. Disputed bills and hardship cases are not dunned."""
    sent = []
    for bill in bills:
        if bill.disputed or bill.hardship:
            continue
        open_until = covered_on(bill, paid) or as_of + timedelta(days=1)
        days = (bill.due + timedelta(days=after) for after in _REMINDED_AFTER)
        sent += [Dunning(bill.id, day) for day in days if day < open_until]
    return tuple(sent)


def covered_on(bill: Bill, paid: tuple[Payment, ...]) -> date | None:
    """The day payments that count first added up to the bill."""
    left = bill.amount_fen
    for payment in sorted((one for one in paid if one.bill_id == bill.id), key=lambda one: one.started_on):
        if payment.state in {PaymentState.SETTLED, PaymentState.IN_TRANSIT}:
            left -= payment.amount_fen
        if left <= 0:
            return payment.started_on
    return None


def _payment(bill: Bill, step: _Step) -> Payment:
    amount = bill.amount_fen * step.to_percent // 100 - bill.amount_fen * step.from_percent // 100
    return Payment(bill.id, amount, bill.due + timedelta(days=step.day), step.state, step.by_debit)


def _steps(dice: Dice, traits: Traits, age: int) -> tuple[_Step, ...]:
    """``age`` counts bills from the newest, which is 1."""
    if age <= traits.open_bills:
        return ()
    match traits.habit:
        case Habit.PUNCTUAL:
            return _in_time(dice)
        case Habit.FORGETFUL:
            return _late(dice, 1, 14) if dice.chance(150) else _in_time(dice)
        case Habit.ALTERNATING:
            return (_Step(12),) if age % 2 == 0 else (_Step(-1),)
        case Habit.CHRONIC:
            return _late(dice, 6, 38) if dice.chance(900) else _in_time(dice)
        case Habit.STOPPED:
            return _late(dice, 2, 27)
        case Habit.DEBIT:
            under_way = traits.in_transit and age == 1
            return (_debit(PaymentState.IN_TRANSIT if under_way else PaymentState.SETTLED),)
        case Habit.FAILING_DEBIT:
            failed = dice.chance(220)
            return (_debit(PaymentState.FAILED), *_late(dice, 3, 25)) if failed else (_debit(),)


def _debit(state: PaymentState = PaymentState.SETTLED) -> _Step:
    return _Step(_DEBIT_DAY, state=state, by_debit=True)


def _in_time(dice: Dice) -> tuple[_Step, ...]:
    """Once in a while the bank takes a payment back and it is made again two days later, still in time."""
    day = -dice.between(0, 7)
    if day <= -3 and dice.chance(4):
        return _Step(day, state=PaymentState.REVERSED), _Step(day + 2)
    return (_Step(day),)


def _late(dice: Dice, first_day: int, last_day: int) -> tuple[_Step, ...]:
    """One in six pays a part in time and the rest late."""
    day = dice.between(first_day, last_day)
    if dice.chance(160):
        part = dice.between(3, 7) * 10
        return _Step(-1, to_percent=part), _Step(day, from_percent=part)
    return (_Step(day),)
