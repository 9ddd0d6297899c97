"""Facts no back office should tell, through the whole hall: believed as far as they can be, or not at all; never a
broken page, and never another class than the rest of the facts say."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict
from typing import Any
from uuid import uuid4

import pytest

from kiosk.hall.backoffice.answers import Nonsense, read_customers
from kiosk.hall.backoffice.outcomes import Away, AwayReason, Found, Outcome
from kiosk.wire import Presented
from server_stub.cast import INDEX_OF, Role
from tests.hall_api.conftest import House, People
from tests.hall_backoffice.conftest import TOWN

HONEST: dict[str, Any] = json.loads(
    json.dumps(asdict(TOWN.customer(INDEX_OF[Role.CLASS_THREE_IN_ARREARS])), default=str)
)
PANEL = "/api/counters/4/portrait"
Change = Callable[[dict[str, Any]], object]


class Telling(People):
    """A back office that tells this, word for word; what the hall makes of it is the hall's own."""

    body = b""

    def find(self, presented: Presented) -> Outcome:
        try:
            return Found(tuple(customer.facts() for customer in read_customers(self.body)))
        except Nonsense:
            return Away(AwayReason.NONSENSE)


def visit(house: House, told: object) -> Any:
    """From the card to everything a counter may look at; the panel."""
    people = Telling()
    people.body = json.dumps([told]).encode()
    object.__setattr__(house.hall, "back_office", people)
    ref = house.identify()["ref"]
    ticket = house.issue(visitor_ref=ref, service="pay", wants_person=True)["ticket"]["id"]
    to = {"lane": "arrears"}
    house.ask("POST", f"/api/guide/tickets/{ticket}/move", house.staff_token, 200, json=to)
    house.staff("POST", f"/api/counters/4/call/{ticket}")
    view = house.staff("GET", PANEL)
    for more in ("history", "improvements", "notes"):
        house.staff("GET", f"{PANEL}/{more}", 200 if view["state"] == "shown" else 409)
    request = {"request_id": str(uuid4()), "visitor_ref": ref, "service": "bill"}
    house.kiosk("/api/tickets", request, status=200, headers={"Prefer": "advice"})
    return view


def judged(view: Any) -> dict[str, str]:
    return {one["element"]: one["value"] for one in view["elements"] if one["element"] in {"risk", "credit"}}


def put(*path: str | int, value: object) -> Change:
    def change(told: dict[str, Any]) -> None:
        place: Any = told
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def left_out(*path: str | int) -> Change:
    def change(told: dict[str, Any]) -> None:
        place: Any = told
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


@pytest.mark.parametrize(
    "change",
    [
        left_out("bills"),
        left_out("payments"),
        left_out("contract"),
        left_out("bills", 3, "due"),
        left_out("payments", 0, "bill_id"),
        put("bills", 0, "amount_fen", value=-1),
        put("payments", 0, "amount_fen", value=-100),
        put("bills", 5, "amount_fen", value=10**30),
        put("bills", 5, "energy_kwh", value=2**63),
        put("contract", "guarantee_fen", value=10**18),
        put("bills", 35, "due", value="9999-12-31"),
        put("bills", 0, "month", value="1526-03-01"),
        put("payments", 0, "started_on", value="0001-01-01"),
        put("dunnings", 0, "sent_on", value="2926-01-01"),
        put("bills", 0, "due", value="2026-02-30"),
        put("payments", 0, "state", value="perhaps"),
        put("kind", value="palace"),
        put("contract", "method", value="shells"),
        put("contacts", 0, "channel", value="pigeon"),
        lambda told: told["bills"].append(told["bills"][0]),
        lambda told: told["uses"].append(told["uses"][0]),
        lambda told: told["bills"].extend({**told["bills"][0], "id": str(at)} for at in range(200)),
        put("name", value="张" * 500),
        put("customer_number", value="９９９９９９９９９９"),
    ],
)
def test_what_cannot_be_true_is_not_believed_at_all(house: House, change: Change) -> None:
    """The customer goes the ordinary way and gets a number; the panel says that nobody known is here."""
    told = deepcopy(HONEST)
    change(told)
    assert visit(house, told)["state"] == "not_identified"


@pytest.mark.parametrize(
    "change",
    [
        put("birth_date", value="1526-03-01"),
        put("birth_date", value="1900-01-01"),
        put("birth_date", value="2926-03-01"),
        put("birth_date", value=None),
        put("contract", "since", value="0001-01-01"),
        put("contract", "since", value="9999-12-31"),
        put("contract", "metered_since", value="9999-12-31"),
        put("marks", "theft_confirmed_on", value="2926-01-01"),
        put("marks", "theft_confirmed_on", value="0001-01-01"),
        put("circumstances", value=[{"circumstance": "vacant", "since": "0001-01-01", "until": "9999-12-31"}]),
        put("complaints", value=[{"made_on": "9999-12-31", "outcome": "justified"}]),
        put("contacts", value=[{"on": "9999-12-31", "purpose": "query", "channel": "app"}] * 500),
        put("contacts", value=[{"on": "0001-01-01", "purpose": "complaint", "channel": "app"}] * 500),
        put("orders", value=[{"on": "0001-01-01", "kind": "outage", "about": "\u202e\u0007<b>"}]),
        put("notices", value=[{"sent_on": "9999-12-31", "kind": "bill", "channel": "app"}]),
        put("name", value=""),
        put("name", value="<script>alert(1)</script>"),
        lambda told: told["payments"].append({**told["payments"][0], "bill_id": "of-nobody"}),
        lambda told: told["payments"].append({**told["payments"][0], "started_on": "2199-12-31"}),
        lambda told: told["dunnings"].append({"bill_id": "of-nobody", "sent_on": "2026-10-01"}),
        left_out("contacts"),
    ],
)
def test_what_says_nothing_of_money_changes_nobodys_class(house: House, change: Change) -> None:
    told = deepcopy(HONEST)
    change(told)
    honest = visit(house, HONEST)
    house.staff("POST", "/api/counters/4/finish", 204)
    view = visit(house, told)
    assert (honest["state"], view["state"]) == ("shown", "shown")
    assert judged(view) == judged(honest) == {"risk": "3", "credit": "E"}
