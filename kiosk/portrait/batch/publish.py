"""The portraits as one SQLite file, for a hall that cannot reach the back office: it needs no DuckDB.

Two tables: ``about(key, value)`` with format, as_of, rules and customers, and ``portraits(customer_number, id_hash,
portrait)``, where ``portrait`` is JSON. The file is written beside the old one and renamed over it when whole.
"""

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from kiosk.portrait.batch.reasons import Row, reasons
from kiosk.portrait.batch.years import steps_file, years_of
from kiosk.portrait.marks import MonthlyMark
from kiosk.portrait.standing import YearOfGrades, word_of

FORMAT = 1

KEYS = (
    *("score", "grade", "base", "bonus"),
    *("risk_class", "risk_points", "rated", "open_fen", "days_overdue"),
    *("usage", "year_on_year", "trend", "peak_share", "valley_share", "load_factor", "power_factor"),
    *("prefers", "segment", "service_class"),
    *("certified_special", "disability", "key_account"),
)
"""Of each portrait, beside ``reasons``: a list of [element, code, detail, points]; and with a record of years
``years``: a list of [year, grades of the twelve month-ends, breached]."""

_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE portraits (customer_number TEXT PRIMARY KEY, id_hash TEXT, portrait TEXT);
"""
_AT_ONCE = 10_000
_MARK = ("age", "points", "month", "days_late", "unpaid_percent", "dunnings")

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Told = Callable[[int, int], None]
"""Called with customers done and customers in all."""


class RunUnusable(Exception):
    """The folder is no finished run, or the file of hashed numbers is not what it should be."""


def publish(run: Path, to: Path, id_hashes: Path | None, told: Told, record: Path | None = None) -> int:
    """Write the portraits of ``run`` (a folder as ``build`` makes it) to the file ``to``; returns how many.

    ``id_hashes``: CSV with the columns customer_number and id_hash, for whoever may be known by their ID card.
    ``record``: the years judged, so that a hall knows them of people it has not seen since.
    Raises RunUnusable, OSError.
    """
    if record and not steps_file(record).exists():
        raise RunUnusable(f"{record}: no record of years; kiosk portrait years --record {record} begins it")
    run = run.resolve()  # the run that is current now, even if another becomes it meanwhile
    about = _about(run)
    parts = sorted((run / "portrait").glob("*.parquet"))
    total = sum(pq.read_metadata(part).num_rows for part in parts)
    unfinished = to.with_name(f"{to.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with duckdb.connect(config={"memory_limit": "500MB", "threads": 2}) as numbers:
        numbers.execute("SET enable_progress_bar = false")
        _take_hashes(numbers, id_hashes)
        with closing(_opened(unfinished)) as database:
            done = 0
            for part in parts:
                for rows in _batches(numbers, part, run / "late" / part.name, record):
                    database.executemany("INSERT INTO portraits VALUES (?, ?, ?)", rows)
                    done += len(rows)
                    told(done, total)
            database.executemany("INSERT INTO about VALUES (?, ?)", [*about.items(), ("customers", str(done))])
            database.execute("CREATE INDEX portraits_by_id_hash ON portraits (id_hash)")
            database.commit()
    _turn(unfinished, to)
    return done


def _about(run: Path) -> dict[str, str]:
    try:
        manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunUnusable(f"{run}: no finished run: {error}") from error
    return {"format": str(FORMAT), "as_of": manifest["as_of"], "rules": manifest["rules"]}


def _opened(file: Path) -> sqlite3.Connection:
    """A half-written file is thrown away whole, so nothing is journalled."""
    file.touch(mode=0o640)
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(_SCHEMA)
    return database


def _take_hashes(numbers: duckdb.DuckDBPyConnection, file: Path | None) -> None:
    numbers.execute("CREATE TEMP TABLE hashes (customer_number VARCHAR, id_hash VARCHAR)")
    if file is None:
        return
    try:
        numbers.execute(
            "INSERT INTO hashes SELECT customer_number, min(id_hash) "
            "FROM read_csv(?, header = true, all_varchar = true) WHERE id_hash <> '' GROUP BY customer_number",
            [str(file)],
        )
    except duckdb.Error as error:
        raise RunUnusable(f"{file}: not a CSV file with customer_number and id_hash: {error}") from error


def _batches(
    numbers: duckdb.DuckDBPyConnection, portraits: Path, late: Path, record: Path | None
) -> Iterator[list[tuple[str, str | None, str]]]:
    """Rows of the SQLite table, in the order of customer numbers."""
    marks = _marks(late)
    rows = numbers.execute(
        "SELECT p.*, h.id_hash FROM read_parquet(?) p LEFT JOIN hashes h USING (customer_number) "
        "ORDER BY customer_number",
        [str(portraits)],
    )
    names = [column[0] for column in rows.description or ()]
    while found := rows.fetchmany(_AT_ONCE):
        dicts = [dict(zip(names, row, strict=True)) for row in found]
        whose = [row["customer_number"] for row in dicts]
        judged = years_of(record, whose) if record else None
        yield [
            (
                number,
                row["id_hash"],
                as_json(row, marks[number], None if judged is None else judged.get(number, ())),
            )
            for number, row in zip(whose, dicts, strict=True)
        ]


def _marks(late: Path) -> dict[str, list[MonthlyMark]]:
    marks: dict[str, list[MonthlyMark]] = defaultdict(list)
    table = pq.read_table(late)
    columns: list[list[Any]] = [table[name].to_pylist() for name in ("customer_number", *_MARK)]
    for number, *mark in zip(*columns, strict=True):
        marks[number].append(MonthlyMark(*mark))
    return marks


def as_json(row: Row, late: list[MonthlyMark], years: Iterable[YearOfGrades] | None = None) -> str:
    portrait: dict[str, Any] = {key: row[key] for key in KEYS}
    portrait["reasons"] = [[element, r.code, r.detail, r.points] for element, r in reasons(row, late)]
    if years is not None:
        portrait["years"] = [[one.year, word_of(one.month_ends), one.breached] for one in years]
    return _JSON.encode(portrait)


def _turn(unfinished: Path, to: Path) -> None:
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(to)
    folder = os.open(to.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
