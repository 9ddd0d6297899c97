"""The journal: numbers never twice, nothing forgotten by a restart, nothing personal on the disk."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pytest

from kiosk.config import ConfigError
from kiosk.database import writing
from kiosk.domain.ticket import PrintState
from kiosk.link.journal import Base, Journal, JournalBroken, MessageKind, open_journal
from kiosk.wire import Reserve

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
TEXT = {"zh": "1号窗口", "en": "Window 1"}


def reserve(first: int = 1, last: int = 3) -> Reserve:
    return Reserve(
        series="K",
        first=first,
        last=last,
        business_date=date(2026, 11, 22),
        good_until=NOW + timedelta(hours=10),
        place=TEXT,
        wait_here=TEXT,
        service_title=TEXT,
    )


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "journal.sqlite")
    journal.add_lease(reserve(), NOW)
    return journal


def given_numbers(journal: Journal, asked: int) -> list[str]:
    answers = [journal.give(uuid4(), "zh", NOW) for _ in range(asked)]
    return [answer.ticket.number for answer in answers if answer and answer.ticket]


def test_numbers_are_given_in_order_until_there_is_none(journal: Journal) -> None:
    assert given_numbers(journal, 5) == ["K001", "K002", "K003"]
    assert journal.numbers_left(NOW) == 0


def test_one_request_gets_one_number(journal: Journal) -> None:
    request = uuid4()
    assert journal.give(request, "zh", NOW) == journal.give(request, "zh", NOW)
    assert journal.numbers_left(NOW) == 2


def test_numbers_of_yesterday_are_not_given(journal: Journal) -> None:
    tomorrow = NOW + timedelta(days=1)
    assert journal.numbers_left(tomorrow) == 0
    assert journal.give(uuid4(), "zh", tomorrow) is None


def test_a_clock_that_went_back_gets_no_number(journal: Journal) -> None:
    an_hour_ago = NOW - timedelta(hours=1)
    assert journal.numbers_left(an_hour_ago) == 0
    assert journal.give(uuid4(), "zh", an_hour_ago) is None


def test_the_next_lease_is_used_when_the_first_is_empty(journal: Journal) -> None:
    journal.add_lease(reserve(31, 32), NOW)
    assert given_numbers(journal, 5) == ["K001", "K002", "K003", "K031", "K032"]


def test_many_threads_get_different_numbers(journal: Journal) -> None:
    journal.add_lease(reserve(4, 40), NOW)
    got: list[str] = []
    threads = [Thread(target=lambda: got.extend(given_numbers(journal, 5))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 40


def test_a_restart_forgets_nothing_and_gives_no_number_twice(tmp_path: Path, journal: Journal) -> None:
    request = uuid4()
    first = journal.give(request, "en", NOW)
    journal.close()
    again = Journal(tmp_path / "journal.sqlite")
    assert again.give(request, "en", NOW) == first
    (ticket,) = again.given()
    assert (ticket.request_id, ticket.number, ticket.language) == (request, 1, "en")
    again.settle_after_restart()
    assert again.given()[0].print_state is PrintState.UNKNOWN
    assert given_numbers(again, 1) == ["K002"]


def test_the_outcome_of_a_given_ticket_goes_with_it(journal: Journal) -> None:
    request = uuid4()
    journal.give(request, "zh", NOW)
    journal.note_print(request, PrintState.CONFIRMED)
    assert journal.given()[0].print_state is PrintState.CONFIRMED
    assert journal.messages() == []


def test_messages_keep_their_order(journal: Journal) -> None:
    ticket = UUID(int=1)
    journal.note_print(ticket, PrintState.SENT)
    journal.note_print(ticket, PrintState.CONFIRMED)
    journal.note_cancel(ticket)
    kinds = [(kind, state) for _, kind, _, state in journal.messages()]
    assert kinds == [
        (MessageKind.PRINT, "sent"),
        (MessageKind.PRINT, "confirmed"),
        (MessageKind.CANCEL, ""),
    ]
    journal.forget_message(journal.messages()[0][0])
    assert len(journal.messages()) == 2


def test_a_given_ticket_nobody_took_is_a_gap(journal: Journal) -> None:
    request = uuid4()
    journal.give(request, "zh", NOW)
    journal.note_cancel(request)
    assert journal.given() == []
    assert given_numbers(journal, 1) == ["K002"]


# --- a disk that fails ---

NO_DATABASE = bytes(range(256)) * 40


def test_a_damaged_journal_is_set_aside_and_a_fresh_one_begun(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_bytes(NO_DATABASE)
    journal = open_journal(path)
    journal.add_lease(reserve(), NOW)
    assert given_numbers(journal, 1) == ["K001"]
    (aside,) = tmp_path.glob("journal.sqlite.damaged-*")
    assert aside.read_bytes() == NO_DATABASE
    assert aside.name in caplog.text


def test_pages_that_do_not_fit_together_are_found_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = open_journal(path)
    journal.add_lease(reserve(), NOW)
    journal.close()
    sound = path.read_bytes()
    path.write_bytes(sound[:4096] + NO_DATABASE[:4096] + sound[8192:])
    assert open_journal(path).numbers_left(NOW) == 0
    assert len(list(tmp_path.glob("*.damaged-*"))) == 1


def test_a_sound_journal_is_opened_as_it_is_and_unfinished_slips_are_unknown(tmp_path: Path) -> None:
    first = open_journal(tmp_path / "journal.sqlite")
    first.add_lease(reserve(), NOW)
    given_numbers(first, 1)
    first.close()
    (ticket,) = open_journal(tmp_path / "journal.sqlite").given()
    assert ticket.print_state is PrintState.UNKNOWN


def test_a_place_where_no_journal_can_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for path in (tmp_path / "folder", tmp_path / "file" / "journal.sqlite"):
        with pytest.raises(ConfigError, match="check folder"):
            open_journal(path)


def lose_tables(journal: Journal) -> None:
    """Break a journal in use. Garbage in its file would go unseen: its one connection has the pages at hand."""
    with writing(journal._engine) as connection:
        Base.metadata.drop_all(connection)


def find_tables(journal: Journal) -> None:
    with writing(journal._engine) as connection:
        Base.metadata.create_all(connection)


def test_a_journal_that_breaks_midway_has_a_name(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "journal.sqlite")
    journal.add_lease(reserve(), NOW)
    lose_tables(journal)
    with pytest.raises(JournalBroken, match="no such table"):
        journal.note_cancel(uuid4())
    with pytest.raises(JournalBroken):
        journal.give(uuid4(), "zh", NOW)
