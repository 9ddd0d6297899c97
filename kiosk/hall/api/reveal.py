"""Showing the name behind a ticket. Staff only, and always on record."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from kiosk.hall.api.auth import TheHall, staff
from kiosk.hall.api.refusals import refusals
from kiosk.hall.problems import Refusal
from kiosk.hall.reveal import NoName, reveal
from kiosk.hall.staff.members import StaffMember
from kiosk.wire import RevealedName, RevealRequest

REFUSED = {
    NoName.NO_SUCH_TICKET: (HTTPStatus.NOT_FOUND, "this hall has no such ticket"),
    NoName.NOT_IDENTIFIED: (HTTPStatus.CONFLICT, "nobody known was identified for this ticket"),
    NoName.BACK_OFFICE_AWAY: (HTTPStatus.CONFLICT, "the back office does not answer; ask for the name"),
}

router = APIRouter(tags=["staff"], responses=refusals(401, 403))


@router.post("/api/tickets/{ticket}/reveal", summary="Whose ticket this is", responses=refusals(404, 409))
def show_name(
    hall: TheHall,
    who: Annotated[StaffMember, Depends(staff)],
    ticket: UUID,
    request: RevealRequest | None = None,
) -> RevealedName:
    """The full name, from the back office. Who asked, for which ticket and why is written down first."""
    answer = reveal(hall, who, ticket, (request or RevealRequest()).reason)
    if isinstance(answer, NoName):
        status, message = REFUSED[answer]
        raise Refusal(status, answer, message)
    return answer
