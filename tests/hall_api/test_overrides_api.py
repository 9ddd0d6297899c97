"""What is set by hand changes where somebody goes, is on the decision's record, and ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kiosk.domain.customer import CustomerFacts, Dunning
from kiosk.domain.portrait import CreditGrade
from kiosk.hall.records import years
from kiosk.hall.staff.audit import page
from kiosk.portrait.standing import YearOfGrades
from tests.hall_api.conftest import House, customer

NUMBER, CARD = "0000000001", "000000000001"


def owing() -> CustomerFacts:
    """Three bills open and dunned: class three, grade E."""
    good = customer()
    return replace(good, payments=good.payments[:-3], dunnings=(Dunning("B21", good.bills[-1].month),))


def come(house: House, service: str = "pay") -> Any:
    """Identified and directed; the record of the decision."""
    request = str(uuid4())
    asked = {"request_id": request, "service": service, "visitor_ref": house.identify()["ref"]}
    house.kiosk("/api/tickets", asked, status=200)
    return house.staff("GET", f"/api/decisions/{request}")


def set_by_hand(house: House, element: str, value: str, status: int = 201, **more: Any) -> Any:
    until = (house.clock() + timedelta(days=7)).isoformat()
    asked = {"customer": NUMBER, "element": element, "value": value, "reason": "the bank's fault", "until": until}
    return house.ask("POST", "/api/overrides", house.staff_token, status, json=asked | more)


def listed(house: House, query: str = "") -> Any:
    return house.staff("GET", f"/api/overrides{query}")


def test_without_one_nothing_is_on_record(house: House) -> None:
    house.people.known[CARD] = (owing(),)
    seen = come(house)
    assert (seen["place"], seen["rule"], seen["overrides"]) == ("arrears", "class-three-arrears", [])


@pytest.mark.parametrize(
    ("element", "value", "place", "rule"),
    [
        ("service_class", "1", "arrears", "long-overdue"),  # no class helps who owes for so long
        ("treat_as", "not_in_arrears", "1", "ordinary-self-service"),
        ("treat_as", "needs_care", "care", "disability-to-care"),
        ("treat_as", "certified_special", "vip", "certified-to-room"),
        ("treat_as", "key_account", "vip", "key-account-to-room"),
        ("lane", "priority", "priority", "override"),
    ],
)
def test_it_changes_where_somebody_goes(house: House, element: str, value: str, place: str, rule: str) -> None:
    house.people.known[CARD] = (owing(),)
    made = set_by_hand(house, element, value)
    seen = come(house)
    assert (seen["place"], seen["rule"], seen["overrides"]) == (place, rule, [made["id"]])
    assert seen["rules_version"] == house.hall.rules.version


def test_a_class_set_by_hand_leads_to_its_lane_and_stands_above_steps(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    assert come(house, "new")["place"] == "priority"
    set_by_hand(house, "service_class", "2")
    assert come(house, "meter")["place"] == "general"


def test_steps_held_better_the_class_people_are_served_by(house: House) -> None:
    """Class two for one late bill, grade B: in the general lane, until three years at A are known."""
    good = customer()
    late = [replace(one, started_on=one.started_on + timedelta(days=40)) for one in good.payments[-4:-2]]
    house.people.known[CARD] = (replace(good, payments=(*good.payments[:-4], *late, *good.payments[-2:])),)
    assert come(house, "new")["place"] == "general"
    ref = house.hall.seals.open_visitor(house.identify()["ref"], house.clock())
    assert ref
    assert ref.person_key
    at_a = [YearOfGrades(year, (CreditGrade.A,) * 12) for year in (2023, 2024, 2025)]
    years.keep(house.hall.engine, house.hall.settings.id, ref.person_key, at_a, house.clock())
    assert come(house, "meter")["place"] == "priority"


def test_a_lane_that_is_closed_is_not_used(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    settings = house.hall.settings
    closed = tuple(lane.model_copy(update={"open": lane.id != "arrears"}) for lane in settings.lanes)
    object.__setattr__(house.hall, "settings", settings.model_copy(update={"lanes": closed}))
    made = set_by_hand(house, "lane", "arrears")
    seen = come(house, "new")
    assert (seen["rule"], seen["overrides"]) == ("class-one-priority", [made["id"]])


def test_it_is_over_when_it_ends_or_is_ended(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    made = set_by_hand(house, "lane", "care")
    ended = house.ask("POST", f"/api/overrides/{made['id']}/end", house.staff_token, 200)
    assert (ended["ended_by"], ended["in_force"]) == ("token", False)
    assert come(house, "new")["overrides"] == []
    again = house.ask("POST", f"/api/overrides/{made['id']}/end", house.staff_token, 409)
    assert again["code"] == "override_over"
    set_by_hand(house, "lane", "care", until=(house.clock() + timedelta(hours=1)).isoformat())
    house.clock.on(hours=2)
    assert come(house, "meter")["overrides"] == []


def test_of_whoever_holds_a_ticket(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    ref = house.identify()["ref"]
    ticket = house.issue(visitor_ref=ref)["ticket"]["id"]
    until = (house.clock() + timedelta(days=1)).isoformat()
    asked = {"ticket": ticket, "element": "lane", "value": "vip", "reason": "hard of hearing", "until": until}
    house.ask("POST", "/api/overrides", house.staff_token, 201, json=asked)
    (one,) = listed(house, f"?ticket={ticket}")
    assert (one["value"], one["reason"], one["in_force"]) == ("vip", "hard of hearing", True)
    assert listed(house) == [one]
    stranger = house.issue(service="meter")["ticket"]["id"]
    assert house.staff("GET", f"/api/overrides?ticket={stranger}", 409)["code"] == "not_identified"
    assert house.staff("GET", f"/api/overrides?ticket={uuid4()}", 404)["code"] == "no_such_ticket"


def test_by_the_number_of_today_until_the_end_of_a_day(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    number = house.issue(visitor_ref=house.identify()["ref"])["ticket"]["number"]
    written = f" {number[0].lower()}{int(number[1:])} "
    last = house.hall.local_now().date() + timedelta(days=3)
    asked = {"number": written, "element": "lane", "value": "vip", "reason": "hard of hearing", "until": str(last)}
    made = house.ask("POST", "/api/overrides", house.staff_token, 201, json=asked)
    assert (made["value"], made["until"][:16]) == ("vip", f"{last + timedelta(days=1)}T04:00")
    assert come(house, "meter")["overrides"] == [made["id"]]
    stranger = house.issue(service="meter")["ticket"]["number"]
    for number, status, code in (
        (stranger, 409, "not_identified"),
        *((none, 404, "no_such_ticket") for none in ("Z999", "", "7", "A", "A\u0661", "A999999", "\u00dfA1")),
    ):
        refused = house.ask("POST", "/api/overrides", house.staff_token, status, json=asked | {"number": number})
        assert refused["code"] == code
    house.clock.on(days=1)
    house.ask("POST", "/api/overrides", house.staff_token, 404, json=asked)


@pytest.mark.parametrize("last", ["2026-11-21", "2028-01-01", "9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z"])
def test_an_end_that_is_no_end_is_refused(house: House, last: str) -> None:
    house.people.known[CARD] = (customer(),)
    assert set_by_hand(house, "lane", "vip", 422, until=last)["code"] == "bad_end"


def test_nobody_can_be_found_by_what_is_listed_or_logged(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    set_by_hand(house, "lane", "vip", reason="card 0000000001 was wrong")
    (one,) = listed(house)
    assert len(one["person"]) == 8
    (row,) = page(house.hall.engine, house.hall.settings.id, None, 9)
    assert (row.event, row.reason) == ("override_made", "lane=vip")
    assert UUID(row.subject)


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"value": "nowhere"}, 422, "bad_value"),
        ({"reason": " "}, 422, "reason_needed"),
        ({"until": "2026-11-22T09:00:00+08:00"}, 422, "bad_end"),
        ({"customer": "0000000404"}, 404, "no_such_customer"),
        ({"customer": "42"}, 404, "no_such_customer"),
        ({"customer": None}, 422, "malformed"),
        ({"ticket": str(uuid4())}, 422, "malformed"),
    ],
)
def test_what_cannot_be_set(house: House, wrong: dict[str, Any], status: int, code: str) -> None:
    house.people.known[CARD] = (customer(),)
    asked = {"element": "lane", "value": "vip"} | wrong
    assert set_by_hand(house, asked.pop("element"), asked.pop("value"), status, **asked)["code"] == code
    assert listed(house) == []


def test_while_the_back_office_is_away_nobody_is_taken_for_somebody(house: House) -> None:
    house.people.state = "away"
    assert set_by_hand(house, "lane", "vip", 409)["code"] == "back_office_away"
