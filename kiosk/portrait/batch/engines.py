"""The engines a plan can run on. Each makes every step a temporary table of its own, named as the plan names it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import duckdb
import ibis
import pyarrow as pa

from kiosk.portrait.batch.terms import Table

_DUCKDB_TYPES = {"int64": "BIGINT", "string": "VARCHAR", "boolean": "BOOLEAN", "date": "DATE"}
SPARK_TYPES = {"int64": "bigint", "string": "string", "boolean": "boolean", "date": "date"}
_WHOLE_NUMBER = r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER"
_OTHERS = {'"NULL"': "NULL", "TIMESTAMP_S": "TIMESTAMP", "TIMESTAMP_MS": "TIMESTAMP", "TIMESTAMP_NS": "TIMESTAMP"}
_OWN_COLUMNS = "'file', 'line', 'file_index', 'file_row_number'"
_DIALECTS = {"duckdb": ('"', _DUCKDB_TYPES), "pyspark": ("`", SPARK_TYPES)}

Node: TypeAlias = Any
"""An operation of Ibis, the inside of an expression."""


ibis.options.sql.fuse_selects = False
"""Selects stay one in another as they were written: an engine merges them far faster than Ibis does."""


class EngineMissing(Exception):
    """The engine asked for cannot run here; the text says why and what would help."""


class Engine(Protocol):
    """Tables are known by name; ``expression`` is over tables named before."""

    def rows(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """A small table."""

    def table(self, name: str, table: pa.Table) -> None:
        """A table of any types."""

    def files(self, name: str, files: Sequence[Path], numbered: bool, where: str = "TRUE") -> None:
        """A view of Parquet files, adding ``file`` (position in ``files``) and ``line`` (from 1).

        ``numbered``: the files have their own ``line``. ``where`` is SQL both engines understand.
        """

    def view(self, name: str, expression: Table) -> None:
        """Reckoned anew wherever it is used."""

    def hold(self, name: str, expression: Table) -> None:
        """Reckoned now, once."""

    def arrow(self, expression: Table) -> pa.Table: ...

    def drop(self, names: Sequence[str]) -> None: ...

    def columns(self, name: str) -> Mapping[str, str]:
        """Column -> Ibis type of a table that is there; the engine's own word for what Ibis has no type for, and
        NULL for a column without a type, which has no value in any row."""

    def close(self) -> None: ...


class DuckDb:
    """In this process. What does not fit into ``memory_mb`` goes to ``spill``."""

    def __init__(self, spill: Path | None = None, memory_mb: int = 700, threads: int = 2) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory_mb}MB",
            "threads": threads,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if spill:
            settings["temp_directory"] = str(spill)
        self._connection = duckdb.connect(config=settings)
        self._connection.execute("SET enable_progress_bar = false")  # there is a bar of our own
        self._connection.execute("SET parquet_metadata_cache = true")  # every range asks the same files
        self._connection.execute("CREATE TEMP MACRO xxhash64(text) AS (hash(text) >> 1)::BIGINT")

    def rows(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self.table(name, pa.Table.from_pylist([dict(row) for row in rows]))

    def table(self, name: str, table: pa.Table) -> None:
        self._connection.register("handed_in", table)
        self._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM handed_in')
        self._connection.unregister("handed_in")

    def files(self, name: str, files: Sequence[Path], numbered: bool, where: str = "TRUE") -> None:
        listed = ", ".join(_quoted(str(path)) for path in files)
        line = "line" if numbered else "file_row_number + 1 AS line"
        self._connection.execute(
            f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT COLUMNS(lambda c: lower(c) NOT IN ({_OWN_COLUMNS})), '
            f"file_index::BIGINT AS file, {line} "
            f"FROM (SELECT *, file_index FROM read_parquet([{listed}], file_row_number = true)) WHERE {where}"
        )

    def view(self, name: str, expression: Table) -> None:
        self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {_sql(expression)}')

    def hold(self, name: str, expression: Table) -> None:
        self._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {_sql(expression)}')

    def arrow(self, expression: Table) -> pa.Table:
        return self._connection.sql(_sql(expression)).to_arrow_table()

    def drop(self, names: Sequence[str]) -> None:
        for name in names:
            self._connection.execute(f'DROP TABLE IF EXISTS "{name}"')

    def columns(self, name: str) -> Mapping[str, str]:
        described = self._connection.execute(f'DESCRIBE "{name}"').fetchall()
        known = {sql: ours for ours, sql in _DUCKDB_TYPES.items()} | _OTHERS
        return {
            column: "int64" if re.fullmatch(_WHOLE_NUMBER, kind) else known.get(kind, kind)
            for column, kind, *_ in described
        }

    def close(self) -> None:
        self._connection.close()


@lru_cache(maxsize=256)
def sql_of(node: Node, dialect: str) -> str:
    """A query whose columns have the types Ibis promises; in the engines sums of whole numbers are wider than that.

    Kept, because a plan is run many times over and some steps are long. ``node`` is an expression's ``op()``, which
    unlike the expression can be compared.
    """
    expression = node.to_expr()
    quote, types = _DIALECTS[dialect]
    kinds = {name: types.get(str(kind).removeprefix("!")) for name, kind in expression.schema().items()}
    columns = ", ".join(
        f"CAST({quote}{name}{quote} AS {kind}) AS {quote}{name}{quote}" if kind else f"{quote}{name}{quote}"
        for name, kind in kinds.items()
    )
    return f"SELECT {columns} FROM ({ibis.to_sql(expression, dialect=dialect)}) AS step"


def _sql(expression: Table) -> str:
    return sql_of(expression.op(), "duckdb")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
