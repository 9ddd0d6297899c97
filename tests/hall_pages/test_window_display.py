"""The display over one window, in a real browser."""

import pytest

from simulators.browser import Page
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.looks import CUT, OUTSIDE, PALE
from tests.hall_pages.scripted_hall import ScriptedHall

GLASSES = [(1920, 1080), (1280, 800), (1920, 540), (800, 1280), (1024, 600)]


def kind(name: str) -> str:
    return f"document.body.dataset.kind === '{name}'"


def opened(new_page: NewPage, hall: ScriptedHall, window: str = "3") -> Page:
    page = new_page(1280, 800, f"{hall.url}/window/{window}")
    page.wait_for("document.body.dataset.connection === 'live'")
    return page


def test_the_number_at_this_window_and_nothing_else(new_page: NewPage, hall: ScriptedHall) -> None:
    page = opened(new_page, hall)
    hall.script.call("A012", "3")
    assert page.wait_for("document.querySelector('#now .number')?.innerText === 'A012'") < 1.0
    hall.script.call("A013", "1")
    assert page.text("#now").strip() == "A012"
    assert page.text("#name").split() == ["3号窗口", "Window", "3"]
    turns = page.evaluate("document.querySelector('#now').getAnimations().map(a => a.effect.getTiming().duration)")
    assert len(turns) == 1
    assert 1000 / (2 * turns[0]) <= 3
    assert page.problems == []
    assert all(address.startswith(hall.url) for address in page.requests)


def test_free_paused_and_closed(new_page: NewPage, hall: ScriptedHall) -> None:
    page = opened(new_page, hall)
    hall.script.at_windows.clear()
    hall.script.version += 1
    page.wait_for(kind("wait"))
    assert page.text("#now").split() == ["请稍候", "Please", "wait"]
    hall.script.paused.add("3")
    hall.script.version += 1
    page.wait_for(kind("paused"))
    assert "暂停服务" in page.text("#now")
    assert page.evaluate(OUTSIDE) == []
    hall.script.paused.clear()
    hall.script.open = False
    hall.script.version += 1
    page.wait_for(kind("closed"))


def test_a_desk_has_its_own_name(new_page: NewPage, hall: ScriptedHall) -> None:
    page = opened(new_page, hall, "5")
    hall.script.call("B012", "5")
    page.wait_for(kind("call"))
    assert page.text("#name").split() == ["5号咨询台", "Desk", "5"]
    assert page.text("#line").startswith("请到这里")


@pytest.mark.parametrize("glass", GLASSES)
def test_it_fits_every_glass(new_page: NewPage, hall: ScriptedHall, glass: tuple[int, int]) -> None:
    page = opened(new_page, hall)
    page.resize(*glass)
    for number in ("W888", "W1888"):
        hall.script.call(number, "3")
        page.wait_for(f"document.querySelector('#now .number')?.innerText === '{number}'")
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CUT) == []
        assert page.evaluate(PALE) == []
        number_height = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.number')).fontSize)")
        assert number_height >= 0.26 * min(glass)


def test_a_dead_line_takes_the_number_away_and_it_comes_back(new_page: NewPage, hall: ScriptedHall) -> None:
    page = opened(new_page, hall)
    hall.script.call("A012", "3")
    page.wait_for(kind("call"))
    hall.script.mode = "silent"
    page.wait_for(kind("stale"), timeout_s=15)
    assert "A012" not in page.text("body")
    assert "数据未更新" in page.text("#now")
    assert page.evaluate(OUTSIDE) == []
    hall.script.mode = "well"
    page.wait_for(kind("call"), timeout_s=15)


def test_a_wrong_address_lists_the_displays(new_page: NewPage, hall: ScriptedHall) -> None:
    for wrong in ("/window/99", "/display?zone=moon"):
        page = new_page(1280, 800, f"{hall.url}{wrong}")
        assert "没有这个显示屏" in page.text("main")
        links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
        assert {"/display", "/display?zone=east", "/window/5"} <= set(links)
