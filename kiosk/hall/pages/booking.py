"""Booking an appointment on a phone, and its voucher: plain pages and forms that need no script."""

from datetime import date, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode
from uuid import UUID, uuid4

import anyio.to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from kiosk.hall import appointments
from kiosk.hall.api.auth import TheHall
from kiosk.hall.appointment_settings import AppointmentOffer
from kiosk.hall.appointments import BookingRequest, OpenDay, OpenSlot, Unbookable, Voucher
from kiosk.hall.hall import Hall
from kiosk.hall.pages.phone_page import Asked, asked, notice, page, too_often
from kiosk.hall.pages.qr import qr_path
from kiosk.tickets.appointments import Why

START = "%Y%m%dT%H%M"
MOST_BYTES = 2000
DAYS_SHOWN = 10

router = APIRouter(include_in_schema=False)


@router.get("/book")
def offers(request: Request, hall: TheHall) -> HTMLResponse:
    """What can be booked."""
    who = asked(request)
    if not hall.services.appointments:
        return notice(hall, who, "book.nothing", HTTPStatus.NOT_FOUND)
    known = [(offer, appointments.title(hall, offer)) for offer in hall.services.appointments]
    return page(hall, who, "book.html", {"offers": known})


@router.get("/book/{offer}")
def times(request: Request, hall: TheHall, offer: str, day: str = "") -> HTMLResponse:
    """The days, and the times of one of them: that asked for, or the first with a free seat."""
    who = asked(request)
    if not hall.rates.looks.allows(who.address):
        return too_often(hall, who)
    known = hall.services.appointment(offer)
    if known is None:
        return notice(hall, who, "unknown", HTTPStatus.NOT_FOUND)
    days = [one for one in appointments.days(hall, known) if one.slots][:DAYS_SHOWN]
    return page(hall, who, "book_times.html", _named(hall, known) | {"days": days, "chosen": _chosen(days, day)})


@router.get("/book/{offer}/{start}")
def form(request: Request, hall: TheHall, offer: str, start: str) -> Response:
    """Whose appointment it is."""
    who = asked(request)
    if not hall.rates.looks.allows(who.address):
        return too_often(hall, who)
    return _form(hall, who, offer, start, {}, None)


@router.post("/book/{offer}/{start}")
async def book(request: Request, hall: TheHall, offer: str, start: str) -> Response:
    """On success to the voucher; a form sent twice leads to the same one."""
    who = asked(request)
    if not hall.rates.bookings.allows(who.address):
        return too_often(hall, who)
    given = await _fields(request)
    return await anyio.to_thread.run_sync(lambda: _book(hall, who, offer, start, given))


@router.get("/a/{code}")
def voucher(request: Request, hall: TheHall, code: str, sure: str = "") -> HTMLResponse:
    """``sure=ask`` asks whether to cancel."""
    who = asked(request)
    if not hall.rates.strangers.allows(who.address, take=False):
        return too_often(hall, who)
    found = appointments.voucher(hall, code)
    if found is None:
        hall.rates.strangers.allows(who.address)
        return notice(hall, who, "voucher.unknown", HTTPStatus.NOT_FOUND)
    path, side = qr_path(found.address or found.code)
    rules = hall.settings.appointments
    context = {"found": found, "path": path, "side": side, "rules": rules, "asks": sure == "ask"}
    return page(hall, who, "voucher.html", context)


@router.post("/a/{code}/cancel")
def cancel(request: Request, hall: TheHall, code: str) -> Response:
    who = asked(request)
    if not hall.rates.strangers.allows(who.address, take=False):
        return too_often(hall, who)
    gone = appointments.cancel(hall, code)
    if gone is Why.NO_SUCH:
        hall.rates.strangers.allows(who.address)
        return notice(hall, who, "voucher.unknown", HTTPStatus.NOT_FOUND)
    return _to(f"/a/{code}", who)


def _form(
    hall: Hall, who: Asked, offer: str, start: str, given: dict[str, str], wrong: Why | Unbookable | None
) -> Response:
    known, slot = _wanted(hall, offer, start)
    if known is None:
        return notice(hall, who, "unknown", HTTPStatus.NOT_FOUND)
    if slot is None or not slot.left:
        return _to(f"/book/{offer}", who)
    context = _named(hall, known) | {
        "slot": slot,
        "start": start,
        "given": {"request": str(uuid4()), "phone": "", "customer": "", "clerk": ""} | given,
        "wrong": wrong.value if wrong else None,
    }
    return page(hall, who, "book_form.html", context, HTTPStatus.OK if wrong is None else HTTPStatus.CONFLICT)


def _book(hall: Hall, who: Asked, offer: str, start: str, given: dict[str, str]) -> Response:
    try:
        wanted = BookingRequest(
            request_id=UUID(given.get("request", "")),
            offer=offer,
            starts_at=datetime.strptime(start, START).replace(tzinfo=hall.settings.zone),
            phone=given.get("phone", ""),
            language="en" if who.language == "en" else "zh",
            clerk=given.get("clerk") or None,
            customer=given.get("customer", ""),
        )
    except ValueError:
        return notice(hall, who, "unknown", HTTPStatus.NOT_FOUND)
    made = appointments.book(hall, wanted)
    if isinstance(made, Voucher):
        return _to(f"/a/{made.code}", who)
    return _form(hall, who, offer, start, given, made)


def _wanted(hall: Hall, offer: str, start: str) -> tuple[AppointmentOffer | None, OpenSlot | None]:
    known = hall.services.appointment(offer)
    days = appointments.days(hall, known) if known else ()
    slots = (one for day in days for one in day.slots if f"{one.slot.starts_at:{START}}" == start)
    return known, next(slots, None)


def _named(hall: Hall, offer: AppointmentOffer) -> dict[str, object]:
    return {"offer": offer, "title": appointments.title(hall, offer), "START": START}


def _chosen(days: list[OpenDay], asked_for: str) -> OpenDay | None:
    try:
        wish = date.fromisoformat(asked_for)
    except ValueError:
        wish = None
    free = (day for day in days if any(slot.left for slot in day.slots))
    return next((day for day in days if day.day == wish), None) or next(free, None)


async def _fields(request: Request) -> dict[str, str]:
    """Of a form as browsers send it. One that is longer than any of ours is none."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[0][:64] for name, values in fields.items()}


def _to(path: str, who: Asked) -> RedirectResponse:
    return RedirectResponse(f"{path}?{urlencode({'lang': who.language})}", HTTPStatus.SEE_OTHER)
