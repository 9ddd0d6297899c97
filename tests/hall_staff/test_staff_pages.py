"""The login, accounts and audit pages in a real browser: keyboard only, both languages, readable."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.members import Role
from simulators.browser import Browser, Page
from tests.hall_api.conftest import People
from tests.hall_pages.looks import PALE
from tests.hall_staff.conftest import PASSWORD, hire
from tests.server_stub.running import serving

SMALL = """[...document.querySelectorAll('button, a, input:not([type=checkbox]), .role')]
  .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())
  .filter(r => r.width < 24 || r.height < 24).length"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OWN_COLOURS = "getComputedStyle(document.body).backgroundColor"


@dataclass
class House:
    url: str
    book: StaffBook


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def open_house(make_hall: Callable[..., Hall]) -> Iterator[House]:
    hall = make_hall(People(), lambda: datetime.now(UTC))
    with serving(make_app(hall)) as url:
        yield House(url, hall.staff)


@pytest.fixture
def page(browser: Browser, open_house: House) -> Iterator[Page]:
    page = browser.page(1280, 800)
    page.call("Network.clearBrowserCookies")
    page.open(f"{open_house.url}/login?lang=zh")
    page.wait_for("document.querySelector('#login')")
    yield page
    page.close()


def type_text(page: Page, text: str) -> None:
    page.call("Input.insertText", text=text)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.name"))


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """With the keyboard alone, from the field that has the focus by itself."""
    page.wait_for("document.activeElement.id === 'login'")
    type_text(page, login)
    page.key("Tab")
    type_text(page, password)
    page.key("Enter")


def path(page: Page) -> str:
    return str(page.evaluate("location.pathname + location.search"))


def test_keyboard_alone_signs_in_and_leads_where_one_wanted_to_go(page: Page, open_house: House) -> None:
    hire(open_house.book, "lin", Role.COUNTER)
    page.open(f"{open_house.url}/console/3")
    page.wait_for("document.title === '工作人员登录'")
    assert path(page) == "/login?to=%2Fconsole%2F3"
    sign_in(page, "lin")
    page.wait_for("location.pathname === '/console/3'")
    assert all(address.startswith(open_house.url) for address in page.requests)
    assert page.problems == []
    page.open(f"{open_house.url}/login")
    page.wait_for("location.pathname === '/console'")


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_a_link_to_the_login_leads_nowhere_else(page: Page, open_house: House, to: str) -> None:
    hire(open_house.book, "lin", Role.COUNTER)
    page.open(f"{open_house.url}/login?to={to}")
    sign_in(page, "lin")
    page.wait_for("location.pathname === '/console'")
    assert page.evaluate("location.origin") == open_house.url


def test_a_wrong_password_is_told_and_the_focus_is_where_to_type(page: Page, open_house: House) -> None:
    hire(open_house.book, "lin", Role.COUNTER)
    sign_in(page, "lin", "wrong")
    page.wait_for("document.querySelector('#line').innerText === '用户名或密码不对。'")
    assert focused(page) == "password"
    type_text(page, PASSWORD)
    page.key("Enter")
    page.wait_for("location.pathname === '/console'")


def test_both_languages_and_the_choice_is_kept(page: Page, open_house: House) -> None:
    assert page.text("#title") == "工作人员登录"
    page.click("#language")
    assert page.text("#title") == "Staff sign-in"
    assert page.evaluate("document.documentElement.lang") == "en"
    sign_in_fields = [page.text(f"label[for={name}]") for name in ("login", "password")]
    assert sign_in_fields == ["Login", "Password"]
    page.open(f"{open_house.url}/login")
    page.wait_for("document.querySelector('#title').innerText === 'Staff sign-in'")
    page.open(f"{open_house.url}/login?lang=zh")


def test_waiting_is_told_in_seconds(page: Page, open_house: House) -> None:
    hire(open_house.book, "lin", Role.COUNTER)
    script = """fetch('/api/session', {method: 'POST', body: '{"login": "lin", "password": "wrong"}',
      headers: {'X-Hall-Request': '1', 'Content-Type': 'application/json'}})"""
    for _ in range(5):
        page.evaluate(script)
    sign_in(page, "lin")
    page.wait_for("/请 1[0-5] 秒后再试/.test(document.querySelector('#line').innerText)")


def test_the_first_password_is_changed_on_the_way(page: Page, open_house: House) -> None:
    hire(open_house.book, "lin", Role.COUNTER, own_password=False)
    page.open(f"{open_house.url}/login?to=/console/2")
    sign_in(page, "lin")
    page.wait_for("document.querySelector('#again')")
    assert focused(page) == "new"
    assert not page.evaluate("document.querySelector('#current')"), "it was typed a moment ago"
    type_text(page, "nine grey cranes")
    page.key("Tab")
    page.key("Tab")
    type_text(page, "nine gray cranes")
    page.key("Enter")
    page.wait_for("document.querySelector('#line').innerText === '两次输入的新密码不一样。'")
    type_text(page, "nine grey cranes")
    page.key("Enter")
    page.wait_for("location.pathname === '/console/2'")


def test_a_page_of_somebody_else_is_explained(page: Page, open_house: House) -> None:
    hire(open_house.book, "sun", Role.AUDITOR)
    sign_in(page, "sun")
    page.wait_for("location.pathname === '/audit'")
    page.open(f"{open_house.url}/accounts")
    page.wait_for("document.querySelector('#line').innerText.includes('Sun不能打开这个页面')")
    assert page.evaluate("document.querySelector('#forgotten a').getAttribute('href')") == "/audit"


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (420, 900), (320, 256)])
def test_the_login_is_readable_on_every_glass(page: Page, size: tuple[int, int]) -> None:
    page.resize(*size)
    sign_in(page, "x", "")
    page.wait_for("document.querySelector('#line').innerText !== ''")
    assert page.evaluate(PALE) == []
    assert page.evaluate(SMALL) == 0
    assert page.evaluate(WIDER) <= 0


def test_a_manager_makes_an_account_and_helps(page: Page, browser: Browser, open_house: House) -> None:
    hire(open_house.book, "zhao", Role.MANAGER)
    page.open(f"{open_house.url}/login?to=/accounts")
    sign_in(page, "zhao")
    page.wait_for("document.querySelectorAll('.account').length === 1")
    page.evaluate("document.querySelector('input[name=login]').focus()")
    type_text(page, "lin.yue")
    page.key("Tab")
    type_text(page, "林月")
    page.key("Tab")
    page.key(" ")
    page.key("Enter")
    page.wait_for("document.querySelector('#password').open")
    password = page.text(".secret")
    assert len(password) >= 14
    assert page.evaluate(PALE) == []
    page.key("Enter")
    page.wait_for("!document.querySelector('#password').open && !document.querySelector('.secret')")
    assert page.evaluate("document.body.innerHTML").find(password) == -1, "it is not kept in the page"
    page.wait_for("document.querySelectorAll('.account').length === 2")
    assert "林月" in page.text(".account")

    page.click(".account [data-deed=deactivate]")
    assert page.text(".account [data-deed=deactivate]") == "确定？"
    page.click(".account [data-deed=deactivate]")
    page.wait_for("document.querySelector('.account [data-deed=activate]')")
    page.click("#language")
    assert "Closed" in page.text(".account .state")
    assert page.evaluate(PALE) == []
    assert page.evaluate(SMALL) == 0
    page.resize(420, 900)
    assert page.evaluate(WIDER) <= 0
    page.click("#language")
    page.resize(1280, 800)
    page.click("#me")
    page.click("#leave")
    page.wait_for("location.pathname === '/login'")
    assert page.problems == []


def test_an_auditor_reads_what_was_done(page: Page, open_house: House) -> None:
    hire(open_house.book, "sun", Role.AUDITOR)
    page.open(f"{open_house.url}/login?to=/audit")
    sign_in(page, "sun")
    page.wait_for("document.querySelectorAll('tbody tr').length === 2")
    assert "登录" in page.text("tbody tr")
    assert "新建账号" in page.text("tbody tr:last-child")
    assert page.evaluate(PALE) == []
    page.click("#check")
    page.wait_for("document.querySelector('#checked').innerText.startsWith('完整，共 2 条')")
    assert page.problems == []
