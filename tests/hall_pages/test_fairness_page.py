"""The managers' page about appeals and what is set by hand, in a real browser."""

from datetime import timedelta

from kiosk.hall.records import appeals, overrides
from kiosk.hall.records.appeals import AppealAbout
from kiosk.hall.records.overrides import OverrideElement
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
