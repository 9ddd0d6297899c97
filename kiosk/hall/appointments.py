"""Appointments as customers meet them: what can be booked when, the voucher, cancelling."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kiosk.hall import hours
from kiosk.hall.appointment_settings import AppointmentOffer
from kiosk.hall.hall import Hall
from kiosk.hall.person import customer_key
from kiosk.hall.phone import window_words
from kiosk.hall.phone_number import phone_key, plain_number
from kiosk.tickets import appointments, booking
from kiosk.tickets.appointments import Appointment, State, Why, readable_code
from kiosk.tickets.booking import Wish
from kiosk.tickets.offers import Slot, slots_on
from kiosk.wire import ByLanguage, Language


class Unbookable(StrEnum):
    """What is wrong with a request to book, before anybody looks for a seat."""

    NO_SUCH_OFFER = "no_such_offer"
    NO_SUCH_SLOT = "no_such_slot"
    BAD_PHONE = "bad_phone"
    BAD_CUSTOMER = "bad_customer"


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """``phone`` and ``customer`` as typed; ``clerk`` None for whoever has room. Idempotent by ``request_id``."""

    request_id: UUID
    offer: str
    starts_at: datetime
    phone: str = field(repr=False)
    language: Language = "zh"
    clerk: str | None = None
    customer: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Voucher:
    """What a customer is given: where, how many before them, when, with whom; and the code. Local times."""

    code: str
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
    address: str | None


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """``free`` seats by clerk; ``left`` of all windows, which clerks may share."""

    slot: Slot
    free: dict[str, int]
    left: int


@dataclass(frozen=True, slots=True)
class OpenDay:
    day: date
    slots: tuple[OpenSlot, ...]


def title(hall: Hall, offer: AppointmentOffer) -> ByLanguage:
    service = hall.services.get(offer.service)
    words = offer.title or (service.title if service else hall.settings.general.title)
    return words.by_language


def days(hall: Hall, offer: AppointmentOffer) -> tuple[OpenDay, ...]:
    """Every day on which this can be booked now, with all its slots, the full ones among them."""
    slots = [slot for day in _bookable_days(hall) for slot in _slots(hall, offer, day)]
    free = booking.free_seats(hall.engine, hall.settings.id, offer.offer, slots)
    by_day: dict[date, list[OpenSlot]] = {}
    for slot in slots:
        here = free[slot]
        by_clerk = {clerk.id: here[clerk.window] for clerk in offer.clerks}
        by_day.setdefault(slot.starts_at.date(), []).append(OpenSlot(slot, by_clerk, sum(here.values())))
    return tuple(OpenDay(day, tuple(found)) for day, found in by_day.items())


def book(hall: Hall, request: BookingRequest) -> Voucher | Why | Unbookable:
    offer = hall.services.appointment(request.offer)
    if offer is None:
        return Unbookable.NO_SUCH_OFFER
    slot = _slot(hall, offer, request.starts_at)
    if slot is None:
        return Unbookable.NO_SUCH_SLOT
    number = plain_number(request.phone)
    if number is None:
        return Unbookable.BAD_PHONE
    customer = "".join(request.customer.split())
    if customer and not (customer.isascii() and customer.isdigit() and 10 <= len(customer) <= 12):
        return Unbookable.BAD_CUSTOMER
    wish = Wish(
        request_id=request.request_id,
        slot=slot,
        phone_key=phone_key(number, hall.secrets.person_key),
        language=request.language,
        host=request.clerk,
        person_key=_customer(hall, customer) if customer else None,
        at_most=hall.settings.appointments.per_phone,
    )
    made = booking.book(hall.engine, hall.settings.id, offer.offer, wish, hall.clock())
    return made if isinstance(made, Why) else _voucher(hall, made)


def voucher(hall: Hall, code: str) -> Voucher | None:
    found = appointments.by_code(hall.engine, hall.settings.id, code)
    return _voucher(hall, found) if found else None


def cancel(hall: Hall, code: str) -> Voucher | Why:
    gone = appointments.cancel(hall.engine, hall.settings.id, code, hall.clock())
    return gone if isinstance(gone, Why) else _voucher(hall, gone)


def close_missed(hall: Hall) -> int:
    """Whoever did not come has missed it. Returns how many."""
    now = hall.clock()
    late = timedelta(minutes=hall.settings.appointments.late_min)
    return appointments.miss(hall.engine, hall.settings.id, now - late, now)


def _voucher(hall: Hall, one: Appointment) -> Voucher:
    """An offer that is gone from the configuration since leaves its service's title and no name."""
    offer = hall.services.appointment(one.offer)
    clerk = offer.clerk(one.host) if offer else None
    service = hall.services.get(one.service)
    plain = service.title.by_language if service else hall.settings.general.title.by_language
    return Voucher(
        code=readable_code(one.code),
        state=one.state,
        offer=one.offer,
        title=title(hall, offer) if offer else plain,
        place=window_words(hall, one.window),
        people_before=appointments.people_before(hall.engine, hall.settings.id, one),
        starts_at=one.starts_at.astimezone(hall.settings.zone),
        ends_at=one.ends_at.astimezone(hall.settings.zone),
        clerk=clerk.name.by_language if clerk else {"zh": "—", "en": "—"},
        vip=bool(offer and offer.vip),
        fee_fen=one.fee_fen,
        address=hall.settings.phone.address(f"/a/{readable_code(one.code)}"),
    )


def _bookable_days(hall: Hall) -> list[date]:
    today = hall.local_now().date()
    return [today + timedelta(days=ahead) for ahead in range(hall.settings.appointments.days_ahead + 1)]


def _slots(hall: Hall, offer: AppointmentOffer, day: date) -> list[Slot]:
    """Those of ``day`` at which the hall is open and which do not begin too soon."""
    earliest = hall.local_now() + timedelta(minutes=hall.settings.appointments.notice_min)
    return [
        slot
        for slot in slots_on(offer.offer, day, hall.settings.zone)
        if slot.starts_at >= earliest and hours.is_open(hall.settings, slot.starts_at)
    ]


def _slot(hall: Hall, offer: AppointmentOffer, starts_at: datetime) -> Slot | None:
    days = _bookable_days(hall)
    if abs(starts_at - hall.clock()) > timedelta(days=len(days) + 1):
        return None  # also what is too far away to be told in local time
    day = starts_at.astimezone(hall.settings.zone).date()
    if day not in days:
        return None
    return next((slot for slot in _slots(hall, offer, day) if slot.starts_at == starts_at), None)


def _customer(hall: Hall, digits: str) -> str:
    return customer_key(digits[-hall.settings.back_office.customer_number_digits :], hall.secrets.person_key)
