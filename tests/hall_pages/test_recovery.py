"""A bad day in real time: silence, a stop, a proxy answering 502, and the hall is back. Nobody touches a page."""

import time

from simulators.browser import Browser
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.looks import CROSSING, OUTSIDE
from tests.hall_pages.scripted_hall import ScriptedHall, called

FRESH = "document.querySelector('#hero').hasAttribute('data-fresh')"
CONNECTION = "document.body.dataset.connection"
PROMISE_S = 15.0


def test_silence_restart_and_502(browser: Browser, new_page: NewPage, hall: ScriptedHall) -> None:
    display = new_page(1920, 1080, f"{hall.url}/display")
    console = new_page(1280, 800, f"{hall.url}/console/3?lang=zh")
    for page in (display, console):
        page.wait_for(f"{CONNECTION} === 'live'")

    hall.script.call("A012", "3")
    display.wait_for(FRESH)
    called_at = time.monotonic()
    hall.script.mode = "silent"
    browser.listen(8.0 - (time.monotonic() - called_at))
    assert display.evaluate(FRESH), "a call is highlighted for 8 s"
    display.wait_for(f"!{FRESH}", timeout_s=4)

    display.wait_for(f"{CONNECTION} === 'stale'", timeout_s=PROMISE_S - (time.monotonic() - called_at))
    console.wait_for(f"{CONNECTION} === 'stale'", timeout_s=1)
    assert "数据未更新" in display.text("#hero")
    assert "A012" not in display.text("#hero")
    assert "A012" in display.text("#recent")
    assert display.evaluate(OUTSIDE) == []
    assert display.evaluate(CROSSING) == []
    assert "数据未更新" in console.text("#connection")

    hall.stop()
    hall.script.mode = "bad_gateway"
    hall.start()
    answered = len(display.problems)
    while len(display.problems) == answered:  # until the browser has met a 502 and given its own reconnect up
        browser.listen(0.1)
    hall.script.call("A013", "2")
    hall.script.current = called("A013")
    hall.script.mode = "well"
    back_at = time.monotonic()
    display.wait_for(f"{CONNECTION} === 'live'", timeout_s=PROMISE_S)
    assert display.text("#hero .number") == "A013"
    assert display.evaluate(FRESH), "a call missed in the outage is still pointed at"
    console.wait_for(
        f"{CONNECTION} === 'live' && document.querySelector('.number')?.innerText === 'A013'",
        timeout_s=PROMISE_S - (time.monotonic() - back_at),
    )
