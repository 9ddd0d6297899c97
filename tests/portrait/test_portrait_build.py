"""The nightly run: whole or not at all, taken up again, bad rows named, the same bytes for the same input."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from kiosk.__main__ import main
from kiosk.domain.customer import Channel, Contact, MonthlyUse, Purpose, Supply
from kiosk.portrait.batch.build import Busy, Order, TooManyBadRows, build, current
from kiosk.portrait.batch.engines import DuckDb
from kiosk.portrait.batch.explain import explained
from kiosk.portrait.batch.facts import facts_from
from kiosk.portrait.batch.page_words import PAGES, reject_words
from kiosk.portrait.batch.rejects import Reject, read_rejects
from kiosk.portrait.batch.report import drift, stability_index
from kiosk.portrait.batch.sources import SourceUnusable, open_source
from kiosk.portrait.batch.terms import Table, Terms
from simulators.postgres import OwnPostgres
from tests.portrait.accounts import TODAY, bill, payer
from tests.portrait.agreeing import differences, on
from tests.portrait.histories import random_facts, swarm, tables_of

TERMS = on("2026-11-22")
YESTERDAY = on("2026-06-30")  # far enough back for something to have changed
CUSTOMERS = [random_facts(number, Random(number)) for number in range(300)]

DUNNED = "customer_number,bill_id,sent_on"

Tables = dict[str, pa.Table]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return as_parquet(tmp_path / "town", tables_of(CUSTOMERS))


def as_parquet(folder: Path, tables: Tables) -> Path:
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def as_csv(folder: Path, tables: Tables) -> Path:
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        pyarrow.csv.write_csv(table, folder / f"{name}.csv")
    return folder


def _as_text(table: Path, text: str) -> None:
    table.with_suffix(".parquet").unlink()
    table.with_suffix(".csv").write_text(text, encoding="latin-1")


def _recast(file: Path, column: str, kind: pa.DataType) -> None:
    table = pq.read_table(file)
    values = table[column].cast(pa.timestamp("us")) if pa.types.is_timestamp(kind) else table[column]
    pq.write_table(table.set_column(table.column_names.index(column), column, values.cast(kind)), file)


def _renamed(file: Path, column: str, name: str) -> None:
    pq.write_table(pq.read_table(file).rename_columns({column: name}), file)


def as_sqlite(file: Path, tables: Tables) -> str:
    with sqlite3.connect(file) as database:
        for name, table in tables.items():
            columns = ", ".join(f'"{column}"' for column in table.column_names)
            database.execute(f"CREATE TABLE {name} ({columns})")
            marks = ", ".join("?" * len(table.column_names))
            rows = ([_plain(value) for value in row.values()] for row in table.to_pylist())
            database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    database.close()
    return f"sqlite:///{file}"


def in_postgresql(url: str, tables: Tables) -> str:
    types = {"int64": "bigint", "string": "text", "bool": "boolean", "date32[day]": "date"}
    with psycopg.connect(url) as database, database.cursor() as cursor:
        for name, table in tables.items():
            columns = ", ".join(f'"{field.name}" {types[str(field.type)]}' for field in table.schema)
            cursor.execute(f"CREATE TABLE {name} ({columns})".encode())
            with cursor.copy(f"COPY {name} FROM STDIN".encode()) as copy:
                for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                    copy.write_row(row)
    return url


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def night(source: Path | str, target: Path, terms: Terms = TERMS, each: int = 120, most_bad: int = 10_000) -> Path:
    order = Order(str(source), target, terms, customers_each=each, most_bad=most_bad)
    return build(order, DuckDb, lambda *_: None)


@dataclass(frozen=True, slots=True)
class Nights:
    """Two nights over one town, one after the other; whoever shares them only reads."""

    town: Path
    earlier: Path
    run: Path


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Nights:
    folder = tmp_path_factory.mktemp("nights")
    town = as_parquet(folder / "town", tables_of(CUSTOMERS))
    return Nights(town, night(town, folder / "out", YESTERDAY), night(town, folder / "out"))


@pytest.fixture(scope="module")
def spoiled_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Over a town with bad rows of every kind."""
    folder = tmp_path_factory.mktemp("spoiled")
    source = as_csv(folder / "csv", spoiled(tables_of(CUSTOMERS)))
    with (source / "dunnings.csv").open("a") as file:
        file.write("only,two\n")
    return night(source, folder / "out", most_bad=100_000)


def portraits(run: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = pq.read_table(run / "portrait").to_pylist()
    return rows


def rejects(run: Path) -> list[Reject]:
    return list(read_rejects(run / "rejects.csv"))


# --- from any source, the same ---


def test_a_run_in_parts_agrees_with_the_rules(town: Path, tmp_path: Path) -> None:
    run = night(town, tmp_path / "out")
    assert list(differences(CUSTOMERS, portraits(run), TERMS)) == []
    assert len(list((run / "portrait").iterdir())) == 3
    assert current(tmp_path / "out") == run.resolve()


@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_other_sources_give_the_same_table(kind: str, nights: Nights, tmp_path: Path) -> None:
    tables = tables_of(CUSTOMERS)
    source = as_csv(tmp_path / "csv", tables) if kind == "csv" else as_sqlite(tmp_path / "town.sqlite", tables)
    from_copy = night(source, tmp_path / "out")
    assert portraits(from_copy) == portraits(nights.run)
    assert rejects(from_copy) == []


def test_a_postgresql_database_gives_the_same_table(nights: Nights, tmp_path: Path, postgres: OwnPostgres) -> None:
    source = in_postgresql(postgres.create("facts"), tables_of(CUSTOMERS))
    from_database = night(source, tmp_path / "out")
    postgres.drop("facts")
    assert portraits(from_database) == portraits(nights.run)
    assert rejects(from_database) == []


def test_a_database_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="PostgreSQL"):
        night("postgresql://nobody@127.0.0.1:1/nothing", tmp_path / "out")


def test_the_same_input_gives_the_same_bytes(nights: Nights, town: Path, tmp_path: Path) -> None:
    night(town, tmp_path / "out", YESTERDAY)  # the report compares with it
    first, second = nights.run, night(town, tmp_path / "out")
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert len(files) == 3 + 3 + 5
    assert all((first / path).read_bytes() == (second / path).read_bytes() for path in files)
    assert first.name == second.name


# --- whole or not at all ---


class Interrupted(Exception):
    """Thrown in the middle of a run."""


class FailingEngine(DuckDb):
    """Falls over in the second part."""

    runs = 0

    def hold(self, name: str, expression: Table) -> None:
        if name == "portrait":
            self.runs += 1
            if self.runs == 2:
                raise Interrupted
        super().hold(name, expression)


def test_an_interrupted_run_changes_nothing_and_is_taken_up_again(town: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    yesterday = night(town, target, YESTERDAY)
    with pytest.raises(Interrupted):
        build(Order(str(town), target, TERMS, customers_each=120), FailingEngine, lambda *_: None)
    assert current(target) == yesterday.resolve()
    finished = {path.name: path.stat().st_ino for path in (target / "work").glob("*/part-*.parquet")}
    assert "part-00000.parquet" in finished
    assert "part-00001.parquet" not in finished
    run = night(town, target)
    assert (run / "portrait" / "part-00000.parquet").stat().st_ino == finished["part-00000.parquet"]
    assert list(differences(CUSTOMERS, portraits(run), TERMS)) == []


def test_two_workers_make_what_one_makes(town: Path, tmp_path: Path) -> None:
    made = []
    for workers in (1, 2):
        order = Order(str(town), tmp_path / str(workers), TERMS, customers_each=40, workers=workers)
        told: list[int] = []
        made.append(build(order, DuckDb, lambda customers, *_, told=told: told.append(customers)))
        assert told == [40, 80, 120, 160, 200, 240, 280, 300]
    assert made[0].name == made[1].name  # named by its bytes


def test_a_run_killed_without_warning_is_taken_up_again(town: Path, tmp_path: Path) -> None:
    """SIGKILL in the middle of the second part, in a process of its own; then the same words again."""
    words = ["portrait", "build", "--source", str(town), "--target", str(tmp_path / "out"), "--part", "60"]
    words = [sys.executable, "-m", "kiosk", *words, "--as-of", "2026-11-22"]
    running = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert running.stderr is not None
    with running.stderr:
        assert "60 customers" in running.stderr.readline(), "the first part is done"
        running.kill()
    assert running.wait() == -signal.SIGKILL
    assert current(tmp_path / "out") is None
    (first,) = (tmp_path / "out" / "work").glob("*/part-00000.parquet")
    inode = first.stat().st_ino
    subprocess.run(words, check=True, capture_output=True)
    run = current(tmp_path / "out")
    assert run is not None
    assert (run / "portrait" / "part-00000.parquet").stat().st_ino == inode
    assert list(differences(CUSTOMERS, portraits(run), TERMS)) == []


def test_a_source_that_changed_is_not_taken_up_again(town: Path, tmp_path: Path) -> None:
    order = Order(str(town), tmp_path / "out", TERMS, customers_each=120)
    with pytest.raises(Interrupted):
        build(order, FailingEngine, lambda *_: None)
    fewer = CUSTOMERS[50:]
    as_parquet(town, tables_of(fewer))
    assert list(differences(fewer, portraits(night(town, tmp_path / "out")), TERMS)) == []


def test_readers_never_see_half_a_night(town: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    night(town, target)
    seen = set()
    order = Order(str(town), target, YESTERDAY, customers_each=40)
    build(order, DuckDb, lambda *_: seen.add(len(portraits(target / "current"))))
    assert seen == {len(CUSTOMERS)}


def test_one_run_at_a_time(town: Path, tmp_path: Path) -> None:
    order = Order(str(town), tmp_path / "out", TERMS)

    def at_once(*_: int) -> None:
        with pytest.raises(Busy):
            night(town, tmp_path / "out")

    build(order, DuckDb, at_once)


def test_old_runs_are_forgotten(town: Path, tmp_path: Path) -> None:
    made = [
        build(Order(str(town), tmp_path / "out", terms, runs_kept=2), DuckDb, lambda *_: None)
        for terms in (YESTERDAY, TERMS, replace(TERMS, grace_days=3))
    ]
    assert sorted((tmp_path / "out" / "runs").iterdir()) == sorted(made[1:])


# --- rows that are not believed ---


def spoiled(tables: Tables) -> Tables:
    """As text, with one of every kind of trouble in it."""
    texts = {name: [_texts(row) for row in table.to_pylist()] for name, table in tables.items()}
    texts["bills"][0]["amount_fen"] = "12.7"
    texts["bills"][1]["due"] = "2026-02-30"
    texts["bills"][2]["disputed"] = "perhaps"
    texts["bills"][3]["customer_number"] = ""
    texts["bills"].append(dict(texts["bills"][9]))
    texts["payments"][0]["state"] = "lost"
    texts["payments"][1]["amount_fen"] = "-5"
    texts["payments"][3]["amount_fen"] = "9000000000000000000"
    texts["payments"][2]["bill_id"] = "nobody's"
    texts["contacts"][0]["customer_number"] = "3999999999"
    texts["customers"].append(dict(texts["customers"][4]))
    return {name: pa.Table.from_pylist(rows) for name, rows in texts.items()}


def _texts(row: dict[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(_plain(value)) for name, value in row.items()}


def test_every_bad_row_is_named_with_its_place(spoiled_night: Path) -> None:
    bills = len(tables_of(CUSTOMERS)["bills"])
    found = {(r.table, r.line, r.column, r.reason) for r in rejects(spoiled_night)}
    dunnings = len(tables_of(CUSTOMERS)["dunnings"])
    assert found >= {
        ("bills", 2, "amount_fen", "not a whole number"),
        ("bills", 3, "due", "not a date"),
        ("bills", 4, "disputed", "not yes or no"),
        ("bills", 5, "customer_number", "missing"),
        ("bills", bills + 2, "bill_id", "there already"),
        ("payments", 2, "state", "not one of settled, in_transit, failed, reversed"),
        ("payments", 3, "amount_fen", "below 0"),
        ("payments", 5, "amount_fen", "above 1000000000000"),
        ("payments", 4, "bill_id", "no such row in bills, or it was rejected"),
        ("contacts", 2, "customer_number", "no such row in customers, or it was rejected"),
        ("customers", len(CUSTOMERS) + 2, "customer_number", "there already"),
        ("dunnings", dunnings + 2, "", "2 columns instead of 3"),
    }


def test_a_bills_number_used_again_in_another_month_is_noticed(tmp_path: Path) -> None:
    """Whether the first was paid or not, in time or late, once or in parts."""
    tables = tables_of(CUSTOMERS)
    old = [row for row in tables["bills"].to_pylist() if row["due"] < date(2026, 3, 1)][::5]
    later = [row | {"month": row["month"].replace(year=row["month"].year + 3)} for row in old]
    later = [row | {"due": row["due"] + timedelta(days=200 + at)} for at, row in enumerate(later)]
    lines = range(len(tables["bills"]) + 2, len(tables["bills"]) + 2 + len(later))
    tables["bills"] = pa.concat_tables([tables["bills"], pa.Table.from_pylist(later, tables["bills"].schema)])
    run = night(as_csv(tmp_path / "csv", tables), tmp_path / "out", most_bad=100_000)
    assert [(one.line, one.column, one.reason) for one in rejects(run)] == [
        (line, "bill_id", "there already") for line in lines
    ]
    assert list(differences(CUSTOMERS, portraits(run), TERMS)) == []
    assert len(later) > 200


def test_personal_values_are_masked(spoiled_night: Path) -> None:
    text = (spoiled_night / "rejects.csv").read_text(encoding="utf-8")
    assert "399***9999" in text
    assert not any(one.customer_number in text for one in CUSTOMERS)


def test_too_many_bad_rows_leave_yesterdays_portraits(
    tmp_path: Path, town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    yesterday = night(town, target, YESTERDAY)
    tables = tables_of(CUSTOMERS)
    tables["payments"] = tables["payments"].set_column(
        4, "state", pa.array(["?"] * len(tables["payments"]), pa.string())
    )
    as_parquet(town, tables)
    said = main(["portrait", "build", "--source", str(town), "--target", str(target), "--as-of", "2026-11-22"])
    assert said == 1
    assert current(target) == yesterday.resolve()
    assert "payments.state: not one of settled" in capsys.readouterr().err
    with (target / "rejects-of-stopped-run.csv").open(encoding="utf-8") as file:
        assert next(csv.DictReader(file))["table"] == "payments"
    with pytest.raises(TooManyBadRows):
        night(town, target, most_bad=0)


@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_a_source_may_know_less(kind: str, tmp_path: Path) -> None:
    """No meters beside the energy, no complaints, none of the marks a customer may have."""
    less = [
        replace(one, uses=(), complaints=(), supply=None, metered_since=None, influence=False) for one in CUSTOMERS
    ]
    tables = tables_of(less)
    del tables["uses"], tables["complaints"]
    marks = ["certified_special", "disability"]
    tables["customers"] = tables["customers"].drop_columns(
        ["supply", "metered_since", "influence", "steps", *marks]
    )
    source = as_csv(tmp_path / "csv", tables) if kind == "csv" else as_sqlite(tmp_path / "town.sqlite", tables)
    found = portraits(night(source, tmp_path / "out"))
    apart = (" service_class:", " certified_special:", " disability:")
    wrong = [text for text in differences(less, found, TERMS) if not any(name in text for name in apart)]
    assert wrong == []
    assert all(row["service_class"] == row["risk_class"] for row in found)
    assert {row[mark] for row in found for mark in marks} == {None}, "not told is not no"


@pytest.mark.parametrize("kind", ["csv", "sqlite"])
def test_a_table_may_have_no_rows(kind: str, tmp_path: Path) -> None:
    """A hall without a complaint, a dunning or a meter that knows more than energy, yet."""
    quiet = [replace(one, dunnings=(), uses=(), complaints=()) for one in CUSTOMERS[:60]]
    tables = tables_of(quiet)
    source = as_csv(tmp_path / "csv", tables) if kind == "csv" else as_sqlite(tmp_path / "town.sqlite", tables)
    run = night(source, tmp_path / "out")
    assert rejects(run) == []
    assert list(differences(quiet, portraits(run), TERMS)) == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "bills.parquet").unlink(), "neither bills.parquet nor bills.csv"),
        (lambda folder: as_parquet(folder, tables_of([])), "customers: not a single row"),
        (lambda folder: _as_text(folder / "bills", ""), "bills.csv: no CSV file with a line of column names"),
        (lambda folder: _as_text(folder / "dunnings", f"{DUNNED}\n1,1,\xff\n"), "invalid UTF8.*--encoding"),
        (lambda folder: _as_text(folder / "dunnings", f"{DUNNED},\xff\n"), "dunnings.csv: .*--encoding"),
        (lambda folder: pq.write_table(pa.table({"x": [1]}), folder / "contacts.parquet"), "contacts: no column"),
        (lambda folder: (folder / "uses.parquet").write_bytes(b"PAR1"), "uses.parquet: "),
        (
            lambda folder: _recast(folder / "bills.parquet", "due", pa.timestamp("us", "UTC")),
            "bills: due is TIMESTAMP WITH TIME ZONE; write it as a date",
        ),
        (
            lambda folder: _recast(folder / "uses.parquet", "energy_kwh", pa.bool_()),
            "uses: energy_kwh is boolean; write it as a whole number",
        ),
        (
            lambda folder: _renamed(folder / "bills.parquet", "due", "file_row_number"),
            "bills.parquet: a column cannot be called file_row_number",
        ),
    ],
    ids=[
        "a table is missing",
        "nobody lives there",
        "no header",
        "another encoding",
        "a header in another encoding",
        "a column is missing",
        "no Parquet",
        "a time and not a day",
        "yes and no are no numbers",
        "a name that is taken",
    ],
)
def test_an_unusable_source_says_why(spoil: Callable[[Path], None], words: str, town: Path, tmp_path: Path) -> None:
    spoil(town)
    with pytest.raises(SourceUnusable, match=words):
        night(town, tmp_path / "out")


def test_an_encoding_nobody_knows_says_so(tmp_path: Path) -> None:
    source = as_csv(tmp_path / "csv", tables_of(CUSTOMERS[:2]))
    with pytest.raises(SourceUnusable, match=r"unknown encoding: martian.*--encoding"):
        open_source(str(source), tmp_path / "staging", "martian")


def test_what_nobody_asked_for_disturbs_nobody(tmp_path: Path) -> None:
    """Columns of any kind and name beside the wanted ones, and a wanted one that is null in every row."""
    few = [replace(one, metered_since=None) for one in CUSTOMERS[:12]]
    tables = tables_of(few)
    nothing = pa.nulls(len(few))
    at = tables["customers"].column_names.index("metered_since")
    tables["customers"] = tables["customers"].set_column(at, "metered_since", nothing)
    kinds = {"file": pa.string(), "line": pa.binary(), "seen": pa.timestamp("us", "UTC"), "at": pa.timestamp("ns")}
    for name, kind in kinds.items():
        tables["bills"] = tables["bills"].append_column(name, pa.nulls(len(tables["bills"]), kind))
    source = as_parquet(tmp_path / "town", tables)
    run = night(source, tmp_path / "out")
    assert rejects(run) == []
    assert list(differences(few, portraits(run), TERMS)) == []
    engine = DuckDb()
    facts = facts_from(engine, open_source(str(source), tmp_path / "staging"), few[3].customer_number)
    engine.close()
    assert facts is not None
    assert len(facts.bills) == len(few[3].bills)


def test_a_text_of_a_database_that_is_none_is_a_bad_row(tmp_path: Path) -> None:
    source = as_sqlite(tmp_path / "town.sqlite", tables_of(CUSTOMERS[:12]))
    with sqlite3.connect(tmp_path / "town.sqlite") as database:
        database.execute("UPDATE contacts SET channel = CAST(x'ff41' AS TEXT) WHERE rowid = 2")
        database.execute("ALTER TABLE contacts ADD COLUMN line")
    database.close()
    found = [(one.table, one.line, one.column) for one in rejects(night(source, tmp_path / "out"))]
    assert found == [("contacts", 2, "channel")]


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "town.sqlite").write_bytes(b"no database" * 99)
    with pytest.raises(SourceUnusable, match=r"town.sqlite: file is not a database"):
        open_source(f"sqlite:///{tmp_path}/town.sqlite", tmp_path / "staging")


# --- the report ---


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.addresses: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href"}]


def test_the_report_tells_who_changed_class_and_why(nights: Nights) -> None:
    before = {row["customer_number"]: row["risk_class"] for row in portraits(nights.earlier)}
    run = nights.run
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    changed = [row for row in portraits(run) if before[row["customer_number"]] != row["risk_class"]]
    assert changed
    assert sum(change["customers"] for change in report["changes"]) == len(changed)
    assert {change["why"] for change in report["changes"]} == {row["why"] for row in changed}
    assert sum(report["after"]["grades"].values()) == sum(report["after"]["scores"].values()) == len(CUSTOMERS)


@pytest.mark.parametrize(("name", "other"), [("report.html", "report.en.html"), ("report.en.html", "report.html")])
def test_the_page_has_charts_and_asks_nobody_for_anything(name: str, other: str, nights: Nights) -> None:
    tags = _Tags()
    tags.feed((nights.run / name).read_text(encoding="utf-8"))
    assert tags.seen.count("svg") == 8 + 1
    assert "script" not in tags.seen
    assert tags.addresses == [other]
    assert (nights.run / other).exists()


def test_both_pages_say_everything() -> None:
    assert PAGES["zh"].keys() == PAGES["en"].keys()
    assert reject_words("below 0", "zh") == "小于 0"
    assert reject_words("2 columns instead of 3", "zh") == "列数不符：2 columns instead of 3"


def test_drift_is_found_and_calm_is_not_drift() -> None:
    same = {"scores": {"a": 50, "b": 50}, "classes": {"3": 10}, "customers": 100}
    worse = {"scores": {"a": 90, "b": 10}, "classes": {"3": 20}, "customers": 100}
    assert drift(same, same, []) == []
    assert {warning["code"] for warning in drift(same, worse, [])} == {"scores_shifted_much", "class_three_grew"}
    assert stability_index([50, 50], [90, 10]) == 879


# --- one customer's reckoning ---


@pytest.mark.parametrize(
    ("language", "score"), [("zh", "信用分 {}，等级 {}。"), ("en", "Credit score {}, grade {}.")]
)
def test_explain_tells_the_figures_of_the_table(
    language: str, score: str, nights: Nights, capsys: pytest.CaptureFixture[str]
) -> None:
    row = next(row for row in portraits(nights.run) if row["open_fen"] and row["rated"])
    number = str(row["customer_number"])
    words = ["--source", str(nights.town), "--as-of", "2026-11-22", "--language", language]
    assert main(["portrait", "explain", number, *words]) == 0
    told = capsys.readouterr().out
    assert score.format(row["score"], row["grade"]) in told
    assert number not in told
    assert "?" not in told
    assert f"{row['open_fen'] // 100}.{row['open_fen'] % 100:02d}" in told  # type: ignore[operator]  # an amount


def test_a_reckoning_is_told_in_words_and_not_in_codes() -> None:
    """Dates as people say them, the class by its name, each purpose, the factor asked for, no dunning of naught."""
    uses = tuple(MonthlyUse(bill(ago).month, 9_000, None, None, 6_000) for ago in range(3))
    habits = [Contact(TODAY, Purpose.PAYMENT, Channel.APP)] * 3
    late = replace(payer(36, late={1: 40}), uses=uses, supply=Supply.LARGE, contacts=tuple(habits))
    told = "\n".join(explained(replace(late, theft_confirmed_on=date(2026, 3, 4)), TERMS, "zh"))
    assert "2026年3月4日 查实窃电" in told
    assert "功率因数 0.832，标准为 0.85" in told
    assert "交费：手机应用（近三年 3 次）" in told
    assert "催费 0 次" not in told
    assert "按当日分数应为二类（中等风险）" in told
    assert "每月补偿无功 411 千乏时，功率因数就达标。" in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "  交清2026年9月的电费，信用升到 A 级，马上生效。"),
        ("en", "  Once the bills of 2026-09 are paid, grade A at once."),
    ],
)
def test_what_would_better_it_is_told(language: str, told: str) -> None:
    owing = payer(36, late={1: None})
    assert told in explained(owing, TERMS, language)
    held = on("2026-11-22", hold_b_months=12)
    assert not [line for line in explained(replace(owing, since=TODAY), held, language) if line == told]
    assert list(explained(payer(36), TERMS, language))[-1] in {"  没有可以马上改进的。", "  Nothing within reach."}


def test_ways_of_hundreds_of_bills_are_not_tried_out() -> None:
    assert list(explained(swarm(), TERMS, "en"))[-1] == "  Not tried out: there are bills by the hundred."


def test_explain_says_when_there_is_no_such_customer(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["portrait", "explain", "1' OR '1'='1", "--source", str(town)]) == 1
    assert "no such customer" in capsys.readouterr().err


def test_the_command_in_a_process_of_its_own(town: Path, tmp_path: Path) -> None:
    words = ["portrait", "build", "--source", str(town), "--target", str(tmp_path / "out"), "--as-of", "2026-11-22"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    assert "100%  300 customers" in done.stderr
    assert "rejected:  nothing" in done.stdout


def test_customer_numbers_that_are_numbers_are_refused(town: Path, tmp_path: Path) -> None:
    """Parts are cut in the order of texts: 9 comes after 10 there, and somebody would be in two parts."""
    table = pq.read_table(town / "customers.parquet")
    numbers = pa.array(range(len(table)), pa.int64())
    pq.write_table(table.set_column(0, "customer_number", numbers), town / "customers.parquet")
    with pytest.raises(SourceUnusable, match="customer_number is int64, not text"):
        night(town, tmp_path / "out")
