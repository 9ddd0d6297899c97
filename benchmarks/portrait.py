"""How long a night takes: the portraits of a whole city, beside the least any engine could do with the same files.

    scripts/bench portrait --customers 1_000_000

The floor reads the same columns with DuckDB and groups them by customer once, nothing more. The second line, the
join, is what no set of such rules can do without: in parts as the build does it and with hashes in place of texts,
bills meet payments once and every table is grouped by customer once. Build, floor and join run in processes of
their own, one after the other; peak memory and processor time are what the system says of each (on a machine with
other work the ratio of the latter is the steadier one). Where pandas fits it reckons the credit score alone. The
one-customer path is ``portrait_of`` on facts already in memory.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow.parquet as pq

from kiosk.portrait import portrait_of
from kiosk.portrait.batch.build import CUSTOMERS_EACH, MEMORY_MB
from kiosk.portrait.batch.engines import DuckDb
from kiosk.portrait.batch.facts import facts_from
from kiosk.portrait.batch.loading import look
from kiosk.portrait.batch.parts import Range, ranges
from kiosk.portrait.batch.sources import open_source
from kiosk.portrait.batch.tables import FIELDS

AS_OF = date(2026, 11, 22)
PANDAS_UP_TO = 200_000
ONE_BY_ONE, TIMES = 50, 20
FLOOR_MB = 600


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    peak_mb: int
    cpu_s: float


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    folder = options.data or Path("out/benchmark") / f"city-{options.customers}-{options.months}"
    if not (folder / "contacts.parquet").exists():
        _make(folder, options.customers, options.months)
    rows = sum(pq.read_metadata(folder / f"{name}.parquet").num_rows for name in FIELDS)
    words = ["-m", "kiosk", "portrait", "build", "--source", str(folder), "--as-of", AS_OF.isoformat()]
    words += ["--memory-mb", str(options.memory_mb), "--part", str(options.part)]
    floors, joins, builds = [], [], []
    for _ in range(options.turns):
        floors.append(measured([__file__, "--floor", str(folder)]))
        joins.append(measured([__file__, "--join", str(folder)]))
        target = folder / "night"
        shutil.rmtree(target, ignore_errors=True)
        builds.append(measured([*words, "--target", str(target)]))
    published = folder / "portraits.sqlite"
    giving = measured(
        ["-m", "kiosk", "portrait", "publish", "--portraits", str(target / "current"), "--to", str(published)]
    )
    floor, join, build = (min(runs, key=_seconds) for runs in (floors, joins, builds))
    frames = measured([__file__, "--pandas", str(folder)]) if options.customers <= PANDAS_UP_TO else None
    one = one_by_one(folder)
    others = {"publish to SQLite": giving} | ({"pandas, credit only": frames} if frames else {})
    lines = {"floor: scan and group": floor, "scan, join and group": join, "portrait build": build}
    _tell(options.customers, rows, lines | others, one)
    print(
        json.dumps(
            {
                "benchmark": "portrait",
                "customers": options.customers,
                "rows": rows,
                "build_s": round(build.seconds, 2),
                "floor_s": round(floor.seconds, 2),
                "ratio_to_floor": round(build.seconds / floor.seconds, 2),
                "join_s": round(join.seconds, 2),
                "ratio_to_join": round(build.seconds / join.seconds, 2),
                "build_cpu_s": round(build.cpu_s, 2),
                "floor_cpu_s": round(floor.cpu_s, 2),
                "cpu_ratio_to_floor": round(build.cpu_s / floor.cpu_s, 2),
                "join_cpu_s": round(join.cpu_s, 2),
                "cpu_ratio_to_join": round(build.cpu_s / join.cpu_s, 2),
                "peak_mb": build.peak_mb,
                "rows_per_s": round(rows / build.seconds),
                "pandas_credit_only_s": round(frames.seconds, 2) if frames else None,
                "publish_s": round(giving.seconds, 2),
                "publish_peak_mb": giving.peak_mb,
                "published_mb": published.stat().st_size >> 20,
                "one_customer_p50_ms": round(one[len(one) // 2], 3),
                "one_customer_p99_ms": round(one[len(one) * 99 // 100], 3),
                "cpus": os.cpu_count(),
                "load": os.getloadavg()[0],
                "python": platform.python_version(),
                "duckdb": duckdb.__version__,
            }
        )
    )
    return 0


def measured(words: list[str]) -> Measured:
    """Run Python with ``words``; wall time and the largest resident set of that process."""
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(words)}: exit {child.returncode}")
    return Measured(seconds, usage.ru_maxrss // 1024, usage.ru_utime + usage.ru_stime)


def floor(folder: Path) -> None:
    """Every column the build reads, through one GROUP BY a table."""
    with duckdb.connect(config={"threads": 2, "memory_limit": f"{FLOOR_MB}MB"}) as database:
        for name, fields in FIELDS.items():
            there = pq.read_schema(folder / f"{name}.parquet").names
            largest = ", ".join(f"max({field.name})" for field in fields[1:] if field.name in there)
            database.execute(
                f"CREATE TEMP TABLE floor_{name} AS SELECT customer_number, {largest} "
                f"FROM read_parquet('{folder / name}.parquet') GROUP BY customer_number"
            )


def join(folder: Path) -> None:
    """Bills with their payments, and every table through one GROUP BY, by two engines with one thread each."""
    with TemporaryDirectory() as staging, closing(DuckDb()) as engine:
        source = open_source(str(folder), Path(staging) / "staging")
        look(engine, source)
        cut = ranges(engine, source, CUSTOMERS_EACH)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(partial(_join_parts, folder), (cut[0::2], cut[1::2])))


def _join_parts(folder: Path, parts: Sequence[Range]) -> None:
    with duckdb.connect(config={"threads": 1, "memory_limit": f"{FLOOR_MB // 2}MB"}) as database:
        database.execute("SET parquet_metadata_cache = true")
        for part in parts:
            for name in FIELDS.keys() - {"payments"}:
                database.execute(_joined(folder, name, part))


def _joined(folder: Path, name: str, part: Range) -> str:
    rows, largest = _hashed(folder, name, part), _largest(folder, name)
    if name == "bills":
        rows += f" LEFT JOIN {_hashed(folder, 'payments', part)} USING (customer, bill)"
        largest += ", " + _largest(folder, "payments")
    return f"CREATE OR REPLACE TEMP TABLE join_{name} AS SELECT customer, {largest} FROM {rows} GROUP BY customer"


def _largest(folder: Path, name: str) -> str:
    there = pq.read_schema(folder / f"{name}.parquet").names
    asked = (field.name for field in FIELDS[name][1:] if field.name in there and field.name != "bill_id")
    return ", ".join(f"max({name}.{column})" for column in asked)


def _hashed(folder: Path, name: str, part: Range) -> str:
    bill = ", hash(bill_id) AS bill" if "bill_id" in (field.name for field in FIELDS[name]) else ""
    file = folder / f"{name}.parquet"
    return f"(SELECT *, hash(customer_number) AS customer{bill} FROM '{file}' WHERE {part.where}) AS {name}"


def with_pandas(folder: Path) -> None:
    """The credit base alone, as someone would write it in a notebook."""
    import pandas as pd

    from kiosk.portrait.credit import WEIGHTS

    bills = pd.read_parquet(folder / "bills.parquet")
    payments = pd.read_parquet(folder / "payments.parquet")
    money = payments[payments.state.isin(["settled", "in_transit"])]
    paid = money.groupby(["customer_number", "bill_id"], as_index=False).agg(paid_on=("started_on", "max"))
    lines = bills.merge(paid, on=["customer_number", "bill_id"], how="left")
    late = (pd.to_datetime(lines.paid_on).fillna(pd.Timestamp(AS_OF)) - pd.to_datetime(lines.due)).dt.days
    months = pd.to_datetime(lines.month).dt.year * 12 + pd.to_datetime(lines.month).dt.month
    age = months.groupby(lines.customer_number).transform("max") - months
    lines["weight"] = age.map(dict(enumerate(WEIGHTS)))
    lines["marked"] = lines.weight * (90 - late).clip(0, 90).where(late > 0, 100)
    sums = lines.groupby("customer_number")[["weight", "marked"]].sum()
    scores = (sums.marked + 320 * WEIGHTS[0]) / (sums.weight + 4 * WEIGHTS[0])
    print(len(scores))


def one_by_one(folder: Path) -> list[float]:
    """Milliseconds of ``portrait_of`` for some customers spread over the city, ascending."""
    numbers = pq.read_table(folder / "customers.parquet", columns=["customer_number"])["customer_number"]
    step = max(1, len(numbers) // ONE_BY_ONE)
    engine = DuckDb()
    source = open_source(str(folder), folder / "staging")
    samples = []
    for number in numbers[::step].to_pylist()[:ONE_BY_ONE]:
        facts = facts_from(engine, source, number)
        assert facts is not None, "the number came from the same file"
        for _ in range(TIMES):
            started = time.perf_counter()
            portrait_of(facts, AS_OF)
            samples.append((time.perf_counter() - started) * 1000)
    engine.close()
    return sorted(samples)


def _tell(customers: int, rows: int, measures: Mapping[str, Measured], one: list[float]) -> None:
    print(f"{customers:,} customers, {rows:,} rows")
    print(f"{'':24}{'seconds':>9}{'cpu s':>8}{'MB':>7}{'rows/s':>14}{'x floor':>9}")
    floor = next(iter(measures.values()))
    for name, one_measure in measures.items():
        seconds, cpu = one_measure.seconds, one_measure.cpu_s
        speed, times = rows / seconds, seconds / floor.seconds
        print(f"{name:24}{seconds:9.2f}{cpu:8.2f}{one_measure.peak_mb:7,}{speed:14,.0f}{times:9.2f}")
    print(f"one customer: p50 {one[len(one) // 2]:.2f} ms, p99 {one[len(one) * 99 // 100]:.2f} ms")


def _seconds(measure: Measured) -> float:
    return measure.seconds


def _make(folder: Path, customers: int, months: int) -> None:
    words = ["city", "--customers", str(customers), "--months", str(months), "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "server_stub", *words], check=True)


_INSIDE: dict[str, Callable[[Path], None]] = {"--floor": floor, "--join": join, "--pandas": with_pandas}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The nightly run against its floor.")
    parser.add_argument("--customers", type=lambda text: int(text.replace("_", "")), default=50_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--data", type=Path, help="a folder the town generator wrote (default: out/benchmark/...)")
    parser.add_argument("--turns", type=int, default=1, help="build and floor so often; the best counts")
    parser.add_argument("--part", type=int, default=CUSTOMERS_EACH, help="customers in a part")
    parser.add_argument("--memory-mb", type=int, default=MEMORY_MB)
    return parser


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in _INSIDE:
        _INSIDE[sys.argv[1]](Path(sys.argv[2]))
        sys.exit(0)
    sys.exit(main())
