"""The city cut into ranges of customer numbers, each reckoned by itself and written as a finished file.

A range is done when its JSON file is there: it is written last, and under another name until it is whole. So a run
that is interrupted goes on where it stopped.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.loading import Loading
from kiosk.portrait.batch.numbered import PREFIX
from kiosk.portrait.batch.plan import AGAIN, MARKS, RESULT, TALLY, Plan
from kiosk.portrait.batch.rejects import write_rejects
from kiosk.portrait.batch.sources import Source
from kiosk.portrait.batch.tables import LATE, PORTRAIT

_ARROW = {"int64": pa.int64(), "string": pa.string(), "boolean": pa.bool_()}
PORTRAIT_SCHEMA = pa.schema([(name, _ARROW[kind]) for name, kind in PORTRAIT.items()])
LATE_SCHEMA = pa.schema([(name, _ARROW[kind]) for name, kind in LATE.items()])


_ASKED_LAST = {
    *(f"{PREFIX}{name}" for name in ("customers", "bills", "payments", "dunnings")),
    *("other_payments", "tally_bills", "tangled", "troubled"),
}
"""Tables ``Parts`` asks of once all steps are done."""


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
        self._engine, self._plan, self._folder = engine, plan, folder
        self._loading = Loading(engine, source, plan)
        self._steps = {name: step for name, step in plan.steps.items() if not name.startswith((PREFIX, TALLY))}
        self._done = {
            name: [one for one in used if one not in _ASKED_LAST] for name, used in plan.last_uses().items()
        }
        self._left = [name for name in plan.steps if not any(name in done for done in self._done.values())]
        self._asked = {name: self._asked_of(name) for name in ("payments", "dunnings")}

    def finished(self, part: Range) -> Done | None:
        path = self._folder / f"{part.name}.json"
        return Done(**json.loads(path.read_text())) if path.exists() else None

    def reckon(self, part: Range) -> Done:
        """Do one range and leave its files: portraits, late bills, rejects, and the mark that it is done."""
        rows, rejects = self._loading.load(part.where)
        self._take_steps()
        if self._engine.arrow(self._plan.table(AGAIN)).num_rows:
            rejects += self._loading.numbers_used_again(self._plan.table(AGAIN))
            self._take_steps()
        portraits, late = self._result(RESULT, PORTRAIT_SCHEMA), self._result(MARKS, LATE_SCHEMA)
        for name, asked in self._asked.items():
            rejects += self._loading.orphans(name, asked)
        self._engine.drop(self._left)
        done = Done(len(portraits), rows, len({(one.table, one.file, one.line) for one in rejects}))
        for name, table in ((part.name, portraits), (f"late-{part.name}", late)):
            write_whole(self._folder / f"{name}.parquet", partial(pq.write_table, table, compression="zstd"))
        write_whole(self._folder / f"{part.name}.rejects.csv", lambda path: write_rejects(path, sorted(rejects)))
        write_json(self._folder / f"{part.name}.json", {name: getattr(done, name) for name in Done.__slots__})
        return done

    def _take_steps(self) -> None:
        for name, expression in self._steps.items():
            self._engine.hold(name, expression)
            self._engine.drop(self._done.get(name, ()))

    def _result(self, name: str, schema: pa.Schema) -> pa.Table:
        """In an order of its own, so that the same input gives the same bytes."""
        table = self._engine.arrow(self._plan.table(name)).cast(schema)
        keys = ["customer_number", "age", "due", "bill_id"]
        return table.sort_by([(key, "ascending") for key in keys if key in schema.names])

    def _asked_of(self, name: str) -> ibis.Table:
        """The keys of rows that may belong to no bill."""
        rows = self._plan.table(f"{PREFIX}{name}")
        if name == "payments":
            known = (self._plan.table(name) for name in ("other_payments", "tally_bills", "tangled"))
            return checks.doubtful_payments(rows, *known)
        keys = ["customer", "bill"]
        return rows.anti_join(self._plan.table("troubled"), keys).select(*keys)


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
