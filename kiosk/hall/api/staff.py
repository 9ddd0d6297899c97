"""What staff may ask beyond their counter, and how a browser is paired where nobody signs in."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from kiosk.hall import desk
from kiosk.hall.api import cookies
from kiosk.hall.api.auth import TheHall, same, staff
from kiosk.hall.api.refusals import refusals
from kiosk.hall.problems import Refusal
from kiosk.hall.staff import sessions
from kiosk.wire import DecisionRecord

router = APIRouter(tags=["staff"])


@router.get(
    "/api/decisions/{request_id}",
    dependencies=[Depends(staff)],
    summary="Why someone was sent where",
    responses=refusals(401, 403, 404),
)
def decision(hall: TheHall, request_id: UUID) -> DecisionRecord:
    """Rule, reason and version of the rules, with the state the ticket and its slip are in now."""
    seen = desk.decision(hall, request_id)
    if seen is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "no_such_decision", "no decision was made for this request")
    return seen


@router.get(
    "/pair",
    summary="Pair this browser: the staff token becomes a counter's session",
    status_code=HTTPStatus.SEE_OTHER,
    response_class=RedirectResponse,
    responses=refusals(401, 403, 422),
)
def pair(
    request: Request,
    hall: TheHall,
    token: Annotated[str, Query(max_length=200)],
    to: Annotated[str, Query(description="a page of this hall", examples=["/console/1"])] = "/console",
) -> RedirectResponse:
    """For demonstrations and small trials, where it is switched on. The session may do what a counter may."""
    if not hall.settings.staff.pairing:
        raise Refusal(HTTPStatus.FORBIDDEN, "pairing_off", "pairing is switched off here; sign in at /login")
    if not same(token, hall.secrets.staff_token):
        raise Refusal(HTTPStatus.UNAUTHORIZED, "token_needed", "a valid token is needed")
    if not _is_a_page_of_ours(to):
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", "not well formed: query.to")
    session = sessions.pair(hall.staff, hall.settings.staff.limits, hall.clock())
    if session is None:
        raise Refusal(HTTPStatus.FORBIDDEN, "pairing_off", "a manager has closed the pairing account")
    answer = RedirectResponse(to, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
    cookies.give(request, answer, session)
    return answer


def _is_a_page_of_ours(to: str) -> bool:
    """Browsers read ``//host`` and ``/\\host`` as another server."""
    return to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
