"""Booking and cancelling for programs (the same as the page /book), and checking in at a kiosk."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, Field

from kiosk.hall import appointments, arrivals
from kiosk.hall.api.auth import TheHall, TheKiosk
from kiosk.hall.api.given import SENTENCES
from kiosk.hall.api.kiosk import wants_advice
from kiosk.hall.api.refusals import refusals
from kiosk.hall.appointments import BookingRequest, Unbookable, Voucher
from kiosk.hall.problems import Refusal
from kiosk.hall.rate import Rate
from kiosk.tickets.appointments import State, Why
from kiosk.tickets.values import NoNumber
from kiosk.wire import ByLanguage, CheckInAnswer, CheckInRequest, Language, NotCheckedIn, WireModel

router = APIRouter(prefix="/api", tags=["appointments"])

_SAID = {
    Why.FULL: "this time is taken",
    Why.TOO_MANY: "this phone number has as many appointments as it may have",
    Why.TWICE: "this phone number has an appointment at that time",
    Why.NO_SUCH: "there is no such appointment",
    Why.OVER: "this appointment is over: checked in, cancelled or missed",
    Unbookable.NO_SUCH_OFFER: "this cannot be booked here",
    Unbookable.NO_SUCH_SLOT: "this is not a time that can be booked",
    Unbookable.BAD_PHONE: "not a phone number",
    Unbookable.BAD_CUSTOMER: "not a customer number",
}
_STATUS = {
    Why.NO_SUCH: HTTPStatus.NOT_FOUND,
    Unbookable.NO_SUCH_OFFER: HTTPStatus.NOT_FOUND,
    Unbookable.BAD_PHONE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unbookable.BAD_CUSTOMER: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class Receiver(WireModel):
    id: str
    name: ByLanguage


class OfferModel(WireModel):
    """``fee_fen`` 0 is free. ``clerks`` are those one may ask for."""

    id: str
    service: str
    title: ByLanguage
    vip: bool
    fee_fen: int
    clerks: tuple[Receiver, ...]


class SlotModel(WireModel):
    """``free``: seats by clerk; ``left``: of all windows, which clerks may share."""

    starts_at: datetime
    ends_at: datetime
    free: dict[str, int]
    left: int


class DayModel(WireModel):
    day: date
    slots: tuple[SlotModel, ...]


class Booking(WireModel):
    """Safe to repeat: the same ``request_id`` gets the same voucher. The phone number is kept as a keyed hash."""

    request_id: UUID
    offer: str = Field(max_length=32)
    starts_at: AwareDatetime
    phone: str = Field(repr=False, max_length=24)
    language: Language = "zh"
    clerk: str | None = Field(default=None, max_length=32)
    customer: str = Field(default="", repr=False, max_length=16)


class VoucherModel(WireModel):
    """``address``: the voucher's own page; None where the hall has no public address."""

    code: str = Field(repr=False)
    state: State
    offer: str
    title: ByLanguage
    place: ByLanguage
    people_before: int
    starts_at: datetime
    ends_at: datetime
    clerk: ByLanguage
    vip: bool
    fee_fen: int
    address: str | None = Field(repr=False)


@router.get("/appointments", summary="What can be booked")
def offers(hall: TheHall) -> tuple[OfferModel, ...]:
    return tuple(
        OfferModel(
            id=offer.id,
            service=offer.service,
            title=appointments.title(hall, offer),
            vip=offer.vip,
            fee_fen=offer.fee_fen,
            clerks=tuple(Receiver(id=clerk.id, name=clerk.name.by_language) for clerk in offer.clerks),
        )
        for offer in hall.services.appointments
    )


@router.get("/appointments/{offer}/days", summary="When, with the free seats", responses=refusals(404, 429))
def days(request: Request, hall: TheHall, offer: str) -> tuple[DayModel, ...]:
    check_rate(hall.rates.looks, request)
    known = hall.services.appointment(offer)
    if known is None:
        raise _refused(Unbookable.NO_SUCH_OFFER)
    return tuple(
        DayModel(
            day=found.day,
            slots=tuple(
                SlotModel(starts_at=one.slot.starts_at, ends_at=one.slot.ends_at, free=one.free, left=one.left)
                for one in found.slots
            ),
        )
        for found in appointments.days(hall, known)
    )


@router.post(
    "/appointments",
    summary="Book",
    status_code=HTTPStatus.CREATED,
    responses=refusals(404, 409, 422, 429),
)
def book(request: Request, hall: TheHall, wanted: Booking) -> VoucherModel:
    check_rate(hall.rates.bookings, request)
    made = appointments.book(hall, BookingRequest(**dict(wanted)))
    if not isinstance(made, Voucher):
        raise _refused(made)
    return _voucher(made)


@router.get("/appointments/vouchers/{code}", summary="A voucher by its code", responses=refusals(404, 429))
def voucher(request: Request, hall: TheHall, code: str) -> VoucherModel:
    check_rate(hall.rates.strangers, request, take=False)
    found = appointments.voucher(hall, code)
    if found is None:
        check_rate(hall.rates.strangers, request)
        raise _refused(Why.NO_SUCH)
    return _voucher(found)


@router.post("/appointments/vouchers/{code}/cancel", summary="Cancel", responses=refusals(404, 409, 429))
def cancel(request: Request, hall: TheHall, code: str) -> VoucherModel:
    """Whoever has the code may. Cancelling twice does no harm; after checking in it is too late."""
    check_rate(hall.rates.strangers, request, take=False)
    gone = appointments.cancel(hall, code)
    if not isinstance(gone, Voucher):
        check_rate(hall.rates.strangers, request)
        raise _refused(gone)
    return _voucher(gone)


@router.post(
    "/checkin",
    summary="Somebody with an appointment has come",
    response_model=CheckInAnswer,
    responses=refusals(401, 403, 404, 409, 422, 429),
)
def check_in(
    hall: TheHall, kiosk: TheKiosk, request: CheckInRequest, advise: Annotated[bool, Depends(wants_advice)]
) -> CheckInAnswer:
    """By the code of the voucher (or the whole address in its QR code), the phone number, or a card that was
    identified. On time, or a little late, the ticket counts from the time of the appointment. Of phone numbers
    nobody booked with a kiosk may send a few. `Prefer: advice` as for a number.
    """
    if request.phone is not None and not hall.rates.numbers.allows(kiosk, take=False):
        raise _too_many_numbers()
    found = arrivals.check_in(hall, kiosk, request, advise=advise)
    if found is None:
        if request.phone is not None and not hall.rates.numbers.allows(kiosk):
            raise _too_many_numbers()  # several were asked for at once
        raise Refusal(HTTPStatus.NOT_FOUND, NotCheckedIn.NO_SUCH, "there is no such appointment today")
    if isinstance(found, NoNumber):
        raise Refusal(HTTPStatus.CONFLICT, found, SENTENCES[found])
    return found


def check_rate(rate: Rate, request: Request, take: bool = True) -> None:
    """Raises a Refusal for who asks too often."""
    if not rate.allows(request.client.host if request.client else "", take=take):
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too_often", "asked too often; try again in half a minute")


def _too_many_numbers() -> Refusal:
    said = "too many phone numbers nobody booked with; try again in some minutes"
    return Refusal(HTTPStatus.TOO_MANY_REQUESTS, NotCheckedIn.TOO_OFTEN, said)


def _refused(why: Why | Unbookable) -> Refusal:
    return Refusal(_STATUS.get(why, HTTPStatus.CONFLICT), why.value, _SAID[why])


def _voucher(made: Voucher) -> VoucherModel:
    return VoucherModel(**{name: getattr(made, name) for name in VoucherModel.model_fields})
