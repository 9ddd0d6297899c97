"""What came of strategies is kept once a visit, and the rates count visits."""

from datetime import timedelta

from kiosk.domain.strategy import Completion, StrategyState
from kiosk.hall.records import completions
from tests.hall_records.conftest import NOW, SOMEBODY, SOMEBODY_ELSE, TODAY, Kept


def ended(
    kept: Kept, strategy: str, state: StrategyState, visit: str = "v1", person: str = SOMEBODY, note: str = ""
) -> Completion:
    one = Completion(strategy, visit, state, TODAY, by="lin", note=note)
    completions.complete(*kept.at, person, one, "pay", NOW)
    return one


def test_the_last_word_of_a_visit_counts(kept: Kept) -> None:
    ended(kept, "debit-advice", StrategyState.REFUSED)
    last = ended(kept, "debit-advice", StrategyState.DONE, note="signed after all")
    assert completions.completions_of(*kept.at, SOMEBODY) == (last,)
    assert completions.completions_of(*kept.at, SOMEBODY_ELSE) == ()


def test_rates_count_visits_however_often_the_panel_was_opened(kept: Kept) -> None:
    for _ in range(2):
        completions.note_shown(*kept.at, SOMEBODY, "v1", ["debit-advice", "guarantee", "guarantee"], NOW)
    completions.note_shown(*kept.at, SOMEBODY_ELSE, "v2", ["debit-advice"], NOW)
    completions.note_shown(*kept.at, SOMEBODY, "v3", [], NOW)
    ended(kept, "debit-advice", StrategyState.REFUSED)
    ended(kept, "debit-advice", StrategyState.DONE)
    ended(kept, "debit-advice", StrategyState.NOT_FITTING, "v3", SOMEBODY_ELSE)
    debit, guarantee = completions.rates(*kept.at, NOW - timedelta(days=7))
    assert (debit.strategy, debit.shown, debit.done, debit.refused, debit.not_fitting) == (
        "debit-advice",
        3,
        1,
        0,
        1,
    )
    assert (guarantee.shown, guarantee.done, guarantee.done_per_mille) == (1, 0, 0)
    assert debit.done_per_mille == 333


def test_rates_forget_what_was_before(kept: Kept) -> None:
    completions.note_shown(*kept.at, SOMEBODY, "v1", ["guarantee"], NOW)
    ended(kept, "guarantee", StrategyState.DONE)
    assert completions.rates(*kept.at, NOW + timedelta(seconds=1)) == ()
    assert len(completions.rates(*kept.at, NOW)) == 1


def test_halls_in_one_database_count_for_themselves(kept: Kept) -> None:
    ended(kept, "guarantee", StrategyState.DONE)
    assert completions.rates(kept.engine, "another", NOW) == ()
    assert completions.completions_of(kept.engine, "another", SOMEBODY) == ()
