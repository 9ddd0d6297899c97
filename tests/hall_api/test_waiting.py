"""What people are told about their wait, and the managers' report about what came true."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from kiosk.hall.wait_settings import PhoneSettings, Rest, WaitSettings
from tests.hall_api.conftest import MORNING, House


def serve(house: House, window: str, minutes: int) -> Any:
    """Call the next to ``window``, and be done with them after so many minutes."""
    called = house.staff("POST", f"/api/counters/{window}/next")
    house.clock.on(minutes=minutes)
    house.ask("POST", f"/api/counters/{window}/finish", house.staff_token)
    return called


def morning(house: House, people: int = 12) -> None:
    """One window, five minutes each."""
    for _ in range(people):
        house.issue()
        serve(house, "1", 5)


def wait(house: House, **changes: Any) -> tuple[int | None, int | None]:
    house.clock.on(seconds=1)
    ticket = house.issue(**changes)["ticket"]
    return ticket["wait_from_min"], ticket["wait_to_min"]


def test_nothing_is_said_before_anything_is_known(house: House) -> None:
    assert wait(house) == (None, None)


def test_with_a_free_window_it_is_five_minutes_at_most(house: House) -> None:
    morning(house)
    house.clock.on(minutes=2)
    assert wait(house) == (5, 5)


def test_the_more_people_ahead_the_longer(house: House) -> None:
    """Eight before, one window, five minutes each: 45 on average."""
    morning(house)
    house.issue()
    house.staff("POST", "/api/counters/1/next")
    house.clock.on(minutes=2)
    spans = [wait(house) for _ in range(9)]
    assert spans[0] == (5, 10)
    assert spans[8] == (45, 60)
    assert spans == sorted(spans)


def test_a_second_window_halves_it(house: House) -> None:
    morning(house)
    for window in ("1", "3"):
        house.issue()
        house.staff("POST", f"/api/counters/{window}/next")
    house.clock.on(minutes=2)
    assert [wait(house) for _ in range(9)][8] == (25, 30)


def test_from_the_latest_waits_while_few_services_are_known(house: House) -> None:
    for _ in range(3):
        house.issue()
        house.clock.on(seconds=1)
    for _ in range(3):
        serve(house, "1", 6)
    house.clock.on(minutes=1)
    house.issue()
    house.staff("POST", "/api/counters/1/next")
    house.clock.on(minutes=1)
    assert wait(house) == (5, 10)  # of 0, 6, 12 and 0 minutes


def test_a_hall_may_keep_it_to_itself(house: House) -> None:
    morning(house)
    object.__setattr__(
        house.hall, "settings", house.hall.settings.model_copy(update={"wait": WaitSettings(estimate=False)})
    )
    vars(house.hall).pop("situations", None)
    assert wait(house) == (None, None)


def test_the_question_about_a_long_line_has_the_same_minutes(house: House) -> None:
    morning(house)
    house.issue()
    house.staff("POST", "/api/counters/1/next")
    house.clock.on(minutes=2)
    for _ in range(16):
        house.clock.on(seconds=1)
        house.issue(accepts_wait=True)
    house.clock.on(seconds=1)
    asked = house.kiosk("/api/tickets", {"request_id": "00000000-0000-4000-8000-000000000001", "service": "new"})
    assert (asked["code"], asked["ahead"]) == ("long_wait", 16)
    assert (asked["minutes_from"], asked["minutes_to"]) == (85, 105)


def test_of_a_line_no_window_serves_no_minutes_are_said(house: House) -> None:
    """Before the first window opens it is reckoned with all of them; once others work, nobody knows."""
    for _ in range(16):
        house.clock.on(seconds=1)
        house.issue(accepts_wait=True)
    house.clock.on(seconds=1)
    early = house.kiosk("/api/tickets", {"request_id": str(uuid4()), "service": "new"}, status=409)
    assert early["minutes_from"] > 0
    house.staff("POST", "/api/counters/5/open")
    house.clock.on(seconds=5)
    asked = house.kiosk("/api/tickets", {"request_id": str(uuid4()), "service": "new"}, status=409)
    assert (asked["ahead"], asked["minutes_from"], asked["minutes_to"]) == (16, None, None)


def test_managers_see_how_it_came_true(house: House) -> None:
    morning(house)
    house.issue()
    house.staff("POST", "/api/counters/1/next")
    house.clock.on(minutes=2)
    for _ in range(3):
        house.clock.on(seconds=1)
        house.issue()
    house.ask("POST", "/api/counters/1/finish", house.staff_token)
    for _ in range(3):
        house.clock.on(minutes=1)
        serve(house, "1", 5)
    report = house.staff("GET", "/api/predictions?days=1")
    lane = report["lanes"][0]
    assert lane["lane"] == "general"
    assert lane["count"] == report["count"]
    assert lane["latest"][0] == {"expected": 15.0, "waited": 13.0, "inside": True}
    assert lane["mean_error"] > 0
    assert 0 < lane["in_time"] <= 1


def test_the_report_of_a_hall_that_told_nobody_anything_is_empty(house: House) -> None:
    assert house.staff("GET", "/api/predictions") == {"days": 7, "count": 0, "lanes": []}


def test_others_may_not_look(house: House) -> None:
    house.ask("GET", "/api/predictions", status=401)
    house.ask("GET", "/api/predictions", house.kiosk_token, status=403)
    answer = house.client.request("GET", "/predictions")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


LUNCH = WaitSettings.model_validate(
    {"rests": [{"windows": ("3",), "starts": "12:00", "ends": "13:00"}]}, strict=False
)


@pytest.mark.parametrize(
    ("minutes_past_nine", "resting"),
    [(0, False), (169, False), (170, True), (180, True), (239, True), (240, False)],
)
def test_a_window_that_rests_soon_is_not_counted_on(minutes_past_nine: int, resting: bool) -> None:
    local = MORNING.astimezone() + timedelta()
    local = local.replace(hour=9, minute=0) + timedelta(minutes=minutes_past_nine)
    assert LUNCH.closing(local) == (frozenset({"3"}) if resting else frozenset())


def test_settings_that_cannot_be_meant() -> None:
    with pytest.raises(ValidationError, match="earlier"):
        Rest.model_validate({"windows": ("1",), "starts": "13:00", "ends": "12:00"}, strict=False)
    with pytest.raises(ValidationError):
        PhoneSettings(public_url="javascript:alert(1)")
    assert PhoneSettings().address("/t/x") is None
    assert PhoneSettings(public_url="https://a.cn/").address("/t/x") == "https://a.cn/t/x"
