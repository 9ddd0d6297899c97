"""The accounts of the staff. Every change is written into the audit log in the same transaction."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, insert, select, update

from kiosk.database import reading, writing
from kiosk.hall.staff import attempts
from kiosk.hall.staff.audit import AuditEvent, record
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.members import PAIRING_LOGIN, RESERVED_LOGINS, Role
from kiosk.hall.staff.schema import accounts, sessions

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else when read out


class AccountRefused(StrEnum):
    """Why an account was not changed."""

    UNKNOWN = "no_such_account"
    TAKEN = "login_taken"
    BAD_LOGIN = "bad_login"
    LAST_MANAGER = "last_manager"
    BUILT_IN = "built_in"


@dataclass(frozen=True, slots=True)
class Account:
    """What a manager sees of a colleague's account."""

    login: str
    name: str
    roles: tuple[Role, ...]
    active: bool
    locked: bool
    must_change_password: bool
    built_in: bool
    created_at: datetime
    signed_in_at: datetime | None


def listed(book: StaffBook) -> tuple[Account, ...]:
    with reading(book.engine) as connection:
        locked = attempts.locked_logins(connection, book)
        rows = connection.execute(select(accounts).where(accounts.c.hall == book.hall).order_by(accounts.c.login))
        return tuple(_account(row, locked) for row in rows)


def are_there_any(book: StaffBook) -> bool:
    """Whether anybody can sign in."""
    usable = select(func.count()).where(
        accounts.c.hall == book.hall, accounts.c.active, accounts.c.password_hash != ""
    )
    with reading(book.engine) as connection:
        return connection.scalar(usable) != 0


def temporary_password() -> str:
    """To be read out once and changed at the first sign-in; 14 characters, some 69 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(3))[:16]


def make(
    book: StaffBook, by: str, login: str, name: str, roles: Iterable[Role], password_hash: str, now: datetime
) -> AccountRefused | None:
    """A new account whose password must be changed at the first sign-in."""
    if not LOGIN.fullmatch(login):
        return AccountRefused.BAD_LOGIN
    if login in RESERVED_LOGINS:
        return AccountRefused.TAKEN
    with writing(book.engine) as connection:
        if _locked_row(connection, book, login):
            return AccountRefused.TAKEN
        given = _words(roles)
        _insert(connection, book, login, name, given, password_hash, must_change=True, now=now)
        record(connection, book.hall, by, AuditEvent.ACCOUNT_MADE, login, given, now)
    return None


def make_admin(book: StaffBook, login: str, password_hash: str, now: datetime) -> AccountRefused | None:
    """A manager whose password is known to be their own; an account that is there is taken back into use."""
    if not LOGIN.fullmatch(login):
        return AccountRefused.BAD_LOGIN
    if login in RESERVED_LOGINS:
        return AccountRefused.TAKEN
    with writing(book.engine) as connection:
        row = _locked_row(connection, book, login)
        roles = _words([*_roles(row.roles), Role.MANAGER] if row else [Role.MANAGER])
        if row:
            _set(connection, row, password_hash=password_hash, roles=roles, active=True, must_change_password=False)
            end_sessions(connection, row, now)
            attempts.clear(connection, book, login)
        else:
            _insert(connection, book, login, login, roles, password_hash, must_change=False, now=now)
        record(connection, book.hall, "terminal", AuditEvent.ACCOUNT_MADE, login, roles, now)
    return None


def change_roles(
    book: StaffBook, by: str, login: str, roles: Iterable[Role], now: datetime
) -> AccountRefused | None:
    given = _words(roles)
    with writing(book.engine) as connection:
        row = _changeable(connection, book, login)
        if isinstance(row, AccountRefused):
            return row
        if Role.MANAGER not in given.split() and _is_last_manager(connection, book, row):
            return AccountRefused.LAST_MANAGER
        _set(connection, row, roles=given)
        record(connection, book.hall, by, AuditEvent.ROLES_CHANGED, login, f"{row.roles} -> {given}", now)
    return None


def reset_password(
    book: StaffBook, by: str, login: str, password_hash: str, now: datetime
) -> AccountRefused | None:
    """The password must be changed at the next sign-in; whoever is signed in is signed out."""
    with writing(book.engine) as connection:
        row = _changeable(connection, book, login)
        if isinstance(row, AccountRefused):
            return row
        _set(connection, row, password_hash=password_hash, must_change_password=True)
        end_sessions(connection, row, now)
        attempts.clear(connection, book, login)
        record(connection, book.hall, by, AuditEvent.PASSWORD_RESET, login, "", now)
    return None


def unlock(book: StaffBook, by: str, login: str, now: datetime) -> AccountRefused | None:
    with writing(book.engine) as connection:
        row = _changeable(connection, book, login)
        if isinstance(row, AccountRefused):
            return row
        if attempts.clear(connection, book, login):
            record(connection, book.hall, by, AuditEvent.UNLOCKED, login, "", now)
    return None


def set_active(book: StaffBook, by: str, login: str, active: bool, now: datetime) -> AccountRefused | None:
    """Let somebody in again, or nobody: then their sessions end at once."""
    with writing(book.engine) as connection:
        row = _locked_row(connection, book, login)
        if row is None:
            return AccountRefused.UNKNOWN
        if not active and _is_last_manager(connection, book, row):
            return AccountRefused.LAST_MANAGER
        _set(connection, row, active=active)
        if not active:
            end_sessions(connection, row, now)
        event = AuditEvent.ACTIVATED if active else AuditEvent.DEACTIVATED
        record(connection, book.hall, by, event, login, "", now)
    return None


def pairing_account(connection: Connection, book: StaffBook, now: datetime) -> Row[Any]:
    """The built-in account of paired browsers, made when first needed."""
    row = _locked_row(connection, book, PAIRING_LOGIN)
    if row is None:
        _insert(connection, book, PAIRING_LOGIN, "配对窗口", Role.COUNTER, "", must_change=False, now=now)
        row = _locked_row(connection, book, PAIRING_LOGIN)
    assert row is not None  # it was put there, in this very transaction
    return row


def end_sessions(connection: Connection, row: Row[Any], now: datetime) -> None:
    mine = (sessions.c.account_id == row.id) & sessions.c.revoked_at.is_(None)
    connection.execute(update(sessions).where(mine).values(revoked_at=now))


def _changeable(connection: Connection, book: StaffBook, login: str) -> Row[Any] | AccountRefused:
    if login == PAIRING_LOGIN:
        return AccountRefused.BUILT_IN
    return _locked_row(connection, book, login) or AccountRefused.UNKNOWN


def _locked_row(connection: Connection, book: StaffBook, login: str) -> Row[Any] | None:
    """Locks every account of the hall, in one order: two managers cannot send each other away at once."""
    return _locked(connection, book).get(login)


def _locked(connection: Connection, book: StaffBook) -> dict[str, Row[Any]]:
    every = select(accounts).where(accounts.c.hall == book.hall).order_by(accounts.c.login)
    return {row.login: row for row in connection.execute(every.with_for_update())}


def _is_last_manager(connection: Connection, book: StaffBook, row: Row[Any]) -> bool:
    every = _locked(connection, book).values()
    return {other.login for other in every if other.active and Role.MANAGER in other.roles.split()} == {row.login}


def _insert(
    connection: Connection,
    book: StaffBook,
    login: str,
    name: str,
    roles: str,
    password_hash: str,
    *,
    must_change: bool,
    now: datetime,
) -> None:
    row = {"login": login, "name": name, "roles": roles, "password_hash": password_hash, "created_at": now}
    row |= {"id": uuid4(), "hall": book.hall, "active": True, "must_change_password": must_change}
    connection.execute(insert(accounts).values(row))


def _set(connection: Connection, row: Row[Any], **values: object) -> None:
    connection.execute(update(accounts).where(accounts.c.id == row.id).values(values))


def _words(roles: Iterable[Role]) -> str:
    given = set(roles)
    return " ".join(role for role in Role if role in given)


def _roles(words: str) -> tuple[Role, ...]:
    return tuple(Role(word) for word in words.split())


def _account(row: Row[Any], locked: frozenset[str]) -> Account:
    return Account(
        login=row.login,
        name=row.name,
        roles=_roles(row.roles),
        active=row.active,
        locked=row.login in locked,
        must_change_password=row.must_change_password,
        built_in=row.login == PAIRING_LOGIN,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
    )
