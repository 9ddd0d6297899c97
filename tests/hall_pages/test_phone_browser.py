"""The pages for customers' phones in a real browser against a real hall: they fit, can be read, and stay true."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk.hall.app import make_app
from kiosk.hall.hall import Hall
from kiosk.hall.keys import make_secrets, read_secrets
from kiosk.hall.staff.members import Role
from simulators.browser import Page
from tests.hall_api.conftest import People
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.looks import PALE
from tests.hall_staff.conftest import PASSWORD, hire
from tests.ready_made import shipped, up_to_date
from tests.server_stub.running import serving

MONDAY_NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PHONES = [(390, 844), (320, 568)]
WIDE = """[...document.querySelectorAll('body *')].filter(e => {
  const r = e.getBoundingClientRect();
  return (r.right > innerWidth + 1 || r.left < -1) && !e.closest('.days');
}).map(e => `${e.tagName}.${e.className} ${e.innerText}`)"""
SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden], [type=radio])')]
  .filter(e => e.getBoundingClientRect().height < 43).map(e => e.outerHTML)"""


@dataclass
class PublicHall:
    """A hall whose slips carry an address, here this machine's own; its clock is turned by hand."""

    hall: Hall
    url: str = ""
    now: datetime = MONDAY_NINE

    def post(self, path: str, token: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.post(f"{self.url}{path}", json=body, headers=headers, timeout=8)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def issue(self) -> str:
        """A new ticket's page."""
        self.now += timedelta(seconds=1)
        body = {"request_id": str(uuid4()), "service": "new"}
        answer = self.post("/api/tickets", self.hall.secrets.kiosks["kiosk-1"], body)
        return self.url + str(answer["ticket"]["page"]).removeprefix("https://hall.example.cn")

    def counter(self, action: str) -> Any:
        return self.post(f"/api/counters/3/{action}", self.hall.secrets.staff_token)

    def morning(self) -> None:
        """Twelve people, five minutes each; then somebody is at the window."""
        for _ in range(12):
            self.issue()
            self.counter("next")
            self.now += timedelta(minutes=5)
            self.counter("finish")
        self.issue()
        self.counter("next")
        self.now += timedelta(minutes=2)


@pytest.fixture
def public(tmp_path: Path) -> Iterator[PublicHall]:
    make_secrets(tmp_path / "secrets.toml", ("kiosk-1",))
    files = shipped()
    phone = files.settings.phone.model_copy(update={"public_url": "https://hall.example.cn"})
    hall = Hall(
        settings=files.settings.model_copy(update={"phone": phone}),
        services=files.services,
        rules=files.rules,
        texts=files.texts,
        strategies=files.strategies,
        secrets=read_secrets(tmp_path / "secrets.toml"),
        engine=up_to_date(tmp_path / "hall.sqlite"),
        back_office=People(),
        clock=lambda: here.now,
    )
    here = PublicHall(hall)
    with serving(make_app(hall)) as here.url:
        yield here
    hall.engine.dispose()


def looks_right(page: Page, name: str) -> None:
    """Nothing wider than the glass, every word readable, everything to touch large enough."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(Path(folder) / f"{name}.png")
    assert page.evaluate(WIDE) == []
    assert page.evaluate(PALE) == []
    assert page.evaluate(SMALL) == []
    assert page.problems == []


def at(page: Page, script: str) -> str:
    return str(page.evaluate(script))


@pytest.mark.parametrize(("width", "height"), PHONES)
def test_a_ticket_from_waiting_to_done(public: PublicHall, new_page: NewPage, width: int, height: int) -> None:
    public.morning()
    mine = public.issue()
    page = new_page(width, height, f"{mine}?lang=zh")
    looks_right(page, f"ticket-waiting-{width}")
    assert page.evaluate("document.querySelector('.wait').innerText") == "大约等 5–10 分钟"
    english = new_page(width, height, f"{mine}?lang=en")
    looks_right(english, f"ticket-waiting-en-{width}")
    public.counter("finish")
    public.counter("next")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for("document.querySelector('main').dataset.state === 'called'")
    looks_right(page, f"ticket-called-{width}")
    assert "3号窗口" in at(page, "document.querySelector('.come').innerText")
    public.counter("park")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for("document.querySelector('main').dataset.state === 'parked'")
    looks_right(page, f"ticket-parked-{width}")


def test_a_page_that_cannot_reach_the_hall_says_so(public: PublicHall, new_page: NewPage) -> None:
    page = new_page(390, 844, f"{public.issue()}?lang=zh")
    page.call("Network.enable")
    offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", **offline)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for("document.querySelector('.fresh').classList.contains('stale')")
    page.problems.clear()  # the browser itself notes that the address could not be fetched
    looks_right(page, "ticket-stale")
    page.call("Network.emulateNetworkConditions", **(offline | {"offline": False}))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for("!document.querySelector('.fresh').classList.contains('stale')")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "height"), PHONES)
def test_booking_from_the_first_page_to_cancelling(
    public: PublicHall, new_page: NewPage, width: int, height: int, language: str
) -> None:
    def looked(name: str) -> None:
        looks_right(page, f"book-{name}-{language}-{width}")

    page = new_page(width, height, f"{public.url}/book?lang={language}")
    looked("offers")
    go(page, ".choices li:last-child a", "location.pathname === '/book/vip'")
    looked("times")
    go(page, ".times a", "document.forms.length === 1")
    page.evaluate("document.querySelector('[name=phone]').value = '12345'")
    go(page, ".primary", "document.querySelector('.wrong') !== null")
    page.problems.clear()  # the browser itself notes the answer 409
    looked("wrong")
    page.evaluate("document.querySelector('[name=phone]').value = '13900000001'")
    page.evaluate("document.querySelector('[value=chen]').checked = true")
    go(page, ".primary", "location.pathname.startsWith('/a/')")
    looked("voucher")
    assert ("陈刚" if language == "zh" else "Chen Gang") in at(page, "document.querySelector('dl').innerText")
    go(page, ".second", "document.querySelector('.danger') !== null")
    looked("sure")
    go(page, ".danger", "document.querySelector('[data-state=cancelled]') !== null")
    looked("cancelled")


def test_managers_see_charts_of_what_came_true(public: PublicHall, new_page: NewPage) -> None:
    public.morning()
    for _ in range(9):
        public.issue()
    for _ in range(9):
        public.counter("finish")
        public.counter("next")
        public.now += timedelta(minutes=6)
    page = new_page(1280, 800, f"{public.url}/display")
    sign_in(public, page)
    page.open(f"{public.url}/predictions?lang=zh")
    page.wait_for("document.querySelectorAll('.chart circle, .chart .missed').length >= 9")
    looks_right_at_a_desk(page, "predictions-zh")
    page.open(f"{public.url}/predictions?lang=en")
    page.wait_for("document.querySelectorAll('.chart circle, .chart .missed').length >= 9")
    looks_right_at_a_desk(page, "predictions-en")


def looks_right_at_a_desk(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(Path(folder) / f"{name}.png")
    assert page.evaluate(WIDE) == []
    assert page.evaluate(PALE) == []
    assert page.problems == []


def go(page: Page, what: str, until: str) -> None:
    page.evaluate(f"document.querySelector({json.dumps(what)}).click()")
    page.wait_for(f"document.readyState === 'complete' && ({until})")


def sign_in(public: PublicHall, page: Page) -> None:
    hire(public.hall.staff, "chen", Role.MANAGER)
    asked = json.dumps({"login": "chen", "password": PASSWORD})
    sent = f"method: 'POST', body: JSON.stringify({asked})"
    headers = "headers: {'Content-Type': 'application/json', 'X-Hall-Request': '1'}"
    assert page.evaluate(f"fetch('/api/session', {{{sent}, {headers}}}).then(a => a.status)") == 200
