"""Random accounts, most of them odd, and the same accounts as the tables a batch run reads."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

import pyarrow as pa

from kiosk.domain.customer import (
    MOST_FEN,
    MOST_KWH,
    Bill,
    Channel,
    Complaint,
    ComplaintOutcome,
    Contact,
    CustomerFacts,
    CustomerKind,
    Dunning,
    MonthlyUse,
    Payment,
    PaymentMethod,
    PaymentState,
    Purpose,
    Supply,
)
from tests.portrait.accounts import PUNCTUAL, TODAY, account, bill, first_of, paid

MONTHS = 42  # more than are kept

T = TypeVar("T")
AS_OF = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Temper:
    """How often things happen to an account, in percent."""

    late: int
    open: int
    dunned: int
    parts: int
    gaps: int
    excluded: int
    odd: int


TEMPERS = (
    Temper(late=3, open=0, dunned=0, parts=1, gaps=1, excluded=1, odd=0),
    Temper(late=20, open=1, dunned=40, parts=10, gaps=3, excluded=4, odd=1),
    Temper(late=60, open=5, dunned=70, parts=25, gaps=3, excluded=5, odd=3),
    Temper(late=90, open=20, dunned=90, parts=40, gaps=10, excluded=10, odd=10),
    Temper(late=30, open=10, dunned=50, parts=50, gaps=40, excluded=30, odd=30),
)


def random_facts(number: int, random: Random, as_of: date = AS_OF) -> CustomerFacts:
    """An account with up to 42 bills and everything that can befall one."""
    temper = _pick(random, TEMPERS)
    this_month = as_of.year * 12 + as_of.month - 1
    months = range(this_month - _pick(random, (0, 1, 2, 3, 4, 6, 13, 24, 36, MONTHS)), this_month + 1)
    ended = this_month - (_between(random, 1, 40) if random.random() < 0.1 else 0)
    bills: list[Bill] = []
    for month in months:
        if month > ended or _below(random, 100) < temper.gaps:
            continue
        bills += _bills(month, random, temper)
    payments = [payment for bill in bills for payment in _payments(bill, random, temper)]
    return replace(
        PUNCTUAL,
        customer_number=f"3{number:09d}",
        kind=_pick(random, list(CustomerKind)),
        since=as_of - timedelta(days=_between(random, 0, 2_000)),
        method=_pick(random, list(PaymentMethod)),
        bills=tuple(bills),
        payments=tuple(payments),
        dunnings=tuple(dunning for bill in bills for dunning in _dunnings(bill, random, temper)),
        contacts=tuple(_contacts(random, as_of)),
        guarantee_fen=_pick(random, (0, 0, 0, 5_000, 20_000, 40_000)),
        theft_confirmed_on=as_of - timedelta(days=_between(random, -40, 1_000)) if random.random() < 0.05 else None,
        uses=tuple(_uses(this_month, random)) if random.random() < 0.3 else (),
        complaints=tuple(_complaints(random, as_of)),
        supply=_pick(random, (None, None, *Supply)),
        metered_since=as_of - timedelta(days=_between(random, 0, 1_500)) if random.random() < 0.1 else None,
        influence=random.random() < 0.2,
        certified_special=number % 9 == 0,
        disability=number % 7 == 0,
    )


def giant() -> CustomerFacts:
    """Everything as great as is believed, and one bill of three years open."""
    bills = [replace(bill(ago, MOST_FEN), energy_kwh=MOST_KWH) for ago in range(36)]
    uses = [MonthlyUse(one.month, *(MOST_KWH,) * 5) for one in bills[:24]]
    late = [paid(one, 3 * at) for at, one in enumerate(bills[1:12])]
    facts = account(bills, [*late, *map(paid, bills[12:])], [Dunning("b0", TODAY)], guarantee_fen=MOST_FEN)
    return replace(facts, uses=tuple(uses), supply=Supply.LARGE)


def swarm() -> CustomerFacts:
    """Thousands of bills as great as is believed, all open: their sum times their number is beyond 64 bits."""
    one = bill(1, MOST_FEN)
    return account(replace(one, id=f"z{at}", energy_kwh=180) for at in range(2_200))


def _uses(this_month: int, random: Random) -> Iterable[MonthlyUse]:
    """What a meter that knows more than energy recorded, with gaps; some meters lost a register on the way."""
    first, gaps, loses = this_month - _between(random, 1, 44), _pick(random, (0, 0, 3, 15)), random.random() < 0.3
    for month in range(first, this_month + 1):
        if _below(random, 100) < gaps:
            continue
        kwh = _pick(random, (0, _between(random, 0, 900), _between(random, 100, 200), 9_000, 400_000))
        lost = loses and _below(random, 100) < 20
        yield MonthlyUse(
            first_of(month),
            kwh,
            peak_kwh=None if lost else kwh * _between(random, 10, 60) // 100,
            valley_kwh=None if lost else kwh * _between(random, 5, 39) // 100,
            reactive_kvarh=None if lost else _below(random, kwh + 2),
            max_demand_kw=_pick(random, (None, 0, kwh // 300, kwh // 200 + 1)),
            estimated=_below(random, 100) < gaps,
        )


def _complaints(random: Random, as_of: date) -> Iterable[Complaint]:
    for _ in range(_pick(random, (0, 0, 0, 0, 1, 2))):
        made = as_of - timedelta(days=_between(random, -30, 900))
        yield Complaint(made, _pick(random, list(ComplaintOutcome)))


def steps_of(facts: CustomerFacts) -> int:
    """What the office's yearly record might say; not a fact the pure rules know, so made of the number."""
    return (0, 0, 0, 1, 2, 5)[int(facts.customer_number) % 6]


def _below(random: Random, bound: int) -> int:
    """As ``randrange``, at a fifth of its cost: fifty thousand histories take millions of throws."""
    return int(random.random() * bound)


def _between(random: Random, low: int, high: int) -> int:
    return low + _below(random, high - low + 1)


def _pick(random: Random, items: Sequence[T]) -> T:
    return items[_below(random, len(items))]


def _bills(month: int, random: Random, temper: Temper) -> Iterable[Bill]:
    due = first_of(month + _pick(random, (0, 1, 1, 1))).replace(day=_pick(random, (1, 20, 20, 20, 28)))
    if _below(random, 100) < temper.odd:
        due = first_of(month) + timedelta(days=_between(random, -20, 150))
    if _below(random, 100) < 30:
        due = first_of(month + 1) - timedelta(days=1)  # a month-end
    amount = _pick(random, (10_000, 10_000, _between(random, 1, 30_000)))
    if _below(random, 100) < temper.excluded:
        amount = _pick(random, (0, -500, amount))
    flags = [_below(random, 300) < temper.excluded for _ in range(3)]
    energy = _pick(random, (0, 180, _between(random, 0, 500), _between(random, 150, 220)))
    yield Bill(f"{month:05d}", first_of(month), due, amount, energy, *flags)
    if _below(random, 200) < temper.odd:  # a second one for the same month, sometimes due on the same day
        later = due + timedelta(days=_pick(random, (0, 0, 7)))
        yield Bill(f"{month:05d}b", first_of(month), later, _between(random, 1, 5_000), 20)


def _payments(bill: Bill, random: Random, temper: Temper) -> Iterable[Payment]:
    def paid(amount: int, days: int, state: PaymentState = PaymentState.SETTLED) -> Payment:
        return Payment(bill.id, amount, bill.due + timedelta(days=days), state, random.random() < 0.3)

    if random.random() < 0.06:
        yield paid(bill.amount_fen if bill.amount_fen > 0 else 0, _between(random, -5, 40), PaymentState.FAILED)
    if random.random() < 0.02:
        yield paid(abs(bill.amount_fen), _between(random, -5, 10), PaymentState.REVERSED)
    late = _below(random, 100) < temper.late
    days = _pick(random, (1, 3, 7, 8, 15, 30, 31, 45, 100)) if late else -_between(random, 0, 10)
    state = PaymentState.IN_TRANSIT if random.random() < 0.03 else PaymentState.SETTLED
    if bill.amount_fen <= 0 or _below(random, 100) < temper.open:
        return
    if _below(random, 100) >= temper.parts:
        yield paid(bill.amount_fen, days, state)
    else:
        yield from _parts(bill.amount_fen, days, random, paid)
    if _below(random, 300) < temper.odd:
        yield paid(bill.amount_fen, _between(random, -20, 60))  # paid again


def _parts(amount: int, days: int, random: Random, paid: Callable[[int, int], Payment]) -> Iterable[Payment]:
    part = _between(random, 0, amount)
    yield paid(part, days - _pick(random, (0, 1, 20)))
    if random.random() < 0.8:
        yield paid(amount - part + _pick(random, (0, 0, 100, -1 if part < amount else 0)), days)


def _dunnings(bill: Bill, random: Random, temper: Temper) -> Iterable[Dunning]:
    for days in (-2, 8, 25, 55):
        if _below(random, 250 if days < 0 else 100) < temper.dunned:
            yield Dunning(bill.id, bill.due + timedelta(days=days + _between(random, 0, 3)))


def _contacts(random: Random, as_of: date) -> Iterable[Contact]:
    favourite = _pick(random, list(Channel))
    for _ in range(_pick(random, (0, 1, 2, 3, 5, 12))):
        channel = favourite if random.random() < 0.5 else _pick(random, list(Channel))
        yield Contact(as_of - timedelta(days=_between(random, -30, 1_200)), _pick(random, list(Purpose)), channel)


def tables_of(customers: Sequence[CustomerFacts]) -> dict[str, pa.Table]:
    """The tables of a source."""
    of_bill = ["customer_number", "bill_id"]
    return {
        "customers": _table(
            [
                *("customer_number", "kind", "since", "method", "guarantee_fen", "theft_confirmed_on"),
                *("supply", "metered_since", "influence", "steps", "certified_special", "disability"),
            ],
            [
                (
                    *(c.customer_number, c.kind.value, c.since, c.method.value, c.guarantee_fen),
                    *(c.theft_confirmed_on, c.supply, c.metered_since, c.influence, steps_of(c)),
                    *(c.certified_special, c.disability),
                )
                for c in customers
            ],
        ),
        "bills": _table(
            [*of_bill, "month", "due", "amount_fen", "energy_kwh", "disputed", "estimated", "hardship"],
            [
                (
                    *(c.customer_number, b.id, b.month, b.due, b.amount_fen, b.energy_kwh),
                    *(b.disputed, b.estimated, b.hardship),
                )
                for c in customers
                for b in c.bills
            ],
        ),
        "payments": _table(
            [*of_bill, "amount_fen", "started_on", "state", "by_debit"],
            [
                (c.customer_number, p.bill_id, p.amount_fen, p.started_on, p.state.value, p.by_debit)
                for c in customers
                for p in c.payments
            ],
        ),
        "dunnings": _table(
            [*of_bill, "sent_on"],
            [(c.customer_number, d.bill_id, d.sent_on) for c in customers for d in c.dunnings],
        ),
        "contacts": _table(
            ["customer_number", "contacted_on", "purpose", "channel"],
            [(c.customer_number, k.on, k.purpose.value, k.channel.value) for c in customers for k in c.contacts],
        ),
        "uses": _table(
            ["customer_number", "month", *_USE],
            [(c.customer_number, u.month, *(getattr(u, name) for name in _USE)) for c in customers for u in c.uses],
        ),
        "complaints": _table(
            ["customer_number", "made_on", "outcome"],
            [(c.customer_number, k.made_on, k.outcome.value) for c in customers for k in c.complaints],
        ),
    }


_USE = ("energy_kwh", "peak_kwh", "valley_kwh", "reactive_kvarh", "max_demand_kw", "estimated")

_COLUMN_TYPES = {
    **dict.fromkeys(("supply", "outcome"), pa.string()),
    **dict.fromkeys(("metered_since", "made_on"), pa.date32()),
    **dict.fromkeys(("peak_kwh", "valley_kwh", "reactive_kvarh", "max_demand_kw", "steps"), pa.int64()),
    **dict.fromkeys(("influence", "certified_special", "disability"), pa.bool_()),
    **dict.fromkeys(("customer_number", "bill_id", "kind", "method", "state", "purpose", "channel"), pa.string()),
    **dict.fromkeys(("since", "theft_confirmed_on", "month", "due"), pa.date32()),
    **dict.fromkeys(("started_on", "sent_on", "contacted_on"), pa.date32()),
    **dict.fromkeys(("guarantee_fen", "amount_fen", "energy_kwh"), pa.int64()),
    **dict.fromkeys(("disputed", "estimated", "hardship", "by_debit"), pa.bool_()),
}


def _table(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    arrays = {
        name: pa.array(list(column), type=_COLUMN_TYPES[name]) for name, column in zip(names, columns, strict=True)
    }
    return pa.table(arrays)
