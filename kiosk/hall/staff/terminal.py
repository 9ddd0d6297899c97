"""What is done on the hall's own terminal: the first account, and the check of the audit log."""

import getpass
import sys
from datetime import datetime

from sqlalchemy import Engine

from kiosk.config import ConfigError
from kiosk.hall.staff import accounts
from kiosk.hall.staff.audit import Broken, Whole, link, verify
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.passwords import LONGEST, SHORTEST, Weakness, hashed, weakness

NOBODY_YET = "nobody can sign in yet; make the first account: kiosk hall --make-admin LOGIN"

_WEAK = {
    Weakness.TOO_SHORT: f"the password needs at least {SHORTEST} characters",
    Weakness.TOO_LONG: f"the password may have at most {LONGEST} characters",
    Weakness.HOLDS_LOGIN: "the password must not hold the login",
    Weakness.COMMON: "this password is among those people try first",
}


def make_admin(book: StaffBook, login: str, now: datetime) -> int:
    """A manager's account, new or taken back into use; the exit code. Raises ConfigError for a wrong login."""
    if not accounts.LOGIN.fullmatch(login):
        raise ConfigError(f"--make-admin: found {login!r}; allowed are 2 to 32 of a-z, 0-9, dot, dash, underscore")
    password = _password()
    if password is None:
        return _no("the two passwords differ; nothing was changed")
    if weak := weakness(password, login):
        return _no(f"{_WEAK[weak]}; nothing was changed")
    if refused := accounts.make_admin(book, login, hashed(password), now):
        return _no(f"{refused}: this login belongs to the hall itself; take another")
    print(f"{login} is a manager of {book.hall} and can sign in at /login")
    return 0


def verify_audit(engine: Engine, noted: str) -> int:
    """Say whether the log is whole; ``noted`` is empty or what this said another day. The exit code."""
    try:
        wanted = link(noted) if noted else None
    except ValueError as error:
        raise ConfigError(f"--verify-audit: found {noted!r}; {error}") from None
    match verify(engine, wanted):
        case Whole(rows, None):
            print(f"the audit log is whole: {rows} rows")
        case Whole(rows, last) if last:
            print(f"the audit log is whole: {rows} rows; note down for the next check: {last}")
        case Broken(number):
            return _no(f"the audit log is broken at row {number}: it was changed, moved or removed")
    return 0


def _password() -> str | None:
    """Asked for twice on a terminal, else one line; None when the two differ."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"password (at least {SHORTEST} characters): ")
    return first if getpass.getpass("once more: ") == first else None


def _no(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
