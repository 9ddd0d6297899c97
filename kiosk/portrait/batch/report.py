"""What a run says to the manager: how the city stands, how it stood before, who changed class and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import duckdb

from kiosk.domain.portrait import CreditGrade, RiskClass, UsageChange

Figures: TypeAlias = dict[str, Any]
"""Counts by name; see ``figures``."""

SHIFT_WATCHED, SHIFT_SERIOUS = 100, 250  # thousandths of the population stability index, by common usage
_CLASS_THREE_GROWTH = 200  # per mille of what it was
_MOVED = 100  # per mille of the customers known before
_SMALLEST_SHARE = 0.0001


@dataclass(frozen=True, slots=True)
class Change:
    """So many customers went from one class to another, for the chief reason ``why``. None: not there."""

    before: int | None
    after: int | None
    why: str
    customers: int


def figures(portraits: Path) -> Figures:
    """customers, rated, in_arrears, the money open in fen; counts by grade, class, score (tens) and the like."""
    with _reading() as database:
        database.execute(f"CREATE VIEW p AS SELECT * FROM read_parquet('{_all(portraits)}')")

        def counted(expression: str) -> dict[str, int]:
            rows = database.execute(f"SELECT {expression} AS k, count(*) FROM p GROUP BY 1 ORDER BY 1").fetchall()
            return {str(key): count for key, count in rows}

        sums = database.execute(
            "SELECT count(*), coalesce(sum(open_fen), 0)::BIGINT, coalesce(sum(disputed_fen), 0)::BIGINT, "
            "count(*) FILTER (open_fen > 0), count(*) FILTER (rated) FROM p"
        ).fetchone()
        assert sums is not None, "an aggregate has one row"
        grades, classes = counted("grade"), counted("risk_class")
        used, served = counted("usage"), counted("service_class")
        return {
            "customers": sums[0],
            "open_fen": sums[1],
            "disputed_fen": sums[2],
            "in_arrears": sums[3],
            "rated": sums[4],
            "grades": {grade.value: grades.get(grade.value, 0) for grade in CreditGrade},
            "classes": {str(one.value): classes.get(str(one.value), 0) for one in RiskClass},
            "scores": _by_tens(counted("least(score // 10, 9)")),
            "reasons": counted("why"),
            "segments": counted("segment"),
            "usages": {one.value: used.get(one.value, 0) for one in UsageChange},
            "service_classes": {str(one.value): served.get(str(one.value), 0) for one in RiskClass},
            "prefers": counted("coalesce(prefers, 'no_preference')"),
        }


def _by_tens(counts: dict[str, int]) -> dict[str, int]:
    return {f"{ten * 10}-{100 if ten == 9 else ten * 10 + 9}": counts.get(str(ten), 0) for ten in range(10)}


def changes(before: Path, after: Path) -> list[Change]:
    """Who changed class, who came, who went: most first."""
    with _reading() as database:
        rows = database.execute(
            f"""
            SELECT b.risk_class, a.risk_class,
                   CASE WHEN b.risk_class IS NULL THEN 'new' WHEN a.risk_class IS NULL THEN 'gone' ELSE a.why END,
                   count(*)
            FROM read_parquet('{_all(before)}') b
            FULL JOIN read_parquet('{_all(after)}') a USING (customer_number)
            WHERE b.risk_class IS DISTINCT FROM a.risk_class
            GROUP BY ALL ORDER BY 4 DESC, 1 NULLS FIRST, 2 NULLS FIRST, 3
            """
        ).fetchall()
    return [Change(*row) for row in rows]


def drift(before: Figures, after: Figures, moved: list[Change]) -> list[dict[str, object]]:
    """What should make someone look before the day begins. Each: a code, its value, its limit."""
    shift = stability_index(list(before["scores"].values()), list(after["scores"].values()))
    three = (before["classes"]["3"], after["classes"]["3"])
    grown = (three[1] - three[0]) * 1000 // max(1, three[0])
    changed = sum(change.customers for change in moved if change.before and change.after)
    share = changed * 1000 // max(1, before["customers"])
    found: list[dict[str, object]] = []
    if shift > SHIFT_WATCHED:
        code = "scores_shifted_much" if shift > SHIFT_SERIOUS else "scores_shifted"
        found.append({"code": code, "value": shift, "limit": SHIFT_WATCHED})
    if grown > _CLASS_THREE_GROWTH:
        found.append({"code": "class_three_grew", "value": grown, "limit": _CLASS_THREE_GROWTH})
    if share > _MOVED:
        found.append({"code": "many_changed_class", "value": share, "limit": _MOVED})
    return found


def stability_index(before: list[int], after: list[int]) -> int:
    """The population stability index in thousandths: the sum of (a - b) * ln(a / b) over the shares of the bins."""
    old, new = sum(before), sum(after)
    if not old or not new:
        return 0
    total = 0.0
    for was, is_now in zip(before, after, strict=True):
        b, a = max(was / old, _SMALLEST_SHARE), max(is_now / new, _SMALLEST_SHARE)
        total += (a - b) * log(a / b)
    return round(total * 1000)


@contextmanager
def _reading() -> Iterator[duckdb.DuckDBPyConnection]:
    """As little memory as the run itself; what does not fit goes to a folder that vanishes."""
    with TemporaryDirectory() as spill:
        config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "500MB", "threads": 2}
        with duckdb.connect(config=config | {"temp_directory": spill}) as database:
            yield database


def _all(folder: Path) -> str:
    return str(folder / "*.parquet").replace("'", "''")
