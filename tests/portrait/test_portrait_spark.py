"""The same plan on Spark: the same integers. ``scripts/test-spark`` brings PySpark and Java."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kiosk.portrait.batch.build import Order, build
from kiosk.portrait.batch.engines import DuckDb
from kiosk.portrait.batch.recorded_steps import StepsKnown
from kiosk.portrait.batch.spark import Spark, why_not
from tests.portrait.agreeing import by_batch, differences, on
from tests.portrait.histories import giant, random_facts, swarm, tables_of

_MISSING = why_not()

pytestmark = [
    pytest.mark.skipif(_MISSING is not None, reason=f"Spark cannot run here: {_MISSING}"),
    pytest.mark.filterwarnings("ignore"),  # PySpark 4.0 warns of pandas 3 and of its own sockets
]

TERMS = on("2026-11-22")


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[Spark]:
    engine = Spark(tmp_path / "spill")
    yield engine
    engine.close()


def test_a_small_town_agrees_to_the_integer(spark: Spark) -> None:
    random = Random(5)
    customers = [*(random_facts(number, random) for number in range(1_000)), giant()]
    customers.append(replace(swarm(), customer_number="3100000005"))
    for name, table in tables_of(customers).items():
        spark.table(name, table)
    assert list(differences(customers, by_batch(spark, TERMS), TERMS)) == []


def test_the_whole_run_gives_the_same_table_as_duckdb(tmp_path: Path) -> None:
    random = Random(6)
    town = tables_of([random_facts(number, random) for number in range(200)])
    (tmp_path / "town").mkdir()
    for name, table in town.items():
        pq.write_table(table, tmp_path / "town" / f"{name}.parquet")
    found = []
    for name, engine in (("spark", Spark), ("duckdb", DuckDb)):
        order = Order(str(tmp_path / "town"), tmp_path / name, TERMS, customers_each=150)
        made = build(order, engine, lambda *_: None)
        found.append(pq.read_table(made / "portrait"))
    assert found[0].equals(found[1])


def test_steps_of_the_record_of_years_reach_the_table_on_spark_too(tmp_path: Path) -> None:
    random = Random(7)
    customers = [random_facts(number, random) for number in range(60)]
    town = tables_of(customers)
    town["customers"] = town["customers"].drop_columns(["steps"])
    (tmp_path / "town").mkdir()
    for name, table in town.items():
        pq.write_table(table, tmp_path / "town" / f"{name}.parquet")
    steps = pa.table({"customer_number": [customers[3].customer_number], "steps": [2]})
    pq.write_table(steps, tmp_path / "steps.parquet")

    def on_spark(spill: Path) -> StepsKnown:
        return StepsKnown(Spark(spill), tmp_path / "steps.parquet")

    made = build(
        Order(str(tmp_path / "town"), tmp_path / "out", TERMS, customers_each=25), on_spark, lambda *_: None
    )
    rows = pq.read_table(made / "portrait").to_pylist()
    assert {row["customer_number"]: row["steps"] for row in rows if row["steps"]} == {
        customers[3].customer_number: 2
    }
