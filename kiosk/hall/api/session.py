"""Signing in and out, and changing one's password."""

from http import HTTPStatus
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from kiosk.hall.api import cookies
from kiosk.hall.api.auth import STAFF_COOKIE, AnyMember, TheHall, asker, check_from_page
from kiosk.hall.api.refusals import refusals
from kiosk.hall.hall import Hall
from kiosk.hall.problems import Refusal
from kiosk.hall.staff import access, sessions, sign_in
from kiosk.hall.staff.attempts import Locked, MustWait
from kiosk.hall.staff.members import Role, StaffMember
from kiosk.hall.staff.passwords import LONGEST, PasswordGate, is_outdated, weakness
from kiosk.hall.staff.sign_in import Try

Password = Annotated[str, Field(min_length=1, max_length=LONGEST, repr=False)]


class SignIn(BaseModel):
    login: str = Field(min_length=1, max_length=64, repr=False)  # somebody may type a password here
    password: Password


class NewPassword(BaseModel):
    current: Password
    new: Password


class Me(BaseModel):
    """Who is signed in. ``start`` is the page to begin with, ``pages`` those they may see, for the navigation."""

    login: str
    name: str
    roles: tuple[Role, ...]
    must_change_password: bool
    start: str
    pages: tuple[str, ...] = ()


def gate(request: Request) -> PasswordGate:
    found: PasswordGate = request.app.state.password_gate
    return found


Gate = Annotated[PasswordGate, Depends(gate)]

router = APIRouter(prefix="/api/session", tags=["session"])


@router.get("", summary="Who is signed in")
async def who_am_i(request: Request) -> Me | None:
    """`null` when nobody is."""
    who = await asker(request)
    return _me(who) if isinstance(who, StaffMember) else None


@router.post(
    "",
    summary="Sign in",
    dependencies=[Depends(check_from_page)],
    responses=refusals(401, 403, 422, 423, 429, 503),
)
async def enter(request: Request, response: Response, hall: TheHall, gate: Gate, shown: SignIn) -> Me:
    """The session is in an HttpOnly cookie, under a new id at every sign-in. Needs `X-Hall-Request: 1`."""
    tried = await _checked(hall, gate, shown.login, shown.password)
    new_hash = await gate.hashed(shown.password) if is_outdated(tried.password_hash or "") else None
    before = request.cookies.get(STAFF_COOKIE)
    limits, now = hall.settings.staff.limits, hall.clock()
    session = await anyio.to_thread.run_sync(
        lambda: sign_in.succeeded(hall.staff, tried, limits, now, before=before, new_hash=new_hash)
    )
    if session is None:
        raise _wrong()
    cookies.give(request, response, session)
    return _me(session.member)


@router.delete(
    "",
    summary="Sign out",
    status_code=HTTPStatus.NO_CONTENT,
    dependencies=[Depends(check_from_page)],
    responses=refusals(403),
)
def leave(request: Request, response: Response, hall: TheHall) -> None:
    """Does no harm when nobody is signed in."""
    if session := request.cookies.get(STAFF_COOKIE):
        sessions.close(hall.staff, session, hall.clock())
    cookies.take_away(request, response)


@router.post(
    "/password", summary="Change one's own password", responses=refusals(401, 403, 409, 422, 423, 429, 503)
)
async def change(
    request: Request, response: Response, hall: TheHall, gate: Gate, who: AnyMember, shown: NewPassword
) -> Me:
    """Signs every other browser of this account out."""
    if shown.new == shown.current:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "weak_same", "choose a password you have not now")
    if weak := weakness(shown.new, who.login):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"weak_{weak}", "choose a better password")
    tried = await _checked(hall, gate, who.login, shown.current)
    new_hash = await gate.hashed(shown.new)
    limits, now = hall.settings.staff.limits, hall.clock()
    session = await anyio.to_thread.run_sync(
        lambda: sign_in.change_password(hall.staff, tried, new_hash, limits, now)
    )
    if session is None:
        raise _wrong()
    cookies.give(request, response, session)
    return _me(session.member)


async def _checked(hall: Hall, gate: PasswordGate, login: str, password: str) -> Try:
    """The counted try, when the password fits. Raises a Refusal otherwise."""
    if gate.is_full:
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "crowded", "too many at once; try again", retry_after=5)
    tried = await anyio.to_thread.run_sync(lambda: sign_in.begin(hall.staff, login, hall.clock()))
    match tried:
        case MustWait(seconds):
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "wait", f"try again in {seconds} s", retry_after=seconds)
        case Locked():
            raise Refusal(HTTPStatus.LOCKED, "locked", "this login is locked; a manager can unlock it")
    if not await gate.fits(password, tried.password_hash):
        await anyio.to_thread.run_sync(lambda: sign_in.failed(hall.staff, tried, hall.clock()))
        raise _wrong()
    return tried


def _me(who: StaffMember) -> Me:
    roles = tuple(role for role in Role if role in who.roles)
    return Me(
        login=who.login,
        name=who.name,
        roles=roles,
        must_change_password=who.must_change_password,
        start=access.start_page(who),
        pages=access.pages_of(who),
    )


def _wrong() -> Refusal:
    return Refusal(HTTPStatus.UNAUTHORIZED, "wrong_login", "login or password is wrong")
