"""Who asks, and whether they may. Deny by default: an address that is in no list of ``staff/access.py`` is refused.

``guard`` runs before every endpoint of the hall. An endpoint that wants to know who asks takes ``TheKiosk``, or a
``StaffMember`` from ``Depends(member(...))``.
"""

import hashlib
import hmac
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode, urlsplit

import anyio.to_thread
from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.exceptions import HTTPException

from kiosk.hall.hall import Hall
from kiosk.hall.problems import Refusal
from kiosk.hall.staff import access, sessions
from kiosk.hall.staff.members import TOKEN, Role, StaffMember

STAFF_COOKIE = "hall_staff"
PAGE_HEADER = "X-Hall-Request"
_ASKER = "kiosk.asker"  # in the scope, which is of one request
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Asker = str | StaffMember | None
"""A kiosk's id, somebody of the staff, or nobody we know."""


def hall_of(request: Request) -> Hall:
    hall: Hall = request.app.state.hall
    return hall


async def the_hall(request: Request) -> Hall:
    """Not a plain function: FastAPI would hand that to a thread, at many times the price."""
    return hall_of(request)


TheHall = Annotated[Hall, Depends(the_hall)]


async def guard(request: Request) -> None:
    """Let the request through, or raise a Refusal; who opens a page without having signed in is led to /login."""
    asked = access.endpoint(request.method, request.scope["route"].path)
    if asked in access.ANYBODY:
        return
    who = await asker(request)
    if who is None and _is_page(request):
        raise _to_login(request)
    if isinstance(who, StaffMember):
        _check_member(request, who, asked)
    elif who is None:
        raise _unknown()
    elif asked not in access.KIOSKS:
        raise _not_yours()


async def asker(request: Request) -> Asker:
    """Whose token or session this is; looked up once a request."""
    known = request.scope
    if _ASKER not in known:
        known[_ASKER] = await _look_up(request)
    found: Asker = known[_ASKER]
    return found


class _Shown(SecurityBase):
    """Something that is told to the OpenAPI document; the header itself is read in one place, for the guard.

    Each dependency of a dependency would cost every request some ten microseconds: so it is one with what is asked.
    """

    model = HTTPBearer(description="A kiosk's or the staff's token from the hall's secrets file")
    scheme_name = "HTTPBearer"


class _Member(_Shown):
    """Who asks, with at least one of ``roles`` when some are named."""

    def __init__(self, roles: tuple[Role, ...]) -> None:
        self._roles = roles

    async def __call__(self, request: Request) -> StaffMember:
        who = await asker(request)
        if who is None:
            raise _unknown()
        if isinstance(who, str) or (self._roles and not who.has(*self._roles)):
            raise _not_yours()
        return who


class _Kiosk(_Shown):
    """The kiosk whose token this is."""

    async def __call__(self, request: Request) -> str:
        who = await asker(request)
        if isinstance(who, str):
            return who
        raise _unknown() if who is None else _not_yours()


kiosk_id = _Kiosk()


def member(*roles: Role) -> _Member:
    """A dependency: somebody of the staff, with at least one of ``roles``. The guard has looked already."""
    return _Member(roles)


def check_from_page(request: Request) -> None:
    """Raises a Refusal for a change that some other site may have made a browser ask for.

    A browser sends the cookie by itself, also with a request another site made it send; it does not send a header
    that a page could only set with our leave, nor ``Origin`` with another value than the page's own.
    """
    if request.headers.get(PAGE_HEADER) != "1":
        raise Refusal(
            HTTPStatus.FORBIDDEN, "header_missing", "a change needs the header X-Hall-Request: 1 beside the cookie"
        )
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
        raise Refusal(HTTPStatus.FORBIDDEN, "other_origin", "only the hall's own pages may ask for a change")


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells neither length nor place of a difference."""
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(other.encode()).digest())


TheKiosk = Annotated[str, Depends(kiosk_id)]
AnyMember = Annotated[StaffMember, Depends(member())]
staff = member(Role.COUNTER, Role.GUIDE, Role.MANAGER)


async def _look_up(request: Request) -> Asker:
    hall = hall_of(request)
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return _of_token(hall, shown.strip())
    session = request.cookies.get(STAFF_COOKIE)
    if session is None:
        return None
    # A page's script that looks again and again must not keep a session open for somebody who has gone home.
    in_use = request.method in CHANGING or _is_page(request)
    return await anyio.to_thread.run_sync(
        lambda: sessions.find(hall.staff, session, hall.settings.staff.limits, hall.clock(), in_use=in_use)
    )


@lru_cache(maxsize=256)
def _digest_of_ours(token: str) -> bytes:
    """Of a token from the secrets file, which stays the same as long as the hall runs."""
    return hashlib.sha256(token.encode()).digest()


def _of_token(hall: Hall, shown: str) -> Asker:
    # Every token is compared, whichever fits, so that time tells nothing.
    given = hashlib.sha256(shown.encode()).digest()
    kiosks = hall.secrets.kiosks.items()
    fitting = [kiosk for kiosk, token in kiosks if hmac.compare_digest(given, _digest_of_ours(token))]
    if hmac.compare_digest(given, _digest_of_ours(hall.secrets.staff_token)):
        return TOKEN
    return fitting[0] if fitting else None


def _check_member(request: Request, who: StaffMember, asked: str) -> None:
    if who is not TOKEN and request.method in CHANGING:
        check_from_page(request)
    if who.must_change_password and asked not in access.EVERY_MEMBER:
        if _is_page(request):
            raise _to_login(request)
        raise Refusal(HTTPStatus.FORBIDDEN, "password_change_needed", "choose a password of your own first")
    if not access.may(who, asked):
        raise _to_login(request, other="1") if _is_page(request) else _not_yours()


def _is_page(request: Request) -> bool:
    return request.method == "GET" and not request.url.path.startswith("/api/")


def _to_login(request: Request, **more: str) -> HTTPException:
    """From there it goes on to the page. ``other``: somebody has signed in, but this page is for somebody else."""
    query = f"?{request.url.query}" if request.url.query else ""
    where = f"/login?{urlencode({'to': request.url.path + query} | more)}"
    return HTTPException(HTTPStatus.SEE_OTHER, headers={"Location": where, "Cache-Control": "no-store"})


def _unknown() -> Refusal:
    return Refusal(HTTPStatus.UNAUTHORIZED, "token_needed", "a valid token or a session is needed")


def _not_yours() -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, "not_yours", "you are known, but this is not for you")
