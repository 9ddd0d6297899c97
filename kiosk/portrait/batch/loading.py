"""One range of the source taken into the engine: the rows believed, and of the others where they stand and why.

Everything is read once. That all is well is found out by counting, which costs little; only where the counts do not
agree are the rows looked for.
"""

from collections.abc import Iterator

import ibis
import pyarrow as pa

from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.numbered import PREFIX, with_keys
from kiosk.portrait.batch.plan import TALLY, Plan
from kiosk.portrait.batch.rejects import Reject, shown
from kiosk.portrait.batch.sources import Source, SourceUnusable
from kiosk.portrait.batch.tables import FIELDS, KEYS
from kiosk.portrait.batch.terms import Table

FOUND, HELD, SUSPECTS, STRANGERS = "found", "held", "suspects", "strangers"
MOST_REJECTS_KEPT = 100_000  # of one table in one range; with more the source cannot be believed


def look(engine: Engine, source: Source, where: str = "TRUE") -> None:
    """Make the views ``raw_TABLE``. Raises SourceUnusable when columns are missing or cannot be read, or customer
    numbers are not texts: in the order of texts the parts are cut."""
    for name, origin in source.tables.items():
        engine.files(f"raw_{name}", origin.files, origin.copied, where)
        columns = engine.columns(f"raw_{name}")
        if missing := checks.missing_columns(name, columns):
            raise SourceUnusable(f"{name}: no column {', '.join(missing)}")
        if (kind := columns["customer_number"]) != "string":
            raise SourceUnusable(f"{name}: customer_number is {kind}, not text; write it as text")
        if unreadable := checks.unreadable(name, columns):
            raise SourceUnusable(f"{name}: {', '.join(unreadable)}")


class Loading:
    """``raw_TABLE``, ``good_TABLE`` and ``TABLE`` are views of the files: all rows, those believed with their
    places, and without. ``numbered_TABLE`` and ``tally_TABLE`` are held, as the ``plan`` has them."""

    def __init__(self, engine: Engine, source: Source, plan: Plan) -> None:
        self._engine, self._source, self._plan = engine, source, plan
        raw = {name: checks.raw_table(name, engine.columns(f"raw_{name}")) for name in FIELDS}
        self._raw = raw
        self._believed = {name: checks.believed(name, raw[name]) for name in FIELDS}
        self._good = {name: ibis.table(self._believed[name].schema(), name=f"good_{name}") for name in FIELDS}
        self._numbered = {name: plan.table(f"{PREFIX}{name}") for name in FIELDS}
        self._tallies = {name: plan.table(f"{TALLY}{name}") for name in FIELDS if f"{TALLY}{name}" in plan.steps}
        self._counts = checks.counts(raw, self._numbered, self._tallies)
        self._left_out: dict[str, list[Table]] = {}
        self._strange: set[str] = set()

    def load(self, where: str) -> tuple[int, list[Reject]]:
        """Rows of all tables in the range ``where``, and those not believed."""
        look(self._engine, self._source, where)
        self._left_out = {name: [] for name in FIELDS}
        self._strange.clear()
        counts, rejects = self._hold_all(), list[Reject]()
        for name in FIELDS:
            if counts[name, HELD] < counts[name, FOUND]:
                rejects += self._doubted(name)
            if counts.get((name, STRANGERS)):
                rejects += self._strangers(name)
            if counts.get((name, SUSPECTS)):
                rejects += self._doubled(name)
        if counts["customers", SUSPECTS]:
            self._surely_told_apart()
        return sum(counts[name, FOUND] for name in FIELDS), rejects

    def orphans(self, name: str, asked: Table) -> list[Reject]:
        """Rows of ``name`` that belong to no bill, of the keys ``asked``."""
        self._engine.hold(f"asked_{name}", asked.distinct())
        asked = ibis.table(asked.schema(), name=f"asked_{name}")
        lost = self._few(name, checks.unclaimed(asked, self._numbered["bills"]))
        if not lost.num_rows:
            return []
        keys = ["customer", "bill"]
        mine = self._among(f"lost_{name}", lost, keys)
        places = with_keys(self._good[name]).semi_join(mine, keys)
        return self._of_nobody(name, places, "bill_id", "bills")

    def _hold_all(self) -> dict[tuple[str, str], int]:
        """Hold every table; (table, what) -> how many."""
        for name in FIELDS:
            self._hold(name)
        return {(row["name"], row["what"]): row["n"] for row in self._engine.arrow(self._counts).to_pylist()}

    def _hold(self, name: str) -> None:
        believed = self._believed[name]
        for out in self._left_out[name]:
            believed = believed.anti_join(out, list(checks.WHERE))
        self._engine.view(f"good_{name}", believed)
        rows = self._good[name].drop(*checks.WHERE)
        if name in self._strange:
            rows = rows.semi_join(self._numbered["customers"], "customer_number")
        self._engine.view(name, rows)
        for step in (f"{PREFIX}{name}", f"{TALLY}{name}"):
            if step in self._plan.steps:
                self._engine.hold(step, self._plan.steps[step])

    def _surely_told_apart(self) -> None:
        """Raises SourceUnusable when two customers of the range share a hash, in one night of some 10^8."""
        shared = checks.namesakes(self._numbered["customers"])
        if self._engine.arrow(shared).num_rows:
            raise SourceUnusable("customers: two in one part cannot be told apart; make the parts smaller")

    def _strangers(self, name: str) -> list[Reject]:
        """Rows of customers who are not there; they are held no longer."""
        self._strange.add(name)
        self._hold(name)
        strange = self._good[name].anti_join(self._numbered["customers"], "customer_number")
        return self._of_nobody(name, strange, "customer_number", "customers")

    def _of_nobody(self, name: str, rows: Table, column: str, parent: str) -> list[Reject]:
        places = self._few(name, rows.select(*checks.WHERE, column))
        reason = f"no such row in {parent}, or it was rejected"
        return list(self._places(name, places, column, reason))

    def _few(self, name: str, rows: Table) -> pa.Table:
        """The bad rows, each of which will be named. Raises SourceUnusable when there is no end of them."""
        found = self._engine.arrow(rows.limit(MOST_REJECTS_KEPT))
        if found.num_rows == MOST_REJECTS_KEPT:
            raise SourceUnusable(
                f"{name}: {MOST_REJECTS_KEPT:,} bad rows and more in one part; nothing is published"
            )
        return found

    def _doubted(self, name: str) -> Iterator[Reject]:
        for row in self._few(name, checks.doubted(name, self._raw[name])).to_pylist():
            for field in FIELDS[name]:
                if problem := row[f"{field.name}_problem"]:
                    value = shown(row[field.name], field.personal)
                    yield Reject(name, self._file(name, row["file"]), row["line"], field.name, value, problem)

    def numbers_used_again(self, suspects: Table) -> list[Reject]:
        """Bills of the ``suspects`` with a number that is there already. All tables are held anew, without them."""
        rejects = self._doubled("bills", suspects)
        self._hold_all()
        return rejects

    def _doubled(self, name: str, suspects: Table | None = None) -> list[Reject]:
        """The first of equal rows stays, the others are left out."""
        customers, known = self._numbered["customers"], self._tallies.get(name)
        if suspects is None:
            suspects = checks.namesakes(customers) if known is None else checks.suspects(known)
        numbers = customers.semi_join(suspects, "customer").select("customer_number")
        suspected = self._engine.arrow(numbers)
        if not suspected.num_rows:
            return []
        among = self._among(f"suspected_{name}", suspected, ["customer_number"])
        again = self._engine.arrow(checks.doubled(name, self._good[name], among))
        if not again.num_rows:
            return []
        out = f"again_{name}_{len(self._left_out[name])}"
        self._left_out[name].append(self._among(out, again, list(checks.WHERE)))
        self._hold(name)
        return list(self._places(name, again, KEYS[name][-1], "there already"))

    def _among(self, name: str, rows: pa.Table, columns: list[str]) -> Table:
        self._engine.table(name, rows.select(columns))
        types = {"int64": "int64", "string": "string"}
        return ibis.table({column: types[str(rows.schema.field(column).type)] for column in columns}, name=name)

    def _places(self, name: str, rows: pa.Table, column: str, reason: str) -> Iterator[Reject]:
        for row in rows.to_pylist():
            yield Reject(name, self._file(name, row["file"]), row["line"], column, shown(row[column], True), reason)

    def _file(self, table: str, at: int) -> str:
        return self._source.tables[table].names[at]
