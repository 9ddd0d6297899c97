"""The yearly record: every customer judged as the pure rule judges, once; steps follow, and a build takes them."""

import csv
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from kiosk.__main__ import main
from kiosk.domain.customer import Bill, CustomerFacts, Dunning, Payment
from kiosk.domain.portrait import RiskClass
from kiosk.portrait import portrait_of
from kiosk.portrait.batch.build import alone
from kiosk.portrait.batch.side_by_side import side_by_side
from kiosk.portrait.batch.years import YearOrder, keep_years, years_of
from kiosk.portrait.standing import YearRule, steps_of, years_of_grades
from tests.portrait.accounts import PUNCTUAL, first_of
from tests.portrait.histories import random_facts, tables_of

NEW_YEAR = date(2027, 1, 5)
JANUARY_2022 = 2022 * 12


def punctual(number: str, months: int = 60, **late: int) -> CustomerFacts:
    """Bills of 100 yuan from January 2022 on, each due on the 20th a month later; ``late``: days, by bill."""
    bills = []
    for month in range(JANUARY_2022, JANUARY_2022 + months):
        due = first_of(month + 1).replace(day=20)
        bills.append(Bill(f"m{month // 12}{month % 12 + 1:02d}", first_of(month), due, 10_000, 180))
    paid = [Payment(one.id, 10_000, one.due + timedelta(days=late.get(one.id, 0))) for one in bills]
    dunnings = tuple(Dunning(id, date(2000, 1, 1)) for id in late)
    return replace(PUNCTUAL, customer_number=number, bills=tuple(bills), payments=tuple(paid), dunnings=dunnings)


STEADY = punctual("3000000901")
FALLEN = punctual("3000000902", m202603=45)  # dunned and more than 30 days overdue in 2026: a breach
ONCE_LATE = punctual("3000000903", m202606=3)
NEWCOMER = replace(
    punctual("3000000904"), since=date(2024, 7, 1), bills=STEADY.bills[30:], payments=STEADY.payments[30:]
)
CUSTOMERS = [
    *(random_facts(number, Random(number), NEW_YEAR) for number in range(200)),
    *(STEADY, FALLEN, ONCE_LATE, NEWCOMER),
]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    (tmp_path / "town").mkdir()
    for name, table in without_steps(CUSTOMERS).items():
        pq.write_table(table, tmp_path / "town" / f"{name}.parquet")
    return tmp_path / "town"


def without_steps(customers: list[CustomerFacts]) -> dict[str, pa.Table]:
    tables = tables_of(customers)
    return tables | {"customers": tables["customers"].drop_columns(["steps"])}


def years(town: Path, record: Path, *more: str, status: int = 0) -> None:
    words = ["--source", str(town), "--record", str(record), "--as-of", NEW_YEAR.isoformat(), *more]
    assert main(["portrait", "years", *words]) == status


def holders(record: Path) -> dict[str, tuple[int, str]]:
    rows = pq.read_table(record / "steps.parquet").to_pylist()
    return {row["customer_number"]: (row["steps"], row["granted"]) for row in rows}


@pytest.mark.parametrize(("rule", "grace"), [(YearRule.ALL_MONTHS, 0), (YearRule.YEAR_END, 5)])
def test_every_year_is_the_pure_rule_s(town: Path, tmp_path: Path, rule: YearRule, grace: int) -> None:
    years(town, tmp_path / "record", "--rule", rule, "--grace-days", str(grace))
    found = years_of(tmp_path / "record", [facts.customer_number for facts in CUSTOMERS])
    held = holders(tmp_path / "record")
    for facts in CUSTOMERS:
        expected = years_of_grades(facts, range(2022, 2027), grace, date(2022, 1, 1))
        assert found[facts.customer_number] == expected
        steps = steps_of(expected, rule).granted
        assert held.get(facts.customer_number, (0, "")) == (len(steps), " ".join(map(str, steps)))
    assert len(held) >= (2 if rule is YearRule.ALL_MONTHS else 5)


def test_whoever_was_raised_or_lowered_is_named_with_the_reason(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    years(town, tmp_path / "record")
    with (tmp_path / "record" / "changed-2027.csv").open() as file:
        changed = {row["customer_number"]: row for row in csv.DictReader(file)}
    assert STEADY.customer_number not in changed  # had its step two years ago
    lost = changed[FALLEN.customer_number]
    assert (lost["change"], lost["steps_before"], lost["steps"], lost["why"]) == (
        *("lost", "1", "0", "breach year=2026"),
    )
    assert "lowered on 2027-01-01" in capsys.readouterr().out


def test_a_second_night_changes_not_a_byte(town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "record"
    years(town, record)
    before = {path: path.read_bytes() for path in record.rglob("*") if path.is_file()}
    (town / "payments.parquet").unlink()  # whoever reads it again for the old years would fall over this
    pq.write_table(tables_of(CUSTOMERS[:1])["payments"], town / "payments.parquet")
    years(town, record)
    assert {path: path.read_bytes() for path in record.rglob("*") if path.is_file()} == before
    assert "nothing new" in capsys.readouterr().out


def judged_by(workers: int, town: Path, record: Path) -> dict[str, bytes]:
    order, customers = YearOrder(str(town), record, NEW_YEAR, workers=workers, customers_each=70), list[int]()
    keep_years(order, lambda done, *_: customers.append(done))
    assert customers == [70, 140, 204]
    return {path.name: path.read_bytes() for path in (record / "years").iterdir()}


def test_two_processes_judge_as_one_does(town: Path, tmp_path: Path) -> None:
    assert judged_by(1, town, tmp_path / "a") == judged_by(2, town, tmp_path / "b")


def test_one_run_at_a_time_and_what_a_killed_one_left_is_cleared_away(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = tmp_path / "record" / "unfinished-x1"
    left.mkdir(parents=True)
    (left / "2024").write_text("half")
    with alone(tmp_path / "record"):
        years(town, tmp_path / "record", status=1)
    assert "another run is at work" in capsys.readouterr().err
    years(town, tmp_path / "record")
    assert not left.exists()


def test_one_bill_of_another_age_is_no_beginning(town: Path, tmp_path: Path) -> None:
    bills = pq.read_table(town / "bills.parquet")
    stray = bills.slice(0, 1).to_pylist()[0] | {"bill_id": "old", "month": date(1971, 1, 1), "amount_fen": 0}
    pq.write_table(pa.concat_tables([bills, pa.Table.from_pylist([stray], bills.schema)]), town / "bills.parquet")
    years(town, tmp_path / "record")
    assert min(path.name for path in (tmp_path / "record" / "years").iterdir()) == "2022.parquet"


def test_another_rule_is_another_record(town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    years(town, tmp_path / "record")
    years(town, tmp_path / "record", "--grace-days", "5", status=1)
    assert "other terms" in capsys.readouterr().err


def test_a_source_that_is_mostly_bad_judges_nobody(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bills = pq.read_table(town / "bills.parquet")
    flags = pa.array([None] * len(bills), pa.bool_())
    pq.write_table(
        bills.set_column(bills.schema.get_field_index("disputed"), "disputed", flags), town / "bills.parquet"
    )
    years(town, tmp_path / "record")
    assert "no calendar year is over" in capsys.readouterr().out
    half = pa.array([None if at % 2 else False for at in range(len(bills))], pa.bool_())
    pq.write_table(
        bills.set_column(bills.schema.get_field_index("disputed"), "disputed", half), town / "bills.parquet"
    )
    years(town, tmp_path / "record", status=1)
    assert "too many to judge anybody by" in capsys.readouterr().err
    assert holders(tmp_path / "record") == {}
    assert not list((tmp_path / "record" / "years").iterdir())


def test_a_build_without_the_record_it_was_told_of_says_what_to_do(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--source", str(town), "--target", str(tmp_path / "out"), "--as-of", NEW_YEAR.isoformat()]
    assert main(["portrait", "build", *words, "--years", str(tmp_path / "record")]) == 1
    assert f"kiosk portrait years --record {tmp_path / 'record'}" in capsys.readouterr().err


def test_so_does_a_publication(town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, record = str(tmp_path / "out" / "current"), str(tmp_path / "record")
    words = ["--source", str(town), "--target", str(tmp_path / "out"), "--as-of", NEW_YEAR.isoformat()]
    assert main(["portrait", "build", *words]) == 0
    to = ["--to", str(tmp_path / "portraits.sqlite")]
    assert main(["portrait", "publish", "--portraits", run, *to, "--years", record]) == 1
    assert f"kiosk portrait years --record {record}" in capsys.readouterr().err


def test_a_year_whose_end_is_missing_is_not_judged(town: Path, tmp_path: Path) -> None:
    bills = pq.read_table(town / "bills.parquet")
    early = bills.filter(pyarrow.compute.less(bills["month"], date(2026, 4, 1)))
    pq.write_table(early, town / "bills.parquet")
    years(town, tmp_path / "record")
    assert "2026.parquet" not in {path.name for path in (tmp_path / "record" / "years").iterdir()}


def test_columns_that_are_not_asked_for_may_be_of_any_type(town: Path, tmp_path: Path) -> None:
    years(town, tmp_path / "record")
    table = pq.read_table(town / "customers.parquet")
    seen = pa.array([NEW_YEAR] * len(table)).cast(pa.timestamp("us"))
    empty = pa.array([None] * len(table), pa.float64())  # as some libraries write whole numbers with gaps
    pq.write_table(table.append_column("seen", seen).append_column("steps", empty), town / "customers.parquet")
    words = ["--source", str(town), "--target", str(tmp_path / "out"), "--as-of", NEW_YEAR.isoformat()]
    assert main(["portrait", "build", *words, "--years", str(tmp_path / "record")]) == 0
    rows = pq.read_table(tmp_path / "out" / "current" / "portrait").to_pylist()
    held = {number: steps for number, (steps, _) in holders(tmp_path / "record").items()}
    assert {row["customer_number"]: row["steps"] for row in rows if row["steps"]} == held


@pytest.mark.parametrize("kind", ["parquet", "csv, with steps of its own"])
def test_a_build_takes_the_steps_the_source_leaves_open(town: Path, tmp_path: Path, kind: str) -> None:
    years(town, tmp_path / "record")
    held = {number: steps for number, (steps, _) in holders(tmp_path / "record").items()}
    source, known = town, held
    if kind != "parquet":
        source, known = tmp_path / "csv", held | {STEADY.customer_number: 0, ONCE_LATE.customer_number: 2}
        source.mkdir()
        for name, table in without_steps(CUSTOMERS).items():
            if name == "customers":
                own = {STEADY.customer_number: 0, ONCE_LATE.customer_number: 2}
                told = [own.get(number) for number in table["customer_number"].to_pylist()]
                table = table.append_column("steps", pa.array(told, pa.int64()))
            pyarrow.csv.write_csv(table, source / f"{name}.csv")
    words = ["--source", str(source), "--target", str(tmp_path / "out"), "--as-of", NEW_YEAR.isoformat()]
    assert main(["portrait", "build", *words, "--part", "90", "--years", str(tmp_path / "record")]) == 0
    rows = pq.read_table(tmp_path / "out" / "current" / "portrait").to_pylist()
    assert {row["customer_number"]: row["steps"] for row in rows if row["steps"]} == {
        number: steps for number, steps in known.items() if steps
    }
    classes = {row["customer_number"]: row["service_class"] for row in rows}
    for facts in CUSTOMERS:
        risk = portrait_of(facts, NEW_YEAR).risk.risk_class
        steps = known.get(facts.customer_number, 0)
        assert classes[facts.customer_number] == max(RiskClass.ONE, risk - steps)


@pytest.mark.parametrize(
    ("language", "steady", "fallen"),
    [
        (
            "zh",
            ["八、服务等级：一类", "2024年各月末的信用等级：全年都是 A 级", "2025年1月1日起提高一档"],
            "如有提档即取消",
        ),
        (
            "en",
            ["8. Class of service: class one", "month-ends of 2024: A throughout", "since 2025-01-01"],
            "any step is taken back",
        ),
    ],
)
def test_the_class_of_service_is_told_aloud(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, steady: list[str], fallen: str
) -> None:
    years(town, tmp_path / "record")
    words = ["--source", str(town), "--as-of", NEW_YEAR.isoformat(), "--language", language]
    for number, told in ((STEADY.customer_number, steady), (FALLEN.customer_number, [fallen])):
        capsys.readouterr()
        assert main(["portrait", "explain", number, *words, "--years", str(tmp_path / "record")]) == 0
        heard = capsys.readouterr().out
        assert [one for one in told if one not in heard] == []
    assert main(["portrait", "explain", STEADY.customer_number, *words]) == 0
    assert steady[0][:3] not in capsys.readouterr().out
    assert main(["portrait", "explain", STEADY.customer_number, *words, "--years", str(tmp_path / "none")]) == 1


def _halves(number: int) -> int:
    if number > 2:
        os._exit(3)  # as the system does to whoever wants too much memory
    return number // 2


def test_a_process_that_dies_at_its_work_is_told_of() -> None:
    assert list(side_by_side(_halves, [2], 4)) == [1], "one item needs no other process"
    with pytest.raises(OSError, match="ended in the middle of its work"):
        list(side_by_side(_halves, [2, 4], 2))
