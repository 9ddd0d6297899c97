"""The file a hall reads when the back office is away: whole, in one step, with the rules' figures and reasons."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from kiosk.__main__ import main
from kiosk.portrait.batch.build import Order, build
from kiosk.portrait.batch.engines import DuckDb
from kiosk.portrait.batch.publish import KEYS, _marks
from kiosk.portrait.standing import word_of, years_of_grades
from tests.portrait.agreeing import by_oracle, differences, on, reasons_by_oracle
from tests.portrait.histories import random_facts, tables_of

TERMS = on("2026-11-22")
CUSTOMERS = [random_facts(number, Random(number)) for number in range(300)]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    (folder / "town").mkdir()
    for name, table in tables_of(CUSTOMERS).items():
        pq.write_table(table, folder / "town" / f"{name}.parquet")
    build(Order(str(folder / "town"), folder / "out", TERMS, customers_each=120), DuckDb, lambda *_: None)
    return folder / "out"


@pytest.fixture
def file(target: Path, tmp_path: Path) -> Path:
    hashes = tmp_path / "hashes.csv"
    hashes.write_text("customer_number,id_hash\n3000000007,abc\n3000000008,\n3999999999,nobody\n")
    words = ["--portraits", str(target / "current"), "--to", str(tmp_path / "p.sqlite"), "--id-hashes", str(hashes)]
    assert main(["portrait", "publish", *words]) == 0
    return tmp_path / "p.sqlite"


def asked(file: Path, query: str) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        yield from database.execute(query)


def test_every_reason_is_the_oracle_s(target: Path) -> None:
    rows = pq.read_table(target / "current" / "portrait").to_pylist()
    late = {
        number: marks for part in (target / "current" / "late").iterdir() for number, marks in _marks(part).items()
    }
    assert list(differences(CUSTOMERS, rows, TERMS, late)) == []
    assert sum(map(len, late.values())) > 1_000


def test_the_file_holds_figures_and_reasons(file: Path) -> None:
    found = {
        number: json.loads(text) for number, text in asked(file, "SELECT customer_number, portrait FROM portraits")
    }
    assert len(found) == len(CUSTOMERS)
    for facts in CUSTOMERS:
        portrait, oracle = found[facts.customer_number], by_oracle(facts, TERMS)
        assert set(portrait) == {*KEYS, "reasons"}
        assert {key: portrait[key] for key in KEYS} == {key: oracle[key] for key in KEYS}
        why = [[element, r.code, r.detail, r.points] for element, r in reasons_by_oracle(facts, TERMS)]
        assert portrait["reasons"] == why
        credit = [points for element, _, _, points in portrait["reasons"] if element == "credit"]
        assert sum(credit) == portrait["score"] - 100


def test_an_older_source_leaves_open_what_it_does_not_tell(tmp_path: Path) -> None:
    """A city written before these columns were: nobody may take that for a no."""
    (tmp_path / "old").mkdir()
    tables = tables_of(CUSTOMERS[:20])
    tables["customers"] = tables["customers"].drop_columns(
        ["certified_special", "disability", "steps", "influence"]
    )
    for name, table in tables.items():
        pq.write_table(table, tmp_path / "old" / f"{name}.parquet")
    build(Order(str(tmp_path / "old"), tmp_path / "out", TERMS), DuckDb, lambda *_: None)
    words = ["--portraits", str(tmp_path / "out" / "current"), "--to", str(tmp_path / "old.sqlite")]
    assert main(["portrait", "publish", *words]) == 0
    told = [json.loads(text) for (text,) in asked(tmp_path / "old.sqlite", "SELECT portrait FROM portraits")]
    assert {(one["certified_special"], one["disability"]) for one in told} == {(None, None)}
    assert {one["key_account"] for one in told} == {True, False}


def test_years_judged_are_handed_on(target: Path, tmp_path: Path) -> None:
    record, file = tmp_path / "record", tmp_path / "with-years.sqlite"
    of_source = ["--source", str(target.parent / "town"), "--as-of", "2026-11-22"]
    assert main(["portrait", "years", *of_source, "--record", str(record)]) == 0
    words = ["--portraits", str(target / "current"), "--to", str(file), "--years", str(record)]
    assert main(["portrait", "publish", *words]) == 0
    (told,) = asked(file, "SELECT portrait FROM portraits WHERE customer_number = '3000000007'")
    expected = years_of_grades(CUSTOMERS[7], [2024, 2025])
    assert json.loads(told[0])["years"] == [[one.year, word_of(one.month_ends), one.breached] for one in expected]


def test_it_says_what_it_is(file: Path) -> None:
    about: dict[str, str] = dict(asked(file, "SELECT key, value FROM about"))
    assert about["format"] == "1"
    assert about["as_of"] == "2026-11-22"
    assert about["customers"] == "300"
    assert len(about["rules"]) == 12


def test_people_are_found_by_the_hash_of_their_id_number(file: Path) -> None:
    assert list(asked(file, "SELECT customer_number FROM portraits WHERE id_hash = 'abc'")) == [("3000000007",)]
    assert list(asked(file, "SELECT count(*) FROM portraits WHERE id_hash IS NOT NULL")) == [(1,)]
    (plan,) = [row[-1] for row in asked(file, "EXPLAIN QUERY PLAN SELECT 1 FROM portraits WHERE id_hash = 'abc'")]
    assert "portraits_by_id_hash" in plan


def test_the_same_run_gives_the_same_bytes(file: Path, target: Path, tmp_path: Path) -> None:
    words = ["--portraits", str(target / "current"), "--id-hashes", str(tmp_path / "hashes.csv")]
    assert main(["portrait", "publish", *words, "--to", str(tmp_path / "again.sqlite")]) == 0
    assert (tmp_path / "again.sqlite").read_bytes() == file.read_bytes()


def test_what_cannot_be_published_leaves_the_old_file(
    file: Path, target: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    assert main(["portrait", "publish", "--portraits", str(tmp_path), "--to", str(file)]) == 1
    assert "no finished run" in capsys.readouterr().err
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n")
    words = ["--portraits", str(target / "current"), "--to", str(file), "--id-hashes", str(tmp_path / "wrong.csv")]
    assert main(["portrait", "publish", *words]) == 1
    assert "customer_number and id_hash" in capsys.readouterr().err
    assert file.read_bytes() == before
