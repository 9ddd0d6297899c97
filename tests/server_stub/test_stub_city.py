"""A city on disk: the same bytes for the same seed, whatever it is cut into, and people of every kind in it."""

import hashlib
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from server_stub.__main__ import main
from server_stub.city.billing import bills
from server_stub.city.chance import Chance
from server_stub.city.makeup import PRESETS, Makeup, Payer, city, largest_remainder
from server_stub.city.people import people
from server_stub.city.writing import TABLES, City
from server_stub.months import closed_months

AS_OF = date(2026, 11, 22)

Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    assert main(["city", "--customers", "3_000", "--out", str(folder), "--seed", "7"]) == 0
    return folder


def rows(folder: Path, table: str) -> Rows:
    found: Rows = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / f"{name}.parquet").read_bytes()).hexdigest() for name in TABLES}


def test_the_same_seed_gives_the_same_bytes_in_another_process(town: Path, tmp_path: Path) -> None:
    words = ["city", "--customers", "3000", "--out", str(tmp_path / "again"), "--seed", "7"]
    subprocess.run([sys.executable, "-m", "server_stub", *words], check=True, capture_output=True)
    assert digests(tmp_path / "again") == digests(town)
    assert main(["city", "--customers", "3000", "--out", str(tmp_path / "other"), "--seed", "8"]) == 0
    assert digests(tmp_path / "other")["payments"] != digests(town)["payments"]


def test_pieces_do_not_show() -> None:
    whole = list(City(7, city(500), 12, AS_OF).pieces())
    cut = list(City(7, city(500), 12, AS_OF, piece=130).pieces())
    assert len(cut) == 4
    for name in TABLES:
        assert whole[0][name].to_pylist() == [row for piece in cut for row in piece[name].to_pylist()]


@pytest.mark.parametrize(
    ("preset", "counts"),
    [("area", (1_260, 588, 168, 76, 8)), ("station", (38_226, 5_018, 2_150, 2_150, 239))],
)
def test_presets_have_the_counted_make_up(preset: str, counts: tuple[int, ...]) -> None:
    makeup = PRESETS[preset]
    assert makeup.counts == counts
    index = np.arange(makeup.customers, dtype="int64")
    assert Counter(makeup.payers(index).tolist()) == dict(enumerate(counts))


def test_the_station_is_eighty_fifteen_five() -> None:
    good, *others = PRESETS["station"].counts
    assert (good, sum(others[:2]), sum(others[2:])) == (38_226, 7_168, 2_389)
    assert sum(PRESETS["area"].counts) == 2_100


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [(840, (70, 20, 9, 1), (588, 168, 76, 8)), (10, (1, 1, 1), (4, 3, 3)), (0, (1, 2), (0, 0))],
)
def test_largest_remainder(total: int, shares: tuple[int, ...], parts: tuple[int, ...]) -> None:
    assert largest_remainder(total, shares) == parts


def test_chance_keeps_to_its_shares() -> None:
    index = np.arange(100_000, dtype="int64")
    assert abs(int(Chance(1, "a").happens(index, 2_500).sum()) - 25_000) < 600
    assert set(Chance(1, "b").between(index, -3, 3).tolist()) == set(range(-3, 4))
    assert (Chance(1, "a").below(index, 100) != Chance(1, "b").below(index, 100)).mean() > 0.95


def test_every_row_belongs_to_somebody(town: Path) -> None:
    customers = {row["customer_number"] for row in rows(town, "customers")}
    billed = {(row["customer_number"], row["bill_id"]) for row in rows(town, "bills")}
    assert len(customers) == 3_000
    assert len(billed) == pq.read_metadata(town / "bills.parquet").num_rows
    assert {number for number, _ in billed} <= customers
    for name in ("payments", "dunnings"):
        assert {(row["customer_number"], row["bill_id"]) for row in rows(town, name)} <= billed
    for name in ("contacts", "uses", "complaints"):
        assert {row["customer_number"] for row in rows(town, name)} <= customers


def test_nothing_happens_after_the_day(town: Path) -> None:
    for name, column in (("payments", "started_on"), ("dunnings", "sent_on"), ("contacts", "contacted_on")):
        assert pc.max(pq.read_table(town / f"{name}.parquet")[column]).as_py() <= AS_OF


def test_all_sorts_of_things_happen(town: Path) -> None:
    payments, billed, customers = rows(town, "payments"), rows(town, "bills"), rows(town, "customers")
    due = {(row["customer_number"], row["bill_id"]): row["due"] for row in billed}
    late = [row["started_on"] > due[row["customer_number"], row["bill_id"]] for row in payments]  # type: ignore[operator]  # dates
    assert 0.05 < sum(late) / len(late) < 0.3
    assert {row["state"] for row in payments} == {"settled", "in_transit", "failed", "reversed"}
    assert {row["kind"] for row in customers} == {"household", "firm", "key_account"}
    assert any(row["disputed"] for row in billed)
    assert any(row["hardship"] for row in billed)
    assert any(row["amount_fen"] == 0 for row in billed)
    assert any(row["theft_confirmed_on"] for row in customers)
    assert {row["steps"] for row in customers} == {None, 1}
    special, disabled = ([row for row in customers if row[mark]] for mark in ("certified_special", "disability"))
    assert 3 <= len(special) <= 30, "of three thousand, four in a thousand households"
    assert 40 <= len(disabled) <= 110, "twenty-five in a thousand"
    assert {row["kind"] for row in (*special, *disabled)} == {"household"}
    assert {row["purpose"] for row in rows(town, "contacts")} == {"query", "complaint", "notice"}
    assert len({row["customer_number"] for row in billed}) < 3_000, "somebody has moved in and has no bill yet"


def test_meters_know_more_of_firms(town: Path) -> None:
    kinds = {row["customer_number"]: row["kind"] for row in rows(town, "customers")}
    uses = rows(town, "uses")
    households = [row for row in uses if kinds[row["customer_number"]] == "household"]
    assert 0 < len(households) < len(uses)
    assert all((row["reactive_kvarh"] is None) == (row in households) for row in uses[:2_000])
    for row in uses:
        assert int(str(row["peak_kwh"])) + int(str(row["valley_kwh"])) <= int(str(row["energy_kwh"]))


def test_a_complaint_comes_to_something(town: Path) -> None:
    complaints = rows(town, "complaints")
    assert len(complaints) == sum(row["purpose"] == "complaint" for row in rows(town, "contacts"))
    outcomes = Counter(row["outcome"] for row in complaints)
    assert outcomes["justified"] > outcomes["not_justified"] > outcomes["bad_faith"]


def test_thieves_are_seen_by_their_meters() -> None:
    """What the meter saw in the half year before they were found out, against the same months a year earlier."""
    months = closed_months(AS_OF, 36)
    town = people(7, Makeup((0, 0, 0, 0, 300)), np.arange(300, dtype="int64"), 36)
    billed = bills(7, town, months)
    found_out = (36 - town.theft_months_ago)[billed.who]
    energy = Counter[int]()
    for year in (0, 1):
        ago = found_out - 12 * year - billed.month_at
        recent = (town.theft_months_ago[billed.who] > 0) & (town.theft_months_ago[billed.who] < 12)
        energy[year] = int(billed.energy_kwh[recent & (ago >= 1) & (ago <= 6)].sum())
    assert 0 < energy[0] * 2 < energy[1]


def test_good_payers_are_never_dunned(town: Path) -> None:
    index = np.arange(3_000, dtype="int64")
    payers = dict(zip((f"3{at:09d}" for at in index), city(3_000).payers(index).tolist(), strict=True))
    dunned = Counter(payers[str(row["customer_number"])] for row in rows(town, "dunnings"))
    assert Payer.GOOD not in dunned
    per_head = {kind: dunned[kind] / city(3_000).counts[kind] for kind in (Payer.OCCASIONAL, Payer.CHRONIC)}
    assert 3 < per_head[Payer.OCCASIONAL] < 12  # of 36 months: once in three to six
    assert per_head[Payer.CHRONIC] > 24


def test_summers_are_hot(town: Path) -> None:
    energy: Counter[int] = Counter()
    for row in rows(town, "bills"):
        month = row["month"]
        assert isinstance(month, date)
        energy[month.month] += int(str(row["energy_kwh"]))
    assert energy[8] > 1.1 * energy[4]


@pytest.mark.parametrize("words", [["--customers", "0"], ["--months", "999"], ["--preset", "moon"]])
def test_wrong_words_are_refused(words: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as told:
        main(["city", *words, "--out", str(tmp_path)])
    assert told.value.code == 2
