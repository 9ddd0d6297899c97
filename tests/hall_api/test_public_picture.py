"""What a counter does, as the displays and the voice learn of it."""

from typing import Any

from tests.hall_api.conftest import House


def snapshot(house: House) -> Any:
    return house.ask("GET", "/api/snapshot", status=200)


def at_window(house: House, window: str) -> Any:
    return next(at for at in snapshot(house)["windows"] if at["window"] == window)


def act(house: House, action: str, body: object = None) -> Any:
    more: dict[str, Any] = {} if body is None else {"json": body}
    return house.ask("POST", f"/api/counters/1/{action}", house.staff_token, **more)


def test_a_pause_is_seen_over_the_window_and_ends(house: House) -> None:
    act(house, "open")
    assert at_window(house, "1")["paused"] is False
    act(house, "pause", {"reason": "meal"})
    assert at_window(house, "1")["paused"] is True
    act(house, "resume")
    assert at_window(house, "1")["paused"] is False


def test_nobody_is_asked_to_wait_at_a_window_that_nobody_opened(house: House) -> None:
    assert at_window(house, "2")["paused"] is True
    house.issue()
    house.ask("POST", "/api/counters/2/next", house.staff_token)
    house.ask("POST", "/api/counters/2/finish", house.staff_token)
    assert at_window(house, "2")["paused"] is False, "its first call opened it"
    house.clock.on(hours=12)
    assert snapshot(house)["open"] is False
    assert at_window(house, "1")["paused"] is False, "then the hall is closed, which says it all"


def test_who_is_called_again_is_a_new_call_of_the_same_number(house: House) -> None:
    house.issue()
    act(house, "next")
    (first,) = snapshot(house)["calling"]
    house.clock.on(seconds=30)
    act(house, "recall")
    again = snapshot(house)["calling"][0]
    assert (again["number"], again["window"]) == (first["number"], first["window"])
    assert again["id"] != first["id"], "so that it flashes and is spoken again"
    assert at_window(house, "1")["call"]["id"] == again["id"]


def test_a_call_taken_back_is_on_no_display(house: House) -> None:
    house.issue()
    act(house, "next")
    act(house, "undo")
    assert snapshot(house)["calling"] == []
    assert at_window(house, "1")["call"] is None
    assert snapshot(house)["waiting"] == 1


def test_nothing_on_a_display_is_about_a_person(house: House) -> None:
    house.issue()
    act(house, "next")
    seen = snapshot(house)
    assert set(seen) == {
        *("version", "now", "hall", "open", "calling", "waiting", "waiting_by_place", "waiting_by_service"),
        *("windows", "notices"),
    }
    assert set(at_window(house, "1")) == {"window", "place", "call", "paused"}
