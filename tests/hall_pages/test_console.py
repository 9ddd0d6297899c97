"""The counter console in a real browser, by pointer and by keyboard."""

import pytest

from simulators.browser import Browser, Page
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.looks import PALE
from tests.hall_pages.scripted_hall import Mode, ScriptedHall, called

READY = "document.querySelector('#primary').getAttribute('aria-disabled') === 'false'"
NUMBER = "document.querySelector('#current .number')?.innerText"
# It looks once when it opens and once at the first snapshot; a test begins when both answers are in.
LOOKED = "performance.getEntriesByType('resource').filter(e => e.name.includes('/api/counters/')).length >= 2"


@pytest.fixture
def console(new_page: NewPage, hall: ScriptedHall) -> Page:
    hall.script.queue = [
        called("A012"),
        called("B005", service="meter", language="en", reason="brand_new", waited_s=30),
    ]
    page = new_page(1280, 800, f"{hall.url}/console/3?lang=zh")
    page.wait_for(READY)
    page.wait_for(LOOKED)
    return page


def rest(page: Page) -> None:
    """Until the buttons listen again after an answer."""
    page.wait_for("!document.body.hasAttribute('data-resting')")


def test_call_then_finish_and_call_next(console: Page, hall: ScriptedHall) -> None:
    assert "窗口空闲" in console.text("#current")
    assert "呼叫下一位" in console.text("#primary")
    console.click("#primary")
    console.wait_for(f"{NUMBER} === 'A012'")
    seen = console.text("#current")
    for words in ("交电费", "65岁以上", "elderly-to-care", "已等 12 分钟", "中文"):
        assert words in seen
    assert "办完，叫下一位" in console.text("#primary")
    rest(console)
    console.click("#primary")
    console.wait_for(f"{NUMBER} === 'B005'")
    assert "brand_new" in console.text("#current")  # a reason without words is shown as it is
    rest(console)
    console.key("f")
    console.wait_for("document.querySelector('.free')")
    assert hall.script.posts == ["next", "finish-next", "finish"]
    assert console.problems == []
    assert all(address.startswith(hall.url) for address in console.requests)


def test_keyboard_alone_is_enough(console: Page, hall: ScriptedHall) -> None:
    assert console.evaluate("document.activeElement.id") == "primary"
    console.key("Enter")
    console.wait_for(f"{NUMBER} === 'A012'")
    rest(console)
    console.key("f")
    console.wait_for("document.querySelector('.free')")
    rest(console)
    console.key("n")
    console.wait_for(f"{NUMBER} === 'B005'")
    console.key("Tab")
    assert console.evaluate("document.activeElement.dataset.focus") == "recall"
    ring = console.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert ring == "4px"
    assert hall.script.posts == ["next", "finish", "next"]


def test_a_double_click_calls_one(console: Page, browser: Browser, hall: ScriptedHall) -> None:
    console.click("#primary", times=2)
    console.wait_for(f"{NUMBER} === 'A012'")
    console.click("#primary", times=2)
    browser.listen(0.3)
    assert hall.script.posts == ["next"]


def test_a_slow_answer_is_waited_for_once(console: Page, browser: Browser, hall: ScriptedHall) -> None:
    hall.script.answer_after_s = 0.6
    console.key("n")
    console.wait_for("document.querySelector('#primary').innerText.includes('请稍候')")
    console.key("n")
    console.key("f")
    console.wait_for(f"{NUMBER} === 'A012'")
    assert hall.script.posts == ["next"]


def test_nobody_waits(console: Page, hall: ScriptedHall) -> None:
    hall.script.queue.clear()
    console.click("#primary")
    console.wait_for("document.querySelector('#news').innerText.includes('现在无人等候')")
    assert console.evaluate("document.querySelector('#news').dataset.tone") == "calm"


def test_busy_elsewhere_shows_whom_to_finish(console: Page, hall: ScriptedHall) -> None:
    hall.script.current = called("A099")  # called from another browser at the same window
    console.click("#primary")
    console.wait_for(f"{NUMBER} === 'A099'")
    assert "A099 还在本窗口，请先按“办完”" in console.text("#news")


@pytest.mark.parametrize(("mode", "words"), [("not_yours", "您的账号不能使用本窗口"), ("broken", "再按一次")])
def test_trouble_says_what_to_do(console: Page, hall: ScriptedHall, mode: Mode, words: str) -> None:
    hall.script.mode = mode
    console.click("#primary")
    console.wait_for(f"document.querySelector('#news').innerText.includes('{words}')")
    assert console.evaluate("document.querySelector('#news').dataset.tone") == "trouble"


def test_a_sign_in_that_has_ended_leads_to_the_login_and_back_here(console: Page, hall: ScriptedHall) -> None:
    hall.script.mode = "refused"
    console.click("#primary")
    console.wait_for("location.pathname + location.search === '/login?to=%2Fconsole%2F3%3Flang%3Dzh'")


def test_an_outage_is_said_and_over_by_itself(console: Page, hall: ScriptedHall) -> None:
    hall.script.mode = "bad_gateway"
    console.click("#primary")
    console.wait_for("document.querySelector('#news').innerText.includes('没有收到')")
    hall.script.mode = "well"
    console.wait_for("document.querySelector('#news').innerText === ''")
    assert console.evaluate(READY)


def test_language_is_kept(console: Page, new_page: NewPage, hall: ScriptedHall) -> None:
    console.click("#language")
    console.wait_for("document.documentElement.lang === 'en'")
    assert "Call next" in console.text("#primary")
    again = new_page(1280, 800, f"{hall.url}/console/2")
    again.wait_for("document.querySelector('h1').innerText === 'Window 2'")


def test_readable_and_large_enough(console: Page) -> None:
    console.click("#primary")
    console.wait_for(f"{NUMBER} === 'A012'")
    assert console.evaluate(PALE) == []
    small = """[...document.querySelectorAll('button')]
      .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())
      .filter(r => r.width < 44 || r.height < 44).length"""
    assert console.evaluate(small) == 0
    assert console.evaluate("parseFloat(getComputedStyle(document.querySelector('.number')).fontSize)") >= 150
    assert console.evaluate("document.documentElement.scrollHeight") <= 800
    console.resize(420, 900)
    assert console.evaluate("document.documentElement.scrollWidth") <= 420
