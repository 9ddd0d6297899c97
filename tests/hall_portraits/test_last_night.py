"""When the back office is away: last night's portraits, from a file that may be replaced, broken or old."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kiosk.database import reading
from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import CreditGrade, RiskClass, Segment, UsageChange
from kiosk.hall.backoffice.hashing import IdKey, id_hash
from kiosk.hall.backoffice.queries import By, Query
from kiosk.hall.person import customer_key
from kiosk.hall.portraits.last_night import LastNight, Marks, marks_of
from kiosk.hall.staff.audit import page
from kiosk.tickets.schema import tickets
from tests.hall_api.conftest import House, customer

TODAY, NIGHT = date(2026, 11, 23), date(2026, 11, 22)
NUMBER = "0000000001"
ID_NUMBER = "440524188001010014"
BY_NUMBER = (Query(By.NUMBER, NUMBER),)
ROW: dict[str, Any] = {
    "score": 59,
    "grade": "E",
    "base": 77,
    "bonus": 0,
    "risk_class": 3,
    "risk_points": 62,
    "rated": True,
    "open_fen": 38_315,
    "days_overdue": 84,
    "usage": "falling",
    "year_on_year": 860,
    "trend": -120,
    "peak_share": None,
    "valley_share": None,
    "load_factor": None,
    "power_factor": None,
    "prefers": "app",
    "segment": "D",
    "service_class": 3,
    "reasons": [["credit", "long_overdue_cap", "days=84 cap=59", -18], ["risk", "late_bills", "bills=3", 12]],
}


def publish(path: Path, rows: dict[str, Any], as_of: date = NIGHT, format: str = "1", **by_hash: str) -> None:
    """As the nightly run does: written beside it, then renamed over it."""
    beside = path.with_suffix(".part")
    with closing(sqlite3.connect(beside)) as file:
        file.execute("CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT)")
        file.execute("CREATE TABLE portraits(customer_number TEXT PRIMARY KEY, id_hash TEXT, portrait TEXT)")
        about = {"format": format, "as_of": as_of.isoformat(), "rules": "test"}
        file.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        lines = [(number, by_hash.get(f"n{number}"), json.dumps(row)) for number, row in rows.items()]
        file.executemany("INSERT INTO portraits VALUES (?, ?, ?)", lines)
        file.commit()
    beside.rename(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "portraits.sqlite"


@pytest.fixture
def away(new_house: Callable[..., House], path: Path) -> House:
    """A hall with such a file, whose back office does not answer."""
    house = new_house(last_night=path)
    house.people.known["000000000001"] = (customer(),)
    house.people.state = "away"
    return house


def served(house: House) -> Any:
    """Whoever holds the card is called to the window of the arrears lane; the ticket."""
    house.issue(visitor_ref=house.identify()["ref"], service="pay", wants_person=True)
    return house.staff("POST", "/api/counters/4/next")


# --- the file ---


def test_a_portrait_is_read_whole(path: Path) -> None:
    publish(path, {NUMBER: ROW})
    (found,) = LastNight(path).find(BY_NUMBER, TODAY)
    portrait = found.portrait
    assert (portrait.as_of, portrait.credit.score, portrait.credit.grade) == (NIGHT, 59, CreditGrade.E)
    assert (portrait.risk.risk_class, portrait.risk.points, portrait.risk.rated) == (RiskClass.THREE, 62, True)
    assert (portrait.arrears.open_fen, portrait.arrears.days_overdue) == (38_315, 84)
    assert (portrait.usage.change, portrait.usage.year_on_year) == (UsageChange.FALLING, 860)
    assert (found.segment, found.certified_special) == (Segment.D, None)
    assert [reason.code for reason in portrait.credit.reasons] == ["long_overdue_cap"]


def test_the_next_look_sees_the_file_of_the_next_night(path: Path) -> None:
    publish(path, {NUMBER: ROW})
    last_night = LastNight(path)
    assert last_night.find(BY_NUMBER, TODAY)[0].portrait.credit.score == 59
    publish(path, {NUMBER: ROW | {"score": 75, "grade": "C"}}, TODAY)
    assert last_night.find(BY_NUMBER, TODAY)[0].portrait.credit.grade is CreditGrade.C


def test_an_id_card_finds_all_contracts_by_its_hash(path: Path) -> None:
    publish(path, {NUMBER: ROW, "0000000002": ROW}, n0000000001="1/ab", n0000000002="1/ab")
    found = LastNight(path).find((Query(By.ID_HASH, "1/ab"),), TODAY)
    assert [one.customer_number for one in found] == [NUMBER, "0000000002"]


@pytest.mark.parametrize(
    ("as_of", "format", "row"),
    [
        (date(2026, 11, 15), "1", ROW),  # too old
        (date(2026, 11, 24), "1", ROW),  # of tomorrow: some clock is wrong
        (NIGHT, "2", ROW),
        (NIGHT, "1", ROW | {"score": "59"}),
        (NIGHT, "1", ROW | {"grade": "F"}),
        (NIGHT, "1", {"score": 59}),
    ],
)
def test_what_must_not_be_believed_finds_nobody(path: Path, as_of: date, format: str, row: object) -> None:
    publish(path, {NUMBER: row}, as_of, format)
    assert LastNight(path).find(BY_NUMBER, TODAY) == ()


def test_no_file_half_a_file_and_no_path_find_nobody(path: Path) -> None:
    assert LastNight(None).find(BY_NUMBER, TODAY) == ()
    assert LastNight(path).find(BY_NUMBER, TODAY) == ()
    assert not path.exists(), "looking makes no file"
    path.write_bytes(b"SQLite format 3\x00 and then nothing")
    assert LastNight(path).find(BY_NUMBER, TODAY) == ()


# --- in the hall ---


def test_somebody_is_sent_the_right_way_and_the_ticket_says_by_what(away: House, path: Path) -> None:
    publish(path, {NUMBER: ROW})
    ticket = served(away)
    assert (ticket["reason"], ticket["routed_by"]) == ("class_three_in_arrears", "2026-11-22")
    assert ticket["masked_name"] is None


def test_it_is_the_same_person_as_when_the_back_office_answers(away: House, path: Path) -> None:
    publish(path, {NUMBER: ROW})
    served(away)
    with reading(away.hall.engine) as connection:
        kept = connection.execute(tickets.select()).one().person_key
    assert kept == customer_key(NUMBER, away.hall.secrets.person_key)


def test_without_a_file_a_visitor_is_like_any_other(away: House) -> None:
    away.issue(visitor_ref=away.identify()["ref"])
    ticket = away.staff("POST", "/api/counters/1/next")
    assert (ticket["reason"], ticket["routed_by"], ticket["identified"]) == ("not_identified", None, False)


def test_the_panel_shows_last_nights_portrait_with_its_date_once_opened(away: House, path: Path) -> None:
    """The file does not say who is confidential, so nobody is taken not to be."""
    publish(path, {NUMBER: ROW})
    ticket = served(away)
    url = "/api/counters/4/portrait"
    assert away.staff("GET", url)["state"] == "closed"
    body = {"ticket": ticket["id"]}
    view = away.ask("POST", f"{url}/open", away.staff_token, 200, json=body)
    assert (view["source"], view["as_of"], view["segment"]) == ("last_night", "2026-11-22", "D")
    values = {one["element"]: one["value"] for one in view["elements"]}
    assert values == {"risk": "3", "credit": "E", "usage": "falling", "preference": "app"}
    advised = [one["strategy"] for one in view["prompts"]]
    assert "clear-arrears" in advised
    assert "debit-advice" not in advised, "how they pay is not known"
    events = [one.event for one in page(away.hall.engine, "hall-1", None, 9)]
    assert events == ["portrait_opened"]


def test_where_the_file_says_that_nobody_is_confidential_it_is_shown_at_once(away: House, path: Path) -> None:
    publish(path, {NUMBER: ROW | {"certified_special": False}})
    served(away)
    assert away.staff("GET", "/api/counters/4/portrait")["state"] == "shown"


def test_an_id_card_is_found_by_the_hash_the_back_office_would_be_asked_for(away: House, path: Path) -> None:
    secrets = away.hall.secrets
    hashed = id_hash(ID_NUMBER, IdKey(secrets.id_hash_key_version, bytes.fromhex(secrets.id_hash_key)))
    assert hashed is not None
    publish(path, {NUMBER: ROW}, n0000000001=f"{hashed.key_version}/{hashed.digest}")
    card = {"kind": "id_card", "document": "resident", "number": ID_NUMBER}
    ref = away.kiosk("/api/identify", {"presented": card}, status=200)["ref"]
    away.issue(visitor_ref=ref, service="pay", wants_person=True)
    assert away.staff("POST", "/api/counters/4/next")["routed_by"] == "2026-11-22"


def test_a_mark_in_the_file_leads_the_way_and_covers_the_portrait(away: House, path: Path) -> None:
    plain = ROW | {"certified_special": False, "disability": False, "key_account": False}
    publish(path, {NUMBER: plain})
    visitor = away.hall.seals.open_visitor(away.identify()["ref"], away.clock())
    assert visitor is not None
    assert visitor.facts.certified_special is False
    for mark in ("certified_special", "disability", "key_account"):
        publish(path, {NUMBER: plain | {mark: True}})
        visitor = away.hall.seals.open_visitor(away.identify()["ref"], away.clock())
        assert visitor is not None
        assert [name for name in plain if getattr(visitor.facts, name, None) is True and plain[name] is False] == [
            mark
        ]


@pytest.mark.parametrize(
    ("marks", "advised"),
    [
        ({}, set()),
        ({"disability": True}, {"disability-care"}),
        ({"certified_special": True}, {"confidential"}),
        ({"key_account": True}, {"account-manager-call", "usage-fell"}),
        ({"key_account": False, "disability": False}, set()),
    ],
)
def test_marks_in_the_file_lead_to_their_strategies(
    away: House, path: Path, marks: dict[str, bool], advised: set[str]
) -> None:
    publish(path, {NUMBER: ROW | {"certified_special": False} | marks})
    issued = away.issue(visitor_ref=away.identify()["ref"], service="bill", wants_person=True)["ticket"]["id"]
    to = {"lane": "arrears"}
    away.ask("POST", f"/api/guide/tickets/{issued}/move", away.staff_token, 200, json=to)
    away.staff("POST", "/api/counters/4/next")
    view = away.ask("POST", "/api/counters/4/portrait/open", away.staff_token, 200, json={"ticket": issued})
    asked = {"disability-care", "confidential", "account-manager-call", "usage-fell", "sensitive-customer"}
    assert {one["strategy"] for one in view["prompts"]} & asked == advised


def test_a_mark_some_contract_leaves_open_is_no_no(path: Path) -> None:
    rows = {NUMBER: ROW | {"disability": False, "key_account": False}, "0000000002": ROW | {"key_account": True}}
    publish(path, rows, n0000000001="1/ab", n0000000002="1/ab")
    found = LastNight(path).find((Query(By.ID_HASH, "1/ab"),), TODAY)
    assert marks_of(found) == Marks(certified_special=None, disability=None, key_account=True)


# --- the years on record ---

AT_A = [[year, 12 * "A", False] for year in (2023, 2024, 2025)]


def twice_late() -> CustomerFacts:
    """Class two, grade B: to the general lane, but for a step."""
    good = customer()
    late = [replace(one, started_on=one.started_on + timedelta(days=40)) for one in good.payments[-4:-2]]
    return replace(good, payments=(*good.payments[:-4], *late, *good.payments[-2:]))


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ({NUMBER: ROW | {"years": AT_A}}, "priority"),
        ({NUMBER: ROW | {"years": AT_A[1:]}}, "general"),
        ({NUMBER: ROW | {"years": [AT_A[0], [2024, 12 * "A", True], AT_A[2]]}}, "general"),
        ({NUMBER: ROW | {"years": [*AT_A[:2], [2025, 12 * "F", False]]}}, "general"),  # no portrait at all
        ({NUMBER: ROW}, "general"),
        ({"0000000009": ROW | {"years": AT_A}}, "general"),
    ],
)
def test_years_nobody_judged_here_come_from_the_yearly_record(
    new_house: Callable[..., House], path: Path, rows: dict[str, Any], place: str
) -> None:
    publish(path, rows)
    house = new_house(last_night=path)
    house.people.known["000000000001"] = (twice_late(),)
    for _ in range(2):  # the second time they are the hall's own
        request = str(uuid4())
        house.issue(request_id=request, visitor_ref=house.identify()["ref"], service="new", wants_person=True)
        assert house.staff("GET", f"/api/decisions/{request}")["place"] == place
        path.unlink(missing_ok=True)
        house.clock.on(days=1)


def test_the_record_of_one_contract_says_nothing_of_two(new_house: Callable[..., House], path: Path) -> None:
    publish(path, {NUMBER: ROW | {"years": AT_A}, "0000000002": ROW | {"years": AT_A[1:]}})
    house = new_house(last_night=path)
    house.people.known["000000000001"] = (twice_late(), replace(customer(), customer_number="0000000002"))
    request = str(uuid4())
    house.issue(request_id=request, visitor_ref=house.identify()["ref"], service="new", wants_person=True)
    assert house.staff("GET", f"/api/decisions/{request}")["place"] == "general"
