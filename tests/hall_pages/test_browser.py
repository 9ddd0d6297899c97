"""The browser pilot sees what goes wrong in a page, and leaves nothing behind."""

import os
import time
from pathlib import Path

import pytest

from simulators.browser import Browser, BrowserError

PAGE = "data:text/html,<h1>{}</h1><script>{}</script>"


def test_errors_and_requests_of_a_page_are_noted(browser: Browser, tmp_path: Path) -> None:
    page = browser.page(640, 480)
    page.open(PAGE.format("A012", "console.error('broken'); fetch('http://example.com/').catch(() => 0)"))
    page.wait_for("document.querySelector('h1').innerText === 'A012'")
    browser.listen(0.2)
    assert "broken" in page.problems
    assert any("ERR_NAME_NOT_RESOLVED" in problem for problem in page.problems)  # nothing outside is reached
    assert "http://example.com/" in page.requests
    page.screenshot(tmp_path / "page.png")
    assert (tmp_path / "page.png").read_bytes()[16:24] == (640).to_bytes(4, "big") + (480).to_bytes(4, "big")
    with pytest.raises(BrowserError, match="not true within"):
        page.wait_for("false", timeout_s=0.1)
    with pytest.raises(BrowserError, match="nothing"):
        page.evaluate("nothing")
    page.close()


def test_the_process_group_is_gone_after_closing() -> None:
    with Browser() as browser:
        page = browser.page()
        page.open(PAGE.format("", ""))
        group = browser.pid
    deadline = time.monotonic() + 5  # killed children are in the group until the system's first process takes them
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    pytest.fail("processes of the browser are still there")


def test_a_missing_browser_is_told() -> None:
    with pytest.raises(BrowserError, match="Debian package"):
        Browser("no-such-browser")
