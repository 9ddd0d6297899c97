"""The appointments of a day for managers, and calling one off."""

from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from kiosk.hall import calling_off
from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.hall import Hall
from kiosk.hall.problems import Refusal
from kiosk.hall.staff.members import Role, StaffMember
from kiosk.tickets import called_off
from kiosk.tickets.appointments import Appointment, State, Why
from kiosk.wire import WireModel

_SAID = {
    Why.NO_SUCH: (HTTPStatus.NOT_FOUND, "there is no such appointment"),
    Why.OVER: (HTTPStatus.CONFLICT, "this appointment was missed"),
}

router = APIRouter(prefix="/api/appointments", tags=["appointments"], responses=refusals(401, 403, 422))
TheManager = Annotated[StaffMember, Depends(member(Role.MANAGER))]


class ExpectedModel(WireModel):
    """Nothing says who it is: the voucher's code is the customer's own."""

    id: UUID
    offer: str
    service: str
    starts_at: datetime
    ends_at: datetime
    clerk: str
    window: str
    fee_fen: int
    state: State


class CallOffRequest(WireModel):
    reason: str = Field(min_length=1, max_length=200)


@router.get("/expected", summary="Who is expected, without names")
def expected(
    hall: TheHall, _who: TheManager, day: Annotated[date | None, Query(description="today, if left out")] = None
) -> tuple[ExpectedModel, ...]:
    first = datetime.combine(day or hall.local_now().date(), time(), tzinfo=hall.settings.zone)
    found = called_off.expected(hall.engine, hall.settings.id, first, first + timedelta(days=1))
    return tuple(_model(hall, one) for one in found)


@router.post("/expected/{appointment}/call-off", summary="The hall cancels", responses=refusals(404, 409))
def call_off(hall: TheHall, who: TheManager, appointment: UUID, request: CallOffRequest) -> ExpectedModel:
    """A free VIP reception that was used for it is given back. Audited; safe to repeat."""
    done = calling_off.call_off(hall, who, appointment, request.reason, hall.clock())
    if isinstance(done, Why):
        status, message = _SAID[done]
        raise Refusal(status, done, message)
    return _model(hall, done)


def _model(hall: Hall, one: Appointment) -> ExpectedModel:
    return ExpectedModel(
        id=one.id,
        offer=one.offer,
        service=one.service,
        starts_at=one.starts_at.astimezone(hall.settings.zone),
        ends_at=one.ends_at.astimezone(hall.settings.zone),
        clerk=one.host,
        window=one.window,
        fee_fen=one.fee_fen,
        state=one.state,
    )
