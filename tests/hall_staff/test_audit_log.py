"""The audit log: whatever is done to a row behind its back is found, and the database itself refuses to do it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from kiosk.database import writing
from kiosk.hall.staff import audit as log
from kiosk.hall.staff.audit import AuditEvent, Broken, Link, Whole, audit, page, verify
from kiosk.hall.staff.book import StaffBook
from tests.hall_api.conftest import MORNING

TICKET = "7f3e8a52-0c4e-4b1c-9a51-123456789012"


def write(book: StaffBook, rows: int = 5) -> None:
    for n in range(rows):
        now = MORNING + timedelta(seconds=n, microseconds=n)
        audit(book.engine, "lin", AuditEvent.NAME_SHOWN, TICKET, f"核对身份 {n}", now, hall=book.hall)


def without_triggers(book: StaffBook, statements: Iterable[str]) -> None:
    """What somebody does who owns the database."""
    with writing(book.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
        else:
            for name in ("rows", "words", "numbers"):
                connection.execute(text(f"DROP TRIGGER audit_log_keeps_{name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_row_says_who_did_what_to_what_and_why(book: StaffBook) -> None:
    write(book, 1)
    (row,) = page(book.engine, book.hall, None, 10)
    assert (row.number, row.who, row.event, row.subject) == (1, "lin", "name_shown", TICKET)
    assert (row.reason, row.at, row.hall) == ("核对身份 0", MORNING, "hall-1")


def test_an_untouched_log_is_whole(book: StaffBook) -> None:
    assert verify(book.engine) == Whole(0, None)
    write(book)
    newest = page(book.engine, book.hall, None, 1)[0]
    assert verify(book.engine) == Whole(5, Link(5, newest.hash))


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_log SET reason = 'nothing' WHERE number = 3", 3),
        ("UPDATE audit_log SET who = 'chen' WHERE number = 1", 1),
        ("UPDATE audit_log SET at = (SELECT at FROM audit_log WHERE number = 1) WHERE number = 2", 2),
        ("UPDATE audit_log SET hash = (SELECT hash FROM audit_log WHERE number = 4) WHERE number = 5", 5),
        ("DELETE FROM audit_log WHERE number = 1", 1),
        ("DELETE FROM audit_log WHERE number = 4", 4),
    ],
)
def test_tampering_is_found_at_its_first_row(book: StaffBook, statement: str, number: int) -> None:
    write(book)
    without_triggers(book, [statement])
    assert verify(book.engine) == Broken(number)


def test_two_rows_that_changed_places_are_found(book: StaffBook) -> None:
    write(book)
    swap = ("number = 99 WHERE number = 2", "number = 2 WHERE number = 3", "number = 3 WHERE number = 99")
    without_triggers(book, [f"UPDATE audit_log SET {step}" for step in swap])
    assert verify(book.engine) == Broken(2)


def test_an_end_cut_off_is_found_by_who_noted_it_down(book: StaffBook) -> None:
    write(book)
    whole = verify(book.engine)
    assert isinstance(whole, Whole)
    without_triggers(book, ["DELETE FROM audit_log WHERE number >= 4"])
    assert isinstance(verify(book.engine), Whole), "the chain alone cannot tell"
    assert verify(book.engine, whole.last) == Broken(4)
    write(book, 2)
    assert verify(book.engine, whole.last) == Broken(5), "other rows in their place do not help"


def test_a_long_log_is_checked_in_pieces(book: StaffBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "AT_A_TIME", 2)
    write(book, 6)
    assert isinstance(verify(book.engine), Whole)
    without_triggers(book, ["UPDATE audit_log SET subject = '' WHERE number = 5"])
    assert verify(book.engine) == Broken(5)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET reason = 'nothing'",
        "DELETE FROM audit_log WHERE number = 5",
        "DELETE FROM audit_log",
        "INSERT {or_replace} INTO audit_log SELECT * FROM audit_log WHERE number = 2",
    ],
)
def test_the_database_refuses_to_change_a_row(book: StaffBook, statement: str) -> None:
    write(book)
    on_sqlite = book.engine.dialect.name == "sqlite"
    with pytest.raises(DatabaseError), writing(book.engine) as connection:
        connection.execute(text(statement.format(or_replace="OR REPLACE" if on_sqlite else "")))
    assert verify(book.engine) == verify(book.engine, None)
    assert len(page(book.engine, book.hall, None, 10)) == 5


def test_postgresql_refuses_to_empty_the_log(book: StaffBook) -> None:
    write(book)
    empty = "TRUNCATE audit_log" if book.engine.dialect.name == "postgresql" else "DELETE FROM audit_log"
    with pytest.raises(DatabaseError, match="append-only"), writing(book.engine) as connection:
        connection.execute(text(empty))


def test_many_writers_make_one_chain(book: StaffBook) -> None:
    def some(writer: int) -> None:
        for n in range(5):
            audit(book.engine, f"clerk-{writer}", "signed_in", "", str(n), MORNING, hall=book.hall)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(some, range(6)))
    whole = verify(book.engine)
    assert isinstance(whole, Whole)
    assert whole.rows == 30


def test_a_page_holds_the_rows_of_one_hall_only(book: StaffBook) -> None:
    audit(book.engine, "lin", "signed_in", "lin", "", MORNING, hall="hall-1")
    audit(book.engine, "wu", "signed_in", "wu", "", MORNING, hall="hall-2")
    assert [row.who for row in page(book.engine, "hall-1", None, 10)] == ["lin"]
    assert isinstance(verify(book.engine), Whole)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "13800000000"])
def test_somebodys_number_is_not_kept_as_a_reason(book: StaffBook, number: str) -> None:
    audit(book.engine, "lin", AuditEvent.NAME_SHOWN, TICKET, f"客户 {number} 要求", MORNING, hall=book.hall)
    (row,) = page(book.engine, book.hall, None, 10)
    assert (row.subject, row.reason) == (TICKET, "客户 … 要求")
