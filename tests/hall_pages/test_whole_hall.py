"""A whole hall at once: two counters, a kiosk, a big display and one over each window, all of it real.

Its server is stopped, killed and started again, its proxy answers 502 meanwhile; and every screen is right again
within 15 s.
"""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from simulators.browser import Browser, Page
from simulators.crowd import Memories, Told
from simulators.hall_process import HallProcess, Tokens, make_secrets
from simulators.lean_http import LeanClient
from simulators.proxy import Proxy
from simulators.verdict import judge
from tests.hall_pages.conftest import NewPage

PROMISE_S = 15.0
AT_ONCE_S = 5.0
PAUSE_S = 0.2
RESTED_S = 1.0  # until a console's keys listen again
LIVE = "document.body.dataset.connection === 'live'"
HERE = "document.querySelector('#current:is([data-stage=called], [data-stage=serving]) .number')"


class Hall:
    """The server behind its proxy, and what a program with the staff token asks it directly."""

    def __init__(self, folder: Path) -> None:
        secrets = folder / "secrets.toml"
        self.tokens: Tokens = make_secrets(secrets)
        self.database = f"sqlite:///{folder / 'hall.sqlite'}"
        self.process = HallProcess(folder / "process", secrets, self.database, more=("--pairing",))

    def call(self, window: str) -> str:
        with LeanClient(self.process.port, self.tokens.staff) as clerk:
            answer = clerk.post(f"/api/counters/{window}/finish-next")
            assert answer.status == 200, answer
            return str(answer.json()["number"])

    def at(self, window: str) -> str | None:
        """The number at this window, as the database has it."""
        with LeanClient(self.process.port, self.tokens.staff) as clerk:
            here = clerk.get(f"/api/counters/{window}").json()["current"]
            return here and str(here["number"])


class Kiosk:
    """Gives out numbers through the proxy the whole time; one it got no answer for it asks for again."""

    def __init__(self, url: str, token: str, memories: Memories) -> None:
        self._url = f"{url}/api/tickets"
        self._token = {"Authorization": f"Bearer {token}"}
        self._memories = memories
        self._closing = threading.Event()
        self.asked_again = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        thread = threading.Thread(target=self._work)
        thread.start()
        try:
            yield
        finally:
            self._closing.set()
            thread.join()

    def _work(self) -> None:
        while not self._closing.wait(PAUSE_S):
            request = str(uuid4())
            while not self._asked(request) and not self._closing.wait(PAUSE_S):
                self.asked_again += 1

    def _asked(self, request: str) -> bool:
        order = {"request_id": request, "service": "new", "accepts_wait": True}
        try:
            answer = requests.post(self._url, json=order, headers=self._token, timeout=2)
        except requests.RequestException:
            return False
        if answer.status_code != 200:
            return False
        ticket = answer.json()["ticket"]
        self._memories.was_issued(request, Told(ticket["id"], ticket["number"]))
        return True


class Screens:
    """The consoles of windows 1 and 2, the big display, and the displays over both windows."""

    def __init__(self, new_page: NewPage, url: str, staff_token: str) -> None:
        self.consoles: dict[str, Page] = {}
        self.over: dict[str, Page] = {}
        for window in ("1", "2"):
            paired = f"{url}/pair?token={staff_token}&to=/console/{window}"
            self.consoles[window] = new_page(1280, 800, paired)
            self.over[window] = new_page(1280, 800, f"{url}/window/{window}")
        self.big = new_page(1920, 1080, f"{url}/display")

    def all(self) -> Iterator[Page]:
        return itertools.chain(self.consoles.values(), self.over.values(), [self.big])

    def are_right(self, newest: str, at: dict[str, str | None], within_s: float) -> float:
        """Every screen says what is so: the last call, and who is at each window. The seconds the slowest took."""
        began = time.monotonic()
        wanted = [(self.big, f"document.querySelector('#hero .number')?.innerText === '{newest}'")]
        for window, number in at.items():
            shown = f"'{number}'" if number else "undefined"
            wanted.append((self.over[window], f"document.querySelector('#now .number')?.innerText === {shown}"))
            wanted.append((self.consoles[window], f"{HERE}?.innerText === {shown}"))
        for page, so in wanted:
            page.wait_for(f"{LIVE} && {so}", timeout_s=max(0.1, within_s - (time.monotonic() - began)))
        return time.monotonic() - began


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    hall.process.start()
    yield hall
    hall.process.stop()


def test_a_day_with_a_restart_a_crash_and_a_proxy_that_gives_out(
    hall: Hall, new_page: NewPage, browser: Browser
) -> None:
    memories = Memories()
    with Proxy(hall.process.port) as proxy:
        kiosk = Kiosk(proxy.url, hall.tokens.kiosks["kiosk-1"], memories)
        screens = Screens(new_page, proxy.url, hall.tokens.staff)
        with kiosk.open():
            for page in screens.all():
                page.wait_for(LIVE)
            browser.listen(1.0)  # by now somebody waits
            newest = both_call(hall, screens, browser)
            screens.are_right(newest, {"1": hall.at("1"), "2": newest}, AT_ONCE_S)

            for stop in (hall.process.stop, hall.process.kill):
                proxy.give_out()
                stop()
                screens.consoles["1"].key("n")  # a clerk who does not look up: nobody may be called twice for it
                hall.process.start()
                refused = proxy.refused
                while proxy.refused < refused + 5:  # until the screens have met a 502 with the hall back behind it
                    browser.listen(0.2)
                newest = hall.call("3")
                proxy.mend()
                took = screens.are_right(newest, {one: hall.at(one) for one in ("1", "2")}, PROMISE_S)
                print(f"every screen right again after {took:.1f} s")
            browser.listen(RESTED_S)
            newest = both_call(hall, screens, browser)
            screens.are_right(newest, {"1": hall.at("1"), "2": newest}, AT_ONCE_S)
    assert kiosk.asked_again > 0, "the kiosk met the outage, too"
    hall.process.stop()
    verdict = judge(hall.database, memories)
    assert verdict.is_clean, verdict
    assert verdict.calls >= 6


def both_call(hall: Hall, screens: Screens, browser: Browser) -> str:
    """Whoever is at windows 1 and 2 is finished, and the next called, by keyboard. The number called last."""
    for window, console in screens.consoles.items():
        before = hall.at(window)
        if before:
            console.key("f")
            console.wait_for(f"!{HERE}")
            browser.listen(RESTED_S)
        console.key("n")
        console.wait_for(HERE)
        browser.listen(RESTED_S)
        assert hall.at(window) not in (None, before)
    return str(hall.at("2"))
