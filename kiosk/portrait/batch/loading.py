"""One range of the source taken into the engine: the rows believed, and of the others where they stand and why.

Everything is read once. That all is well is found out by counting, which costs little; only where the counts do not
agree are the rows looked for.
"""

from collections.abc import Iterator

import ibis
import pyarrow as pa

from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.rejects import Reject, shown
from kiosk.portrait.batch.sources import Source, SourceUnusable
from kiosk.portrait.batch.tables import FIELDS, KEYS, PARENTS
from kiosk.portrait.batch.terms import Table

MOST_REJECTS_KEPT = 100_000  # of one table in one range; a run with more of them is stopped anyway


def look(engine: Engine, source: Source, where: str = "TRUE") -> None:
    """Make the views ``raw_TABLE``. Raises SourceUnusable when columns are missing."""
    for name, origin in source.tables.items():
        engine.files(f"raw_{name}", origin.files, origin.copied, where)
        if missing := checks.missing_columns(name, engine.columns(f"raw_{name}")):
            raise SourceUnusable(f"{name}: no column {', '.join(missing)}")


class Loading:
    """``raw_TABLE``, ``good_TABLE`` are views of the files; ``TABLE`` is held, believed and without places."""

    def __init__(self, engine: Engine, source: Source) -> None:
        self._engine, self._source = engine, source
        raw = {name: checks.raw_table(name, engine.columns(f"raw_{name}")) for name in FIELDS}
        self._raw = raw
        self._believed = {name: checks.believed(name, raw[name]) for name in FIELDS}
        self._good = {name: ibis.table(self._believed[name].schema(), name=f"good_{name}") for name in FIELDS}
        self._held = {name: good.drop(*checks.WHERE) for name, good in self._good.items()}
        self._tables = {name: ibis.table(held.schema(), name=name) for name, held in self._held.items()}

    def load(self, where: str) -> tuple[int, list[Reject]]:
        """Rows of all tables in the range ``where``, and those not believed."""
        look(self._engine, self._source, where)
        rows, rejects = 0, list[Reject]()
        for name in FIELDS:
            self._engine.view(f"good_{name}", self._believed[name])
            self._engine.hold(name, self._held[name])
            found, held = self._count(self._raw[name]), self._count(self._tables[name])
            rows += found
            if held < found:
                rejects += self._doubted(name)
            if name in KEYS and self._engine.arrow(checks.suspects(name, self._tables[name]).limit(1)).num_rows:
                rejects += self._doubled(name)
        return rows, rejects

    def orphans(self, name: str, found: Table) -> list[Reject]:
        """``found``: keys of held rows that belong to nobody; a key may stand there more than once."""
        keys = self._engine.arrow(found.distinct().limit(MOST_REJECTS_KEPT))
        if not keys.num_rows:
            return []
        parent, columns = PARENTS[name]
        lost = self._among(f"lost_{name}", keys, list(columns))
        places = self._good[name].semi_join(lost, list(columns)).select(*checks.WHERE, *columns)
        reason = f"no such row in {parent}, or it was rejected"
        return list(self._places(name, self._engine.arrow(places.limit(MOST_REJECTS_KEPT)), columns[-1], reason))

    def _count(self, table: Table) -> int:
        return int(self._engine.arrow(table.count().name("n").as_table())["n"][0].as_py())

    def _doubted(self, name: str) -> Iterator[Reject]:
        doubted = checks.doubted(name, self._raw[name]).limit(MOST_REJECTS_KEPT)
        for row in self._engine.arrow(doubted).to_pylist():
            for field in FIELDS[name]:
                if problem := row[f"{field.name}_problem"]:
                    value = shown(row[field.name], field.personal)
                    yield Reject(name, self._file(name, row["file"]), row["line"], field.name, value, problem)

    def _doubled(self, name: str) -> list[Reject]:
        """The first of equal rows stays, the others are left out."""
        again = self._engine.arrow(checks.doubled(name, self._good[name]))
        left_out = self._among(f"again_{name}", again, list(checks.WHERE))
        self._engine.view(f"good_{name}", self._believed[name].anti_join(left_out, list(checks.WHERE)))
        self._engine.hold(name, self._held[name])
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
