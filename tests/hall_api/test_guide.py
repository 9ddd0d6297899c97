"""The guide's tablet over HTTP: who waits where, numbers for people, moving and marking."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from anyio.from_thread import start_blocking_portal

from kiosk.domain.ticket import Mark
from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from kiosk.hall.pages.qr import qr_path
from kiosk.tickets.actions import OF_A_GUIDE
from kiosk.tickets.values import NoNumber, Why
from tests.hall_api.conftest import Client, Clock, House, People


def ask(house: House, path: str, body: object, status: int = 200) -> Any:
    return house.ask("POST", f"/api/guide/{path}", house.staff_token, status=status, json=body)


def waiting(house: House) -> list[tuple[str, str]]:
    return [(one["number"], one["lane"]) for one in house.staff("GET", "/api/guide/waiting")["waiting"]]


def test_a_number_for_somebody_who_stands_there(house: House) -> None:
    request = {"request_id": str(uuid4()), "service": "new", "lane": "consult", "language": "en"}
    given = ask(house, "tickets", request)
    assert (given["ticket"]["number"], given["place"]["en"]) == ("B001", "Desk 5")
    assert ask(house, "tickets", request) == given
    decided = house.staff("GET", f"/api/decisions/{request['request_id']}")
    assert (decided["rule"], decided["reason"]) == ("guide", "sent_by_guide")
    general = ask(house, "tickets", {"request_id": str(uuid4()), "service": "bill"})
    assert general["kind"] == "lane", "a number, never a terminal"
    assert waiting(house) == [("A001", "general"), ("B001", "consult")]


def test_what_the_guide_cannot_do_is_said(house: House) -> None:
    def refused(**changes: object) -> str:
        return str(ask(house, "tickets", {"request_id": str(uuid4())} | changes, 422)["code"])

    assert refused(lane="nowhere") == "no_such_place"
    assert refused(service="lottery") == "unknown_service"
    assert ask(house, f"tickets/{uuid4()}/move", {"lane": "consult"}, 404)["code"] == "no_such_ticket"
    assert ask(house, f"tickets/{uuid4()}/mark", {"mark": "elderly"}, 404)["code"] == "no_such_ticket"


def test_moved_to_the_desk_with_the_time_of_the_ticket(house: House) -> None:
    house.issue()
    house.clock.on(minutes=7)
    ticket = house.staff("GET", "/api/guide/waiting")["waiting"][0]["id"]
    assert ask(house, f"tickets/{ticket}/move", {"lane": "nowhere"}, 422)["code"] == "no_such_place"
    moved = ask(house, f"tickets/{ticket}/move", {"lane": "consult"})
    assert (moved["lane"], moved["waited_s"]) == ("consult", 420)
    assert house.staff("POST", "/api/counters/5/next")["number"] == "B001"
    late = ask(house, f"tickets/{ticket}/move", {"lane": "general"}, 409)
    assert late["code"] == "not_to_be_called"


def test_marked_people_wait_less(house: House) -> None:
    house.issue()
    house.clock.on(minutes=10)
    house.issue()
    second = house.staff("GET", "/api/guide/waiting")["waiting"][1]["id"]
    marked = ask(house, f"tickets/{second}/mark", {"mark": "elderly"})
    assert (marked["mark"], marked["privileged"], marked["waited_s"]) == ("elderly", True, 0)
    seen = house.staff("GET", "/api/counters/1")["next"]
    assert (seen["number"], seen["turn"]) == ("B002", "head_start")
    house.clock.on(seconds=30)
    issued = ask(house, "tickets", {"request_id": str(uuid4()), "service": "new", "mark": "disabled"})
    assert issued["ticket"]["ahead"] == 1


def test_a_wrong_mark_is_taken_away_even_much_later(house: House) -> None:
    house.issue()
    house.clock.on(minutes=1)
    house.issue()
    second = house.staff("GET", "/api/guide/waiting")["waiting"][1]["id"]
    ask(house, f"tickets/{second}/mark", {"mark": "elderly"})
    assert waiting(house) == [("B002", "general"), ("B001", "general")]
    house.clock.on(minutes=5)
    unmarked = ask(house, f"tickets/{second}/mark", {"mark": None})
    assert (unmarked["mark"], unmarked["privileged"]) == (None, False)
    assert waiting(house) == [("B001", "general"), ("B002", "general")]
    assert ask(house, f"tickets/{second}/mark", {"mark": None}) == unmarked, "twice does no harm"
    house.ask("POST", "/api/guide/undo", house.staff_token, status=200)
    assert waiting(house) == [("B002", "general"), ("B001", "general")]


def test_without_its_mark_a_ticket_has_the_head_start_of_its_lane(house: House) -> None:
    given = ask(house, "tickets", {"request_id": str(uuid4()), "service": "new", "lane": "vip", "mark": "disabled"})
    assert ask(house, f"tickets/{given['ticket']['id']}/mark", {"mark": None})["privileged"] is True


def test_a_kiosk_may_not_guide(house: House) -> None:
    body = {"request_id": str(uuid4())}
    assert house.kiosk("/api/guide/tickets", body, status=403)["code"] == "not_yours"


def test_the_last_touch_is_taken_back(house: House) -> None:
    ask(house, "tickets", {"request_id": str(uuid4()), "service": "new", "mark": "elderly"})
    seen = house.staff("GET", "/api/guide/waiting")
    assert (seen["undo"], seen["undo_number"], seen["open"]) == ("issue", "B001", True)
    assert (seen["now"], seen["undo_until"]) == ("2026-11-23T09:00:00+08:00", "2026-11-23T09:00:10+08:00")
    after = house.staff("POST", "/api/guide/undo")
    assert (after["waiting"], after["undo"]) == ([], None)
    assert house.staff("POST", "/api/guide/undo", status=409)["code"] == "nothing_to_undo"
    house.issue()
    ticket = house.staff("GET", "/api/guide/waiting")["waiting"][0]["id"]
    ask(house, f"tickets/{ticket}/move", {"lane": "consult"})
    house.clock.on(seconds=10)
    assert [one["lane"] for one in house.staff("POST", "/api/guide/undo")["waiting"]] == ["general"]


def test_a_phone_gets_the_tickets_page_as_a_code(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall(People(), Clock())
    body = {"service": "new", "lane": "consult"}
    with start_blocking_portal() as portal:
        plain = House(hall, People(), Clock(), Client(portal, make_app(hall)))
        assert ask(plain, "tickets", {"request_id": str(uuid4())} | body)["code"] is None
        phone = hall.settings.phone.model_copy(update={"public_url": "https://hall.example"})
        reached = replace(hall, settings=hall.settings.model_copy(update={"phone": phone}))
        phoned = House(reached, People(), Clock(), Client(portal, make_app(reached)))
        given = ask(phoned, "tickets", {"request_id": str(uuid4())} | body)
    path, side = qr_path(given["ticket"]["page"])
    assert given["code"] == {"path": path, "side": side}


def test_the_tablet_has_words_for_whatever_is_refused_or_taken_back(house: House) -> None:
    why = {Why.NOT_TO_BE_CALLED, Why.NOTHING_TO_UNDO, Why.NO_SUCH_TICKET, Why.NO_SUCH_PLACE, Why.NO_SUCH_SERVICE}
    needed = {*why, *NoNumber, *(f"undo_{action}" for action in OF_A_GUIDE), *(f"marked_{mark}" for mark in Mark)}
    assert {f"guide.{key}" for key in needed} <= set(house.hall.texts.by_language["en"])
