"""The city cut into ranges of customer numbers, each reckoned by itself and written as a finished file.

A range is done when its JSON file is there: it is written last, and under another name until it is whole. So a run
that is interrupted goes on where it stopped.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.plan import RESULT, Plan
from kiosk.portrait.batch.rejects import Reject, shown, write_rejects
from kiosk.portrait.batch.sources import Source, SourceUnusable
from kiosk.portrait.batch.tables import FIELDS, KEYS, PARENTS, PORTRAIT

MOST_REJECTS_KEPT = 100_000  # of one table in one range; a run with more of them is stopped anyway

_ARROW = {"int64": pa.int64(), "string": pa.string(), "boolean": pa.bool_()}
PORTRAIT_SCHEMA = pa.schema([(name, _ARROW[kind]) for name, kind in PORTRAIT.items()])


@dataclass(frozen=True, slots=True)
class Range:
    """Customer numbers from ``low`` up to, not including, ``high``; None is open. The first holds the nulls too."""

    at: int
    low: str | None
    high: str | None

    @property
    def where(self) -> str:
        bounds = []
        if self.low is not None:
            bounds.append(f"customer_number >= {_quoted(self.low)}")
        if self.high is not None:
            below = f"customer_number < {_quoted(self.high)}"
            bounds.append(below if self.low is not None else f"({below} OR customer_number IS NULL)")
        return " AND ".join(bounds) or "TRUE"

    @property
    def name(self) -> str:
        return f"part-{self.at:05d}"


@dataclass(frozen=True, slots=True)
class Done:
    """What one range came to."""

    customers: int
    rows: int
    bad_rows: int


def ranges(engine: Engine, source: Source, customers_each: int) -> list[Range]:
    """Cut the customers into equal pieces; ``raw_customers`` must be there."""
    raw = checks.raw_table("customers", engine.columns("raw_customers"))
    numbers = raw.filter(raw.customer_number.notnull()).select(number=raw.customer_number.cast("string"))
    ranked = numbers.mutate(at=ibis.row_number().over(order_by=numbers.number))
    cuts = ranked.filter((ranked.at % customers_each == 0) & (ranked.at > 0)).select("number")
    found = sorted(set(engine.arrow(cuts)["number"].to_pylist()))
    bounds = [None, *found, None]
    return [Range(at, low, high) for at, (low, high) in enumerate(pairwise(bounds))]


def look(engine: Engine, source: Source, where: str = "TRUE") -> None:
    """Make the views ``raw_TABLE``. Raises SourceUnusable when columns are missing."""
    for name, origin in source.tables.items():
        engine.files(f"raw_{name}", origin.files, origin.copied, where)
        if missing := checks.missing_columns(name, engine.columns(f"raw_{name}")):
            raise SourceUnusable(f"{name}: no column {', '.join(missing)}")


def count_rows(engine: Engine, source: Source) -> dict[str, int]:
    """Rows of each table; needs the raw views."""
    counts = {}
    for name in source.tables:
        raw = checks.raw_table(name, engine.columns(f"raw_{name}"))
        counts[name] = int(engine.arrow(raw.count().name("n").as_table())["n"][0].as_py())
    return counts


class Parts:
    """Reckons ranges into ``folder`` with one engine; ``small`` tables must be there."""

    def __init__(self, engine: Engine, source: Source, plan: Plan, folder: Path) -> None:
        self._engine, self._source, self._plan, self._folder = engine, source, plan, folder
        self._tables = {name: checks.raw_table(name, engine.columns(f"raw_{name}")) for name in FIELDS}
        believed = {name: checks.believed(name, raw) for name, raw in self._tables.items()}
        self._believed = believed
        self._rows = {name: ibis.table(table.schema(), name=name) for name, table in believed.items()}
        self._doubted = {name: checks.doubted(name, raw) for name, raw in self._tables.items()}
        self._doubled = {name: checks.doubled(name, self._rows[name]) for name in KEYS}
        self._orphans = {name: self._orphans_of(name) for name in PARENTS}
        self._counts = {name: raw.count().name("n").as_table() for name, raw in self._tables.items()}
        self._result = plan.table(RESULT).order_by("customer_number")

    def finished(self, part: Range) -> Done | None:
        path = self._folder / f"{part.name}.json"
        return Done(**json.loads(path.read_text())) if path.exists() else None

    def reckon(self, part: Range) -> Done:
        """Do one range and leave its three files: portraits, rejects, and the mark that it is done."""
        look(self._engine, self._source, part.where)
        rows = sum(int(self._engine.arrow(count)["n"][0].as_py()) for count in self._counts.values())
        rejects = list(self._rejects_before())
        for name, expression in self._plan.steps.items():
            self._engine.hold(name, expression)
        table = self._engine.arrow(self._result).cast(PORTRAIT_SCHEMA)
        rejects += self._rejects_after()
        self._engine.drop(list(self._plan.steps))
        done = Done(len(table), rows, len({(one.table, one.file, one.line) for one in rejects}))
        write_whole(
            self._folder / f"{part.name}.parquet", lambda path: pq.write_table(table, path, compression="zstd")
        )
        write_whole(self._folder / f"{part.name}.rejects.csv", lambda path: write_rejects(path, sorted(rejects)))
        write_json(self._folder / f"{part.name}.json", {name: getattr(done, name) for name in Done.__slots__})
        return done

    def _rejects_before(self) -> Iterator[Reject]:
        for name in FIELDS:
            self._engine.view(name, self._believed[name])
            yield from self._doubted_cells(name)
        for name in KEYS:
            again = self._engine.arrow(self._doubled[name])
            if len(again):
                yield from self._places(name, again, KEYS[name][-1], "there already")
                self._leave_out(name, again)

    def _rejects_after(self) -> Iterator[Reject]:
        for name, expression in self._orphans.items():
            parent, keys = PARENTS[name]
            reason = f"no such row in {parent}, or it was rejected"
            yield from self._places(name, self._engine.arrow(expression), keys[-1], reason)

    def _orphans_of(self, name: str) -> ibis.Table:
        rows, parents = self._rows[name], self._rows[PARENTS[name][0]]
        if name == "payments":
            rows = checks.doubtful_payments(rows, self._plan.table("tally"), self._plan.terms)
        return checks.orphans(name, rows, parents).limit(MOST_REJECTS_KEPT)

    def _leave_out(self, name: str, again: pa.Table) -> None:
        self._engine.rows(f"again_{name}", again.select(list(checks.WHERE)).to_pylist())
        left_out = ibis.table({"file": "int64", "line": "int64"}, name=f"again_{name}")
        self._engine.view(name, self._believed[name].anti_join(left_out, list(checks.WHERE)))

    def _doubted_cells(self, name: str) -> Iterator[Reject]:
        fields = FIELDS[name]
        for row in self._engine.arrow(self._doubted[name].limit(MOST_REJECTS_KEPT)).to_pylist():
            for field in fields:
                if problem := row[f"{field.name}_problem"]:
                    value = shown(row[field.name], field.personal)
                    yield Reject(name, self._file(name, row["file"]), row["line"], field.name, value, problem)

    def _places(self, name: str, rows: pa.Table, column: str, reason: str) -> Iterator[Reject]:
        for row in rows.to_pylist():
            yield Reject(name, self._file(name, row["file"]), row["line"], column, shown(row[column], True), reason)

    def _file(self, table: str, at: int) -> str:
        return self._source.tables[table].names[at]


def write_json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(path, lambda whole: whole.write_text(text, encoding="utf-8"))


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Readers, and a run that goes on after a power cut, see the whole file or none."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    write(unfinished)
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
