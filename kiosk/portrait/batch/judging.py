"""The full years of every customer of a source, judged by the pure rule from the raw facts, a range at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import pyarrow as pa

from kiosk.domain.customer import Bill, CustomerFacts, CustomerKind, Dunning, Payment, PaymentMethod, PaymentState
from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import DuckDb, Engine
from kiosk.portrait.batch.loading import look
from kiosk.portrait.batch.parts import Range, count_rows
from kiosk.portrait.batch.sources import Source
from kiosk.portrait.ledger import KEPT_MONTHS, LedgerLine, ledger_of
from kiosk.portrait.months import month_number
from kiosk.portrait.standing import YearOfGrades, word_of, years_of_grades

ASKED = ("customers", "bills", "payments", "dunnings")
YEAR = pa.schema([("customer_number", pa.string()), ("grades", pa.string()), ("breached", pa.bool_())])
_KEPT = 100_000
_FEWEST = 100  # a month with less than a hundredth of the busiest one's bills is a slip of the pen, not a beginning

_PLACE = [(column, "ascending") for column in ("customer_number", "file", "line")]


@dataclass(frozen=True, slots=True)
class Reach:
    """The first month a source tells of, and the years that are over of which it has January to December."""

    told_from: date | None = None
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What to judge; enough for a process that knows nothing else. ``work`` is a folder for what does not fit."""

    source: Source
    years: tuple[int, ...]
    told_from: date | None
    grace_days: int
    memory_mb: int
    work: Path


@dataclass(frozen=True, slots=True)
class Piece:
    """One range of customers: a table for each of the years, and the rows that were read."""

    years: tuple[pa.Table, ...]
    rows: int
    bad: int

    @property
    def customers(self) -> int:
        return len(self.years[0]) if self.years else 0


def narrowed(source: Source) -> Source:
    """Only the tables a grade is made of."""
    return Source({name: source.tables[name] for name in ASKED}, source.broken)


def reached(engine: Engine, source: Source, as_of: date) -> Reach:
    """How far back and forth the bills go."""
    look(engine, source)
    bills = _believed(engine, "bills")
    month = bills.month.truncate("M")
    counted = engine.arrow(bills.group_by(month=month).agg(bills=bills.count())).to_pylist()
    busiest = max((row["bills"] for row in counted), default=0)
    months = [row["month"] for row in counted if row["bills"] * _FEWEST >= busiest]
    if not months:
        return Reach()
    first, last = min(months), max(months)
    years = (y for y in range(first.year, as_of.year) if first <= date(y, 1, 1) and date(y, 12, 1) <= last)
    return Reach(first, tuple(years))


def judged(job: Job, part: Range) -> Piece:
    """The customers of one range by their number; an engine of its own reads them."""
    with TemporaryDirectory(dir=job.work) as spill:
        engine = DuckDb(Path(spill), job.memory_mb, threads=1)
        try:
            look(engine, job.source, part.where)
            rows = {name: engine.arrow(_believed(engine, name)).sort_by(_PLACE) for name in ASKED}
            there = sum(count_rows(engine, job.source).values())
        finally:
            engine.close()
    bad = there - sum(table.num_rows for table in rows.values())
    judge = _Judge(job)
    done = [(facts.customer_number, judge(facts)) for facts in _facts(rows)]
    return Piece(tuple(_table(done, at) for at in range(len(job.years))), there, bad)


def _table(done: Sequence[tuple[str, tuple[YearOfGrades, ...]]], at: int) -> pa.Table:
    numbers = [number for number, _ in done]
    words = [word_of(years[at].month_ends) for _, years in done]
    return pa.table([numbers, words, [years[at].breached for _, years in done]], schema=YEAR)


class _Judge:
    """Whoever always paid in time is judged by nothing but when their bills fell due, which many have in common."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._known: dict[tuple[Any, ...], tuple[YearOfGrades, ...]] = {}
        beginnings = [month_number(date(year, 1, 1)) for year in job.years]
        beginnings += [month_number(job.told_from)] if job.told_from else []
        oldest = min(beginnings) - KEPT_MONTHS - 1
        self._oldest = date(oldest // 12, oldest % 12 + 1, 1)  # contracts older than this are alike

    def __call__(self, facts: CustomerFacts) -> tuple[YearOfGrades, ...]:
        ledger = ledger_of(facts, self._job.grace_days)
        if facts.theft_confirmed_on or any(line.covered > line.due for line in ledger if line.counted):
            return self._judged(facts, ledger)
        same = (max(facts.since, self._oldest), *((line.month, line.due, line.counted) for line in ledger))
        if (known := self._known.get(same)) is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[same] = self._judged(facts, ledger)
        return known

    def _judged(self, facts: CustomerFacts, ledger: Sequence[LedgerLine]) -> tuple[YearOfGrades, ...]:
        job = self._job
        return years_of_grades(facts, job.years, job.grace_days, job.told_from, ledger)


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
