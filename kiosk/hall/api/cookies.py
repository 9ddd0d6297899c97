"""The session's cookie: unseen by scripts, never sent from another site, over TLS only when it came by TLS."""

from fastapi import Request, Response

from kiosk.hall.api.auth import STAFF_COOKIE, hall_of
from kiosk.hall.staff.sessions import Session


def give(request: Request, response: Response, session: Session) -> None:
    """Behind a reverse proxy the scheme is what a proxy named in ``[server] trusted_proxies`` says it is."""
    left = session.ends_at - hall_of(request).clock()
    response.set_cookie(
        STAFF_COOKIE,
        session.id,
        max_age=int(left.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def take_away(request: Request, response: Response) -> None:
    response.delete_cookie(
        STAFF_COOKIE, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
