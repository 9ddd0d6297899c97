"""Who asks: a kiosk or the counter staff. Deny by default: a router without one of these is public on purpose."""

import hashlib
import hmac
from http import HTTPStatus
from typing import Annotated

from fastapi import Cookie, Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kiosk.hall.hall import Hall
from kiosk.hall.problems import Refusal

STAFF_COOKIE = "hall_staff"

_bearer = HTTPBearer(auto_error=False, description="A kiosk's or the staff's token from the hall's secrets file")

Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
Session = Annotated[str | None, Cookie(alias=STAFF_COOKIE, include_in_schema=False)]
FromPage = Annotated[
    str | None, Header(alias="X-Hall-Request", description="`1`; needed for a change asked for under the cookie")
]


def the_hall(request: Request) -> Hall:
    hall: Hall = request.app.state.hall
    return hall


TheHall = Annotated[Hall, Depends(the_hall)]


def kiosk_id(hall: TheHall, bearer: Bearer) -> str:
    """The kiosk whose token this is."""
    shown = bearer.credentials if bearer else ""
    # Every token is compared, whichever fits, so that time tells nothing.
    fitting = [kiosk for kiosk, token in hall.secrets.kiosks.items() if same(shown, token)]
    if fitting:
        return fitting[0]
    raise _refused(known=same(shown, hall.secrets.staff_token))


def staff(hall: TheHall, bearer: Bearer, session: Session = None) -> None:
    _staff(hall, bearer, session)


def staff_change(hall: TheHall, bearer: Bearer, session: Session = None, from_page: FromPage = None) -> None:
    """Staff, for a request that changes something.

    A browser sends the cookie by itself, also for a request some other page made it send; it does not send a header
    that page could only set with our leave. A bearer token is never sent by itself.
    """
    if _staff(hall, bearer, session) == "session" and from_page != "1":
        raise Refusal(
            HTTPStatus.FORBIDDEN, "header_missing", "a change needs the header X-Hall-Request: 1 beside the cookie"
        )


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that tells neither length nor place of a difference."""
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(other.encode()).digest())


TheKiosk = Annotated[str, Depends(kiosk_id)]


def _staff(hall: Hall, bearer: HTTPAuthorizationCredentials | None, session: str | None) -> str:
    if bearer is not None:
        if same(bearer.credentials, hall.secrets.staff_token):
            return "bearer"
        raise _refused(known=any(same(bearer.credentials, token) for token in hall.secrets.kiosks.values()))
    if session is not None and hall.seals.is_staff(session, hall.clock()):
        return "session"
    raise _refused(known=False)


def _refused(known: bool) -> Refusal:
    if known:
        return Refusal(HTTPStatus.FORBIDDEN, "not_yours", "this token is good, but not for this")
    return Refusal(HTTPStatus.UNAUTHORIZED, "token_needed", "a valid token is needed")
