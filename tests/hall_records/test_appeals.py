"""An appeal is open until it has an answer with a date, and is answered once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from kiosk.hall.records import appeals
from kiosk.hall.records.appeals import Appeal, AppealAbout, AppealOutcome, NotTaken
from tests.hall_records.conftest import NOW, SOMEBODY, TODAY, Kept

DUE = TODAY + timedelta(days=15)
LATER = NOW + timedelta(days=3)
LATER_DAY = TODAY + timedelta(days=3)


def taken(kept: Kept, words: str = "I paid in time", days: int = 15) -> Appeal:
    due = TODAY + timedelta(days=days)
    one = appeals.take_down(*kept.at, SOMEBODY, AppealAbout.RISK, words, due, "lin", NOW, decision=uuid4())
    assert isinstance(one, Appeal)
    return one


def answer(kept: Kept, one: Appeal, words: str = "the bank confirms it", by: str = "zhao") -> Appeal | NotTaken:
    return appeals.answer(*kept.at, one.id, AppealOutcome.UPHELD, words, LATER_DAY, by, LATER)


def test_taken_down_and_answered(kept: Kept) -> None:
    one = taken(kept)
    assert one.is_open
    done = answer(kept, one)
    assert isinstance(done, Appeal)
    assert (done.outcome, done.answered_on, done.answered_by) == (AppealOutcome.UPHELD, LATER_DAY, "zhao")
    assert (done.words, done.decision, done.due_on) == (one.words, one.decision, DUE)
    assert kept.audited() == [("lin", "appeal_recorded", str(one.id)), ("zhao", "appeal_answered", str(one.id))]


def test_it_cannot_be_closed_without_an_answer(kept: Kept) -> None:
    one = taken(kept)
    assert answer(kept, one, "  ") is NotTaken.EMPTY
    (still,) = appeals.of_person(*kept.at, SOMEBODY)
    assert still.is_open


def test_nor_dated_before_it_was_made_or_after_today(kept: Kept) -> None:
    one = taken(kept)
    for on in (TODAY - timedelta(days=1), LATER_DAY + timedelta(days=1)):
        refused = appeals.answer(*kept.at, one.id, AppealOutcome.REJECTED, "no", on, "zhao", LATER)
        assert refused is NotTaken.BAD_DATE


def test_of_two_who_answer_at_once_one_does(kept: Kept) -> None:
    one = taken(kept)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: answer(kept, one, f"answer {n}", f"clerk-{n}"), range(4)))
    assert found.count(NotTaken.ANSWERED) == 3
    (kept_one,) = appeals.of_person(*kept.at, SOMEBODY)
    assert kept_one in found


def test_open_ones_come_first_by_the_day_they_are_due(kept: Kept) -> None:
    done, late, soon = taken(kept, "a"), taken(kept, "b", 20), taken(kept, "c", 5)
    answer(kept, done)
    assert [one.id for one in appeals.of_hall(*kept.at, NOW)] == [soon.id, late.id, done.id]
    assert [one.id for one in appeals.of_hall(*kept.at, LATER)] == [soon.id, late.id], "open ones are never lost"


def test_what_is_not_taken_down(kept: Kept) -> None:
    due, about = DUE, AppealAbout.OTHER
    assert appeals.take_down(*kept.at, SOMEBODY, about, "", due, "lin", NOW) is NotTaken.EMPTY
    assert appeals.take_down(*kept.at, SOMEBODY, about, "x" * 2001, due, "lin", NOW) is NotTaken.TOO_LONG
    gone = appeals.answer(*kept.at, uuid4(), AppealOutcome.UPHELD, "yes", TODAY, "zhao", NOW)
    assert gone is NotTaken.NO_SUCH_APPEAL
