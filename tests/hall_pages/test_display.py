"""The big display in a real browser."""

import pytest

from kiosk.hall.zones import NOTICE_ZH
from simulators.browser import Page
from tests.hall_pages.conftest import SIX_PLACES, NewPage
from tests.hall_pages.looks import CROSSING, CUT, OUTSIDE
from tests.hall_pages.scripted_hall import Script, ScriptedHall

LIVE = "document.body.dataset.connection === 'live'"
LANDSCAPE, PORTRAIT = (1920, 1080), (1080, 1920)
AFAR = (
    "#hero .call[lang=zh] > .word",
    "#recent .number",
    "#recent .id",
    "#waiting .ids",
    "#waiting .people",
)
"""What is read from 8 m, beside the call itself."""

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
    assert display.text("#waiting li").split() == ["1、2、3", "号窗口", "Windows", "7"]
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
    for selector in (*AFAR, "#clock"):
        assert capital(display, selector) >= 63, selector


@pytest.mark.parametrize("glass", [LANDSCAPE, PORTRAIT])
def test_six_places_are_still_read_from_eight_metres_in_both_languages(
    display: Page, hall: ScriptedHall, glass: tuple[int, int]
) -> None:
    display.resize(*glass)
    hall.script.waiting = list(SIX_PLACES)
    hall.script.call("A012", "5")
    display.wait_for(current("A012"))
    assert capital(display, "#hero .number") >= 155
    assert capital(display, "#hero .window .id") >= 155
    for selector in AFAR:
        assert capital(display, selector) >= 63, selector
    shown = display.evaluate("[...document.querySelectorAll('#waiting li')].map(li => li.innerText.split(/\\s+/))")
    assert shown == [
        ["1、2、3", "号窗口", "Windows", "7"],
        ["1", "号窗口", "Window", "2"],
        ["4", "号窗口", "Window", "3"],
        ["5", "号咨询台", "Desk", "1"],
        ["6", "号接待室", "Room", "1"],
        ["7、8", "号窗口", "Windows", "12"],
    ]


@pytest.mark.parametrize("glass", [LANDSCAPE, PORTRAIT, (1280, 720), (1366, 768)])
def test_everything_fits(display: Page, hall: ScriptedHall, glass: tuple[int, int]) -> None:
    widest, *others = SIX_PLACES
    hall.script.waiting = [(widest[0], 25), *others]
    hall.script.notices = [{"zh": "长" * NOTICE_ZH, "en": "A long notice " * 3}]
    display.resize(*glass)
    for number, window in (("A012", "3"), ("W888", "12"), ("A1000", "12"), ("A013", "5"), ("A1001", "6")):
        hall.script.call(number, window)
        display.wait_for(current(number))
        assert display.evaluate(OUTSIDE) == [], number
        assert display.evaluate(CROSSING) == [], number
        assert display.evaluate(CUT) == [], number


def test_a_desk_and_a_room_are_called_by_their_names(display: Page, hall: ScriptedHall) -> None:
    hall.script.call("A012", "5")
    display.wait_for(current("A012"))
    assert display.text("#hero .call[lang=zh]").split() == ["请", "A012", "到", "5", "号咨询台"]
    assert display.text("#hero .call[lang=en]") == "A012 please go to Desk 5"
    hall.script.call("A013", "6")
    display.wait_for(current("A013"))
    assert display.text("#hero .call[lang=en]") == "A013 please go to Room 6"
    assert display.text("#recent li").split() == ["A012", "5", "号咨询台"]


def test_who_is_called_again_flashes_again_and_is_listed_once(display: Page, hall: ScriptedHall) -> None:
    hall.script.call("B004", "3")
    display.wait_for(current("B004"))
    assert display.evaluate("document.querySelector('#hero').hasAttribute('data-fresh')")
    assert "B004" not in display.text("#recent")


def test_zones_show_their_own_calls_and_crowds(new_page: NewPage, hall: ScriptedHall) -> None:
    east = new_page(*LANDSCAPE, f"{hall.url}/display?zone=east")
    both = new_page(*PORTRAIT, f"{hall.url}/display?zone=east&zone=west")
    for page in (east, both):
        page.wait_for(LIVE)
    hall.script.call("A012", "3")
    hall.script.call("A013", "4")
    hall.script.call("A014", "1")
    both.wait_for(current("A014"))
    east.wait_for(current("A013"))
    for page in (east, both):
        assert "A012" not in page.text("body")
        assert page.evaluate(OUTSIDE) == []
    assert east.text("#waiting ul").split() == ["4", "号窗口", "Window", "3", "5", "号咨询台", "Desk", "1"]
    assert "东区" in east.text("h1")
    assert "East, West" in both.text("h1")
    assert "1、2、3" not in both.text("#waiting")


def test_notices_take_turns_and_nothing_moves(display: Page, hall: ScriptedHall) -> None:
    hall.script.notices = [
        {"zh": "周六照常营业", "en": "Open on Saturday"},
        {"zh": "请保管好随身物品", "en": "Mind your bags"},
    ]
    hall.script.version += 1
    place = "JSON.stringify(document.querySelector('#waiting').getBoundingClientRect())"
    display.wait_for("['周六照常营业', '请保管好随身物品'].includes(document.querySelector('#notice p').innerText)")
    before, first = display.evaluate(place), display.text("#notice p")
    display.wait_for(f"document.querySelector('#notice p').innerText !== '{first}'", timeout_s=14)
    assert display.text("#notice p") in {"周六照常营业", "请保管好随身物品"} - {first}
    assert display.evaluate(place) == before
    assert display.evaluate("document.querySelector('#notice').getAnimations({subtree: true}).length") == 0


BY_SERVICE = [
    ({"zh": "查电费、看账单", "en": "My bill"}, 7),
    ({"zh": "交电费", "en": "Pay"}, 12),
    ({"zh": "购电、补写电卡", "en": "Power card top-up"}, 3),
    ({"zh": "新装、过户、改名", "en": "New connection, moving"}, 1),
    ({"zh": "电表、停电问题", "en": "Meter or outage"}, 2),
    ({"zh": "咨询、投诉、其他", "en": "Advice, complaint, other"}, 4),
    ({"zh": "综合业务", "en": "General service"}, 2),
]


def test_those_who_wait_may_be_counted_by_service(new_page: NewPage) -> None:
    hall = ScriptedHall(Script(by_service=BY_SERVICE, waiting=list(SIX_PLACES)), waiting_by="service")
    hall.script.call("A012", "3")
    page = new_page(*LANDSCAPE, f"{hall.url}/display")
    page.wait_for(LIVE)
    seen = page.evaluate("[...document.querySelectorAll('#waiting .place [lang=zh]')].map(e => e.innerText)")
    for glass in (LANDSCAPE, PORTRAIT):
        page.resize(*glass)
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CROSSING) == []
        assert page.evaluate(CUT) == []
        assert capital(page, "#waiting .people") >= 63
    page.open("about:blank")
    hall.stop()
    assert seen == [title["zh"] for title, _ in BY_SERVICE]


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
