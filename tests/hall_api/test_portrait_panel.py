"""The portrait at a window: for whoever holds it, in the order that helps, and never more than may be seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from kiosk.domain.customer import Complaint, ComplaintOutcome, CustomerFacts, Order, OrderKind
from kiosk.hall.staff.audit import page
from kiosk.hall.staff.members import Role
from tests.hall_api.conftest import House, customer
from tests.hall_staff.conftest import NewBrowser

PANEL = "/api/counters/1/portrait"
COMPLAINT = Complaint(date(2026, 10, 2), ComplaintOutcome.JUSTIFIED)
ORDER = Order(date(2026, 10, 1), OrderKind.COMPLAINT, about="抄表读数有误")


def owing() -> CustomerFacts:
    """Class three: the last three bills are open, and were asked for."""
    good = customer()
    return replace(good, payments=good.payments[:-3])


def at_window(house: House, *contracts: CustomerFacts, service: str = "pay") -> Any:
    house.people.known["000000000001"] = contracts or (customer(),)
    house.issue(visitor_ref=house.identify()["ref"], service=service, wants_person=True)
    return house.staff("POST", f"/api/counters/{_window(house)}/next")


def _window(house: House) -> str:
    return "1"


def look(house: House, path: str = "", status: int = 200, opened: str | None = None) -> Any:
    more = {"headers": {"X-Portrait-Opened": opened}} if opened else {}
    return house.ask("GET", PANEL + path, house.staff_token, status=status, **more)


def test_smoke(house: House) -> None:
    t = at_window(house, service="new")
    import json
    print(json.dumps(look(house), ensure_ascii=False, indent=1))
    print(json.dumps(look(house, "/history"), ensure_ascii=False, indent=1))
    print(json.dumps(look(house, "/improvements"), ensure_ascii=False, indent=1))
    assert 0
