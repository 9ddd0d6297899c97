"""One person's records are all found, all forgotten, and nobody else's are touched."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from kiosk.database import reading, writing
from kiosk.domain.portrait import CreditGrade
from kiosk.domain.strategy import Completion, StrategyState
from kiosk.hall.records import appeals, completions, consents, everything, ledgers, notes, overrides, years
from kiosk.hall.records.appeals import Appeal, AppealAbout, AppealOutcome
from kiosk.hall.records.notes import Element
from kiosk.hall.records.overrides import OverrideElement
from kiosk.hall.records.schema import metadata
from kiosk.portrait.standing import YearOfGrades
from tests.hall_records.conftest import LIN, NOW, SOMEBODY, SOMEBODY_ELSE, TODAY, ZHAO, Kept
from tests.hall_records.test_ledgers import sign

WORDS = "something about them"
LATER = NOW + timedelta(days=1)


def write_everything(kept: Kept, person: str, answered: bool = True) -> None:
    visit = str(uuid4())
    completions.note_shown(*kept.at, person, visit, ["guarantee", "debit-advice"], NOW)
    done = Completion("guarantee", visit, StrategyState.DONE, TODAY, by="lin", note=WORDS)
    completions.complete(*kept.at, person, done, "pay", NOW)
    note = notes.begin(*kept.at, person, Element.RISK, WORDS, LIN, NOW)
    assert isinstance(note, notes.Note)
    notes.change(*kept.at, person, note.id, 1, f"{WORDS}, again", ZHAO, NOW)
    ledgers.vip_check_in(*kept.at, person, str(uuid4()), TODAY, "kiosk-1", NOW)
    overrides.make(*kept.at, person, OverrideElement.SERVICE_CLASS, "1", WORDS, LATER, "zhao", NOW)
    appeal = appeals.take_down(*kept.at, person, AppealAbout.RISK, WORDS, TODAY, "lin", NOW)
    assert isinstance(appeal, Appeal)
    if answered:
        appeals.answer(*kept.at, appeal.id, AppealOutcome.UPHELD, WORDS, TODAY, "zhao", NOW)
    consents.give(*kept.at, person, "bank", WORDS, "form 7", TODAY, TODAY, "lin", NOW)
    years.keep(*kept.at, person, [YearOfGrades(2025, (CreditGrade.A,) * 12)], NOW)


def counts(kept: Kept, person: str) -> Mapping[str, int]:
    with reading(kept.engine) as connection:
        found = everything.held(connection, kept.hall, {person})
    return {name: len(rows) for name, rows in found.items()}


def forget(kept: Kept, person: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    with writing(kept.engine) as connection:
        return everything.forget(connection, kept.hall, {person})


def test_every_table_is_handed_out_without_the_key(kept: Kept) -> None:
    write_everything(kept, SOMEBODY)
    sign(kept)
    write_everything(kept, SOMEBODY_ELSE)
    found = counts(kept, SOMEBODY)
    assert found == {
        "strategy_completions": 1,
        "strategies_shown": 2,
        "vip_ledger": 1,
        "bonus_ledger": 1,
        "overrides": 1,
        "appeals": 1,
        "notes": 2,
        "consents": 1,
        "grade_years": 1,
    }
    assert len(found) == len(metadata.tables), "a new table is handed out too"
    with reading(kept.engine) as connection:
        held = everything.held(connection, kept.hall, {SOMEBODY})
    assert not any("person_key" in row or SOMEBODY in row.values() for rows in held.values() for row in rows)


def test_forgotten_leaves_counts_and_amounts_and_not_a_word(kept: Kept) -> None:
    write_everything(kept, SOMEBODY)
    sign(kept)
    write_everything(kept, SOMEBODY_ELSE)
    others, rates = counts(kept, SOMEBODY_ELSE), completions.rates(*kept.at, NOW)
    gone, unlinked = forget(kept, SOMEBODY)
    assert gone == {"notes": 2, "consents": 1, "grade_years": 1}
    assert sum(unlinked.values()) == 7
    assert set(counts(kept, SOMEBODY).values()) == {0}
    assert counts(kept, SOMEBODY_ELSE) == others
    assert completions.rates(*kept.at, NOW) == rates
    kept_appeals = [one for one in appeals.of_hall(*kept.at, NOW) if not one.person_key]
    assert [(one.outcome, one.words, one.answer) for one in kept_appeals] == [(AppealOutcome.UPHELD, "", "")]
    kept_overrides = [one for one in overrides.of_hall(*kept.at, NOW) if not one.person_key]
    assert [(one.value, one.reason) for one in kept_overrides] == [("1", "")]
    assert overrides.in_force(*kept.at, SOMEBODY, NOW) == ()


def test_two_people_forgotten_do_not_become_one(kept: Kept) -> None:
    """Rows without a person may be alike: nothing that must be unique is broken by it."""
    for person in (SOMEBODY, SOMEBODY_ELSE):
        write_everything(kept, person)
        forget(kept, person)
    sign(kept)
    forget(kept, SOMEBODY)
    assert sign(kept) is not None, "whoever was forgotten begins anew"


def test_what_was_looked_at_is_found_in_the_log(kept: Kept) -> None:
    write_everything(kept, SOMEBODY)
    (made,) = overrides.of_person(*kept.at, SOMEBODY)
    with reading(kept.engine) as connection:
        seen = everything.audited(connection, kept.hall, {str(made.id)})
    assert [row["event"] for row in seen] == ["override_made"]
    assert "who" not in seen[0]


def test_appeals_without_an_answer_are_counted(kept: Kept) -> None:
    write_everything(kept, SOMEBODY, answered=False)
    write_everything(kept, SOMEBODY)
    with reading(kept.engine) as connection:
        assert everything.open_appeals(connection, kept.hall, {SOMEBODY}) == 1
        assert everything.open_appeals(connection, kept.hall, {SOMEBODY_ELSE}) == 0
