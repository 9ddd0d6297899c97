"""What a counter's console asks. Staff only. Every change answers with the whole picture of the window."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Response

from kiosk.hall.api.auth import TheHall, staff
from kiosk.hall.api.quickly import as_json, quickly
from kiosk.hall.api.refusals import refusals
from kiosk.hall.desk import Desk
from kiosk.hall.problems import Refusal
from kiosk.hall.quick_route import QuickRoute
from kiosk.hall.staff.members import StaffMember
from kiosk.tickets.values import CounterBusy, Declined, NobodyWaiting, Why
from kiosk.wire import (
    AddServiceRequest,
    CalledTicket,
    CounterView,
    Destinations,
    OpenRequest,
    ReasonRequest,
    TransferRequest,
)

SENTENCES = {
    Why.WINDOW_TAKEN: "this window is open for {}",
    Why.CLERK_ELSEWHERE: "you have window {} open",
    Why.PAUSED: "this window is paused; resume first",
    Why.CLOSED: "this window is closed; open it first",
    Why.BUSY: "{} is at this window; finish first",
    Why.NOT_AS_SEEN: "somebody else is at this window by now; look again",
    Why.NOBODY_HERE: "nobody is at this window for whom this could be done",
    Why.RECALLED_ENOUGH: "{} has been called often enough; park it",
    Why.NOT_TO_BE_CALLED: "{} no longer waits: a colleague was quicker, or its time has run out",
    Why.NOT_FOR_THIS_WINDOW: "{} does not wait for this window",
    Why.NOTHING_TO_UNDO: "too late, or something has happened since",
    Why.NO_SUCH_TICKET: "this hall has no such ticket",
    Why.NO_SUCH_PLACE: "this hall has no such lane or window, or it is closed",
    Why.NO_SUCH_SERVICE: "this hall has no such service",
}
STATUSES = {
    Why.NO_SUCH_TICKET: HTTPStatus.NOT_FOUND,
    Why.NO_SUCH_PLACE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Why.NO_SUCH_SERVICE: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def refused(no: Declined) -> Refusal:
    """409, unless what was named is not there at all."""
    status = STATUSES.get(no.why, HTTPStatus.CONFLICT)
    message = SENTENCES[no.why].format(no.detail or "it").capitalize()
    return Refusal(status, no.why, message, detail=no.detail or None)


async def the_desk(
    hall: TheHall,
    who: Annotated[StaffMember, Depends(staff)],
    window: Annotated[str, Path(examples=["1"])],
    sees: Annotated[str, Header(alias="X-Hall-Ticket")] = "",
) -> Desk:
    """`X-Hall-Ticket`: whom the clerk had before their eyes; with somebody else there, nothing is done."""
    if window not in hall.settings.windows:
        raise Refusal(HTTPStatus.NOT_FOUND, "no_such_window", "this hall has no such window")
    return Desk(hall, window, who, sees)


TheDesk = Annotated[Desk, Depends(the_desk)]

_HERE, _NOT = "/api/counters/{window}", refusals(401, 403, 404)
router = APIRouter(prefix=_HERE, tags=["counter"], responses=_NOT)
quick = APIRouter(prefix=_HERE, tags=["counter"], responses=_NOT, route_class=QuickRoute)


@router.get("", summary="Everything about this window: who is here, who is next and why, who waits")
def view(desk: TheDesk) -> CounterView:
    return desk.view()


@router.get("/destinations", summary="Where the person at this window could be passed on to")
def destinations(desk: TheDesk) -> Destinations:
    """Open lanes, the other windows, and colleagues who are at one now."""
    return desk.destinations()


@router.post("/open", summary="Open this window for whoever asks", responses=refusals(409))
def open_window(desk: TheDesk, request: OpenRequest | None = None) -> CounterView:
    """Opening what is open already resumes it. One clerk a window, one window a clerk."""
    return _after(desk, desk.open(take_over=bool(request and request.take_over)))


@router.post("/pause", summary="No more calls for now", responses=refusals(409))
def pause(desk: TheDesk, request: ReasonRequest) -> CounterView:
    return _after(desk, desk.pause(request.reason))


@router.post("/resume", summary="Call again", responses=refusals(409))
def resume(desk: TheDesk) -> CounterView:
    return _after(desk, desk.resume())


@router.post("/close", summary="Close this window", responses=refusals(409))
def close(desk: TheDesk) -> CounterView:
    """Whoever is at the window must be finished first."""
    return _after(desk, desk.close())


@quick.post(
    "/next",
    summary="Call the next person to this window",
    response_model=CalledTicket,
    responses=refusals(409) | {204: {"description": "nobody is waiting for this window"}},
)
async def call_next(desk: TheDesk) -> Response:
    """Two windows that ask at once get two people. A window nobody has opened is opened for whoever asks."""
    return _called(await quickly(desk.hall, desk.call_next, desk.hall.touches))


@quick.post(
    "/finish-next",
    summary="The person at this window is done; call the next",
    response_model=CalledTicket,
    responses=refusals(409) | {204: {"description": "finished, and nobody is waiting for this window"}},
)
async def finish_and_call_next(desk: TheDesk) -> Response:
    """One transaction: both happen or neither."""
    return _called(await quickly(desk.hall, desk.finish_and_call_next, desk.hall.touches))


@quick.post(
    "/call/{ticket}", summary="Call this ticket out of turn", response_model=CalledTicket, responses=refusals(409)
)
async def call_chosen(desk: TheDesk, ticket: UUID) -> Response:
    """One that waits for this window, is held, or is parked and still has time. Never two at once."""
    return _called(await quickly(desk.hall, lambda: desk.call_chosen(ticket), desk.hall.touches))


@router.post("/recall", summary="Call once more whoever was called", responses=refusals(409))
def recall(desk: TheDesk) -> CounterView:
    return _after(desk, desk.recall())


@router.post("/serve", summary="They have come to the window", responses=refusals(409))
def serve(desk: TheDesk) -> CounterView:
    return _after(desk, desk.serve())


@quick.post(
    "/finish",
    status_code=HTTPStatus.NO_CONTENT,
    summary="The person at this window is done",
    responses=refusals(409),
)
async def finish(desk: TheDesk) -> None:
    """Does no harm when nobody is there."""
    if no := await quickly(desk.hall, desk.finish, desk.hall.touches):
        raise refused(no)


@router.post("/hold", summary="They will be back; call others meanwhile", responses=refusals(409))
def hold(desk: TheDesk, request: ReasonRequest) -> CounterView:
    return _after(desk, desk.hold(request.reason))


@router.post("/park", summary="They did not come; keep their place for a while", responses=refusals(409))
def park(desk: TheDesk) -> CounterView:
    return _after(desk, desk.park())


@router.post("/unpark/{ticket}", summary="They are here after all", responses=refusals(409))
def unpark(desk: TheDesk, ticket: UUID) -> CounterView:
    """Back in line with the time of their ticket."""
    return _after(desk, desk.unpark(ticket))


@router.post("/transfer", summary="Pass them on", responses=refusals(409, 422))
def transfer(desk: TheDesk, request: TransferRequest) -> CounterView:
    """To a lane, a window or a colleague, with a note. They keep the time of their ticket."""
    return _after(desk, desk.transfer(request.to, request.note))


@router.post("/add-service", summary="Something more is done in this visit", responses=refusals(409, 422))
def add_service(desk: TheDesk, request: AddServiceRequest) -> CounterView:
    return _after(desk, desk.add_service(request.service))


@router.post("/undo", summary="Take back the last touch", responses=refusals(409))
def undo(desk: TheDesk) -> CounterView:
    """A call, finish, hold, park or transfer of the last seconds, if nothing has happened to it since."""
    return _after(desk, desk.undo())


def _after(desk: Desk, no: Declined | None) -> CounterView:
    if no:
        raise refused(no)
    return desk.view()


def _called(answer: CalledTicket | CounterBusy | NobodyWaiting | Declined) -> Response:
    match answer:
        case CounterBusy(ticket):
            raise refused(Declined(Why.BUSY, ticket.number))
        case Declined():
            raise refused(answer)
        case NobodyWaiting():
            return Response(status_code=HTTPStatus.NO_CONTENT)
        case CalledTicket():
            return as_json(answer)
