"""A window's day: call, finish, call; and what the display shows of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from kiosk.hall.words import Words
from kiosk.hall.zones import Zone
from tests.hall_api.conftest import House


def test_call_serve_finish(house: House) -> None:
    assert house.staff("GET", "/api/counters/1")["current"] is None
    house.staff("POST", "/api/counters/1/next", status=204)
    house.issue()
    house.clock.on(minutes=3)
    called = house.staff("POST", "/api/counters/1/next")
    assert (called["number"], called["waited_s"], called["state"]) == ("B001", 180, "called")
    assert (called["rule"], called["reason"]) == ("unknown-to-general", "not_identified")
    assert house.staff("GET", "/api/counters/1")["current"] == called
    house.issue()
    busy = house.staff("POST", "/api/counters/1/next", status=409)
    assert (busy["code"], "B001" in busy["message"]) == ("counter_busy", True)
    house.staff("POST", "/api/counters/1/finish", status=204)
    house.staff("POST", "/api/counters/1/finish", status=204)
    assert house.staff("POST", "/api/counters/1/next")["number"] == "B002"


def test_a_window_calls_only_whom_it_serves(house: House) -> None:
    house.issue()
    house.staff("POST", "/api/counters/4/next", status=204)
    assert house.staff("GET", "/api/counters/99", status=404)["code"] == "no_such_window"


def test_eight_windows_press_at_once(house: House) -> None:
    for _ in range(3):
        house.issue()

    def press(window: str) -> list[str]:
        answer = house.ask("POST", f"/api/counters/{window}/next", house.staff_token)
        return [answer["number"]] if answer and "number" in answer else []

    with ThreadPoolExecutor(8) as pool:
        called = [number for numbers in pool.map(press, "12312312") for number in numbers]
    assert sorted(called) == ["B001", "B002", "B003"]


def test_the_display_sees_numbers_windows_and_counts(house: House) -> None:
    for _ in range(3):
        house.issue()
    house.staff("POST", "/api/counters/2/next")
    seen = house.ask("GET", "/api/snapshot", status=200)
    assert [(call["number"], call["window"]) for call in seen["calling"]] == [("B001", "2")]
    assert (seen["waiting"], seen["open"], seen["hall"]["en"]) == (2, True, "Power Service Hall")
    places = {place["en"]: count for place, count in seen["waiting_by_place"]}
    assert places["Windows 1, 2, 3"] == 2
    assert set(seen["calling"][0]) == {"id", "number", "window", "at", "place"}
    assert {title["en"]: count for title, count in seen["waiting_by_service"] if count} == {
        "New connection, moving": 2
    }
    at_windows = {at["window"]: at for at in seen["windows"]}
    assert [window for window, at in at_windows.items() if at["call"]] == ["2"]
    assert at_windows["2"]["call"] == seen["calling"][0]
    assert at_windows["5"]["place"]["en"] == "Desk 5"
    assert at_windows["4"]["place"] is None, "an ordinary window is known by its number"


def test_a_zone_has_its_last_calls_however_busy_the_rest_is(house: House) -> None:
    zone = Zone(id="east", name=Words(zh="东区", en="East"), windows=("3",))
    settings = house.hall.settings
    shown = settings.display.model_copy(update={"zones": (zone,)})
    hall = replace(house.hall, settings=settings.model_copy(update={"display": shown}))
    for window in "3" + "1" * 10:
        house.issue()
        house.staff("POST", f"/api/counters/{window}/next")
        house.staff("POST", f"/api/counters/{window}/finish", 204)
    calling = hall.snapshot().calling
    assert calling[0].number == "B011"
    assert calling[-1].window == "3"
    assert len(calling) == 9


def test_the_version_grows_with_every_change_and_only_then(house: House) -> None:
    def version() -> int:
        return int(house.ask("GET", "/api/snapshot")["version"])

    first = version()
    house.clock.on(seconds=5)
    assert version() == first
    house.issue()
    second = version()
    house.clock.on(hours=9)  # closing time
    assert first < second < version()


def test_what_a_kiosk_learns_of_the_hall(house: House) -> None:
    house.issue()
    state = house.ask("GET", "/api/hall", house.kiosk_token, status=200)
    assert (state["open"], state["opens_at"], state["waiting"], state["back_office"]) == (True, None, 1, "up")
    assert (state["business_date"], state["now"]) == ("2026-11-23", "2026-11-23T09:00:00+08:00")
    assert state["open_lanes"] == ["general", "priority", "care", "arrears", "consult", "vip"]
    house.clock.on(hours=9)
    house.people.state = "away"
    state = house.ask("GET", "/api/hall", house.kiosk_token, status=200)
    assert (state["open"], state["opens_at"], state["back_office"]) == (False, "11-24 08:30", "away")


def test_the_pages_are_there(house: House) -> None:
    for path in ("/display", "/login"):
        assert house.client.request("GET", path).status_code == 200
    known = {"Authorization": f"Bearer {house.staff_token}"}
    for path in ("/console", "/console/1"):
        assert house.client.request("GET", path, headers=known).status_code == 200


def test_a_decision_nobody_made_is_not_found(house: House) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    assert house.staff("GET", f"/api/decisions/{unknown}", status=404)["code"] == "no_such_decision"
