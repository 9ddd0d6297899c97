"""Managers see how often each strategy was shown and how it ended, in words of today's file."""

from kiosk.domain.strategy import Completion, StrategyState
from kiosk.hall.records import completions
from tests.hall_api.conftest import House


def note(house: House, strategy: str, visit: str, state: StrategyState | None = None) -> None:
    ours, now = (house.hall.engine, house.hall.settings.id), house.clock()
    completions.note_shown(*ours, "1:aa", visit, [strategy], now)
    if state:
        today = house.hall.calendar.date_at(now)
        completions.complete(*ours, "1:aa", Completion(strategy, visit, state, today, by="lin"), None, now)


def test_rates_of_the_last_days_most_shown_first(house: House) -> None:
    note(house, "was-removed", "v0", StrategyState.DONE)
    house.clock.on(days=6)
    for at, state in enumerate([StrategyState.DONE, StrategyState.REFUSED, None, StrategyState.NOT_FITTING]):
        note(house, "after-complaint", f"v{at}", state)
    report = house.staff("GET", "/api/strategies/rates?days=7")
    first, second = report["rates"]
    assert first["strategy"] == "after-complaint"
    assert first["does"] == house.hall.strategies.strategies[0].do.by_language
    assert [first[key] for key in ("shown", "done", "refused", "not_fitting", "left_open")] == [4, 1, 1, 1, 1]
    assert first["done_rate"] == 0.25
    assert (second["strategy"], second["does"], second["done_rate"]) == ("was-removed", None, 1.0)
    assert "after-complaint" not in report["never_shown"]
    assert len(report["never_shown"]) == len(house.hall.strategies.strategies) - 1
    assert len(house.staff("GET", "/api/strategies/rates?days=6")["rates"]) == 1


def test_with_nothing_shown_every_strategy_is_named(house: House) -> None:
    report = house.staff("GET", "/api/strategies/rates")
    assert (report["days"], report["rates"]) == (7, [])
    assert report["never_shown"] == [one.id for one in house.hall.strategies.strategies]


def test_the_page_speaks_both_languages_and_asks_for_itself(house: House) -> None:
    answer = house.client.request("GET", "/strategies", headers={"Authorization": f"Bearer {house.staff_token}"})
    assert answer.status_code == 200
    assert "/static/strategies.js" in answer.text
    assert "Not shown in this time" in answer.text
    assert "\\u5b8c\\u6210\\u7387" in answer.text  # 完成率
