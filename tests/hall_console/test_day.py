"""A clerk's day at the console against the real hall, by keyboard, and by hand where the hand matters."""

from uuid import uuid4

from kiosk.hall.staff.audit import page as audit_page
from simulators.browser import Page
from tests.hall_console.conftest import NUMBER, Day, rest, sign_in, sit_down, type_text
from tests.hall_staff.conftest import PASSWORD


def stage(page: Page, name: str) -> None:
    page.wait_for(f"document.querySelector('#current').dataset.stage === '{name}'")


def news(page: Page, words: str) -> None:
    page.wait_for(f"document.querySelector('#news').innerText.includes('{words}')")


def at_window(page: Page, number: str) -> None:
    page.wait_for(f"{NUMBER} === '{number}'")


def press(page: Page, *keys: str) -> None:
    """Once the buttons listen again after the last answer."""
    rest(page)
    for key in keys:
        page.key(key)


def test_from_the_first_call_to_a_pause_by_keyboard_alone(page: Page, day: Day) -> None:
    first, second = day.issue(known=True), day.issue("pay")
    day.clock.on(minutes=4)
    sit_down(page, day)
    assert page.text("#state") == "未开窗"
    page.key("Enter")
    stage(page, "free")
    shown = page.text("#current")
    assert first in shown
    assert "已等 4 分钟" in shown
    assert "优先" in shown
    assert "class-one-priority" in shown

    press(page, "Enter")
    at_window(page, first)
    seen = page.text("#current")
    for words in ("新装、过户、改名", "张*明", "中文", "已等 4 分钟"):
        assert words in seen
    assert second in page.text("#next"), "who is next is always in sight"
    assert "张" not in page.text(".aside")

    press(page, "r")
    news(page, f"再次呼叫 {first}")
    press(page, "s")
    stage(page, "serving")
    press(page, "a", "2")
    page.wait_for("document.querySelectorAll('.services strong').length === 2")
    press(page, "h", "1")
    stage(page, "free")
    assert day.state()["held"][0]["note"] == "papers"
    press(page, "n")
    at_window(page, second)
    press(page, "f")
    news(page, f"{second} 已办完")
    press(page, "p", "1")
    stage(page, "paused")
    assert day.state()["pause_reason"] == "meal"
    assert "用餐" in page.text("#current")
    press(page, "p")
    stage(page, "free")
    press(page, "x")
    stage(page, "closed")
    assert page.problems == []
    assert all(address.startswith(day.url) for address in page.requests)


def test_who_did_not_come_is_parked_taken_back_and_put_in_line_again(page: Page, day: Day) -> None:
    first, second = day.issue(), day.issue()
    sit_down(page, day)
    page.key("n")
    at_window(page, first)
    press(page, "k")
    stage(page, "free")
    page.wait_for("document.querySelector('#undo').checkVisibility()")
    assert "撤销过号" in page.text("#undo")
    assert page.evaluate("/\\b[1-9]0? 秒/.test(document.querySelector('#undo').innerText)")
    press(page, "u")
    at_window(page, first)
    press(page, "k")
    stage(page, "free")
    press(page, "l", "End", "Enter")
    page.wait_for("document.querySelector('#sheet').open")
    assert page.text("#sheet-title") == first
    page.key("1")
    news(page, f"{first} 已回到队伍")
    assert [one["number"] for one in day.state()["waiting"]] == [first, second]
    press(page, "l", "ArrowDown", "Enter", "1")
    at_window(page, second)
    assert "已叫" in page.text("#news")


def test_a_customer_is_passed_on_with_a_note(page: Page, day: Day) -> None:
    number = day.issue()
    sit_down(page, day)
    page.key("n")
    at_window(page, number)
    press(page, "t")
    page.wait_for("document.activeElement.type === 'radio'")
    while page.evaluate("document.activeElement.value") != "lane consult":
        page.key("ArrowDown")
    page.key("Tab")
    type_text(page, "先看合同")
    page.key("Escape")
    page.wait_for("!document.querySelector('#sheet').open")
    press(page, "t")
    page.wait_for("document.activeElement.type === 'radio'")
    while page.evaluate("document.activeElement.value") != "lane consult":
        page.key("ArrowDown")
    page.key("Tab")
    page.key("Enter")  # what was written is still there
    news(page, f"{number} 已转走")
    waiting = day.state("5")["waiting"]
    assert [(one["number"], one["note"]) for one in waiting] == [(number, "先看合同")]
    assert day.state()["current"] is None


def test_no_key_fires_while_somebody_types(page: Page, day: Day) -> None:
    number = day.issue()
    sit_down(page, day)
    page.key("n")
    at_window(page, number)
    press(page, "h")
    page.evaluate("document.querySelector('#sheet input').focus()")
    for key in "fun1":
        page.key(key)
    assert page.evaluate("document.querySelector('#sheet input').value") == "fun1"
    page.key("Enter")
    stage(page, "free")
    assert day.state()["held"][0]["note"] == "fun1"


def test_a_name_is_shown_on_record_and_hidden_again(page: Page, day: Day) -> None:
    number = day.issue(known=True)
    sit_down(page, day)
    page.key("n")
    at_window(page, number)
    assert "张*明" in page.text("#name")
    press(page, "v")
    page.wait_for("document.querySelector('#name').innerText.includes('张小明')")
    page.wait_for("/[12]\\d 秒后隐藏/.test(document.querySelector('#name').innerText)")
    log = audit_page(day.hall.engine, day.hall.settings.id, None, 100)
    assert [entry.who for entry in log if entry.event == "name_shown"] == ["lin"]
    page.click("#name button")
    page.wait_for("document.querySelector('#name').innerText.includes('张*明')")
    page.key("v")
    page.wait_for("document.querySelector('#name').innerText.includes('张小明')")
    page.key("f")
    stage(page, "free")
    assert "小明" not in str(page.evaluate("document.body.innerHTML"))


def test_the_line_is_worked_by_hand_and_says_who_must_be_finished_first(page: Page, day: Day) -> None:
    first, second, third = day.issue(), day.issue(), day.issue()
    sit_down(page, day)
    page.key("Enter")
    stage(page, "free")
    rest(page)
    page.click("[data-group=waiting] li:nth-child(2) .row")
    page.click("#sheet .choice")
    at_window(page, second)
    rest(page)
    page.click("[data-group=waiting] li:nth-child(2) .row")
    page.wait_for("document.querySelector('#sheet').open")
    assert f"请先办完 {second}" in page.text("#sheet")
    page.click("#sheet .choice")
    assert page.evaluate("document.querySelector('#sheet').open"), "an answer that cannot be given is not taken"
    assert page.text("#sheet-title") == third
    page.key("Escape")
    page.click("#undo")
    stage(page, "free")
    assert day.state()["waiting"][0]["number"] == first


def test_a_sheet_about_somebody_who_has_gone_is_shut(page: Page, day: Day) -> None:
    number = day.issue()
    sit_down(page, day)
    page.key("n")
    at_window(page, number)
    press(page, "h")
    page.wait_for("document.querySelector('#sheet').open")
    page.evaluate(
        "fetch('/api/counters/2/finish', {method: 'POST', headers: {'X-Hall-Request': '1'}}).then(() => true)"
    )
    page.wait_for("!document.querySelector('#sheet').open")
    stage(page, "free")


def test_a_colleague_s_window_is_taken_over(page: Page, day: Day) -> None:
    number = day.issue(known=True)
    sign_in(page, day, "wang")
    sit_down(page, day)
    page.key("n")
    at_window(page, number)
    sign_in(page, day, "lin")
    sit_down(page, day)
    assert "Wang正在使用本窗口" in page.text("#current")
    assert "张" not in page.text("body"), "a colleague's customer is theirs"
    page.key("Enter")
    page.wait_for("document.querySelector('#sheet').open")
    page.key("1")
    at_window(page, number)
    assert day.state()["clerk"] == "lin"


def test_one_window_a_clerk_and_the_way_to_it(page: Page, day: Day) -> None:
    sit_down(page, day, "1")
    page.key("o")
    stage(page, "free")
    sit_down(page, day, "2")
    assert "您开着 1 号窗口" in page.text("#current")
    page.key("Enter")
    page.wait_for("location.pathname === '/console/1'")


def test_a_sign_in_that_ends_in_the_middle_loses_nothing(page: Page, day: Day) -> None:
    number = day.issue()
    sit_down(page, day)
    page.key("n")
    at_window(page, number)
    press(page, "t")
    page.wait_for("document.activeElement.type === 'radio'")
    day.clock.on(minutes=31)
    while page.evaluate("document.activeElement.value") != "lane consult":
        page.key("ArrowDown")
    page.key("Tab")
    type_text(page, "先看合同")
    page.key("Enter")
    page.wait_for("document.activeElement.id === 'again-password'")
    page.key("Escape")
    type_text(page, "wrong")
    page.key("Enter")
    page.wait_for("document.querySelector('#again-line').innerText === '密码不对。'")
    page.wait_for("document.querySelector('.again-enter').getAttribute('aria-disabled') === null")
    type_text(page, PASSWORD)
    page.key("Enter")
    news(page, f"{number} 已转走")
    assert [(one["number"], one["note"]) for one in day.state("5")["waiting"]] == [(number, "先看合同")]
    assert not page.evaluate("document.querySelector('.again')")
    assert page.evaluate("location.pathname") == "/console/2", "the page has not been left"


def test_somebody_else_who_signs_in_then_comes_to_the_same_window(page: Page, day: Day) -> None:
    number = day.issue()
    sit_down(page, day)
    day.clock.on(minutes=31)
    page.key("n")
    page.wait_for("document.activeElement.id === 'again-password'")
    page.click(".again-other")
    page.wait_for("location.pathname + location.search === '/login?to=%2Fconsole%2F2'")
    page.wait_for("document.activeElement.id === 'login'")
    type_text(page, "wang")
    page.key("Tab")
    type_text(page, PASSWORD)
    page.key("Enter")
    page.wait_for("location.pathname === '/console/2'")
    stage(page, "closed")
    page.key("n")
    at_window(page, number)
    assert day.state()["clerk"] == "wang"


def test_letters_can_be_switched_off(page: Page, day: Day) -> None:
    number = day.issue()
    sit_down(page, day)
    page.key("?")
    page.wait_for("document.querySelector('#sheet').open")
    page.key("Enter")
    page.wait_for("document.querySelector('#sheet .choice').getAttribute('aria-pressed') === 'false'")
    page.key("Escape")
    page.key("n")
    page.key("p")
    assert day.state()["current"] is None
    assert not page.evaluate("document.querySelector('#sheet').open")
    page.evaluate("localStorage.removeItem('keys')")
    page.key("Enter")
    stage(page, "free")
    press(page, "Enter")
    at_window(page, number)


def test_who_came_by_appointment_and_no_card_has_no_name_and_the_console_says_why(page: Page, day: Day) -> None:
    booked = {"request_id": str(uuid4()), "offer": "new", "starts_at": "2026-11-24T09:00:00+08:00"}
    voucher = day.post("/api/appointments", booked | {"phone": "139 0000 0001"})
    day.clock.on(days=1)
    kiosk = day.hall.secrets.kiosks["kiosk-1"]
    day.post("/api/checkin", {"request_id": str(uuid4()), "phone": "139 0000 0001"}, kiosk)
    sign_in(page, day, "lin")
    sit_down(page, day, voucher["place"]["en"].removeprefix("Window "))
    page.key("n")
    stage(page, "called")
    assert "预约不留姓名" in page.text("#name")
    assert "刷卡" not in page.text("#name")
