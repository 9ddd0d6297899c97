"""Appeals are taken down at the counter and answered by a manager; consents are taken down and withdrawn."""

from typing import Any

from tests.hall_api.conftest import House, customer

CARD = "000000000001"


def post(house: House, path: str, status: int, **body: Any) -> Any:
    return house.ask("POST", path, house.staff_token, status, json=body)


def taken(house: House) -> Any:
    house.people.known[CARD] = (customer(),)
    words = "I was sent to the arrears window, but I had paid"
    return post(house, "/api/appeals", 201, customer="0000000001", about="direction", words=words)


def test_an_appeal_waits_for_its_answer(house: House) -> None:
    one = taken(house)
    assert (one["due_on"], one["overdue"], one["outcome"]) == ("2026-12-08", False, None)
    assert house.staff("GET", "/api/appeals") == [one]
    house.clock.on(days=16)
    assert house.staff("GET", "/api/appeals?days=0")[0]["overdue"] is True


def test_it_is_answered_once_with_words_and_a_date(house: House) -> None:
    one = taken(house)
    where = f"/api/appeals/{one['id']}/answer"
    assert post(house, where, 422, outcome="upheld", words=" ")["code"] == "words_needed"
    assert post(house, where, 422, outcome="upheld", words="yes", on="2026-11-24")["code"] == "bad_date"
    done = post(house, where, 200, outcome="upheld", words="the bank confirms it")
    assert (done["outcome"], done["answered_on"], done["answered_by"]) == ("upheld", "2026-11-23", "token")
    assert post(house, where, 409, outcome="rejected", words="no")["code"] == "answered_already"


def test_before_eight_in_the_morning_today_is_today(house: House) -> None:
    """In UTC it is still yesterday then."""
    house.clock.on(hours=-2)
    one = taken(house)
    done = post(house, f"/api/appeals/{one['id']}/answer", 200, outcome="partly", words="half of it")
    assert done["answered_on"] == "2026-11-23"


def test_consents_of_whoever_is_here(house: House) -> None:
    house.people.known[CARD] = (customer(),)
    ticket = house.issue(visitor_ref=house.identify()["ref"])["ticket"]["id"]
    what = {"ticket": ticket, "source": "bank", "purpose": "instalments", "until": "2027-11-01"}
    assert post(house, "/api/consents", 422, **what, legal_basis=" ")["code"] == "legal_basis_needed"
    given = post(house, "/api/consents", 201, **what, legal_basis="PIPL 13(1)1, form 7")
    assert (given["given_on"], given["withdrawn_on"]) == ("2026-11-23", None)
    assert house.staff("GET", f"/api/consents?ticket={ticket}") == [given]
    gone = post(house, f"/api/consents/{given['id']}/withdraw", 200)
    assert (gone["withdrawn_on"], gone["withdrawn_by"]) == ("2026-11-23", "token")
    assert post(house, f"/api/consents/{given['id']}/withdraw", 409)["code"] == "withdrawn_already"
