"""The portrait panel in a real browser, before a real hall and the real stand-in of the back office."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.hall.staff.audit import page as audit_page
from server_stub.cast import Role
from server_stub.records import Complaint, Order, OrderKind, OrderState, Outcome
from simulators.browser import Browser, Page
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.looks import PALE
from tests.hall_pages.portrait_rig import PanelHall, panel_hall

CHIPS = "document.querySelectorAll('.pp-chip').length === 4"
FOCUS = "document.activeElement.dataset.do ?? document.activeElement.className ?? ''"
SMALL = """[...document.querySelectorAll('#portrait :is(button, summary, select, textarea)')]
  .filter(e => e.checkVisibility()).map(e => [e.innerText, e.getBoundingClientRect()])
  .filter(([, r]) => r.width < 40 || r.height < 40).map(([words]) => words)"""
WIDER = """[...document.querySelectorAll('#portrait, #portrait *')].filter(e => e.checkVisibility()
  && !e.closest('.pp-only-heard') && (e.getBoundingClientRect().right > innerWidth + 1
  || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display === 'block')).map(e => e.className)"""
HERO_ABOVE = "document.querySelector('.pp-hero .pp-touches').getBoundingClientRect().bottom <= innerHeight"
COVERED = """[...document.querySelectorAll('.pp-hero > .pp-touches > *, #primary, #second button')].filter(e => {
  if (innerWidth <= 900 && e.closest('.pp')) return false; // there the page is scrolled
  const r = e.getBoundingClientRect(), top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
  return r.bottom > innerHeight || !e.contains(top); }).map(e => e.innerText)"""
CARET = "[document.activeElement.value, document.activeElement.selectionStart]"
PICTURES = """[...document.querySelectorAll('#portrait')].flatMap(e => [...e.innerText])
  .filter(c => /\\p{Extended_Pictographic}/u.test(c))"""


@pytest.fixture
def panels(tmp_path: Path) -> Iterator[PanelHall]:
    with panel_hall(tmp_path) as house:
        yield house


@pytest.fixture
def console(panels: PanelHall, new_page: NewPage) -> Page:
    """At window 1, where nobody is yet."""
    page = new_page(1280, 800, "about:blank")
    page.call("Network.clearBrowserCookies")
    panels.open_console(page)
    page.wait_for("document.querySelector('.free')")
    return page


def come(panels: PanelHall, console: Page, role: Role | None, service: str = "pay", language: str = "zh") -> None:
    panels.at_window(role, service, language)
    console.wait_for("!document.querySelector('#portrait').hidden")


def test_seen_at_a_glance_and_dealt_with_by_touch(panels: PanelHall, console: Page, browser: Browser) -> None:
    assert console.evaluate("document.querySelector('#portrait').hidden"), "nobody is here"
    come(panels, console, Role.CLASS_THREE_IN_ARREARS)
    console.wait_for(CHIPS)
    chips = console.text(".pp-chips")
    assert [word for word in ("三类", "信用等级", "用电规律", "服务偏好") if word not in chips] == []
    assert console.evaluate("document.querySelectorAll('.pp-chip[data-in-hand] .pp-in-hand svg').length") == 2
    first = console.text(".pp-hero h3")
    assert "超过三十天" in first
    assert console.evaluate("document.querySelectorAll('.pp-hero, .pp-item').length") == 3
    assert console.evaluate(HERO_ABOVE)
    console.click(".pp-hero [data-do$=':done']")
    console.wait_for("document.querySelector('.pp-line').innerText.includes('已记下')")
    assert console.text(".pp-hero h3") != first
    console.evaluate("document.querySelector('.pp-folds').scrollIntoView()")
    console.click("[data-do='handled:1']")
    assert "办了" in console.evaluate("[...document.querySelectorAll('.pp-item')].at(-1).innerText")
    assert console.evaluate(PALE) == []
    assert console.evaluate(SMALL) == []
    assert console.evaluate(WIDER) == []
    assert console.evaluate(PICTURES) == [], "signs are drawn by our own code"
    panels.finish()
    console.wait_for("document.querySelector('#portrait').hidden")
    assert console.problems == []


def test_keyboard_alone_is_enough(panels: PanelHall, console: Page, browser: Browser) -> None:
    come(panels, console, Role.ELDERLY, "bill")
    console.wait_for(CHIPS)
    console.evaluate("document.querySelector('.pp-chip').focus()")
    console.key("Enter")
    console.wait_for("document.querySelector('.pp-reasons, .pp-better, .pp-detail')")
    assert "电费风险" in console.text(".pp-detail")
    assert console.evaluate(FOCUS) == "element:risk", "the keyboard stays where it was"
    for _ in range(4):
        console.key("Tab")
    assert console.evaluate(FOCUS) == "tab:advise"
    arrow(console, "ArrowRight", 39)
    console.wait_for("document.querySelector('.pp-past')")
    arrow(console, "ArrowRight", 39)
    console.wait_for("document.querySelector('[data-do=\"edit:\"]')")
    console.key("Tab")
    console.key("Enter")
    console.wait_for("document.activeElement.name === 'text' || document.activeElement.tagName === 'TEXTAREA'")
    console.call("Input.insertText", text="喜欢慢慢说 n f")
    console.key("f")
    assert "A001" in console.text("#current"), "no key of the console while somebody types"
    console.key("Tab")
    console.key("Enter")
    console.wait_for("document.querySelector('.pp-note-text')?.innerText.includes('喜欢慢慢说')")
    assert console.text("#pp-tab-notes").endswith("1")


def test_what_is_typed_outlives_whatever_is_drawn_anew(panels: PanelHall, console: Page) -> None:
    come(panels, console, Role.CLASS_THREE_IN_ARREARS)
    console.wait_for(CHIPS)
    console.click(".pp-item .pp-row")
    console.evaluate("document.querySelector('.pp-item summary').click()")
    console.wait_for("document.querySelector('.pp-item details').open")
    console.evaluate("document.querySelector('.pp-item textarea').focus()")
    console.call("Input.insertText", text="问过她儿子")
    first = console.text(".pp-hero h3")
    console.evaluate(
        "document.querySelector(\".pp-hero [data-do$=':done']\").click()"
    )  # answered while one types on
    console.wait_for(f"document.querySelector('.pp-hero h3').innerText !== {first!r}")
    assert console.evaluate(CARET) == ["问过她儿子", 5]
    console.evaluate("document.querySelector('#language').click()")
    console.wait_for("document.querySelector('.pp-top h2').innerText === 'Portrait'")
    assert console.evaluate(CARET) == ["问过她儿子", 5]
    console.click("[data-do='tab:notes']")
    console.wait_for("document.querySelector('[data-do=\"edit:\"]')")
    console.click("[data-do='edit:']")
    console.evaluate("document.querySelector('.pp-form textarea').focus()")
    console.call("Input.insertText", text="周五来交")
    console.click("[data-do='tab:history']")
    console.wait_for("document.querySelector('.pp-past, .pp-body .pp-hint')")
    console.click("[data-do='tab:notes']")
    assert console.evaluate("document.querySelector('.pp-form textarea').value") == "周五来交"
    console.click("[data-do='leave:']")
    assert console.evaluate("document.querySelector('.pp-form')") is None
    assert console.problems == []


def arrow(page: Page, name: str, number: int) -> None:
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=number)


def test_a_confidential_customer_is_opened_on_record(panels: PanelHall, console: Page) -> None:
    come(panels, console, Role.CERTIFIED_SPECIAL)
    console.wait_for("document.querySelector('[data-do=open]')")
    assert "保密客户" in console.text("#portrait")
    assert not console.evaluate("document.querySelector('.pp-chip')")
    console.click("[data-do=open]")
    console.wait_for(CHIPS)
    assert "请勿让旁人看到" in console.text(".pp-secret")
    console.click("[data-do='tab:history']")
    console.wait_for("document.querySelector('.pp-past, .pp-body .pp-hint')")
    assert console.problems == []
    events = [one.event for one in audit_page(panels.hall.engine, "hall-1", None, 9)]
    assert events.count("portrait_opened") == 1


def test_complaints_first_and_words_in_the_customers_language(panels: PanelHall, console: Page) -> None:
    order = Order(date(2026, 10, 2), OrderKind.COMPLAINT, OrderState.DONE, "抄表读数有误")
    complaint = Complaint(date(2026, 10, 2), Outcome.JUSTIFIED)
    panels.change(Role.ORDINARY, orders=(order,), complaints=(complaint,), contacts=())
    come(panels, console, Role.ORDINARY, "bill", "en")
    console.wait_for("document.querySelector('.pp-complaint')")
    assert "10月2日 投诉，属实" in console.text(".pp-complaint")
    assert "抄表读数有误" in console.text(".pp-complaint")
    assert console.evaluate("document.querySelector('.pp-hero').dataset.strategy") == "after-complaint"
    assert console.evaluate("document.querySelector('.pp-hero q').lang") == "en"
    for size in ((1024, 768), (1280, 800), (1920, 1080), (640, 400)):
        for _ in ("zh", "en"):
            console.resize(*size)
            assert console.evaluate(COVERED) == [], size
            console.click("#language")
    console.resize(1280, 800)
    console.click("[data-do='tab:tell']")
    console.wait_for("document.querySelector('.pp-aloud')")
    assert "Your payment grade is" in console.text(".pp-aloud")
    assert "If you do not agree" in console.text(".pp-aloud")
    console.evaluate("document.querySelector('[data-do=\"object:yes\"]').scrollIntoView()")
    console.click("[data-do='object:yes']")
    console.wait_for("document.querySelector('.pp-form textarea')")
    console.evaluate("document.querySelector('.pp-form textarea').value = '那个月我出差，账单没收到'")
    console.evaluate("document.querySelector('.pp-form [data-do=save]').scrollIntoView()")
    console.click(".pp-form [data-do=save]")
    console.wait_for("document.querySelector('.pp-line').innerText.includes('异议已记下')")
    (taken,) = panels.staff("GET", "/api/appeals")
    assert (taken["about"], taken["words"], taken["outcome"]) == ("credit", "那个月我出差，账单没收到", None)
    console.click("#language")
    console.wait_for("document.querySelector('.pp-top h2').innerText === 'Portrait'")
    assert console.evaluate(PALE) == []
    assert console.evaluate(WIDER) == []


def test_without_a_card_nothing_is_asked_and_nothing_shown(panels: PanelHall, console: Page) -> None:
    panels.at_window(None)
    console.wait_for("document.querySelector('#current .number')")
    assert console.evaluate("document.querySelector('#portrait').hidden")
    assert not any(address.endswith("/portrait") for address in console.requests)


def test_when_the_hall_does_not_answer_it_can_be_asked_again(panels: PanelHall, console: Page) -> None:
    console.call("Network.setBlockedURLs", urls=["*/portrait"])
    come(panels, console, Role.ELDERLY)
    console.wait_for("document.querySelector('[data-do=look]')")
    console.call("Network.setBlockedURLs", urls=[])
    console.click("[data-do=look]")
    console.wait_for(CHIPS)
