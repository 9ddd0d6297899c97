"""An engine that knows the steps of the record of years wherever the source does not tell them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from kiosk.portrait.batch.checks import WHERE
from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.tables import FIELDS
from kiosk.portrait.batch.terms import Table

CUSTOMERS = "raw_customers"
_FILED, _RECORDED = "filed_customers", "recorded_steps"


class StepsKnown:
    """Any engine, but for the customers read from files: steps the source leaves open are those of ``steps``.

    ``steps``: a Parquet file with customer_number and steps, as ``years.steps_file`` names it.
    """

    def __init__(self, engine: Engine, steps: Path) -> None:
        self._engine, self._steps = engine, steps

    def files(self, name: str, files: Sequence[Path], numbered: bool, where: str = "TRUE") -> None:
        if name != CUSTOMERS:
            self._engine.files(name, files, numbered, where)
            return
        self._engine.files(_FILED, files, numbered, where)
        self._engine.files(_RECORDED, [self._steps], False, where)
        filed, recorded = (ibis.table(dict(self._engine.columns(one)), name=one) for one in (_FILED, _RECORDED))
        self._engine.view(name, _with_steps(filed, recorded))

    def rows(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self._engine.rows(name, rows)

    def table(self, name: str, table: pa.Table) -> None:
        self._engine.table(name, table)

    def view(self, name: str, expression: Table) -> None:
        self._engine.view(name, expression)

    def hold(self, name: str, expression: Table) -> None:
        self._engine.hold(name, expression)

    def arrow(self, expression: Table) -> pa.Table:
        return self._engine.arrow(expression)

    def drop(self, names: Sequence[str]) -> None:
        self._engine.drop(names)

    def columns(self, name: str) -> Mapping[str, str]:
        return self._engine.columns(name)

    def close(self) -> None:
        self._engine.close()


def _with_steps(filed: Table, recorded: Table) -> Table:
    """A copy of a file has its cells as text, and so are the steps put into it."""
    own = recorded.select(number=recorded.customer_number, recorded=recorded.steps)
    both = filed.left_join(own, filed.customer_number.cast("string") == own.number)
    asked = {*WHERE, *(field.name for field in FIELDS["customers"])} - {"steps"}
    kept = {name: both[name] for name in filed.columns if name in asked}
    if "steps" not in filed.columns:
        return both.select(**kept, steps=both.recorded)
    told = filed.schema()["steps"]
    return both.select(**kept, steps=ibis.coalesce(both.steps, both.recorded.cast(told)))
