"""A person at a kiosk: found or not, directed by the rules, told a place and never a reason."""

import json
import logging
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk.domain.customer import Channel, CustomerKind, PaymentMethod, Purpose
from tests.hall_api.conftest import House, contacts, customer

ELDERLY_CARD = {
    "kind": "id_card",
    "document": "resident",
    "number": "11010519491231002X",
    "birth_date": "1949-12-31",
}
YOUNG_CARD = {"kind": "id_card", "document": "resident", "number": "440524188001010014", "birth_date": None}


def unpaid(**changes: Any) -> Any:
    """Paid well until a year ago, nothing since."""
    plain = customer(**changes)
    return customer(payments=plain.payments[:12], **changes)


def test_a_known_customer_gets_a_masked_name_and_a_sealed_reference(house: House) -> None:
    house.people.known["000000000001"] = (customer(),)
    visitor = house.identify()
    assert (visitor["known"], visitor["masked_name"]) == (True, "张*明")
    assert "0000000001" not in json.dumps(visitor)
    assert "张小明" not in json.dumps(visitor, ensure_ascii=False)


@pytest.mark.parametrize("state", ["up", "away"])
def test_unknown_or_unreachable_is_served_as_unknown(house: House, state: Any) -> None:
    house.people.state = state
    visitor = house.identify()
    assert (visitor["known"], visitor["masked_name"]) == (False, None)
    answer = house.issue(visitor_ref=visitor["ref"])
    assert (answer["kind"], answer["place"]["en"]) == ("lane", "Windows 1, 2, 3")


def test_age_on_the_card_counts_even_when_the_back_office_is_away(house: House) -> None:
    house.people.state = "away"
    visitor = house.kiosk("/api/identify", {"presented": ELDERLY_CARD}, status=200)
    answer = house.issue(visitor_ref=visitor["ref"])
    decision = house.staff("GET", f"/api/decisions/{answer['request_id']}")
    assert (decision["place"], decision["rule"]) == ("care", "elderly-to-care")


def test_a_class_three_customer_in_arrears_hears_a_window_and_no_reason(house: House) -> None:
    house.people.known["000000000001"] = (unpaid(),)
    answer = house.issue(visitor_ref=house.identify()["ref"], service="pay")
    assert answer["place"] == {"zh": "4号窗口", "en": "Window 4"}
    decision = house.staff("GET", f"/api/decisions/{answer['request_id']}")
    assert (decision["rule"], decision["reason"]) == ("class-three-arrears", "class_three_in_arrears")
    assert decision["rules_version"] == house.hall.rules.version
    assert not {"rule", "reason", "lane"} & (set(answer) | set(answer["ticket"]))


def test_a_first_class_customer_who_wants_a_person_goes_to_the_priority_lane(house: House) -> None:
    house.people.known["000000000001"] = (customer(),)
    answer = house.issue(visitor_ref=house.identify()["ref"], service="bill", wants_person=True)
    assert house.staff("GET", f"/api/decisions/{answer['request_id']}")["place"] == "priority"


def test_a_key_account_goes_to_its_room(house: House) -> None:
    firm = customer(kind=CustomerKind.KEY_ACCOUNT, name="某某钢铁有限公司")
    house.people.known["000000000001"] = (firm,)
    answer = house.issue(visitor_ref=house.identify()["ref"])
    assert (answer["kind"], answer["place"]["en"]) == ("room", "Room 6")


def test_a_question_a_terminal_can_answer_goes_there_without_a_number(house: House) -> None:
    house.people.known["000000000001"] = (customer(contacts=contacts(Purpose.QUERY, 5, Channel.APP)),)
    answer = house.issue(visitor_ref=house.identify()["ref"], service="bill")
    assert (answer["kind"], answer["ticket"]) == ("self_service", None)
    assert answer["place"]["en"] == "Self-service terminal 1"
    decision = house.staff("GET", f"/api/decisions/{answer['request_id']}")
    assert (decision["kind"], decision["ticket_number"], decision["ticket_state"]) == ("self_service", None, None)


def test_with_several_contracts_the_worst_one_counts(house: House) -> None:
    good, bad = customer(), unpaid(customer_number="0000000002")
    house.people.known["000000000001"] = (good, bad)
    answer = house.issue(visitor_ref=house.identify()["ref"], service="pay")
    assert house.staff("GET", f"/api/decisions/{answer['request_id']}")["place"] == "arrears"


def test_the_menu_begins_with_what_this_customer_came_for(house: House) -> None:
    house.people.known["000000000001"] = (customer(contacts=contacts(Purpose.COMPLAINT, 4)),)
    house.people.known["000000000002"] = (customer(method=PaymentMethod.PREPAID),)
    assert services(house.identify()["menu"])[0] == "advice"
    assert services(house.identify("000000000002")["menu"])[0] == "card"
    plain = house.ask("GET", "/api/menu", house.kiosk_token)
    assert services(plain) == ["bill", "pay", "card", "new", "meter", "advice"]


def services(menu: dict[str, Any]) -> list[str]:
    return [item["service"] for item in menu["items"]]


def test_no_service_chosen_is_a_general_number(house: House) -> None:
    answer = house.issue(service=None)
    assert (answer["ticket"]["number"], answer["service_title"]["en"]) == ("C001", "General service")


def test_an_unknown_service_is_refused(house: House) -> None:
    body = {"request_id": str(uuid4()), "service": "lottery"}
    assert house.kiosk("/api/tickets", body, status=422)["code"] == "unknown_service"


def test_the_answer_was_lost_and_the_kiosk_asks_again(house: House) -> None:
    house.people.known["000000000001"] = (customer(),)
    request = {"request_id": str(uuid4()), "service": "new", "visitor_ref": house.identify()["ref"]}
    first = house.kiosk("/api/tickets", request, status=200)
    house.clock.on(minutes=20)  # by now the reference is too old to be opened
    assert house.kiosk("/api/tickets", request, status=200) == first


def test_the_same_person_with_another_card_holds_the_ticket_they_have(house: House) -> None:
    house.people.known = {"000000000001": (customer(),), "id_card": (customer(),)}
    first = house.issue(visitor_ref=house.identify()["ref"])
    by_id = house.kiosk("/api/identify", {"presented": YOUNG_CARD}, status=200)
    again = house.issue(visitor_ref=by_id["ref"])
    assert again["ticket"]["number"] == first["ticket"]["number"]
    assert (first["ticket"]["reprint"], again["ticket"]["reprint"]) == (False, True)


def test_a_reference_that_is_too_old_or_not_ours_is_served_as_unknown(house: House) -> None:
    house.people.known["000000000001"] = (customer(birth_date=date(1940, 1, 1)),)
    ref = house.identify()["ref"]
    assert place_of(house, ref) == "care"
    assert place_of(house, ref[:-4] + "AAA=") == "general"
    house.clock.on(minutes=16)
    assert place_of(house, ref) == "general"


def place_of(house: House, ref: str) -> str:
    answer = house.issue(visitor_ref=ref)
    return str(house.staff("GET", f"/api/decisions/{answer['request_id']}")["place"])


def test_people_ahead_and_head_start(house: House) -> None:
    for _ in range(3):
        house.issue()
        house.clock.on(seconds=30)
    elderly = house.kiosk("/api/identify", {"presented": ELDERLY_CARD}, status=200)
    assert house.issue()["ticket"]["ahead"] == 3
    assert house.issue(visitor_ref=elderly["ref"])["ticket"]["ahead"] == 0


def test_print_reports_and_cancelling(house: House) -> None:
    kept, dropped = house.issue()["ticket"]["id"], house.issue()["ticket"]["id"]
    house.kiosk(f"/api/tickets/{kept}/print", {"state": "confirmed"}, status=204)
    house.kiosk(f"/api/tickets/{dropped}/cancel", status=204)
    house.kiosk(f"/api/tickets/{dropped}/cancel", status=204)
    assert house.ask("GET", "/api/hall", house.kiosk_token)["waiting"] == 1
    for path, body in (("print", {"state": "sent"}), ("cancel", None)):
        assert house.kiosk(f"/api/tickets/{uuid4()}/{path}", body, status=404)["code"] == "no_such_ticket"


def test_the_hall_was_away_and_takes_over_what_the_kiosk_gave_out(house: House) -> None:
    reserve = house.kiosk("/api/reserve", status=200)
    assert (reserve["series"], reserve["first"], reserve["last"]) == ("K", 1, 30)
    assert reserve["good_until"] == "2026-11-24T04:00:00+08:00"
    given = {
        "request_id": str(uuid4()),
        "series": "K",
        "number": 1,
        "business_date": reserve["business_date"],
        "issued_at": "2026-11-23T00:59:00Z",
        "language": "en",
        "print_state": "confirmed",
    }
    house.kiosk("/api/reserve/tickets", given, status=204)
    house.kiosk("/api/reserve/tickets", given, status=204)
    repeat = house.kiosk("/api/tickets", {"request_id": given["request_id"], "service": "new"}, status=200)
    assert repeat["ticket"]["number"] == "K001"
    house.kiosk(f"/api/tickets/{given['request_id']}/print", {"state": "shown"}, status=204)
    called = house.staff("POST", "/api/counters/1/next")
    assert (called["number"], called["lane"], called["service"], called["language"]) == (
        "K001",
        "general",
        None,
        "en",
    )
    other = given | {"request_id": str(uuid4())}
    assert house.kiosk("/api/reserve/tickets", other, status=409)["code"] == "number_taken"
    assert house.kiosk("/api/reserve/tickets", other | {"number": 31}, status=409)["code"] == "not_leased"


def test_nothing_personal_reaches_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house.people.known["id_card"] = (customer(),)
    visitor = house.kiosk("/api/identify", {"presented": YOUNG_CARD}, status=200)
    house.issue(visitor_ref=visitor["ref"])
    house.kiosk("/api/identify", {"presented": YOUNG_CARD | {"number": "440524188001010014!"}}, status=422)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "440524188001010014" not in said
    assert "张小明" not in said
    assert visitor["ref"] not in said


def test_what_is_decided_for_people_not_identified_is_kept_for_the_day(house: House) -> None:
    """Apart for each service and wish; nothing is kept of anybody who was identified."""
    house.people.known["000000000001"] = (unpaid(),)
    today = house.hall.calendar.date_at(house.hall.clock())
    strangers = [house.issue(service="pay")["kind"] for _ in range(2)]
    house.issue(service="bill", wants_person=True)
    known = house.issue(service="pay", visitor_ref=house.identify()["ref"])
    assert strangers[0] == strangers[1]
    assert house.staff("GET", f"/api/decisions/{known['request_id']}")["place"] == "arrears"
    assert set(house.hall.decided_today(today)) == {("pay", False), ("bill", True)}
    assert house.hall.decided_today(today + timedelta(days=1)) == {}
    assert house.hall.decided_today(today) == {}
