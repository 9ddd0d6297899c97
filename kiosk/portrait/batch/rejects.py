"""Rows that were not believed: where they stand, what was wrong, and how many."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from kiosk.domain.id_number import masked

HEADER = ("table", "file", "line", "column", "value", "reason")


class Reject(NamedTuple):
    """``line`` counts from 1, a CSV file's header being its line 1. ``value`` is masked where it is personal."""

    table: str
    file: str
    line: int
    column: str
    value: str
    reason: str


def shown(value: object, personal: bool) -> str:
    text = "" if value is None else str(value)
    return masked(text) if personal else text[:80]


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rejects)


def read_rejects(path: Path) -> Iterator[Reject]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Reject(row["table"], row["file"], int(row["line"]), row["column"], row["value"], row["reason"])


def summary(rejects: Iterable[Reject]) -> list[dict[str, str | int]]:
    """How many of each table, column and reason, most first."""
    counts = Counter((reject.table, reject.column, reject.reason) for reject in rejects)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"table": table, "column": column, "reason": reason, "count": count}
        for (table, column, reason), count in ordered
    ]


def bad_rows(in_order: Iterable[Reject]) -> int:
    """Rows, not cells: a row may be wrong in several columns."""
    return sum(1 for _ in groupby(in_order, key=lambda reject: (reject.table, reject.file, reject.line)))


def in_words(summed: Sequence[Mapping[str, str | int]]) -> Iterator[str]:
    for line in summed:
        where = f"{line['table']}.{line['column']}" if line["column"] else str(line["table"])
        yield f"{line['count']:>9,}  {where}: {line['reason']}"
