"""The guide's tablet and the manager's live page in a real browser, with a real hall behind them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from kiosk.hall.staff.members import Role
from simulators.browser import Browser, Page
from tests.hall_api.conftest import Clock, People
from tests.hall_pages.looks import PALE
from tests.hall_staff.conftest import hire
from tests.hall_staff.test_staff_pages import SMALL, WIDER, sign_in
from tests.server_stub.running import bearer, serving

TABLETS = [(800, 1280), (1280, 800), (640, 400), (1024, 768)]  # the third is the second at 200 %
CARD = "document.querySelector('#cards article:nth-child({}) .figure').innerText"


@dataclass
class Floor:
    url: str
    hall: Hall
    clock: Clock

    def post(self, path: str, body: object = None) -> Any:
        answer = requests.post(
            self.url + path, json=body, headers=bearer(self.hall.secrets.staff_token), timeout=10
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def give(self, **more: object) -> str:
        body = {"request_id": str(uuid4()), "service": "bill"} | more
        return str(self.post("/api/guide/tickets", body)["ticket"]["number"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def floor(make_hall: Callable[..., Hall]) -> Iterator[Floor]:
    clock = Clock()
    hall = make_hall(People(), clock)
    phone = hall.settings.phone.model_copy(update={"public_url": "https://hall.example"})
    hall = replace(hall, settings=hall.settings.model_copy(update={"daily_caps": {"B": 1}, "phone": phone}))
    with serving(make_app(hall)) as url:
        yield Floor(url, hall, clock)


@pytest.fixture
def open_page(browser: Browser, floor: Floor) -> Iterator[Callable[..., Page]]:
    pages = []

    def opened(role: Role, width: int, height: int) -> Page:
        page = browser.page(width, height)
        pages.append(page)
        page.call("Network.clearBrowserCookies")
        hire(floor.hall.staff, "he", role)
        page.open(f"{floor.url}/login?lang=zh")
        sign_in(page, "he")
        return page

    yield opened
    for page in pages:
        page.close()


def said(page: Page, words: str) -> None:
    page.wait_for(f"document.querySelector('#news').innerText.includes('{words}')")


def readable(page: Page, sizes: list[tuple[int, int]]) -> None:
    for width, height in sizes:
        page.resize(width, height)
        assert page.evaluate(PALE) == []
        assert page.evaluate(SMALL) == 0
        assert page.evaluate(WIDER) <= 0


def test_a_guide_gives_moves_marks_and_takes_back(floor: Floor, open_page: Callable[..., Page]) -> None:
    page = open_page(Role.GUIDE, *TABLETS[0])
    page.wait_for("location.pathname === '/guide' && document.querySelector('.give')")
    page.click(".give")
    page.wait_for("document.querySelector('.given .number')?.innerText === 'A001'")
    assert page.text(".place") == "1、2、3号窗口"
    assert page.evaluate("document.querySelectorAll('.code path').length") == 1
    readable(page, TABLETS)
    page.click(".undo")
    said(page, "A001 的操作已撤回")
    page.wait_for("document.querySelector('#state strong').innerText === '0'")

    floor.give()  # from a kiosk, say: it appears by itself
    page.wait_for("document.querySelector('.person strong')?.innerText === 'A002'")
    page.click(".person")
    readable(page, TABLETS)
    page.click(".deeds .primary")
    said(page, "A002 已换到咨询台")
    page.wait_for("document.querySelector('.line-up h2').innerText.includes('5号咨询台')")
    page.click(".undo")
    page.wait_for("document.querySelector('.line-up h2').innerText.includes('1、2、3号窗口')")
    page.click(".person")
    page.click(".pair .deed")
    said(page, "A002 已按长者照顾")
    page.wait_for("document.querySelector('.person [aria-label=长者]')")

    floor.give(service="new")
    page.click(".give:nth-child(4)")
    said(page, "今天这类业务的号已取完")
    page.click("#language")
    said(page, "numbers for this are given")
    readable(page, TABLETS)
    assert [problem for problem in page.problems if "409 (Conflict)" not in problem] == []
    assert all(address.startswith(floor.url) for address in page.requests)


def rows(page: Page, selector: str) -> int:
    """On how many lines these stand."""
    tops = f"[...document.querySelectorAll('{selector}')].map(e => Math.round(e.getBoundingClientRect().top))"
    return len(set(page.evaluate(tops)))


def test_whoever_is_called_is_no_longer_offered(floor: Floor, open_page: Callable[..., Page]) -> None:
    floor.give()
    page = open_page(Role.GUIDE, *TABLETS[1])
    page.wait_for("document.querySelector('.person')")
    page.click(".person")
    floor.post("/api/counters/1/next")
    said(page, "A001 已被叫到窗口")
    page.wait_for("document.querySelector('#panel').dataset.panel === 'give'")


def test_a_manager_sees_the_hall_move(floor: Floor, open_page: Callable[..., Page]) -> None:
    page = open_page(Role.MANAGER, 1280, 800)
    page.wait_for("location.pathname === '/live' && document.querySelector('.picture')")
    links = "[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href'))"
    assert page.evaluate(links) == [
        "/console",
        "/guide",
        "/live",
        "/predictions",
        "/strategies",
        "/fairness",
        "/accounts",
    ]
    assert page.evaluate("document.querySelector('nav [aria-current]').innerText") == "现场"
    assert page.evaluate(CARD.format(3)) == "0"

    floor.post("/api/counters/1/open")
    floor.give()
    page.wait_for(f"{CARD.format(3)} === '1'")
    floor.post("/api/counters/1/next")
    page.wait_for("document.querySelector('#counters tr').innerText.includes('A001')")
    assert page.text("#counters th") == "1号窗口"
    page.wait_for(f"{CARD.format(3)} === '0'")
    floor.clock.on(seconds=6)  # the day's figures are kept for five
    page.wait_for(f"{CARD.format(2)} === '100 %'")
    readable(page, [(1280, 800), (1920, 1080), (420, 900), (640, 400)])
    page.click("#language")
    page.wait_for("document.querySelector('#cards h2').innerText === 'Longest wait now?'")
    readable(page, [(1280, 800), (420, 900), (1024, 768)])
    assert rows(page, ".masthead > nav a") == 1
    assert rows(page, "#cards article") == 1
    page.resize(1280, 800)
    page.click("nav a[href='/guide']")
    page.wait_for("location.pathname === '/guide' && document.querySelectorAll('nav a').length === 7")
    readable(page, TABLETS)
    page.click("nav a[href='/console']")
    page.wait_for("location.pathname === '/console' && document.querySelectorAll('nav a').length === 7")
    assert page.text("#choose") == "Choose a window"
    page.wait_for("document.querySelector('#windows [data-state=closed]')")
    assert "window 1" not in page.text("#windows"), "a token is nobody in person"
    readable(page, [(1280, 800), (420, 900), (320, 256)])
    assert page.problems == []
    assert all(address.startswith(floor.url) for address in page.requests)
