"""In which order a clerk sees them: each customer's own."""

import re
from datetime import date, timedelta

import pytest

from kiosk.domain.customer import CustomerKind
from kiosk.domain.portrait import CreditGrade
from kiosk.domain.strategy import Completion, StrategyState
from kiosk.portrait.strategies import StrategyFacts, prompts_for
from kiosk.portrait.strategies.behaviour import Behaviour, strength_of
from tests.portrait.accounts import TODAY
from tests.portrait.strategies.shipped import SHIPPED, shown, someone

HOME = CustomerKind.HOUSEHOLD


def done(strategy: str, days_ago: int = 0, state: StrategyState = StrategyState.DONE) -> Completion:
    return Completion(strategy, "visit", state, TODAY - timedelta(days=days_ago), by="clerk 7")


def after(facts: StrategyFacts, *completions: Completion, today: date = TODAY) -> list[str]:
    return [prompt.strategy for prompt in prompts_for(SHIPPED, facts, completions, today)]


def test_a_complaint_comes_before_money() -> None:
    facts = someone(complaint_months=0, open_fen=9_000, days_overdue=400, service="pay")
    assert shown(facts)[0] == "after-complaint"


def test_the_business_in_hand_comes_before_the_rest() -> None:
    facts = {"kind": HOME, "saving_fen": 900_000, "late_bills": 2}
    assert shown(someone(**facts, service="advice")) == ["time-of-use-advice", "prepay-advice"]
    assert shown(someone(**facts, service="card")) == ["prepay-advice", "time-of-use-advice"]


def test_the_customers_own_behaviour_decides() -> None:
    """The same two strategies, in the order of what each customer does more."""
    late, saver = {"late_bills": 9, "saving_fen": 100}, {"late_bills": 2, "saving_fen": 50_000}
    assert shown(someone(kind=HOME, **late)) == ["prepay-advice", "time-of-use-advice"]
    assert shown(someone(kind=HOME, **saver)) == ["time-of-use-advice", "prepay-advice"]


def test_priority_decides_between_equals() -> None:
    facts = someone(kind=HOME, late_bills=2, bonus_fen=1_000)
    assert shown(facts) == ["debit-advice", "prepay-advice"]


def test_the_order_does_not_depend_on_the_file() -> None:
    facts = someone(kind=HOME, late_bills=5, bonus_fen=1_000, age=70, open_fen=1, days_overdue=40, service="pay")
    backwards = SHIPPED.model_copy(update={"strategies": SHIPPED.strategies[::-1]})
    assert [one.strategy for one in prompts_for(backwards, facts, (), TODAY)] == shown(facts)
    assert len(shown(facts)) > 4


@pytest.mark.parametrize(
    ("behaviour", "known", "strengths"),
    [
        (Behaviour.COMPLAINT, "complaint_months", {None: 0, 0: 3, 1: 3, 2: 2, 6: 2, 7: 1, 23: 1}),
        (Behaviour.OVERDUE, "days_overdue", {0: 0, 1: 1, 3: 1, 4: 2, 7: 2, 8: 3}),
        (Behaviour.LATENESS, "late_bills", {0: 0, 1: 1, 2: 2, 3: 2, 4: 3}),
        (Behaviour.FAILED_DEBITS, "failed_debits", {0: 0, 1: 1, 2: 2, 3: 3}),
        (Behaviour.RISK, "risk_points", {0: 0, 19: 0, 20: 1, 49: 1, 50: 2, 74: 2, 75: 3}),
        (Behaviour.PUNCTUALITY, "streak", {5: 0, 6: 1, 11: 1, 12: 2, 23: 2, 24: 3}),
        (Behaviour.USAGE, "year_on_year", {None: 0, 1_100: 0, 1_101: 1, 899: 1, 690: 2, 499: 3, 1_501: 3}),
        (Behaviour.SAVING, "saving_fen", {None: 0, -9: 0, 1: 1, 5_000: 1, 5_001: 2, 20_001: 3}),
        (Behaviour.PEAK, "peak_share", {None: 0, 300: 0, 450: 1, 451: 2, 601: 3}),
        (Behaviour.POWER_FACTOR, "power_factor_short", {0: 0, 50: 1, 51: 2, 101: 3}),
        (Behaviour.PAYING_CHANNEL, "pays_by_share", {499: 0, 500: 1, 700: 2, 850: 3}),
        (Behaviour.NOTICE_CHANNEL, "notices_by_share", {499: 0, 500: 1, 700: 2, 850: 3}),
        (Behaviour.NEED, "age", {None: 3, 90: 3}),
    ],
)
def test_strengths(behaviour: Behaviour, known: str, strengths: dict[int | None, int]) -> None:
    found = {value: strength_of(behaviour, someone(**{known: value})) for value in strengths}
    assert found == strengths


# --- what was completed ---

GOOD = someone(kind=HOME, grade=CreditGrade.A, streak=24, saving_fen=100, bonus_fen=1_000)


def test_completed_today_stays_marked_at_the_end() -> None:
    before = shown(GOOD)
    assert before == ["praise", "time-of-use-advice", "debit-advice"]
    prompts = prompts_for(SHIPPED, GOOD, [done("praise")], TODAY)
    assert [one.strategy for one in prompts] == ["time-of-use-advice", "debit-advice", "praise"]
    assert [one.completion for one in prompts] == [None, None, done("praise")]


@pytest.mark.parametrize("state", StrategyState)
def test_completed_before_it_rests(state: StrategyState) -> None:
    assert "debit-advice" not in after(GOOD, done("debit-advice", 1, state))
    assert "debit-advice" not in after(GOOD, done("debit-advice", 179, state))
    assert "debit-advice" in after(GOOD, done("debit-advice", 180, state))


def test_the_newest_completion_counts() -> None:
    assert "debit-advice" not in after(GOOD, done("debit-advice", 1), done("debit-advice", 400))


def test_care_never_rests() -> None:
    facts = someone(age=80)
    assert after(facts, done("elderly-care", 1)) == ["elderly-care"]


# --- what a prompt tells ---


def test_a_prompt_tells_why_and_to_which_business_it_belongs() -> None:
    [prompt] = prompts_for(SHIPPED, someone(kind=HOME, saving_fen=1_200, service="bill"), (), TODAY)
    assert (prompt.in_hand, prompt.first, prompt.strength) == (True, False, 1)
    assert prompt.because == ("kind: household", "saving_more_than_fen: 1200")
    assert prompt.services == ("bill", "advice")
    assert prompt.do.keys() == prompt.say.keys() == {"zh", "en"}


def test_nothing_of_a_customer_shows_in_a_log_line() -> None:
    facts = someone(open_fen=4_321, days_overdue=99)
    noted = Completion("praise", "v", StrategyState.DONE, TODAY, "Li", "a note")
    prompts = prompts_for(SHIPPED, facts, [noted], TODAY)
    shown_in_log = repr(facts) + repr(prompts) + repr(noted) + repr(done("praise"))
    shown_in_log = re.sub(r" at 0x[0-9a-f]+", "", shown_in_log)  # where a thing lies in memory may be any number
    assert [secret for secret in ("43.21", "99", "Li", "note", "clerk") if secret in shown_in_log] == []
