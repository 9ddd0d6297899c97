"""Notes keep every version, tell of a colleague's change, and ask who may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from kiosk.hall.records import notes
from kiosk.hall.records.notes import Conflict, Element, Note, NotWritten
from kiosk.hall.staff.members import StaffMember
from tests.hall_records.conftest import GUO, LIN, NOW, SOMEBODY, SOMEBODY_ELSE, WANG, ZHAO, Kept


def begun(kept: Kept, text: str = "rings back in the evening", who: StaffMember = LIN) -> Note:
    note = notes.begin(*kept.at, SOMEBODY, Element.PREFERENCE, text, who, NOW)
    assert isinstance(note, Note)
    return note


def test_a_note_is_there_for_its_person_with_author_time_and_version(kept: Kept) -> None:
    begun(kept)
    (note,) = notes.notes_of(*kept.at, SOMEBODY)
    assert (note.author, note.at, note.version, note.element) == ("lin", NOW, 1, Element.PREFERENCE)
    assert notes.notes_of(*kept.at, SOMEBODY_ELSE) == ()


def test_every_version_stays(kept: Kept) -> None:
    note = begun(kept)
    later = NOW + timedelta(minutes=5)
    changed = notes.change(*kept.at, SOMEBODY, note.id, 1, "rings back at noon", ZHAO, later)
    assert isinstance(changed, Note)
    assert (changed.version, changed.author, changed.editor) == (2, "lin", "zhao")
    gone = notes.remove(*kept.at, SOMEBODY, note.id, 2, LIN, later)
    assert isinstance(gone, Note)
    assert notes.notes_of(*kept.at, SOMEBODY) == ()
    history = notes.history_of(*kept.at, SOMEBODY, note.id)
    assert [(one.version, one.text, one.removed) for one in history] == [
        (1, "rings back in the evening", False),
        (2, "rings back at noon", False),
        (3, "rings back at noon", True),
    ]
    assert notes.change(*kept.at, SOMEBODY, note.id, 3, "back", LIN, later) is NotWritten.NO_SUCH_NOTE


def test_who_saw_an_older_version_is_given_the_newest(kept: Kept) -> None:
    note = begun(kept)
    newest = notes.change(*kept.at, SOMEBODY, note.id, 1, "by letter only", ZHAO, NOW)
    assert isinstance(newest, Note)
    assert notes.change(*kept.at, SOMEBODY, note.id, 1, "by phone", LIN, NOW) == Conflict(newest)
    assert notes.remove(*kept.at, SOMEBODY, note.id, 1, LIN, NOW) == Conflict(newest)


def test_of_many_who_change_one_version_at_once_one_does(kept: Kept) -> None:
    note = begun(kept)

    def change(n: int) -> notes.Written:
        return notes.change(*kept.at, SOMEBODY, note.id, 1, f"version of {n}", LIN, NOW)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(change, range(12)))
    (won,) = [one for one in found if isinstance(one, Note)]
    assert {one.newest.text for one in found if isinstance(one, Conflict)} == {won.text}
    assert len(notes.history_of(*kept.at, SOMEBODY, note.id)) == 2


def test_author_and_manager_may_change_a_colleague_and_a_guide_may_not(kept: Kept) -> None:
    note = begun(kept)
    for who in (WANG, GUO):
        assert notes.change(*kept.at, SOMEBODY, note.id, 1, "mine", who, NOW) is NotWritten.NOT_YOURS
    assert notes.begin(*kept.at, SOMEBODY, Element.GENERAL, "hello", GUO, NOW) is NotWritten.NOT_YOURS
    assert isinstance(notes.change(*kept.at, SOMEBODY, note.id, 1, "mine", ZHAO, NOW), Note)


def test_an_empty_one_an_endless_one_and_one_of_somebody_else(kept: Kept) -> None:
    note = begun(kept)
    assert notes.begin(*kept.at, SOMEBODY, Element.GENERAL, " \n", LIN, NOW) is NotWritten.EMPTY
    assert notes.begin(*kept.at, SOMEBODY, Element.GENERAL, "x" * 501, LIN, NOW) is NotWritten.TOO_LONG
    assert notes.change(*kept.at, SOMEBODY, note.id, 1, "", LIN, NOW) is NotWritten.EMPTY
    assert notes.change(*kept.at, SOMEBODY_ELSE, note.id, 1, "x", LIN, NOW) is NotWritten.NO_SUCH_NOTE
    assert notes.change(*kept.at, SOMEBODY, uuid4(), 1, "x", LIN, NOW) is NotWritten.NO_SUCH_NOTE


def test_a_note_says_nothing_in_a_log_line(kept: Kept) -> None:
    assert "evening" not in repr(begun(kept))
