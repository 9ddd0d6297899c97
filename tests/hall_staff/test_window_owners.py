"""Clerks by name: whose window it is, who could be passed a customer, what is said of a colleague's window."""

from kiosk.hall.staff.members import Role
from tests.hall_api.conftest import House
from tests.hall_staff.conftest import NewBrowser


def test_a_colleague_s_window_is_named_and_can_be_taken_over(staffed: House, new_browser: NewBrowser) -> None:
    lin, wang = new_browser("lin", Role.COUNTER), new_browser("wang", Role.COUNTER)
    assert lin.ask("POST", "/api/counters/1/open").json()["mine"]
    seen = wang.ask("GET", "/api/counters/1").json()
    assert (seen["mine"], seen["clerk"], seen["clerk_name"]) == (False, "lin", "Lin")
    refused = wang.ask("POST", "/api/counters/1/next").json()
    assert (refused["code"], refused["detail"]) == ("window_taken", "lin")
    people = wang.ask("GET", "/api/counters/2/destinations").json()["people"]
    assert people == [{"login": "lin", "name": "Lin", "window": "1"}]
    taken = wang.ask("POST", "/api/counters/1/open", {"take_over": True}).json()
    assert (taken["mine"], taken["clerk_name"]) == (True, None)


def test_one_window_a_clerk_is_said_before_it_is_tried(staffed: House, new_browser: NewBrowser) -> None:
    lin = new_browser("lin", Role.COUNTER)
    lin.ask("POST", "/api/counters/1/open")
    assert lin.ask("GET", "/api/counters/2").json()["elsewhere"] == "1"
    refused = lin.ask("POST", "/api/counters/2/open").json()
    assert (refused["code"], refused["detail"]) == ("clerk_elsewhere", "1")
