"""The store under the pages: its history, many at once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from kiosk.database import reading
from kiosk.hall.staff import accounts, attempts, sessions, sign_in
from kiosk.hall.staff.accounts import AccountRefused
from kiosk.hall.staff.attempts import Locked, MustWait
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.members import PAIRING_LOGIN, Role
from kiosk.hall.staff.migrations import VERSION_TABLE, downgrade, upgrade
from kiosk.hall.staff.passwords import hashed
from kiosk.hall.staff.schema import metadata
from kiosk.hall.staff.sessions import Limits
from kiosk.hall.staff.sign_in import Try
from tests.filling import counts, fill
from tests.hall_api.conftest import MORNING
from tests.hall_staff.conftest import hire

STRONG = "seven blue herons"
ADMIN_S = 20.0


def test_the_migrated_tables_are_those_in_the_code(book: StaffBook) -> None:
    with reading(book.engine) as connection:
        ours = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []


def test_down_and_up_again_with_data(book: StaffBook) -> None:
    hire(book, "lin", Role.COUNTER)
    upgrade(book.engine)
    assert [account.login for account in accounts.listed(book)] == ["lin"]
    fill(book.engine, metadata)
    assert min(counts(book.engine, metadata).values()) > 0
    downgrade(book.engine, "base")
    with reading(book.engine) as connection:
        assert inspect(connection).get_table_names() == [VERSION_TABLE]
    upgrade(book.engine)
    assert set(counts(book.engine, metadata).values()) == {0}


def test_two_processes_may_bring_the_tables_up_at_once(book: StaffBook) -> None:
    downgrade(book.engine, "base")
    if book.engine.dialect.name == "sqlite":
        upgrade(book.engine)  # there one process owns the file
    else:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(upgrade, [book.engine] * 2))
    assert accounts.listed(book) == ()


def test_many_guesses_at_the_same_moment_are_not_more_than_one_after_the_other(book: StaffBook) -> None:
    hire(book, "lin", Role.COUNTER)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: sign_in.begin(book, "lin", MORNING), range(40)))
    assert sum(isinstance(one, Try) for one in found) == 5
    assert sum(isinstance(one, MustWait) for one in found) == 35


def test_a_clock_put_back_locks_nobody_out_for_longer(book: StaffBook) -> None:
    for _ in range(5):
        sign_in.begin(book, "lin", MORNING)
    before = sign_in.begin(book, "lin", MORNING - timedelta(days=30))
    assert before == MustWait(15)


def test_names_somebody_made_up_are_forgotten_and_known_ones_are_not(book: StaffBook) -> None:
    hire(book, "lin", Role.COUNTER)
    for login in ("lin", "made-up"):
        for n in range(15):
            sign_in.begin(book, login, MORNING + timedelta(days=n))
    later = MORNING + timedelta(days=17)
    sign_in.begin(book, "somebody", later)
    assert sign_in.begin(book, "lin", later) == Locked()
    assert isinstance(sign_in.begin(book, "made-up", later), Try)
    with reading(book.engine) as connection:
        assert attempts.locked_logins(connection, book) == {"lin"}


def test_a_password_changed_meanwhile_opens_no_session(book: StaffBook) -> None:
    hire(book, "lin", Role.COUNTER)
    tried = sign_in.begin(book, "lin", MORNING)
    assert isinstance(tried, Try)
    accounts.reset_password(book, "zhao", "lin", hashed("something else"), MORNING)
    assert sign_in.succeeded(book, tried, Limits(), MORNING, before=None, new_hash=None) is None


def test_two_managers_cannot_send_each_other_away(book: StaffBook) -> None:
    hire(book, "zhao", Role.MANAGER)
    hire(book, "qian", Role.MANAGER)
    pairs = [("zhao", "qian"), ("qian", "zhao")]
    for _ in range(10):
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(lambda pair: accounts.set_active(book, pair[0], pair[1], False, MORNING), pairs))
        for login in ("zhao", "qian"):
            accounts.set_active(book, "test", login, True, MORNING)
        assert set(found) == {None, AccountRefused.LAST_MANAGER}


def test_halls_in_one_database_do_not_know_each_others_staff(book: StaffBook) -> None:
    other = StaffBook(book.engine, "hall-2")
    hire(book, "lin", Role.COUNTER)
    hire(other, "lin", Role.MANAGER)
    tried = sign_in.begin(book, "lin", MORNING)
    assert isinstance(tried, Try)
    session = sign_in.succeeded(book, tried, Limits(), MORNING, before=None, new_hash=None)
    assert session
    assert sessions.find(book, session.id, Limits(), MORNING, in_use=False) == session.member
    assert sessions.find(other, session.id, Limits(), MORNING, in_use=False) is None
    assert accounts.unlock(other, "lin", "nobody", MORNING) is AccountRefused.UNKNOWN


def test_pairing_makes_its_account_once(book: StaffBook) -> None:
    for _ in range(2):
        session = sessions.pair(book, Limits(), MORNING)
        assert session
        assert session.member.roles == {Role.COUNTER}
    assert [(one.login, one.built_in) for one in accounts.listed(book)] == [(PAIRING_LOGIN, True)]
    assert not accounts.are_there_any(book), "nobody can sign in with a password"


def test_old_sessions_are_cleared_away(book: StaffBook) -> None:
    for day in range(4):
        sessions.pair(book, Limits(), MORNING + timedelta(days=day))
    with reading(book.engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM staff_sessions")) == 2
