"""The manager's live figures over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from tests.hall_api.conftest import House


def live(house: House) -> Any:
    return house.staff("GET", "/api/live")


def windows(house: House) -> dict[str, Any]:
    return {one["window"]: one for one in live(house)["counters"]}


def lanes(house: House) -> dict[str, Any]:
    return {one["lane"]: one for one in live(house)["lanes"]}


def give(house: House, lane: str | None = None, mark: str | None = None) -> str:
    body = {"request_id": str(uuid4()), "service": "new", "lane": lane, "mark": mark}
    given = house.ask("POST", "/api/guide/tickets", house.staff_token, status=200, json=body)
    return str(given["ticket"]["number"])


def test_an_empty_morning(house: House) -> None:
    seen = live(house)
    assert (seen["waiting"], seen["longest"], seen["kept"], seen["open"]) == (0, None, None, True)
    assert seen["came"] == {"now": 0, "usual": None}
    assert {one["state"] for one in seen["counters"]} == {"closed"}
    assert [slot["starts_at"][11:16] for slot in seen["flow"]][:2] == ["08:30", "09:00"]
    assert len(seen["flow"]) == 17


def test_windows_as_they_are(house: House) -> None:
    house.staff("POST", "/api/counters/1/open")
    house.staff("POST", "/api/counters/2/open")
    house.ask("POST", "/api/counters/2/pause", house.staff_token, status=200, json={"reason": "lunch"})
    number = give(house)
    house.clock.on(minutes=2)
    house.staff("POST", "/api/counters/1/next")
    seen = windows(house)
    assert (seen["1"]["number"], seen["1"]["number_since"]) == (number, "2026-11-23T09:02:00+08:00")
    assert (seen["1"]["number_state"], seen["1"]["idle_since"]) == ("called", None)
    assert (seen["2"]["state"], seen["2"]["pause_reason"]) == ("paused", "lunch")
    assert seen["2"]["since"] == "2026-11-23T09:00:00+08:00"
    assert (seen["5"]["state"], seen["5"]["place"]["en"]) == ("closed", "Desk 5")
    house.clock.on(minutes=4)
    house.staff("POST", "/api/counters/1/finish", status=204)
    idle = windows(house)["1"]
    assert (idle["number"], idle["idle_since"]) == (None, "2026-11-23T09:06:00+08:00")


def test_lanes_against_their_promise(house: House) -> None:
    give(house)
    first = give(house, "vip")
    house.clock.on(minutes=11)
    seen = live(house)
    assert seen["longest"]["minutes"] == 11.0
    assert lanes(house)["vip"]["kept"] == 0.0, f"{first} has waited for longer than ten minutes"
    assert (lanes(house)["vip"]["promise_min"], lanes(house)["general"]["promise_min"]) == (10, 20)
    assert lanes(house)["general"]["kept"] is None
    house.staff("POST", "/api/counters/1/next")
    house.clock.on(seconds=5)  # figures of the day are kept for so long
    general = lanes(house)["general"]
    assert (general["kept"], general["median_min"], general["waiting"], general["served"]) == (1.0, 11.0, 0, 0)
    house.staff("POST", "/api/counters/1/finish", status=204)
    house.clock.on(seconds=5)
    assert lanes(house)["general"]["served"] == 1
    assert live(house)["kept"] == 0.5


def test_what_privilege_costs_the_others(house: House) -> None:
    give(house)
    house.clock.on(minutes=2)
    give(house, mark="elderly")
    house.clock.on(minutes=1)
    house.staff("POST", "/api/counters/1/next")
    house.clock.on(seconds=5)
    fairness = live(house)["fairness"]
    assert (fairness["privileged"], fairness["passed"], fairness["max_wait_min"]) == (1, 1, 45)
    assert fairness["worst_ordinary_min"] == pytest.approx(3.1)


def test_today_beside_the_same_hour_of_the_days_before(house: House) -> None:
    for minutes in (4, 2):
        give(house)
        house.clock.on(minutes=minutes)
        house.staff("POST", "/api/counters/1/next")
        house.staff("POST", "/api/counters/1/finish", status=204)
        house.clock.on(days=1, minutes=-minutes)
    give(house)
    seen = live(house)
    assert seen["came"] == {"now": 1, "usual": 1}
    assert seen["median"] == {"now": None, "usual": None}, "the same moment: nobody had been called by then"
    house.clock.on(minutes=5)
    seen = live(house)
    assert seen["median"]["usual"] == 3.0
    assert seen["flow"][1]["tickets"] == 1


def test_no_clerks_login_is_shown_for_a_name_that_is_known(house: House) -> None:
    house.staff("POST", "/api/counters/3/open")
    assert windows(house)["3"]["clerk"] == "window 3", "a token is nobody in person"


def test_a_kiosk_may_not_look(house: House) -> None:
    assert house.ask("GET", "/api/live", house.kiosk_token, status=403)["code"] == "not_yours"


def test_people_whom_no_window_calls_are_pointed_at(house: House) -> None:
    """Windows 1 to 3 serve the general lane, 4 the arrears, 5 the desk; the guide is told who waits in vain."""

    def in_vain() -> dict[str, int]:
        seen = {lane: one["unserved"] for lane, one in lanes(house).items() if one["unserved"]}
        assert len(house.staff("GET", "/api/guide/waiting")["unserved"]) == sum(seen.values())
        return seen

    assert in_vain() == {}, "nobody waits"
    for lane in ("general", "general", "consult"):
        give(house, lane)
    assert in_vain() == {"general": 2, "consult": 1}
    house.staff("POST", "/api/counters/3/open")
    assert in_vain() == {"consult": 1}
    house.ask("POST", "/api/counters/3/pause", house.staff_token, status=200, json={"reason": "lunch"})
    assert in_vain() == {"general": 2, "consult": 1}
    house.staff("POST", "/api/counters/1/open")
    house.staff("POST", "/api/counters/5/open")
    assert in_vain() == {}
