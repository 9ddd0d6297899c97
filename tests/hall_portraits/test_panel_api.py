"""The portrait at a window: for whoever holds it, in the order that helps, and never more than may be seen."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk.domain.customer import Complaint, ComplaintOutcome, CustomerFacts, Dunning, Order, OrderKind
from kiosk.domain.portrait import Reason
from kiosk.hall.person import customer_key
from kiosk.hall.portraits.elements import reason_view
from kiosk.hall.records import completions, ledgers, overrides
from kiosk.hall.records.overrides import OverrideElement, TreatAs
from kiosk.hall.staff.audit import page
from kiosk.hall.staff.members import Role
from kiosk.portrait.bonus import left_fen
from tests.hall_api.conftest import MORNING, House, customer
from tests.hall_staff.conftest import NewBrowser

PANEL = "/api/counters/1/portrait"
COMPLAINT = Complaint(date(2026, 10, 2), ComplaintOutcome.JUSTIFIED)
ORDER = Order(date(2026, 10, 1), OrderKind.COMPLAINT, about="抄表读数有误")
SPECIAL = customer(certified_special=True)


def owing() -> CustomerFacts:
    """Class three: the last three bills are open, and the oldest of them was asked for."""
    good = customer()
    return replace(good, payments=good.payments[:-3], dunnings=(Dunning("B21", date(2026, 9, 20)),))


def at_window(house: House, *contracts: CustomerFacts, service: str = "pay", window: str = "1") -> Any:
    """Whoever holds these contracts is called to the window; the ticket."""
    house.people.known["000000000001"] = contracts or (customer(),)
    house.issue(visitor_ref=house.identify()["ref"], service=service, wants_person=True)
    waiting = house.staff("GET", "/api/guide/waiting")["waiting"][0]["id"]
    house.ask("POST", f"/api/guide/tickets/{waiting}/move", house.staff_token, 200, json={"lane": "general"})
    return house.staff("POST", f"/api/counters/{window}/call/{waiting}")


def look(house: House, path: str = "", status: int = 200, opened: str | None = None) -> Any:
    headers = {"X-Portrait-Opened": opened} if opened else {}
    return house.ask("GET", PANEL + path, house.staff_token, status, headers=headers)


def post(house: House, path: str, body: object, status: int = 200, opened: str | None = None) -> Any:
    headers = {"X-Portrait-Opened": opened} if opened else {}
    return house.ask("POST", PANEL + path, house.staff_token, status, json=body, headers=headers)


def elements(view: Any) -> dict[str, Any]:
    return {one["element"]: one for one in view["elements"]}


def strategies(view: Any) -> list[str]:
    return [one["strategy"] for one in view["prompts"]]


# --- what is shown ---


def test_four_elements_with_value_day_and_reasons(house: House) -> None:
    ticket = at_window(house, owing())
    view = look(house)
    assert (view["ticket"], view["state"], view["source"], view["accounts"]) == (ticket["id"], "shown", "now", 1)
    found = elements(view)
    assert list(found) == ["risk", "credit", "usage", "preference"]
    assert (found["risk"]["value"], found["risk"]["tone"]) == ("3", "watch")
    assert found["risk"]["about"]["yuan"] == "300"
    assert (found["credit"]["value"], found["credit"]["as_of"]) == ("E", "2026-11-23")
    score, points = int(found["credit"]["about"]["score"]), [one["points"] for one in found["credit"]["reasons"]]
    assert sum(points) == score - 100


def test_what_matters_for_the_business_in_hand_is_marked(house: House) -> None:
    at_window(house, service="pay")
    assert [name for name, one in elements(look(house)).items() if one["in_hand"]] == ["risk", "preference"]
    house.staff("POST", "/api/counters/1/finish", 204)
    at_window(house, service="new")
    assert [name for name, one in elements(look(house)).items() if one["in_hand"]] == ["risk", "credit"]
    house.ask("POST", "/api/counters/1/add-service", house.staff_token, 200, json={"service": "meter"})
    marked = [name for name, one in elements(look(house)).items() if one["in_hand"]]
    assert marked == ["risk", "credit", "usage"], "what came up in the same visit counts too"


def test_a_complaint_stands_before_everything_else(house: House) -> None:
    at_window(house, customer(complaints=(COMPLAINT,), orders=(ORDER,)))
    view = look(house)
    assert (view["complaint"]["on"], view["complaint"]["code"]) == ("2026-10-02", "justified")
    assert view["complaint"]["about"]["words"] == "抄表读数有误"
    assert strategies(view)[0] == "after-complaint"
    assert look(house, "/history")["events"][0]["pinned"]


def test_what_would_improve_it(house: House) -> None:
    at_window(house, owing())
    first = look(house, "/improvements")["improvements"][0]
    assert (first["element"], first["action"]) == ("credit", "pay_open_bills")
    assert first["bills"] == ["2026-08-01", "2026-09-01"]


def test_several_contracts_are_seen_together_and_each_strategy_once(house: House) -> None:
    at_window(house, customer(), replace(owing(), customer_number="0000000002"))
    view = look(house)
    assert view["accounts"] == 2
    assert elements(view)["risk"]["value"] == "3"
    assert len(strategies(view)) == len(set(strategies(view)))
    assert "clear-arrears" in strategies(view)


def test_the_segment_is_for_those_who_may_see_it(staffed: House, new_browser: NewBrowser) -> None:
    clerk, boss = new_browser("wang", Role.COUNTER), new_browser("zhao", Role.COUNTER, Role.MANAGER)
    staffed.people.known["000000000001"] = (owing(),)
    staffed.issue(visitor_ref=staffed.identify()["ref"], service="pay", wants_person=True)
    assert clerk.ask("POST", "/api/counters/4/next").status_code == 200
    seen = clerk.ask("GET", "/api/counters/4/portrait").json()
    assert (seen["state"], seen["segment"]) == ("shown", None)
    assert boss.ask("POST", "/api/counters/4/open", {"take_over": True}).status_code == 200
    assert boss.ask("GET", "/api/counters/4/portrait").json()["segment"] == "D"


# --- to whom ---


def test_only_whoever_holds_the_window_sees_who_is_at_it(staffed: House, new_browser: NewBrowser) -> None:
    clerk, other = new_browser("wang", Role.COUNTER), new_browser("li", Role.COUNTER)
    staffed.people.known["000000000001"] = (customer(),)
    staffed.issue(visitor_ref=staffed.identify()["ref"])
    assert clerk.ask("POST", "/api/counters/1/next").status_code == 200
    assert clerk.ask("GET", PANEL).json()["state"] == "shown"
    refused = other.ask("GET", PANEL)
    assert (refused.status_code, refused.json()["code"]) == (409, "window_taken")


def test_nobody_at_the_window_no_card_and_an_unknown_card(house: House) -> None:
    assert look(house, status=409)["code"] == "nobody_here"
    house.issue()
    assert not house.staff("POST", "/api/counters/1/next")["identified"]
    assert look(house)["state"] == "not_identified"
    assert look(house, "/history", 409)["code"] == "no_portrait"
    house.staff("POST", "/api/counters/1/finish", 204)
    assert at_window(house)["identified"]
    house.people.known.clear()
    assert look(house)["state"] == "unknown"


def test_a_confidential_customer_is_covered_until_opened_on_record(house: House) -> None:
    ticket = at_window(house, SPECIAL)
    covered = look(house)
    assert (covered["state"], covered["masked_name"]) == ("closed", "张*明")
    assert not any(covered[part] for part in ("elements", "prompts", "complaint", "as_of", "segment"))
    for path in ("/history", "/improvements", "/notes"):
        assert look(house, path, 409)["code"] == "not_opened"
    shown = post(house, "/open", {"ticket": ticket["id"], "reason": "serve in the room"})
    assert shown["state"] == "shown"
    assert "confidential" in strategies(shown)
    (entry,) = [one for one in page(house.hall.engine, "hall-1", None, 50) if one.event == "portrait_opened"]
    assert (entry.subject, entry.reason) == (ticket["id"], "serve in the room")
    assert look(house)["state"] == "closed", "the proof of opening has to be shown"
    assert look(house, opened=shown["opened"])["state"] == "shown"
    look(house, "/history", opened=shown["opened"])


def test_staff_may_have_somebody_treated_as_confidential(house: House) -> None:
    ticket = at_window(house)
    assert look(house)["state"] == "shown"
    key = customer_key("0000000001", house.hall.secrets.person_key)
    what, until = OverrideElement.TREAT_AS, MORNING + timedelta(days=1)
    overrides.make(
        house.hall.engine, "hall-1", key, what, "certified_special", "asked for it", until, "zhao", MORNING
    )
    assert look(house)["state"] == "closed"
    assert post(house, "/open", {"ticket": ticket["id"]})["state"] == "shown"


def test_an_opening_is_good_for_one_ticket_and_one_person(house: House) -> None:
    ticket = at_window(house, SPECIAL)
    opened = post(house, "/open", {"ticket": ticket["id"]})["opened"]
    house.staff("POST", "/api/counters/1/finish", 204)
    at_window(house, SPECIAL, service="meter")
    assert look(house, opened=opened)["state"] == "closed"
    assert look(house, opened="x" * 40)["state"] == "closed"
    assert post(house, "/open", {"ticket": ticket["id"]}, 409)["code"] == "another_ticket"


# --- what is written down ---


def test_a_strategy_dealt_with_stands_at_the_end_and_the_last_word_counts(house: House) -> None:
    ticket = at_window(house, owing())
    first = strategies(look(house))[0]
    body = {"ticket": ticket["id"], "state": "refused", "note": "下次再说"}
    post(house, f"/strategies/{first}", body, 204)
    last = look(house)["prompts"][-1]
    assert (last["strategy"], last["state"], last["note"]) == (first, "refused", "下次再说")
    post(house, f"/strategies/{first}", body | {"state": "done", "note": ""}, 204)
    assert look(house)["prompts"][-1]["state"] == "done"
    rate = next(one for one in completions.rates(house.hall.engine, "hall-1", MORNING) if one.strategy == first)
    assert (rate.shown, rate.done, rate.refused) == (1, 1, 0)


def test_strategies_shown_and_left_open_count_as_shown(house: House) -> None:
    at_window(house)
    shown = strategies(look(house))
    assert [one.strategy for one in completions.rates(house.hall.engine, "hall-1", MORNING)] == sorted(shown)


def test_the_guarantee_cannot_be_called_done_while_it_is_missing(house: House) -> None:
    ticket = at_window(house, owing())
    prompt = next(one for one in look(house)["prompts"] if one["strategy"] == "guarantee")
    assert prompt["blocked"]
    body = {"ticket": ticket["id"], "state": "done"}
    assert post(house, "/strategies/guarantee", body, 409)["code"] == "guarantee_missing"
    post(house, "/strategies/guarantee", body | {"state": "refused"}, 204)


def test_what_is_meant_for_a_customer_who_has_left_is_not_noted_for_the_next(house: House) -> None:
    gone = at_window(house)
    house.staff("POST", "/api/counters/1/finish", 204)
    at_window(house, owing())
    body = {"ticket": gone["id"], "state": "done"}
    assert post(house, "/strategies/praise", body, 409)["code"] == "another_ticket"
    assert post(house, "/notes", {"ticket": gone["id"], "text": "x"}, 409)["code"] == "another_ticket"
    unknown = body | {"ticket": look(house)["ticket"]}
    assert post(house, "/strategies/no-such", unknown, 404)["code"] == "unknown_strategy"


def test_notes_are_written_changed_and_taken_away(house: House) -> None:
    ticket = at_window(house)
    note = {"ticket": ticket["id"], "element": "preference", "text": "喜欢短信通知"}
    (written,) = post(house, "/notes", note)["notes"]
    assert (written["element"], written["version"], written["may_change"]) == ("preference", 1, True)
    assert look(house)["notes"] == 1
    change = note | {"id": written["id"], "version": 1, "text": "改用微信"}
    assert post(house, "/notes", change)["notes"][0]["version"] == 2
    assert post(house, "/notes", change, 409)["code"] == "note_changed"
    assert post(house, "/notes", change | {"version": 2, "text": " "})["notes"] == []
    assert post(house, "/notes", note | {"text": " "}, 422)["code"] == "note_empty"
    assert post(house, "/notes", note | {"id": str(uuid4()), "version": 1}, 404)["code"] == "no_such_note"


def test_reasons_speak_of_yuan_and_percent() -> None:
    view = reason_view(Reason("open_overdue", "fen=38315", 20))
    assert (view.about, view.points) == ({"yuan": "383.15"}, 20)
    assert reason_view(Reason("year_on_year", "per_mille=860", 0)).about == {"percent": "-14%"}
    late = reason_view(Reason("late_bill", "month=2026-08 days=84 unpaid=100% dunnings=1", -6))
    assert late.about == {"month": "2026-08", "days": "84", "unpaid": "100%", "dunnings": "1"}


def test_signing_up_on_the_spot_is_kept_with_its_bonus_until_it_is_called_something_else(house: House) -> None:
    ticket = at_window(house)
    assert "debit-advice" in strategies(look(house))
    key = customer_key("0000000001", house.hall.secrets.person_key)
    body = {"ticket": ticket["id"], "state": "done", "note": ""}
    for state, left in (("done", 1), ("done", 1), ("refused", 0), ("done", 1)):
        post(house, "/strategies/debit-advice", body | {"state": state}, 204)
        fen = left_fen(ledgers.bonus_entries(house.hall.engine, "hall-1", key))
        assert fen == left * house.hall.strategies.bonus_fen
        last = look(house)["prompts"][-1]
        assert (last["strategy"], last["state"]) == ("debit-advice", state), "still there to be changed"
    house.staff("POST", "/api/counters/1/finish", 204)
    at_window(house, service="bill")
    assert "debit-advice" not in strategies(look(house)), "offered once"


@pytest.mark.parametrize(
    ("treat_as", "more", "less"),
    [
        (TreatAs.NEEDS_CARE, {"disability-care"}, set()),
        (TreatAs.KEY_ACCOUNT, {"account-manager-call"}, {"debit-advice", "prepay-advice"}),
        (TreatAs.NOT_IN_ARREARS, set(), {"clear-arrears", "prevent-cut"}),
    ],
)
def test_what_staff_set_by_hand_leads_to_its_strategies(
    house: House, treat_as: TreatAs, more: set[str], less: set[str]
) -> None:
    at_window(house, owing(), service="bill")
    before = set(strategies(look(house)))
    ours, now = (house.hall.engine, house.hall.settings.id), house.clock()
    key = customer_key("0000000001", house.hall.secrets.person_key)
    reason, until = "wheelchair, or the bank's fault", now + timedelta(days=1)
    overrides.make(*ours, key, OverrideElement.TREAT_AS, treat_as.value, reason, until, "zhao", now)
    after = set(strategies(look(house)))
    assert after - before >= more
    assert less & after == set()
    assert before != after
