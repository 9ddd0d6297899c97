"""The accounts of the staff, for managers."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.api.session import Gate
from kiosk.hall.problems import Refusal
from kiosk.hall.staff import accounts
from kiosk.hall.staff.accounts import AccountRefused
from kiosk.hall.staff.members import Role, StaffMember

Roles = Annotated[tuple[Role, ...], Field(min_length=1)]


class NewAccount(BaseModel):
    """``login``: 2 to 32 of a-z, 0-9, dot, dash and underscore, beginning with a letter or digit."""

    login: str = Field(min_length=2, max_length=32)
    name: str = Field(min_length=1, max_length=40)
    roles: Roles


class NewRoles(BaseModel):
    roles: Roles


class AccountSeen(BaseModel):
    """An account as managers see it: nothing about its password but whether it must be changed."""

    model_config = ConfigDict(from_attributes=True)

    login: str
    name: str
    roles: tuple[Role, ...]
    active: bool
    locked: bool
    must_change_password: bool
    built_in: bool
    created_at: datetime
    signed_in_at: datetime | None


class TemporaryPassword(BaseModel):
    """Shown once. It must be changed at the first sign-in."""

    login: str
    password: str = Field(repr=False)


router = APIRouter(prefix="/api/accounts", tags=["accounts"], responses=refusals(401, 403))
AManager = Annotated[StaffMember, Depends(member(Role.MANAGER))]
Login = Annotated[str, Path(max_length=32, examples=["lin.yue"])]
_OF_ONE = refusals(404, 409)


@router.get("", summary="Every account", dependencies=[Depends(member(Role.MANAGER))])
def every(hall: TheHall) -> list[AccountSeen]:
    return [AccountSeen.model_validate(account) for account in accounts.listed(hall.staff)]


@router.post("", summary="Make an account", status_code=HTTPStatus.CREATED, responses=refusals(409, 422))
async def make(hall: TheHall, gate: Gate, who: AManager, new: NewAccount) -> TemporaryPassword:
    """Answers with a password to hand over; the hall keeps only its hash."""
    password = accounts.temporary_password()
    password_hash = await gate.hashed(password)
    outcome = await anyio.to_thread.run_sync(
        lambda: accounts.make(
            hall.staff, who.login, new.login, new.name.strip(), new.roles, password_hash, hall.clock()
        )
    )
    _raise(outcome)
    return TemporaryPassword(login=new.login, password=password)


@router.post("/{login}/roles", summary="Give and take roles", status_code=204, responses=_OF_ONE)
def change_roles(hall: TheHall, who: AManager, login: Login, new: NewRoles) -> None:
    """At once, also for who is signed in. The last manager stays one."""
    _raise(accounts.change_roles(hall.staff, who.login, login, new.roles, hall.clock()))


@router.post("/{login}/reset", summary="Give a temporary password", responses=_OF_ONE)
async def reset(hall: TheHall, gate: Gate, who: AManager, login: Login) -> TemporaryPassword:
    """Ends the account's sessions, and its lock if there is one."""
    password = accounts.temporary_password()
    password_hash = await gate.hashed(password)
    outcome = await anyio.to_thread.run_sync(
        lambda: accounts.reset_password(hall.staff, who.login, login, password_hash, hall.clock())
    )
    _raise(outcome)
    return TemporaryPassword(login=login, password=password)


@router.post("/{login}/unlock", summary="Let somebody try again", status_code=204, responses=_OF_ONE)
def unlock(hall: TheHall, who: AManager, login: Login) -> None:
    """After too many wrong passwords."""
    _raise(accounts.unlock(hall.staff, who.login, login, hall.clock()))


@router.post("/{login}/deactivate", summary="Close an account", status_code=204, responses=_OF_ONE)
def deactivate(hall: TheHall, who: AManager, login: Login) -> None:
    """Ends its sessions at once. Not possible for the last manager."""
    _raise(accounts.set_active(hall.staff, who.login, login, False, hall.clock()))


@router.post("/{login}/activate", summary="Open a closed account", status_code=204, responses=_OF_ONE)
def activate(hall: TheHall, who: AManager, login: Login) -> None:
    """With the password it had."""
    _raise(accounts.set_active(hall.staff, who.login, login, True, hall.clock()))


def _raise(outcome: AccountRefused | None) -> None:
    if outcome is not None:
        status, message = _REFUSALS[outcome]
        raise Refusal(status, outcome, message)


_REFUSALS = {
    AccountRefused.UNKNOWN: (HTTPStatus.NOT_FOUND, "this hall has no such account"),
    AccountRefused.TAKEN: (HTTPStatus.CONFLICT, "this login is taken"),
    AccountRefused.BAD_LOGIN: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "a login is a-z, 0-9, dot, dash, underscore",
    ),
    AccountRefused.LAST_MANAGER: (HTTPStatus.CONFLICT, "a hall needs at least one manager"),
    AccountRefused.BUILT_IN: (HTTPStatus.CONFLICT, "this account belongs to the hall itself"),
}
