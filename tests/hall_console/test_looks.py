"""How the console looks, on three glasses, in both languages: contrast, targets, rings, nothing out of reach."""

import pytest

from simulators.browser import Browser, Page
from tests.hall_console.conftest import NUMBER, Day, rest, sit_down
from tests.hall_pages.looks import OUT_OF_REACH, PALE, SMALL, SPILT, UNRINGED

SIZES = ((1280, 800), (1920, 1080), (1024, 768))
SHEETS = ("a", "h", "m", "p", "t", "?")
SCROLLS = "document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"


def faults(page: Page) -> dict[str, object]:
    looks = {"pale": PALE, "small": SMALL, "unringed": UNRINGED, "out of reach": OUT_OF_REACH, "spilt": SPILT}
    return {name: found for name, script in looks.items() if (found := page.evaluate(script))}


@pytest.fixture
def serving(page: Page, day: Day) -> Page:
    """Somebody known is at the window with a note; eleven wait, one speaks English; one is parked."""
    day.issue(known=True)
    for _ in range(10):
        day.issue()
    day.issue("pay", language="en")
    sit_down(page, day)
    page.key("n")
    page.wait_for(NUMBER)
    rest(page)
    for key in ("h", "1"):
        page.key(key)
    page.wait_for("document.querySelector('[data-group=held] .row')")
    rest(page)
    page.key("n")
    page.wait_for(NUMBER)
    rest(page)
    page.key("k")
    page.wait_for("document.querySelector('[data-group=parked] .row')")
    rest(page)
    page.click("[data-group=held] .row")
    page.key("1")
    page.wait_for(NUMBER)
    rest(page)
    return page


def test_everything_is_readable_and_in_reach(serving: Page) -> None:
    for size in SIZES:
        serving.resize(*size)
        for language in ("zh", "en"):
            assert serving.text("#language") == {"zh": "English", "en": "中文"}[language]
            assert faults(serving) == {}, (size, language)
            assert not serving.evaluate(SCROLLS)
            for key in SHEETS:
                serving.key(key)
                serving.wait_for("document.querySelector('#sheet').open")
                assert faults(serving) == {}, (size, language, key)
                serving.key("Escape")
                serving.wait_for("!document.querySelector('#sheet').open")
            serving.evaluate("document.querySelector('#language').click()")


def test_the_number_is_the_hero(page: Page, day: Day) -> None:
    day.issue()
    sit_down(page, day)
    page.key("n")
    page.wait_for(NUMBER)
    assert not page.evaluate("document.querySelector('#portrait').checkVisibility()"), "a stranger has none"
    size = "parseFloat(getComputedStyle(document.querySelector('{}')).fontSize)"
    number, step = (page.evaluate(size.format(what)) for what in ("#current .number", "#primary"))
    assert number >= 150
    assert step >= 32
    everything = (
        "Math.max(...[...document.querySelectorAll('body *')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert page.evaluate(everything) == number


def test_a_portrait_has_its_place_without_scrolling(serving: Page) -> None:
    serving.wait_for("document.querySelectorAll('.pp-chip').length === 4")
    for glass in SIZES:
        serving.resize(*glass)
        for language in ("zh", "en"):
            width, height = serving.evaluate(
                "(() => { const r = document.querySelector('#portrait').getBoundingClientRect();"
                " return [r.width, Math.min(r.bottom, innerHeight) - r.top]; })()"
            )
            assert width >= 420, (glass, language)
            assert height >= 350, (glass, language)
            assert not serving.evaluate(SCROLLS)
            serving.evaluate("document.querySelector('#language').click()")


def test_the_checks_see_what_they_are_for(browser: Browser) -> None:
    page = browser.page(300, 300)
    page.open(
        "data:text/html,<body style='background:white'><button style='outline:none;width:20px;height:20px;"
        "color:silver;background:white;position:absolute;left:290px;padding:0'>unreadable</button>"
    )
    page.key("Tab")
    assert set(faults(page)) == {"pale", "small", "unringed", "out of reach", "spilt"}
    page.close()
