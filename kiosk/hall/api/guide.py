"""What the guide in the hall asks, on a tablet. Staff only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from kiosk.hall import guide
from kiosk.hall.api.auth import TheHall, staff
from kiosk.hall.api.counter import refused
from kiosk.hall.api.given import given
from kiosk.hall.api.refusals import refusals
from kiosk.hall.directed import Directed
from kiosk.hall.pages.qr import qr_path
from kiosk.hall.staff.members import StaffMember
from kiosk.tickets.values import Declined
from kiosk.wire import (
    DirectionAnswer,
    GuideAnswer,
    GuideIssueRequest,
    GuideView,
    MarkRequest,
    MoveRequest,
    QrCode,
    TicketInLine,
)

TheGuide = Annotated[StaffMember, Depends(staff)]

router = APIRouter(prefix="/api/guide", tags=["guide"], responses=refusals(401, 403))


@router.get("/waiting", summary="Who waits where")
def waiting(hall: TheHall, who: TheGuide) -> GuideView:
    return guide.view(hall, who)


@router.post(
    "/tickets",
    summary="A number for somebody who stands before the guide",
    response_model=GuideAnswer,
    responses=refusals(409, 422),
)
def issue(hall: TheHall, who: TheGuide, request: GuideIssueRequest) -> Response:
    """Safe to repeat by `request_id`. With `lane` the person goes there, the consultation desk for instance."""
    answer = guide.issue(hall, who, request)
    if isinstance(answer, Declined):
        raise refused(answer)
    return given(Directed.of(_with_code(answer.answer)) if isinstance(answer, Directed) else answer)


@router.post("/tickets/{ticket}/move", summary="Send them to another lane", responses=refusals(404, 409, 422))
def move(hall: TheHall, who: TheGuide, ticket: UUID, request: MoveRequest) -> TicketInLine:
    """They keep the time of their ticket."""
    return _moved(guide.move(hall, who, ticket, request.lane))


@router.post("/tickets/{ticket}/mark", summary="They should wait less", responses=refusals(404, 409))
def mark(hall: TheHall, who: TheGuide, ticket: UUID, request: MarkRequest) -> TicketInLine:
    """Elderly or disabled: a head start, never a smaller one than before. `null` takes the mark away again."""
    return _moved(guide.mark(hall, who, ticket, request.mark))


@router.post("/undo", summary="Take back the last touch", responses=refusals(409))
def undo(hall: TheHall, who: TheGuide) -> GuideView:
    """A number given, a move or a mark of the last seconds, if nothing has happened to that ticket since."""
    if no := guide.undo(hall, who):
        raise refused(no)
    return guide.view(hall, who)


def _with_code(answer: DirectionAnswer) -> GuideAnswer:
    page = answer.ticket.page if answer.ticket else None
    path, side = qr_path(page) if page else ("", 0)
    told = {name: getattr(answer, name) for name in DirectionAnswer.model_fields}
    return GuideAnswer(**told, code=QrCode(path=path, side=side) if page else None)


def _moved(answer: TicketInLine | Declined) -> TicketInLine:
    if isinstance(answer, Declined):
        raise refused(answer)
    return answer
