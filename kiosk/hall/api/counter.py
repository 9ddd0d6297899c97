"""What a counter's console asks. Staff only."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from kiosk.hall import desk
from kiosk.hall.api.auth import TheHall, staff
from kiosk.hall.api.refusals import refusals
from kiosk.hall.problems import Refusal
from kiosk.tickets.values import CounterBusy, NobodyWaiting
from kiosk.wire import CalledTicket


def known_window(hall: TheHall, window: Annotated[str, Path(examples=["1"])]) -> str:
    if window not in hall.settings.windows:
        raise Refusal(HTTPStatus.NOT_FOUND, "no_such_window", "this hall has no such window")
    return window


TheWindow = Annotated[str, Depends(known_window)]

router = APIRouter(prefix="/api/counters/{window}", tags=["counter"], responses=refusals(401, 403, 404))


@router.get("", dependencies=[Depends(staff)], summary="Who is at this window")
def open_call(hall: TheHall, window: TheWindow) -> CalledTicket | None:
    """`null` when the window is free."""
    return desk.open_call(hall, window)


@router.post(
    "/next",
    dependencies=[Depends(staff)],
    summary="Call the next person to this window",
    response_model=CalledTicket,
    responses=refusals(409) | {204: {"description": "nobody is waiting for this window"}},
)
def call_next(hall: TheHall, window: TheWindow) -> CalledTicket | Response:
    """Two windows that ask at once get two people. A window with an open call must finish it first."""
    match desk.call_next(hall, window):
        case CounterBusy(ticket):
            raise Refusal(HTTPStatus.CONFLICT, "counter_busy", f"{ticket.number} is at this window; finish first")
        case NobodyWaiting():
            return Response(status_code=HTTPStatus.NO_CONTENT)
        case CalledTicket() as called:
            return called


@router.post(
    "/finish",
    dependencies=[Depends(staff)],
    status_code=HTTPStatus.NO_CONTENT,
    summary="The person at this window is done",
)
def finish(hall: TheHall, window: TheWindow) -> None:
    """Does no harm when nobody is there."""
    desk.finish(hall, window)
