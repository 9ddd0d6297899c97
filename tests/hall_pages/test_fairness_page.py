"""The managers' page about appeals and what is set by hand, in a real browser."""

from datetime import timedelta
from uuid import uuid4

from kiosk.hall.records import appeals, overrides
from kiosk.hall.records.appeals import AppealAbout
from kiosk.hall.records.overrides import OverrideElement
from tests.hall_api.conftest import People, customer
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.test_phone_browser import PublicHall, looks_right_at_a_desk, public, sign_in

__all__ = ["public"]

SOMEBODY = "1:" + 8 * "a1b2c3d4"


def test_managers_answer_appeals_and_end_what_was_set_by_hand(public: PublicHall, new_page: NewPage) -> None:
    ours, now = (public.hall.engine, public.hall.settings.id), public.now
    for late, about in ((True, AppealAbout.CREDIT), (False, AppealAbout.DIRECTION)):
        due = now.date() + timedelta(days=-1 if late else 9)
        appeals.take_down(*ours, SOMEBODY, about, "那张账单我一直有异议，不该算我晚交。", due, "lin", now)
    until = now + timedelta(days=30)
    reason = "摔伤后行动不便，请在服务台接待。"
    overrides.make(*ours, SOMEBODY, OverrideElement.TREAT_AS, "needs_care", reason, until, "zhao", now)
    page = new_page(1280, 800, f"{public.url}/display")
    sign_in(public, page)
    for language in ("en", "zh"):
        page.open(f"{public.url}/fairness?lang={language}")
        page.wait_for("document.querySelectorAll('article').length === 3")
        looks_right_at_a_desk(page, f"fairness-{language}")
    assert (
        page.evaluate("document.querySelector('.late').closest('article').querySelector('strong').innerText")
        == "信用等级"
    )
    page.evaluate("document.querySelector('#appeals article:last-of-type textarea').focus()")
    page.call("Input.insertText", text="还在查")
    page.click("#language")
    page.click("#language")
    page.evaluate("document.querySelector('#appeals textarea').value = '已核实，改为争议账单。'")
    page.evaluate("document.querySelector('#appeals select').value = 'upheld'")
    page.evaluate("document.querySelector('#appeals .primary').click()")
    page.wait_for("document.querySelectorAll('#appeals article').length === 1")
    assert page.evaluate("document.querySelector('#appeals textarea').value") == "还在查", "nothing written is lost"
    page.evaluate("document.querySelector('#overrides button').click()")
    page.wait_for("document.querySelector('#overrides .none') !== null")
    assert [one.answer for one in appeals.of_person(*ours, SOMEBODY) if one.outcome] == ["已核实，改为争议账单。"]
    assert [one.ended_by for one in overrides.of_person(*ours, SOMEBODY)] == ["chen"]
    page.resize(420, 900)
    looks_right_at_a_desk(page, "fairness-narrow-zh")


def test_a_manager_sets_something_by_hand_with_the_keyboard_only(public: PublicHall, new_page: NewPage) -> None:
    """For the person of a number of today; what was typed stays when the language changes or the hall refuses."""
    people = public.hall.back_office
    assert isinstance(people, People)
    people.known["000000000001"] = (customer(),)
    kiosk = public.hall.secrets.kiosks["kiosk-1"]
    card = {"kind": "power_card", "customer_number": "000000000001", "meter_number": "0" * 12}
    ref = public.post("/api/identify", kiosk, {"presented": card})["ref"]
    body = {"request_id": str(uuid4()), "service": "new", "visitor_ref": ref}
    number = public.post("/api/tickets", kiosk, body)["ticket"]["number"]
    page = new_page(1280, 800, f"{public.url}/display")
    sign_in(public, page)
    page.open(f"{public.url}/fairness?lang=en")
    page.wait_for("document.querySelector('#make form') !== null")
    page.evaluate("document.querySelector('#make input').focus()")
    page.call("Input.insertText", text="b999")
    page.key("Tab")
    for _ in range(3):
        page.key("ArrowDown")
    page.key("Tab")
    page.evaluate("document.activeElement.value = '2026-12-24'")  # how a date is typed is the browser's own affair
    while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
        page.key("Tab")  # a date has parts, each with a stop of its own
    page.call("Input.insertText", text="Broke her leg; please see her at the desk.")
    page.key("Tab")
    page.key("Enter")
    page.wait_for("document.querySelector('#line').innerText === 'Nobody has this number today.'")
    page.problems.clear()  # the browser itself notes the refusal
    page.evaluate("document.querySelector('#language').click()")
    looks_right_at_a_desk(page, "fairness-form-zh")
    page.evaluate(f"document.querySelector('#make input').value = '{number.lower()}'")
    page.evaluate("document.querySelector('#make .primary').focus()")
    page.key("Enter")
    page.wait_for("document.querySelectorAll('#overrides article').length === 1")
    looks_right_at_a_desk(page, "fairness-made-zh")
    assert page.evaluate("document.querySelector('#make textarea').value") == ""
    (made,) = overrides.of_hall(public.hall.engine, public.hall.settings.id, public.now)
    assert (made.element, made.value, made.made_by) == (OverrideElement.TREAT_AS, "needs_care", "chen")
    assert made.until.astimezone(public.hall.settings.zone).isoformat()[:16] == "2026-12-25T04:00"
