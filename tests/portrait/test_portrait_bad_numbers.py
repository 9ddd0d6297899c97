"""No number of a source ends a night: one that cannot be is named in words, and all others are reckoned with."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.domain.customer import MOST_FEN, MOST_KWH
from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import DuckDb
from kiosk.portrait.batch.page_words import reject_words
from kiosk.portrait.batch.tables import FIELDS, Field
from kiosk.portrait.batch.terms import Terms
from tests.portrait.accounts import TODAY
from tests.portrait.agreeing import differences, late_by_duckdb
from tests.portrait.histories import giant, swarm

NUMBERS = [(table, field) for table, fields in FIELDS.items() for field in fields if field.type == "int64"]
GOOD = {"int64": "1", "date": "2026-10-01", "boolean": "yes", "string": "x"}


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDb]:
    made = DuckDb()
    yield made
    made.close()


def texts(table: str, field: Field, value: int) -> dict[str, str]:
    cells = {one.name: one.values[0] if one.values else GOOD[one.type] for one in FIELDS[table]}
    return cells | {field.name: str(value)}


def found(
    engine: DuckDb, table: str, field: Field, cell: pa.Array, others: Mapping[str, str]
) -> tuple[int, list[str]]:
    """How many rows are believed, and what is said of the column where they are not."""
    columns = {name: pa.array([text]) for name, text in others.items()} | {field.name: cell}
    engine.table(f"raw_{table}", pa.table({**columns, "file": pa.array([0]), "line": pa.array([1])}))
    raw = checks.raw_table(table, engine.columns(f"raw_{table}"))
    believed = engine.arrow(checks.believed(table, raw)).num_rows
    doubted = engine.arrow(checks.doubted(table, raw)).to_pylist()
    return believed, [row[f"{field.name}_problem"] for row in doubted]


def expected(field: Field, value: int) -> tuple[int, list[str]]:
    if not -(2**63) <= value < 2**63:
        return 0, ["more digits than such a number has"]
    if field.at_least <= value <= field.at_most:
        return 1, []
    return 0, [f"below {field.at_least}" if value < field.at_least else f"above {field.at_most}"]


@settings(max_examples=25, deadline=None)
@given(where=st.sampled_from(NUMBERS), value=st.integers(-(10**30), 10**30) | st.integers(-5, 10**13))
@example(where=("bills", FIELDS["bills"][4]), value=9 * 10**18)
@example(where=("bills", FIELDS["bills"][4]), value=-MOST_FEN)
@example(where=("uses", FIELDS["uses"][2]), value=MOST_KWH + 1)
def test_a_number_is_believed_within_its_bounds_and_named_beyond_them(
    engine: DuckDb, where: tuple[str, Field], value: int
) -> None:
    table, field = where
    assert found(engine, table, field, pa.array([str(value)]), texts(table, field, value)) == expected(field, value)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (pa.array([1e300]), f"above {MOST_FEN}"),
        (pa.array([float("-inf")]), f"below -{MOST_FEN}"),
        (pa.array([float("nan")]), "not a whole number"),
        (pa.array([12.7]), "not a whole number"),
        (pa.array([2**64 - 1], pa.uint64()), f"above {MOST_FEN}"),
        (pa.array([10**30], pa.decimal128(38)), f"above {MOST_FEN}"),
    ],
)
def test_a_number_of_another_type_is_no_better(engine: DuckDb, cell: pa.Array, problem: str) -> None:
    field = FIELDS["bills"][4]
    assert found(engine, "bills", field, cell, texts("bills", field, 1)) == (0, [problem])


def test_every_reason_has_its_words_in_chinese() -> None:
    said = [reject_words(reason, "zh") for reason in (f"above {MOST_FEN}", "more digits than such a number has")]
    assert said == [f"大于 {MOST_FEN}", "位数过多"]


def test_numbers_at_their_bounds_are_reckoned_to_the_integer() -> None:
    whole, terms = giant(), Terms(TODAY)
    uneven = [
        replace(use, reactive_kvarh=MOST_KWH // (3 + at), peak_kwh=MOST_KWH - at)
        for at, use in enumerate(whole.uses)
    ]
    beside = [
        replace(whole, customer_number="3100000002", uses=()),
        replace(whole, customer_number="3100000003", uses=tuple(uneven)),
        replace(
            whole, customer_number="3100000004", bills=tuple(replace(b, energy_kwh=b.due.day) for b in whole.bills)
        ),
        replace(swarm(), customer_number="3100000005"),
    ]
    customers = [whole, *beside]
    batch, late = late_by_duckdb(customers, terms)
    assert list(differences(customers, batch, terms, late)) == []
    assert {row["power_factor"] for row in batch} >= {707, None}
