"""What is done on the hall's own terminal: the first account, the check of the log, in the real program."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from kiosk.__main__ import main
from kiosk.database import make_engine
from kiosk.hall.staff import accounts, sign_in
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.members import Role
from kiosk.hall.staff.migrations import upgrade
from tests.hall_api.conftest import MORNING
from tests.hall_api.test_server import Program, arguments, start
from tests.hall_staff.conftest import PASSWORD

ADMIN_S = 20.0


class Terminal:
    """Runs the command in this process, with a line on its standard input."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, *more: str, line: str = "") -> tuple[int, str, str]:
        """Exit code, and what was written to standard output and error."""
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(line))
        code = main(arguments(self._folder, *more)[3:])
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def words_of(program: Program) -> str:
    """Everything it wrote, once it has stopped."""
    program.stop()
    stream = program.process.stderr
    assert stream
    with stream:
        return stream.read()


@contextmanager
def book_of(folder: Path) -> Iterator[StaffBook]:
    engine = make_engine(f"sqlite:///{folder / 'hall.sqlite'}")
    yield StaffBook(engine, "hall-1")
    engine.dispose()


def test_the_first_account_signs_in_to_the_real_program(tmp_path: Path, terminal: Terminal) -> None:
    done = subprocess.run(
        arguments(tmp_path, "--make-admin", "zhao"),
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        timeout=ADMIN_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "can sign in at /login" in done.stdout
    assert PASSWORD not in done.stdout
    program = start(tmp_path)
    page = {"X-Hall-Request": "1"}
    body = {"login": "zhao", "password": PASSWORD}
    proxied = requests.post(
        f"{program.url}/api/session", json=body, headers=page | {"X-Forwarded-Proto": "https"}, timeout=5
    )
    assert "; Secure" in proxied.headers["set-cookie"], "a proxy on this machine is believed"
    me = requests.post(f"{program.url}/api/session", json=body, headers=page, timeout=5)
    assert (me.json()["roles"], me.json()["must_change_password"]) == (["manager"], False)
    assert "; Secure" not in me.headers["set-cookie"]
    listed = requests.get(f"{program.url}/api/accounts", cookies=me.cookies, timeout=5)
    assert listed.json()[0]["login"] == "zhao"
    assert "nobody can sign in" not in words_of(program)
    _, whole, _ = terminal.run("--verify-audit")
    assert "whole: 3 rows" in whole
    noted = whole.split()[-1]
    assert terminal.run("--verify-audit", noted)[0] == 0
    code, _, wrong = terminal.run("--verify-audit", f"2:{noted.partition(':')[2]}")
    assert (code, "broken at row 2" in wrong) == (1, True)
    assert terminal.run("--verify-audit", "yesterday")[0] == 2


def test_starting_without_an_account_says_how_to_make_one(tmp_path: Path) -> None:
    program = start(tmp_path)
    assert "kiosk hall --make-admin LOGIN" in words_of(program)


@pytest.mark.parametrize(
    ("login", "line", "code", "words"),
    [
        ("zhao", "short\n", 1, "at least 10 characters"),
        ("zhao", "", 1, "at least 10 characters"),
        ("zhao", "I am Zhao, open\n", 1, "must not hold the login"),
        ("zhao", "password123\n", 1, "people try first"),
        ("pairing", f"{PASSWORD}\n", 1, "belongs to the hall itself"),
        ("Zhao Wei", f"{PASSWORD}\n", 2, "allowed are 2 to 32"),
    ],
)
def test_what_cannot_be_the_first_account(
    tmp_path: Path, terminal: Terminal, login: str, line: str, code: int, words: str
) -> None:
    found, _, said = terminal.run("--make-admin", login, line=line)
    assert (found, words in said) == (code, True)
    with book_of(tmp_path) as book:
        upgrade(book.engine)
        assert not accounts.are_there_any(book)


@pytest.mark.parametrize(("second", "code"), [(PASSWORD, 0), ("seven blue heron", 1)])
def test_on_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    tmp_path: Path, second: str, code: int
) -> None:
    ours, theirs = pty.openpty()
    command = arguments(tmp_path, "--make-admin", "zhao")
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = _answered(ours, [("password", PASSWORD), ("once more", second)])
    assert process.wait(ADMIN_S) == code
    os.close(ours)
    assert "seven blue" not in shown


def _answered(terminal: int, answers: list[tuple[str, str]]) -> str:
    """Everything the program wrote, having typed each answer when its question was there."""
    shown = ""
    while True:
        try:
            piece = os.read(terminal, 1024)
        except OSError:  # the other side has closed
            return shown
        shown += piece.decode()
        if not piece:
            return shown
        if answers and answers[0][0] in shown.rpartition("\n")[2]:
            os.write(terminal, f"{answers.pop(0)[1]}\n".encode())


def test_a_manager_who_forgot_is_let_in_again(tmp_path: Path, terminal: Terminal) -> None:
    terminal.run("--make-admin", "zhao", line=f"{PASSWORD}\n")
    with book_of(tmp_path) as book:
        for n in range(15):
            sign_in.begin(book, "zhao", MORNING + timedelta(days=n))
        accounts.change_roles(book, "zhao", "zhao", [Role.MANAGER, Role.COUNTER], MORNING)
    assert terminal.run("--make-admin", "zhao", line="nine grey cranes\n")[0] == 0
    with book_of(tmp_path) as book:
        (account,) = accounts.listed(book)
        assert (account.locked, account.active) == (False, True)
        assert account.roles == (Role.COUNTER, Role.MANAGER)
