"""What came of a strategy: done, refused, not fitting; and the share done of each."""

import pytest

from kiosk.domain.strategy import Completion, Shown, StrategyState
from kiosk.portrait.strategies import NotCompleted, Rate, rates_of, refusal_of
from tests.portrait.accounts import TODAY
from tests.portrait.strategies.shipped import SHIPPED, someone

DONE, REFUSED, NOT_FITTING = StrategyState


def completion(strategy: str, state: StrategyState = DONE, visit: str = "v1", note: str = "") -> Completion:
    return Completion(strategy, visit, state, TODAY, "clerk", note)


@pytest.mark.parametrize("state", StrategyState)
def test_each_end_can_be_noted(state: StrategyState) -> None:
    assert refusal_of(SHIPPED, someone(), completion("praise", state, note="x" * 500)) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (completion("no-such"), NotCompleted.UNKNOWN_STRATEGY),
        (completion("praise", note="x" * 501), NotCompleted.NOTE_TOO_LONG),
    ],
)
def test_what_cannot_be_kept(given: Completion, why: NotCompleted) -> None:
    assert refusal_of(SHIPPED, someone(), given) is why


def test_the_guarantee_is_not_done_while_something_is_missing() -> None:
    missing, arranged = someone(guarantee_missing_fen=1), someone(guarantee_missing_fen=0)
    assert refusal_of(SHIPPED, missing, completion("guarantee")) is NotCompleted.GUARANTEE_MISSING
    assert refusal_of(SHIPPED, missing, completion("guarantee", REFUSED)) is None
    assert refusal_of(SHIPPED, arranged, completion("guarantee")) is None


def test_rates_count_each_visit_once_with_its_last_state() -> None:
    seen = [Shown("praise", visit) for visit in ("v1", "v2", "v3", "v4", "v1")] + [Shown("guarantee", "v1")]
    ends = [
        completion("praise", REFUSED, "v1"),
        completion("praise", DONE, "v1"),
        completion("praise", NOT_FITTING, "v2"),
        completion("praise", REFUSED, "v3"),
    ]
    rates = rates_of(seen, ends)
    assert rates == (
        Rate("guarantee", shown=1, done=0, refused=0, not_fitting=0),
        Rate("praise", shown=4, done=1, refused=1, not_fitting=1),
    )
    assert [rate.done_per_mille for rate in rates] == [0, 250]


def test_what_was_completed_was_shown_and_nothing_shown_is_no_rate() -> None:
    assert rates_of([], [completion("praise")]) == (Rate("praise", 1, 1, 0, 0),)
    assert rates_of([], []) == ()
    assert Rate("praise", 0, 0, 0, 0).done_per_mille == 0
