"""The name behind a ticket: masked for all, shown to staff who ask, never without a line in the log."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select

from kiosk.database import reading
from kiosk.hall.staff.audit import AuditEntry, page
from kiosk.tickets.schema import decisions, ticket_states, tickets
from tests.hall_api.conftest import House, customer


def called(house: House) -> Any:
    house.people.known["000000000001"] = (customer(),)
    house.issue(visitor_ref=house.identify()["ref"])
    return house.staff("POST", "/api/counters/1/next")


def names_shown(house: House) -> list[AuditEntry]:
    log = page(house.hall.engine, house.hall.settings.id, None, 100)
    return [one for one in log if one.event == "name_shown"]


def show(house: House, ticket: str, status: int = 200, **body: str) -> Any:
    return house.ask("POST", f"/api/tickets/{ticket}/reveal", house.staff_token, status=status, json=body or None)


def test_masked_until_somebody_asks_and_then_on_record(house: House) -> None:
    ticket = called(house)
    assert ticket["masked_name"] == "张*明"
    assert show(house, ticket["id"], reason="asked by the customer") == {"name": "张小明"}
    (entry,) = names_shown(house)
    assert (entry.subject, entry.reason) == (ticket["id"], "asked by the customer")
    assert "张" not in str(entry)


def test_nothing_of_the_person_is_in_the_database_in_clear(house: House) -> None:
    called(house)
    with reading(house.hall.engine) as connection:
        kept = "".join(
            str(connection.execute(select(table)).all()) for table in (tickets, ticket_states, decisions)
        )
    assert "张" not in kept
    assert "000000000001" not in kept


def test_without_a_card_there_is_no_name(house: House) -> None:
    house.issue()
    ticket = house.staff("POST", "/api/counters/1/next")
    assert ticket["masked_name"] is None
    assert show(house, ticket["id"], 409)["code"] == "not_identified"
    assert show(house, str(uuid4()), 404)["code"] == "no_such_ticket"


def test_when_the_back_office_is_away_no_name_and_no_line(house: House) -> None:
    ticket = called(house)
    house.people.state = "away"
    assert show(house, ticket["id"], 409)["code"] == "back_office_away"
    assert names_shown(house) == []


def test_the_seal_is_broken_with_the_day(house: House) -> None:
    ticket = called(house)
    house.clock.on(days=1)
    house.issue()
    assert show(house, ticket["id"], 409)["code"] == "not_identified"


def test_kiosks_may_not_ask(house: House) -> None:
    ticket = called(house)
    assert house.kiosk(f"/api/tickets/{ticket['id']}/reveal", status=403)["code"] == "not_yours"
