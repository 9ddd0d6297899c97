"""A copy for the person, and their deletion: over a real visit, and as the command on the terminal."""

import json
import shutil
import stat
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kiosk.__main__ import main
from kiosk.domain.identity import IdDocument
from kiosk.hall import person_data
from kiosk.hall.keys import make_secrets
from kiosk.hall.person_data import Seen, Whose, delete, export
from kiosk.hall.records import notes
from kiosk.hall.records.notes import Element
from kiosk.hall.staff.audit import Whole, page, verify
from kiosk.hall.staff.members import TOKEN
from kiosk.wire import PresentedIdCard
from tests.hall_api.conftest import House, customer
from tests.ready_made import CONFIG

NUMBER, CARD, METER = "0000000001", "000000000001", "000000000009"


def somebody(house: House) -> Whose:
    """Two contracts; the card is of the larger number."""
    both = (customer(customer_number="0000000007", meter_numbers=(METER,)), customer(meter_numbers=(METER,)))
    house.people.known[CARD] = both
    house.people.known["000000000007"] = both
    return person_data.whose(house.hall, NUMBER)


def visit(house: House) -> Any:
    """A ticket, looked at by name, a note and an override; the ticket's id."""
    ticket = house.issue(visitor_ref=house.identify()["ref"])["ticket"]["id"]
    house.ask("POST", f"/api/tickets/{ticket}/reveal", house.staff_token, 200, json={"reason": "rang back"})
    until = "2026-12-01T09:00:00+08:00"
    by_hand = {"ticket": ticket, "element": "lane", "value": "care", "reason": "on crutches", "until": until}
    house.ask("POST", "/api/overrides", house.staff_token, 201, json=by_hand)
    ours, now = (house.hall.engine, house.hall.settings.id), house.clock()
    notes.begin(*ours, own_key(house), Element.GENERAL, "rings back", TOKEN, now)
    return ticket


def own_key(house: House) -> str:
    visitor = house.hall.seals.open_visitor(house.identify()["ref"], house.clock())
    assert visitor
    assert visitor.person_key
    return visitor.person_key


def counts(copy: Any) -> dict[str, int]:
    return {name: len(rows) for name, rows in copy["held"].items() if rows}


def test_a_copy_holds_what_was_done_and_nothing_that_finds_somebody(house: House) -> None:
    who = somebody(house)
    ticket = visit(house)
    copy = export(house.hall, who, house.clock())
    assert counts(copy)["tickets"] == 1
    assert (counts(copy)["notes"], counts(copy)["overrides"]) == (1, 1)
    assert [row["event"] for row in copy["held"]["audit"]] == ["name_shown", "override_made"]
    assert copy["held"]["tickets"][0]["id"] == UUID(ticket)
    written = json.dumps(copy, default=str, ensure_ascii=False)
    assert not any(key in written for key in who.keys)
    assert not any(word in written for word in (NUMBER, METER, "张小明", "gAAAA"))


def test_deleted_and_nothing_is_found_any_more_while_all_counts_stay(house: House) -> None:
    who = somebody(house)
    visit(house)
    house.issue(service="meter")
    before = house.ask("GET", "/api/snapshot")["waiting"]
    done = delete(house.hall, who, "request of 23 November", house.clock())
    assert (done.gone["notes"], done.unlinked["tickets"], done.unlinked["overrides"]) == (1, 1, 1)
    assert counts(export(house.hall, who, house.clock())) == {}
    assert house.ask("GET", "/api/snapshot")["waiting"] == before
    assert house.issue(service="meter")["ticket"]["number"].endswith("3")


def test_the_log_says_that_it_was_done_and_not_to_whom(house: House) -> None:
    who = somebody(house)
    visit(house)
    done = delete(house.hall, who, "she, 0000000001, asked on 23 November", house.clock())
    (row, *_) = page(house.hall.engine, house.hall.settings.id, None, 9)
    assert (row.who, row.event, row.subject) == ("terminal", "person_deleted", done.reference)
    assert row.reason == "she, …, asked on 23 November"
    assert isinstance(verify(house.hall.engine), Whole)


def test_a_dry_run_tells_the_same_and_changes_nothing(house: House) -> None:
    who = somebody(house)
    visit(house)
    before = counts(export(house.hall, who, house.clock()))
    looked = delete(house.hall, who, "trying", house.clock(), dry_run=True)
    assert counts(export(house.hall, who, house.clock())) == before
    assert page(house.hall.engine, house.hall.settings.id, None, 1)[0].event == "person_exported"
    done = delete(house.hall, who, "now", house.clock())
    assert (looked.gone, looked.unlinked) == (done.gone, done.unlinked)


def test_an_appeal_must_be_answered_first(house: House) -> None:
    who = somebody(house)
    words = {"customer": NUMBER, "about": "risk", "words": "I had paid"}
    house.ask("POST", "/api/appeals", house.staff_token, 201, json=words)
    refused = delete(house.hall, who, "asked", house.clock())
    assert refused.open_appeals == 1
    assert counts(export(house.hall, who, house.clock())) == {"appeals": 1, "audit": 1}


def test_every_number_and_power_card_of_a_customer_leads_to_all_of_it(house: House) -> None:
    """Also a ticket taken with the power card while the back office was away, when the hall knew the card alone."""
    house.people.state = "away"
    taken = house.issue(visitor_ref=house.identify()["ref"])["ticket"]["id"]
    house.people.state = "up"
    somebody(house)
    for number in (NUMBER, "0000000007"):
        who = person_data.whose(house.hall, number)
        assert (who.back_office, who.contracts) == (Seen.KNOWN, 2)
        copy = export(house.hall, who, house.clock())
        assert [row["id"] for row in copy["held"]["tickets"]] == [UUID(taken)]


def test_an_identity_card_nobody_knew_is_not_found_by_a_customer_number(house: House) -> None:
    """The help says so; with the back office up the same card leads to the customer, and so to everything."""
    card = PresentedIdCard(document=IdDocument.RESIDENT, number="440524188001010014")
    presented = {"presented": card.model_dump(mode="json")}
    ref = house.kiosk("/api/identify", presented, status=200)["ref"]
    house.issue(visitor_ref=ref)
    who = somebody(house)
    assert counts(export(house.hall, who, house.clock())) == {}


def test_while_the_back_office_is_away_only_the_number_itself_is_looked_for(house: House) -> None:
    house.people.state = "away"
    who = person_data.whose(house.hall, f" {NUMBER} ", phone="13900000001")
    assert (who.back_office, len(who.keys)) == (Seen.AWAY, 2)
    assert not any(key in repr(who) for key in who.keys)
    house.people.state = "up"
    assert person_data.whose(house.hall, "0000000404").back_office is Seen.UNKNOWN


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    """A configuration folder with a database and secrets of its own, and no back office behind it."""
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    secrets = tmp_path / "secrets.toml"
    make_secrets(secrets, ("kiosk-1",))
    path = folder / "hall.toml"
    text = path.read_text(encoding="utf-8").replace("var/hall-secrets.toml", str(secrets))
    text = text.replace("sqlite:///var/hall.sqlite", f"sqlite:///{tmp_path / 'hall.sqlite'}")
    path.write_text(text.replace("http://127.0.0.1:8090", "http://127.0.0.1:9"), encoding="utf-8")
    return folder


def command(configured: Path, action: str, *more: str) -> int:
    return main(["person", action, NUMBER, "--config", str(configured), *more])


def test_the_commands_on_the_terminal(configured: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "copy.json"
    assert command(configured, "export", "--out", str(out)) == 0
    said = capsys.readouterr().out
    assert "does not answer" in said
    assert NUMBER not in said
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert json.loads(out.read_text(encoding="utf-8"))["held"]["tickets"] == []
    assert command(configured, "delete", "--reason", "asked", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "audit log" in said
    assert "dry run: nothing was changed" in said
    assert command(configured, "delete", "--reason", "asked") == 0
    assert "done; reference" in capsys.readouterr().out


def test_what_was_asked_wrongly(configured: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "there.json"
    there.write_text("mine", encoding="utf-8")
    assert command(configured, "export", "--out", str(there)) == 2
    assert there.read_text(encoding="utf-8") == "mine"
    assert command(configured, "delete", "--reason", " ") == 2
    assert command(configured, "delete", "--reason", "asked", "--phone", "12") == 2
    wrong = ["person", "delete", "12a", "--reason", "asked", "--config", str(configured)]
    assert main(wrong) == 2
    assert "10 to 12 digits" in capsys.readouterr().err
