"""The same plan on Spark, where the data already live there. Needs the ``spark`` extra and Java 17.

Nothing of a rule is written here: the steps come as Ibis expressions and are handed to Spark as SQL.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from kiosk.portrait.batch.engines import SPARK_TYPES, EngineMissing, sql_of
from kiosk.portrait.batch.terms import Table

_OTHERS = {"void": "NULL", "timestamp": "timestamp with time zone", "timestamp_ntz": "timestamp"}


def why_not() -> str | None:
    """Why Spark cannot run on this machine, in words; None when it can."""
    try:
        import_module("pyspark")
    except ImportError:
        return "pyspark is not installed: pip install 'service-hall-kiosk[spark]'"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not java:
        return "there is no Java: install openjdk-17-jre-headless, or set JAVA_HOME"
    try:
        subprocess.run([java, "-version"], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        return f"{java} does not run: {error}"
    return None


class Spark:
    """A Spark session of this process, or the cluster that Spark's own configuration names."""

    def __init__(self, spill: Path | None = None, partitions: int = 8) -> None:
        if reason := why_not():
            raise EngineMissing(f"Spark cannot run here: {reason}")
        sql = import_module("pyspark.sql")
        builder = sql.SparkSession.builder.appName("portraits")
        settings = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": str(partitions),
            "spark.sql.session.timeZone": "UTC",
            # a checkpoint looks for what it knows of both sides of a union in one of them, and falls over
            "spark.sql.constraintPropagation.enabled": "false",
            "spark.log.level": "ERROR",
        }
        if spill:
            settings["spark.local.dir"] = str(spill)
            settings["spark.sql.warehouse.dir"] = str(spill / "warehouse")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._session: Any = builder.getOrCreate()

    def rows(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        columns = list(rows[0]) if rows else ["file", "line"]
        schema = ", ".join(f"{column} bigint" for column in columns)
        values = [tuple(row[column] for column in columns) for row in rows]
        self._session.createDataFrame(values, schema).createOrReplaceTempView(name)

    def table(self, name: str, table: pa.Table) -> None:
        schema = ", ".join(f"`{field.name}` {_spark_type(field.type)}" for field in table.schema)
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        self._session.createDataFrame(rows, schema).createOrReplaceTempView(name)

    def files(self, name: str, files: Sequence[Path], numbered: bool, where: str = "TRUE") -> None:
        frames = []
        for at, path in enumerate(files):
            line = "line" if numbered else "_metadata.row_index + 1 AS line"
            frame = self._session.read.parquet(str(path.absolute()))
            columns = [f"`{column}`" for column in frame.columns if column.lower() not in {"file", "line"}]
            frames.append(frame.selectExpr(*columns, f"CAST({at} AS bigint) AS file", line))
        whole = frames[0]
        for frame in frames[1:]:
            whole = whole.unionByName(frame)
        whole.where(where).createOrReplaceTempView(name)

    def view(self, name: str, expression: Table) -> None:
        self._session.sql(_sql(expression)).createOrReplaceTempView(name)

    def hold(self, name: str, expression: Table) -> None:
        """A checkpoint, not a mere cache: a cached step drags along the plans of all steps before it."""
        frame = self._session.sql(_sql(expression)).localCheckpoint(eager=True)
        frame.createOrReplaceTempView(name)

    def arrow(self, expression: Table) -> pa.Table:
        table: pa.Table = self._session.sql(_sql(expression)).toArrow()
        return table

    def drop(self, names: Sequence[str]) -> None:
        for name in names:
            self._session.catalog.dropTempView(name)

    def columns(self, name: str) -> Mapping[str, str]:
        known = {spark: ours for ours, spark in SPARK_TYPES.items()} | _OTHERS
        described = self._session.table(name).dtypes
        return {column: known.get(kind, "int64" if kind.endswith("int") else kind) for column, kind in described}

    def close(self) -> None:
        self._session.stop()


def _sql(expression: Table) -> str:
    return sql_of(expression.op(), "pyspark")


def _spark_type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "bigint"
    if pa.types.is_boolean(kind):
        return "boolean"
    return "date" if pa.types.is_date(kind) else "string"
