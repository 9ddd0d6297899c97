"""A counter's console over HTTP: the whole picture of a window, every touch, and how each is refused."""

from typing import Any
from uuid import uuid4

import pytest

from kiosk.wire import CounterView
from tests.hall_api.conftest import House


def press(house: House, window: str, action: str, body: object = None, status: int = 200) -> Any:
    return house.ask("POST", f"/api/counters/{window}/{action}", house.staff_token, status=status, json=body)


def look(house: House, window: str = "1") -> Any:
    return house.staff("GET", f"/api/counters/{window}")


def resting(house: House) -> set[str]:
    """The windows that tell people to go elsewhere."""
    return {one["window"] for one in house.ask("GET", "/api/snapshot")["windows"] if one["paused"]}


def test_a_window_opens_pauses_and_closes(house: House) -> None:
    assert look(house)["state"] == "closed"
    assert press(house, "1", "pause", {"reason": "lunch"}, 409)["code"] == "counter_closed"
    opened = press(house, "1", "open")
    assert (opened["state"], opened["clerk"], opened["pause_reason"]) == ("open", "window 1", None)
    paused = press(house, "1", "pause", {"reason": "午餐"})
    assert (paused["state"], paused["pause_reason"]) == ("paused", "午餐")
    assert press(house, "1", "next", status=409)["code"] == "counter_paused"
    assert "1" in resting(house)
    assert press(house, "1", "resume")["state"] == "open"
    assert "1" not in resting(house)
    assert press(house, "1", "close")["state"] == "closed"


def test_the_whole_picture_of_a_window(house: House) -> None:
    house.issue()
    house.clock.on(minutes=4)
    house.issue(service="pay", language="en")
    seen = CounterView.model_validate_json(
        house.client.request(
            "GET", "/api/counters/1", headers={"Authorization": f"Bearer {house.staff_token}"}
        ).content
    )
    assert seen.next is not None
    assert (seen.next.number, seen.next.rule, seen.next.reason, seen.next.turn, seen.next.waited_s) == (
        "B001",
        "unknown-to-general",
        "not_identified",
        "in_order",
        240,
    )
    assert [(one.number, one.service, one.language) for one in seen.waiting] == [
        ("B001", "new", "zh"),
        ("A001", "pay", "en"),
    ]
    assert (seen.current, seen.held, seen.parked, seen.undo) == (None, (), (), None)


def test_from_call_to_done_with_everything_between(house: House) -> None:
    house.issue()
    ticket = press(house, "1", "next")["id"]
    assert press(house, "1", "recall")["current"]["recalls"] == 1
    assert press(house, "1", "serve")["current"]["state"] == "serving"
    assert press(house, "1", "add-service", {"service": "meter"})["current"]["also"] == ["meter"]
    held = press(house, "1", "hold", {"reason": "缺身份证复印件"})
    assert (held["current"], held["undo"]) == (None, "hold")
    assert [(one["number"], one["note"]) for one in held["held"]] == [("B001", "缺身份证复印件")]
    again = press(house, "1", f"call/{ticket}")
    assert (again["number"], again["note"], again["state"]) == ("B001", "缺身份证复印件", "called")
    parked = press(house, "1", "park")
    assert parked["parked"][0]["until"] == "2026-11-23T09:15:00+08:00"
    back = press(house, "1", f"unpark/{ticket}")
    assert [one["number"] for one in back["waiting"]] == ["B001"]
    press(house, "1", "next")
    press(house, "1", "finish", status=204)
    assert look(house)["undo"] == "finish"


def test_finish_and_call_next_in_one_touch_and_back(house: House) -> None:
    house.issue()
    house.issue()
    first = press(house, "1", "next")
    second = press(house, "1", "finish-next")
    assert (first["number"], second["number"]) == ("B001", "B002")
    assert house.ask("GET", "/api/snapshot")["calling"][0]["number"] == "B002"
    undone = press(house, "1", "undo")
    assert (undone["current"]["number"], undone["waiting"][0]["number"]) == ("B001", "B002")
    assert [call["number"] for call in house.ask("GET", "/api/snapshot")["calling"]] == ["B001"]
    assert press(house, "1", "undo")["waiting"][0]["number"] == "B001"
    assert press(house, "1", "undo", status=409)["code"] == "nothing_to_undo"
    press(house, "1", "finish-next")
    press(house, "1", "finish-next")
    assert press(house, "1", "finish-next", status=204) is None
    assert look(house)["current"] is None


@pytest.mark.parametrize(
    ("to", "window", "target"),
    [
        ({"kind": "lane", "id": "arrears"}, "4", None),
        ({"kind": "window", "id": "5"}, "5", "window:5"),
        ({"kind": "window", "id": "2"}, "2", "window:2"),
    ],
)
def test_a_person_is_passed_on_with_a_note(house: House, to: object, window: str, target: str | None) -> None:
    house.issue()
    press(house, "1", "next")
    press(house, "1", "transfer", {"to": to, "note": "先看合同"})
    waiting = look(house, window)["waiting"]
    assert [(one["number"], one["target"], one["note"]) for one in waiting] == [("B001", target, "先看合同")]
    assert press(house, window, "next")["note"] == "先看合同"


def test_the_consultation_desk_serves_only_those_who_were_sent_there(house: House) -> None:
    house.issue()
    assert press(house, "5", "next", status=204) is None
    ticket = look(house)["waiting"][0]["id"]
    assert press(house, "5", f"call/{ticket}", status=409)["code"] == "not_for_this_window"
    press(house, "1", "next")
    press(house, "1", "transfer", {"to": {"kind": "lane", "id": "consult"}})
    assert press(house, "5", "next")["number"] == "B001"


def test_what_is_not_there_is_said(house: House) -> None:
    house.issue()
    press(house, "1", "next")
    nowhere = {"to": {"kind": "window", "id": "99"}}
    assert press(house, "1", "transfer", nowhere, 422)["code"] == "no_such_place"
    assert press(house, "1", "add-service", {"service": "lottery"}, 422)["code"] == "unknown_service"
    assert press(house, "2", f"call/{uuid4()}", status=404)["code"] == "no_such_ticket"
    assert press(house, "99", "open", status=404)["code"] == "no_such_window"
    assert press(house, "1", "next", status=409)["message"] == "B001 is at this window; finish first"
    assert press(house, "1", "close", status=409)["code"] == "counter_busy"


def test_english_is_left_to_window_one_while_it_is_open(house: House) -> None:
    house.issue(language="en")
    press(house, "1", "open")
    assert press(house, "2", "next", status=204) is None
    assert press(house, "1", "next")["language"] == "en"


def test_what_can_no_longer_be_taken_back_is_not_offered(house: House) -> None:
    house.issue()
    press(house, "1", "next")
    seen = look(house)
    assert (seen["undo"], seen["undo_until"], seen["now"]) == (
        "call",
        "2026-11-23T09:00:10+08:00",
        "2026-11-23T09:00:00+08:00",
    )
    assert press(house, "1", "recall")["undo"] is None, "the call was said again; it is no mis-click"
    press(house, "1", "hold", {"reason": "缺资料"})
    house.clock.on(seconds=10)
    assert look(house)["undo"] == "hold"
    house.clock.on(seconds=1)
    assert look(house)["undo"] is None


def test_a_window_says_whose_it_is(house: House) -> None:
    assert (look(house)["mine"], look(house)["elsewhere"]) == (False, None)
    assert press(house, "1", "open")["mine"]


def test_where_somebody_can_be_passed_on_to(house: House) -> None:
    house.issue()
    press(house, "2", "open")
    press(house, "2", "pause", {"reason": "午餐"})
    seen = house.staff("GET", "/api/counters/1/destinations")
    assert {lane["id"]: lane["waiting"] for lane in seen["lanes"]} == {
        "general": 1,
        "priority": 0,
        "care": 0,
        "arrears": 0,
        "consult": 0,
        "vip": 0,
    }
    assert [(one["window"], one["state"]) for one in seen["windows"]] == [
        ("2", "paused"),
        ("3", "closed"),
        ("4", "closed"),
        ("5", "closed"),
        ("6", "closed"),
    ]
    assert seen["windows"][3]["place"]["en"] == "Desk 5"
    assert seen["people"] == [], "a token is nobody by name"


def test_a_refusal_names_what_it_is_about(house: House) -> None:
    house.issue()
    press(house, "1", "next")
    assert press(house, "1", "next", status=409)["detail"] == "B001"
    assert "detail" not in press(house, "2", "recall", status=409)


# --- when no number is given ---


def test_nobody_gets_a_number_from_a_closed_hall(house: House) -> None:
    request = {"request_id": str(uuid4()), "service": "new"}
    first = house.kiosk("/api/tickets", request, status=200)
    house.clock.on(hours=9)
    assert house.kiosk("/api/tickets", request, status=200) == first
    again = {"request_id": str(uuid4()), "service": "new"}
    assert house.kiosk("/api/tickets", again, status=409)["code"] == "hall_closed"
    guide = {"request_id": str(uuid4()), "service": "new"}
    assert house.ask("POST", "/api/guide/tickets", house.staff_token, json=guide)["code"] == "hall_closed"


def test_with_many_ahead_the_answer_is_a_question(house: House) -> None:
    for _ in range(16):
        house.issue(accepts_wait=True)
        house.clock.on(seconds=20)
    request = {"request_id": str(uuid4()), "service": "new"}
    asked = house.kiosk("/api/tickets", request, status=409)
    assert (asked["code"], asked["ahead"]) == ("long_wait", 16)
    assert 0 < asked["minutes_from"] <= asked["minutes_to"]
    assert (asked["minutes_from"] % 5, asked["minutes_to"] % 5) == (0, 0)
    given = house.kiosk("/api/tickets", request | {"accepts_wait": True}, status=200)
    assert (given["ticket"]["number"], given["ticket"]["ahead"]) == ("B017", 16)


def test_nothing_is_done_to_somebody_whom_the_clerk_did_not_see(house: House) -> None:
    for _ in range(3):
        house.issue()
    headers = {"X-Hall-Ticket": press(house, "1", "next")["id"]}
    second = house.ask("POST", "/api/counters/1/finish-next", house.staff_token, headers=headers)
    for action in ("finish-next", "finish", "park", "serve"):  # a second tab that has not heard of it
        late = house.ask("POST", f"/api/counters/1/{action}", house.staff_token, 409, headers=headers)
        assert (late["code"], late["detail"]) == ("not_as_seen", second["number"])
    assert look(house)["current"]["number"] == second["number"]
    headers = {"X-Hall-Ticket": second["id"]}
    assert house.ask("POST", "/api/counters/1/serve", house.staff_token, 200, headers=headers)["current"]
