"""The big display in a real browser."""

import pytest

from simulators.browser import Page
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.looks import CROSSING, OUTSIDE
from tests.hall_pages.scripted_hall import ScriptedHall

LIVE = "document.body.dataset.connection === 'live'"
LANDSCAPE, PORTRAIT = (1920, 1080), (1080, 1920)
CAP = 0.733  # height of a capital of Noto Sans CJK, in letter sizes


@pytest.fixture
def display(new_page: NewPage, hall: ScriptedHall) -> Page:
    page = new_page(*LANDSCAPE, f"{hall.url}/display")
    page.wait_for(LIVE)
    return page


def current(number: str) -> str:
    return f"document.querySelector('#hero .number')?.innerText === '{number}'"


def capital(page: Page, selector: str) -> float:
    size = page.evaluate(f"parseFloat(getComputedStyle(document.querySelector({selector!r})).fontSize)")
    return float(size) * CAP


def test_a_call_is_shown_in_both_languages_and_flashes_gently(display: Page, hall: ScriptedHall) -> None:
    hall.script.call("A012", "3")
    assert display.wait_for(current("A012")) < 1.0
    assert display.text("#hero .call[lang=zh]").split() == ["请", "A012", "到", "3", "号窗口"]
    assert display.text("#hero .call[lang=en]") == "A012 please go to window 3"
    turns = display.evaluate(
        "document.querySelector('#hero').getAnimations().map(a => a.effect.getTiming().duration)"
    )
    assert len(turns) == 1
    assert 1000 / (2 * turns[0]) <= 3  # there and back is one flash
    assert display.problems == []


def test_nothing_but_numbers_and_windows_and_no_request_outside(display: Page, hall: ScriptedHall) -> None:
    assert display.text("#recent ol").split()[:3] == ["B004", "2", "号窗口"]
    assert display.text("#waiting li").split() == ["1、2、3号窗口", "Windows", "1,", "2,", "3", "7"]
    assert all(address.startswith(hall.url) for address in display.requests)
    assert sum(address.endswith("/events") for address in display.requests) == 1


def test_who_asked_for_less_motion_gets_a_still_highlight(display: Page, hall: ScriptedHall) -> None:
    display.prefer("prefers-reduced-motion", "reduce")
    hall.script.call("A012", "3")
    display.wait_for(current("A012"))
    assert display.evaluate("document.querySelector('#hero').getAnimations().length") == 0
    ground = display.evaluate("getComputedStyle(document.querySelector('#hero')).backgroundColor")
    assert ground == "rgb(255, 194, 51)"


@pytest.mark.parametrize("glass", [LANDSCAPE, PORTRAIT])
def test_sizes_for_eight_metres(display: Page, glass: tuple[int, int]) -> None:
    display.resize(*glass)
    assert capital(display, "#hero .number") >= 155
    assert capital(display, "#hero .window .id") >= 155
    for selector in ("#hero .call[lang=zh] > .word", "#recent .number", "#recent .id", "#clock"):
        assert capital(display, selector) >= 63, selector


@pytest.mark.parametrize("glass", [LANDSCAPE, PORTRAIT, (1280, 720), (1366, 768)])
def test_everything_fits(display: Page, hall: ScriptedHall, glass: tuple[int, int]) -> None:
    hall.script.waiting += [
        ({"zh": "6号接待室", "en": "Room 6"}, 1),
        ({"zh": "7、8号窗口", "en": "Windows 7, 8"}, 12),
    ]
    display.resize(*glass)
    for number, window in (("A012", "3"), ("W888", "12"), ("A1000", "12")):
        hall.script.call(number, window)
        display.wait_for(current(number))
        assert display.evaluate(OUTSIDE) == [], number
        assert display.evaluate(CROSSING) == [], number


def test_calm_states(display: Page, hall: ScriptedHall) -> None:
    hall.script.calling.clear()
    hall.script.version += 1
    display.wait_for("document.querySelector('#hero').dataset.kind === 'watch'")
    hall.script.waiting.clear()
    hall.script.version += 1
    display.wait_for("document.querySelector('#hero').dataset.kind === 'nobody'")
    assert "Nobody is waiting" in display.text("#hero")
    hall.script.open = False
    hall.script.version += 1
    display.wait_for("document.querySelector('#hero').dataset.kind === 'closed'")
    assert display.evaluate(OUTSIDE) == []


def test_a_display_that_is_not_registered_says_so(new_page: NewPage, hall: ScriptedHall) -> None:
    hall.script.mode = "refused"
    page = new_page(*PORTRAIT, f"{hall.url}/display")
    page.wait_for("document.querySelector('#hero').dataset.kind === 'refused'")
    hall.script.mode = "well"
    page.wait_for(LIVE, timeout_s=15)
