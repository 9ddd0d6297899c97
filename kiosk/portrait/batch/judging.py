"""The full years of every customer of a source, judged by the pure rule from the raw facts."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from kiosk.domain.customer import Bill, CustomerFacts, CustomerKind, Dunning, Payment, PaymentMethod, PaymentState
from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.loading import look
from kiosk.portrait.batch.parts import count_rows, ranges
from kiosk.portrait.batch.sources import Source, SourceUnusable
from kiosk.portrait.ledger import ledger_of
from kiosk.portrait.standing import YearOfGrades, years_of_grades

ASKED = ("customers", "bills", "payments", "dunnings")
MOST_BAD = 10_000  # rows per million; a year judged from less than this is not judged
CUSTOMERS_EACH = 20_000
_KEPT = 100_000

Told = Callable[[int, int, int, int], None]
"""Called with customers done, rows done, rows in all, and bad rows so far."""

Judged = tuple[str, tuple[YearOfGrades, ...]]

_PLACE = [(column, "ascending") for column in ("customer_number", "file", "line")]


def narrowed(source: Source) -> Source:
    """Only the tables a grade is made of."""
    return Source({name: source.tables[name] for name in ASKED}, source.broken)


def reached(engine: Engine, source: Source, as_of: date) -> tuple[int, ...]:
    """The years that were over on ``as_of`` and of which there are bills from January to December."""
    look(engine, source)
    bills = _believed(engine, "bills")
    ends = engine.arrow(bills.agg(first=bills.month.min(), last=bills.month.max()))
    first, last = ends["first"][0].as_py(), ends["last"][0].as_py()
    if first is None:
        return ()
    return tuple(y for y in range(first.year, as_of.year) if first <= date(y, 1, 1) and date(y, 12, 1) <= last)


def judged(
    engine: Engine, source: Source, years: Sequence[int], grace_days: int, told: Told
) -> Iterator[tuple[Judged, ...]]:
    """Customers by their number, a range at a time. Raises SourceUnusable when too much of it is bad."""
    look(engine, source)
    total = sum(count_rows(engine, source).values()) + len(source.broken)
    judge = _Judge(years, grace_days)
    customers = seen = 0
    bad = len(source.broken)
    for part in ranges(engine, source, CUSTOMERS_EACH):
        look(engine, source, part.where)
        rows = {name: engine.arrow(_believed(engine, name)).sort_by(_PLACE) for name in ASKED}
        there = sum(count_rows(engine, source).values())
        bad += there - sum(table.num_rows for table in rows.values())
        if bad * 1_000_000 > MOST_BAD * total:
            raise SourceUnusable(f"{bad:,} of {total:,} rows are bad, too many to judge anybody by; see a build")
        seen += there
        done = tuple((facts.customer_number, judge(facts)) for facts in _facts(rows))
        customers += len(done)
        told(customers, seen, total, bad)
        yield done


class _Judge:
    """Whoever always paid in time is judged by nothing but when their bills fell due, which many have in common."""

    def __init__(self, years: Sequence[int], grace_days: int) -> None:
        self._years, self._grace_days = years, grace_days
        self._known: dict[tuple[Any, ...], tuple[YearOfGrades, ...]] = {}

    def __call__(self, facts: CustomerFacts) -> tuple[YearOfGrades, ...]:
        ledger = ledger_of(facts, self._grace_days)
        if facts.theft_confirmed_on or any(line.covered > line.due for line in ledger if line.counted):
            return years_of_grades(facts, self._years, self._grace_days)
        same = (facts.since, *((line.month, line.due, line.counted) for line in ledger))
        if (known := self._known.get(same)) is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[same] = years_of_grades(facts, self._years, self._grace_days)
        return known


def _believed(engine: Engine, name: str) -> ibis.Table:
    return checks.believed(name, checks.raw_table(name, engine.columns(f"raw_{name}")))


def _facts(rows: Mapping[str, pa.Table]) -> Iterator[CustomerFacts]:
    """By number; of equal ones the first counts, as in the nightly run."""
    bills: defaultdict[str, dict[str, Bill]] = defaultdict(dict)
    payments: defaultdict[str, list[Payment]] = defaultdict(list)
    dunnings: defaultdict[str, list[Dunning]] = defaultdict(list)
    for number, bill in zip(_column(rows, "bills"), map(_bill, _rows(rows["bills"], *_BILL)), strict=True):
        bills[number].setdefault(bill.id, bill)
    for number, id, fen, on, state in _rows(rows["payments"], "customer_number", *_PAYMENT):
        payments[number].append(Payment(id, fen, on, PaymentState(state)))
    for number, id, on in _rows(rows["dunnings"], "customer_number", "bill_id", "sent_on"):
        dunnings[number].append(Dunning(id, on))
    last = None
    for number, since, theft in _rows(rows["customers"], "customer_number", "since", "theft_confirmed_on"):
        if number != last:
            last = number
            own = tuple(bills.pop(number, {}).values())
            yield _customer(number, since, theft, own, payments.pop(number, []), dunnings.pop(number, []))


_BILL = ("bill_id", "month", "due", "amount_fen", "disputed", "estimated", "hardship")
_PAYMENT = ("bill_id", "amount_fen", "started_on", "state")


def _bill(cells: tuple[Any, ...]) -> Bill:
    id, month, due, fen, disputed, estimated, hardship = cells
    return Bill(id, month, due, fen, 0, disputed=disputed, estimated=estimated, hardship=hardship)


def _column(rows: Mapping[str, pa.Table], table: str) -> list[str]:
    numbers: list[str] = rows[table]["customer_number"].to_pylist()
    return numbers


def _rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in names), strict=True)


def _customer(
    number: str,
    since: date,
    theft: date | None,
    bills: tuple[Bill, ...],
    payments: list[Payment],
    dunnings: list[Dunning],
) -> CustomerFacts:
    """Without what no grade is made of."""
    return CustomerFacts(
        customer_number=number,
        kind=CustomerKind.HOUSEHOLD,
        name="",
        birth_date=None,
        since=since,
        method=PaymentMethod.COUNTER,
        bills=bills,
        payments=tuple(payments),
        dunnings=tuple(dunnings),
        theft_confirmed_on=theft,
    )
