"""One real browser for the room, and a scripted hall for each test."""

from collections.abc import Callable, Iterator

import pytest

from simulators.browser import Browser, Page
from tests.hall_pages.scripted_hall import Script, ScriptedHall

NewPage = Callable[[int, int, str], Page]

PLACES = [
    ({"zh": "1、2、3号窗口", "en": "Windows 1, 2, 3"}, 7),
    ({"zh": "1号窗口", "en": "Window 1"}, 2),
    ({"zh": "4号窗口", "en": "Window 4"}, 3),
    ({"zh": "5号咨询台", "en": "Desk 5"}, 1),
]
SIX_PLACES = [
    *PLACES,
    ({"zh": "6号接待室", "en": "Room 6"}, 1),
    ({"zh": "7、8号窗口", "en": "Windows 7, 8"}, 12),
]
CALLS = [("A006", "1"), ("B003", "2"), ("A007", "4"), ("A008", "3"), ("B004", "2"), ("A011", "1")]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens tabs and closes them when the test is over, so that none goes on asking a hall that is gone."""
    pages: list[Page] = []

    def opened(width: int, height: int, url: str) -> Page:
        pages.append(browser.page(width, height))
        pages[-1].open(url)
        return pages[-1]

    yield opened
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def server() -> Iterator[ScriptedHall]:
    hall = ScriptedHall(Script())
    yield hall
    hall.stop()


@pytest.fixture
def hall(server: ScriptedHall) -> ScriptedHall:
    """A hall in the middle of its day: six calls behind it, four places with people waiting."""
    server.script = Script(waiting=list(PLACES))
    for minutes, (number, window) in enumerate(CALLS):
        server.script.call(number, window, ago_s=600 - 60 * minutes)
    return server
