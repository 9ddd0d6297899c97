"""The managers' page about strategies in a real browser: figures, periods, both languages, nothing shown yet."""

from datetime import timedelta

from kiosk.domain.strategy import Completion, StrategyState
from kiosk.hall.records import completions
from tests.hall_pages.conftest import NewPage
from tests.hall_pages.test_phone_browser import PublicHall, looks_right_at_a_desk, public, sign_in

__all__ = ["public"]

ENDS = (StrategyState.DONE, StrategyState.REFUSED, StrategyState.NOT_FITTING, None)
ROWS = "document.querySelectorAll('tbody tr').length"


def some_weeks(public: PublicHall) -> None:
    """Six strategies of the file, more and less often shown, each ended in every way; one shown long ago only."""
    hall = public.hall
    ours = (hall.engine, hall.settings.id)
    for at, strategy in enumerate(hall.strategies.strategies[:6]):
        ago = timedelta(days=40 if at == 5 else 0)
        for n in range(30 - 5 * at):
            visit, now = f"visit-{n}", public.now - ago
            completions.note_shown(*ours, f"1:{n}", visit, [strategy.id], now)
            if state := ENDS[(n * (at + 2) // 3) % 4]:
                done = Completion(strategy.id, visit, state, now.date(), by="lin")
                completions.complete(*ours, f"1:{n}", done, None, now)


def test_managers_see_what_comes_of_the_strategies(public: PublicHall, new_page: NewPage) -> None:
    page = new_page(1280, 800, f"{public.url}/display")
    sign_in(public, page)
    page.open(f"{public.url}/strategies?lang=zh")
    page.wait_for("document.getElementById('note').innerText !== ''")
    looks_right_at_a_desk(page, "strategies-none-zh")
    some_weeks(public)
    page.open(f"{public.url}/strategies?lang=zh")
    page.wait_for(f"{ROWS} === 5")
    looks_right_at_a_desk(page, "strategies-zh")
    page.evaluate("document.querySelectorAll('#period button')[2].click()")
    page.wait_for(f"{ROWS} === 6")
    shown = "[...document.querySelectorAll('.sums dd')].map(e => Number(e.firstChild.data))"
    total, *ends = page.evaluate(shown)
    assert total == sum(ends) == 30 + 25 + 20 + 15 + 10 + 5
    page.open(f"{public.url}/strategies?lang=en")
    page.wait_for(f"{ROWS} === 5")
    looks_right_at_a_desk(page, "strategies-en")
    page.resize(760, 1000)
    looks_right_at_a_desk(page, "strategies-narrow-en")
