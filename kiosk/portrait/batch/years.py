"""The record of the years everybody was judged for, and the steps of the service class that come of it.

The folder of the record::

    years/2026.parquet      customer_number, grades of the twelve month-ends, breached; written only once
    lock                    held by whoever judges
    steps.parquet           customer_number, steps held, when each was granted, years towards the next
    changed-2027.csv        whose steps the newest year changed on 1 January, and why

A year is judged once it is over. What follows from the years is made anew every time, the same to the byte, so the
job may run every night and has nothing to do on most.
"""

import csv
import json
import os
import shutil
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kiosk.portrait.batch.build import MOST_BAD, PER_MILLION, Progress, alone
from kiosk.portrait.batch.engines import DuckDb, Engine
from kiosk.portrait.batch.judging import YEAR, Job, Piece, judged, narrowed, reached
from kiosk.portrait.batch.parts import count_rows, ranges, write_whole
from kiosk.portrait.batch.side_by_side import side_by_side
from kiosk.portrait.batch.sources import SourceUnusable, open_source
from kiosk.portrait.standing import YEARS_FOR_A_STEP, Steps, YearOfGrades, YearRule, month_ends_of, steps_of

_STEPS = pa.schema(
    [("customer_number", pa.string()), ("steps", pa.int64()), ("granted", pa.string()), ("years", pa.int64())]
)
_CHANGES = ("customer_number", "change", "steps_before", "steps", "why")
_UNFINISHED = "unfinished-"
_OF_A_YEAR = "[0-9][0-9][0-9][0-9].parquet"
_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class YearOrder:
    """What to judge, and how. ``rule`` and ``grace_days`` belong to the record; ``memory_mb`` is each worker's."""

    source: str
    record: Path
    as_of: date
    rule: YearRule = YearRule.ALL_MONTHS
    grace_days: int = 0
    encoding: str = "utf-8"
    workers: int = 1
    customers_each: int = 10_000
    memory_mb: int = 300


@dataclass(frozen=True, slots=True)
class Change:
    """``why``: ``three_years_at_a granted=2027-01-01 years=2024,2025,2026 untold=5`` or ``breach year=2026``."""

    customer_number: str
    change: str
    before: int
    after: int
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call came to. ``year``: the newest of the record; None: nothing has been judged yet. ``untold``: how
    many customers have month-ends for which the source began too late."""

    judged: tuple[int, ...]
    year: int | None
    holding: Mapping[int, int]
    raised: int
    lost: int
    changes: Path | None
    untold: int = 0


def keep_years(order: YearOrder, told: Progress) -> Outcome:
    """Judge what is over and not judged yet, then say who holds which steps. Raises SourceUnusable, Busy, OSError.

    OSError, too, when the record was begun with another rule or other days of grace.
    """
    record = order.record
    (record / "years").mkdir(parents=True, exist_ok=True)
    with alone(record):
        for left in record.glob(f"{_UNFINISHED}*"):  # of a run that was killed
            shutil.rmtree(left)
        _same_terms(record, {"rule": order.rule.value, "grace_days": order.grace_days})
        work = Path(mkdtemp(prefix=_UNFINISHED, dir=record))
        try:
            wanted = _judge_what_is_over(order, work, told)
        finally:
            shutil.rmtree(work)
        return _write_steps(record, wanted, order.as_of, order.rule)


def _judge_what_is_over(order: YearOrder, work: Path, told: Progress) -> tuple[int, ...]:
    """Copies of facts, and whatever else is in the way, are in ``work``: nothing of them outlasts the next run."""
    engine = DuckDb(work)
    try:
        source = narrowed(open_source(order.source, work / "staging", order.encoding))
        reach = reached(engine, source, order.as_of)
        wanted = tuple(year for year in reach.years if not _file(order.record, year).exists())
        if wanted:
            job = Job(source, wanted, reach.told_from, order.grace_days, order.memory_mb, work)
            with closing(_pieces(engine, job, order, told)) as pieces:
                _write_years(order.record, work, wanted, pieces)
        return wanted
    finally:
        engine.close()


def _pieces(engine: Engine, job: Job, order: YearOrder, told: Progress) -> Generator[Piece, None, None]:
    """In the order of customer numbers. Raises SourceUnusable when too much is bad."""
    total = sum(count_rows(engine, job.source).values()) + len(job.source.broken)
    customers, seen, bad = 0, 0, len(job.source.broken)
    parts = ranges(engine, job.source, order.customers_each)
    with closing(side_by_side(partial(judged, job), parts, order.workers)) as finished:
        for piece in finished:
            customers, seen, bad = customers + piece.customers, seen + piece.rows, bad + piece.bad
            if bad * PER_MILLION > MOST_BAD * total:
                raise SourceUnusable(
                    f"{bad:,} of {total:,} rows are bad, too many to judge anybody by; see a build"
                )
            told(customers, seen, total, bad)
            yield piece


def steps_file(record: Path) -> Path:
    """What a build takes its steps from; see ``recorded_steps``."""
    return record / "steps.parquet"


def years_of(record: Path, numbers: Sequence[str]) -> dict[str, tuple[YearOfGrades, ...]]:
    """Of these customers, for a publication."""
    with duckdb.connect() as database:
        database.register("asked", pa.table({"customer_number": pa.array(numbers, pa.string())}))
        only = "WHERE customer_number IN (SELECT customer_number FROM asked)"
        return dict(_grouped(database, record, date.max.year, only))


def rule_of(record: Path) -> YearRule:
    """That of the record. Raises OSError when there is none."""
    return YearRule(json.loads((record / "terms.json").read_text(encoding="utf-8"))["rule"])


def _same_terms(record: Path, terms: Mapping[str, object]) -> None:
    file = record / "terms.json"
    text = json.dumps(terms, sort_keys=True) + "\n"
    if not file.exists():
        write_whole(file, lambda whole: whole.write_text(text, encoding="utf-8"))
    elif file.read_text(encoding="utf-8") != text:
        raise OSError(f"{record}: was begun with other terms, {file.read_text(encoding='utf-8').strip()}")


def _file(record: Path, year: int) -> Path:
    return record / "years" / f"{year}.parquet"


def _write_years(record: Path, work: Path, years: Sequence[int], pieces: Iterable[Piece]) -> None:
    """All of them, or none: files get their names when the last customer is judged."""
    with ExitStack() as open_files:
        files = [open_files.enter_context(pq.ParquetWriter(work / f"{year}", YEAR)) for year in years]
        for piece in pieces:
            for file, table in zip(files, piece.years, strict=True):
                file.write_table(table)
    for year in years:
        with (work / f"{year}").open("rb+") as whole:
            os.fsync(whole.fileno())
        (work / f"{year}").replace(_file(record, year))


def _write_steps(record: Path, wanted: tuple[int, ...], as_of: date, rule: YearRule) -> Outcome:
    known = sorted(int(file.stem) for file in (record / "years").glob(_OF_A_YEAR) if int(file.stem) < as_of.year)
    if not known:
        _keep_steps(record, {name: [] for name in _STEPS.names})  # a build finds that nobody holds any
        return Outcome(wanted, None, {}, 0, 0, None)
    rows: dict[str, list[object]] = {name: [] for name in _STEPS.names}
    holding, changes, untold = Counter[int](), list[Change](), 0
    with duckdb.connect() as database:
        for number, years in _grouped(database, record, as_of.year):
            steps = steps_of(years, rule)
            before = steps_of((one for one in years if one.year < known[-1]), rule)
            changes += _changes(number, years, before, steps)
            holding[len(steps.granted)] += 1
            untold += any(one.untold for one in years)
            if steps.granted:
                told = (number, len(steps.granted), " ".join(map(str, steps.granted)), steps.years)
                for name, cell in zip(_STEPS.names, told, strict=True):
                    rows[name].append(cell)
    _keep_steps(record, rows)
    said = record / f"changed-{known[-1] + 1}.csv"
    write_whole(said, partial(_write_changes, changes))
    ways = Counter(one.change for one in changes)
    return Outcome(wanted, known[-1], dict(sorted(holding.items())), ways["raised"], ways["lost"], said, untold)


def _keep_steps(record: Path, rows: Mapping[str, list[object]]) -> None:
    write_whole(steps_file(record), partial(pq.write_table, pa.table(dict(rows), schema=_STEPS)))


def _grouped(
    database: duckdb.DuckDBPyConnection, record: Path, before: int, only: str = ""
) -> Iterator[tuple[str, tuple[YearOfGrades, ...]]]:
    """Each customer with their years, the oldest first, by customer number."""
    files = sorted(file for file in (record / "years").glob(_OF_A_YEAR) if int(file.stem) < before)
    if not files:
        return
    found = database.execute(
        "SELECT customer_number, list(year ORDER BY year), list(grades ORDER BY year), "
        "list(breached ORDER BY year) FROM (SELECT *, parse_filename(filename, true)::INTEGER AS year "
        f"FROM read_parquet(?, filename = true) {only}) GROUP BY 1 ORDER BY 1",
        [[str(file) for file in files]],
    )
    while rows := found.fetchmany(_AT_ONCE):
        for number, *columns in rows:
            yield number, tuple(_year(*cells) for cells in zip(*columns, strict=True))


def _year(year: int, word: str, breached: bool) -> YearOfGrades:
    return YearOfGrades(year, month_ends_of(word), breached)


def _changes(number: str, years: Sequence[YearOfGrades], before: Steps, after: Steps) -> Iterator[Change]:
    """What the newest year brought. A year in breach loses all, and cannot grant one as well."""
    held, holds, newest = len(before.granted), len(after.granted), years[-1]
    if holds > held:
        of = ",".join(str(newest.year - back) for back in reversed(range(YEARS_FOR_A_STEP)))
        untold = sum(one.untold for one in years[-YEARS_FOR_A_STEP:])
        why = f"three_years_at_a granted={after.granted[-1]} years={of}" + (f" untold={untold}" if untold else "")
        yield Change(number, "raised", held, holds, why)
    elif holds < held:
        yield Change(number, "lost", held, holds, f"breach year={newest.year}")


def _write_changes(changes: Iterable[Change], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(_CHANGES)
        lines.writerows((one.customer_number, one.change, one.before, one.after, one.why) for one in changes)
