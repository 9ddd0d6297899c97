"""The browser's part of the demonstration: two clerks call, the big display shows it. Real clicks in Chromium."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.demo.stage import Stage
from simulators.browser import Browser, BrowserError, Page

WINDOWS = ("1", "4")
DISPLAY_S = 10.0


@dataclass(frozen=True, slots=True)
class Call:
    """A number called by a click in a console, and how long until the display showed it."""

    window: str
    number: str
    on_display_ms: float


def call_two(stage: Stage, pictures: Path) -> list[Call]:
    """Two windows call; the display and both consoles are photographed. Raises BrowserError."""
    with Browser() as browser:
        display = browser.page(1920, 1080)
        display.open(f"{stage.hall_url}/display")
        display.wait_for("document.body.dataset.connection === 'live'")
        display.screenshot(pictures / "display-before.png")
        calls = [_call(browser, display, stage, window, pictures) for window in WINDOWS]
        display.screenshot(pictures / "display.png")
        display.resize(1080, 1920)
        display.screenshot(pictures / "display-upright.png")
    return calls


def _call(browser: Browser, display: Page, stage: Stage, window: str, pictures: Path) -> Call:
    console = browser.page(1280, 800)
    console.open(f"{stage.hall_url}/pair?token={stage.secrets.staff_token}&to=/console/{window}")
    console.wait_for("document.querySelector('#current')?.dataset.stage === 'closed'")
    console.click("#primary")
    console.wait_for("document.querySelector('#current').dataset.stage === 'free'")
    console.screenshot(pictures / f"console-{window}-before.png")
    console.wait_for("!document.body.hasAttribute('data-resting')")
    console.click("#primary")
    console.wait_for("document.querySelector('#current').dataset.stage === 'called'")
    number = console.text("#current .number").strip()
    waited_s = display.wait_for(f"document.querySelector('#hero').innerText.includes('{number}')", DISPLAY_S)
    console.screenshot(pictures / f"console-{window}.png")
    _portrait(console, pictures / f"portrait-{window}.png")
    if console.problems or display.problems:
        raise BrowserError(f"the pages complain: {console.problems + display.problems}")
    return Call(window, number, round(waited_s * 1000, 1))


def _portrait(console: Page, picture: Path) -> None:
    """The customer's portrait beside the ticket, on a screen wide enough for both; a stranger has none."""
    console.resize(1440, 900)
    console.wait_for(
        "document.querySelector('#portrait').hidden || document.querySelector('#portrait h2, #portrait h3')"
    )
    console.screenshot(picture)
