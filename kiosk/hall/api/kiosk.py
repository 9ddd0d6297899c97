"""What kiosks ask. Every request carries the kiosk's own token."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from kiosk.hall import arrivals, booked, reception
from kiosk.hall.api.auth import TheHall, TheKiosk, kiosk_id
from kiosk.hall.api.given import given
from kiosk.hall.api.quickly import quickly
from kiosk.hall.api.refusals import refusals
from kiosk.hall.menu import menu as full_menu
from kiosk.hall.problems import Refusal
from kiosk.hall.quick_route import QuickRoute
from kiosk.tickets.values import Adoption
from kiosk.wire import (
    WANTS_ADVICE,
    DirectionAnswer,
    HallState,
    IdentifyRequest,
    IssueRequest,
    LongWait,
    Menu,
    PrintReport,
    Problem,
    Reserve,
    ReserveTicket,
    Visitor,
)

router = APIRouter(prefix="/api", tags=["kiosk"], responses=refusals(401, 403, 422))
quick = APIRouter(prefix="/api", tags=["kiosk"], responses=refusals(401, 403, 422), route_class=QuickRoute)


async def wants_advice(request: Request) -> bool:
    """A kiosk that knows advice asks for it: older ones refuse what they do not know."""
    return WANTS_ADVICE in map(str.strip, request.headers.get("Prefer", "").split(","))


@router.post("/identify", summary="Who holds this card", dependencies=[Depends(kiosk_id)])
def identify(hall: TheHall, request: IdentifyRequest) -> Visitor:
    """Never fails for a card nobody knows or a back office that is away: that person is served as unknown."""
    return booked.identify(hall, request.presented)


@router.get("/menu", summary="The menu for someone without a card", dependencies=[Depends(kiosk_id)])
def menu(hall: TheHall) -> Menu:
    return full_menu(hall.services)


@quick.post(
    "/tickets",
    summary="A direction: a terminal, or a number for a lane, desk or room",
    response_model=DirectionAnswer,
    responses={409: {"model": LongWait | Problem, "description": "long_wait, daily_cap or hall_closed"}},
)
async def issue(
    hall: TheHall, kiosk: TheKiosk, request: IssueRequest, advise: Annotated[bool, Depends(wants_advice)]
) -> Response:
    """Safe to repeat: the same `request_id` gets the same answer. Committed before it is answered.

    With many people ahead the answer is 409 `long_wait`; the visitor decides, and the same request comes again with
    `accepts_wait`. `Prefer: advice` asks for a line of advice, which comes where there is one.
    """
    return given(await quickly(hall, lambda: arrivals.direct(hall, kiosk, request, advise=advise), hall.numbering))


@quick.post(
    "/tickets/{ticket}/print",
    status_code=HTTPStatus.NO_CONTENT,
    summary="How the slip came out",
    responses=refusals(404),
)
async def report_print(hall: TheHall, kiosk: TheKiosk, ticket: UUID, report: PrintReport) -> None:
    """Late and repeated reports do no harm: a slip's state only goes forward."""
    told = await quickly(hall, lambda: reception.report_print(hall, kiosk, ticket, report.state), hall.touches)
    if not told:
        raise _no_such_ticket()


@router.post(
    "/tickets/{ticket}/cancel",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Nobody took this ticket",
    responses=refusals(404),
)
def cancel(hall: TheHall, kiosk: TheKiosk, ticket: UUID) -> None:
    """Voids a ticket that was neither printed nor shown. One that is in somebody's hand stays."""
    if not reception.cancel(hall, kiosk, ticket):
        raise _no_such_ticket()


@router.post("/reserve", summary="Numbers for when the hall cannot be reached")
def lease(hall: TheHall, kiosk: TheKiosk) -> Reserve:
    """Every call hands out fresh numbers."""
    return reception.lease(hall, kiosk)


@router.post(
    "/reserve/tickets",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Take over a ticket given out from the reserve",
    responses=refusals(409),
)
def adopt(hall: TheHall, kiosk: TheKiosk, ticket: ReserveTicket) -> None:
    """Safe to repeat. From now on the ticket is known by its `request_id`."""
    match reception.adopt(hall, kiosk, ticket):
        case Adoption.NOT_LEASED:
            raise Refusal(
                HTTPStatus.CONFLICT, "not_leased", "this number was not handed to this kiosk for that day"
            )
        case Adoption.TAKEN:
            raise Refusal(HTTPStatus.CONFLICT, "number_taken", "this number belongs to another request")
        case Adoption.ADOPTED | Adoption.REPEATED:
            return


@router.get("/hall", summary="Is the hall open, what is open in it", dependencies=[Depends(kiosk_id)])
def state(hall: TheHall) -> HallState:
    return hall.state()


def _no_such_ticket() -> Refusal:
    return Refusal(HTTPStatus.NOT_FOUND, "no_such_ticket", "this hall has no such ticket")
