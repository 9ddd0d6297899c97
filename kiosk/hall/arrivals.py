"""People with an appointment arrive: found by code, phone number or card, and treated by when they come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from kiosk.domain.direction import Decision, Direction
from kiosk.hall import on_glass, reception, vip
from kiosk.hall.directed import Directed
from kiosk.hall.hall import Hall
from kiosk.hall.phone import window_words
from kiosk.hall.phone_number import phone_key, plain_number
from kiosk.tickets import appointments, line
from kiosk.tickets.appointments import Appointment, State
from kiosk.tickets.punctuality import Treatment, WhenEarly, arrival, treatment
from kiosk.tickets.values import Limits, NoNumber, Order
from kiosk.wire import CheckInAnswer, CheckInRequest, IssueRequest, LongWait

RULE = "appointment"
REASON = "appointment"


def check_in(
    hall: Hall, kiosk: str, request: CheckInRequest, *, advise: bool = False
) -> CheckInAnswer | NoNumber | None:
    """None when there is no such appointment, or it was cancelled, or its ticket has been served. ``advise``: as at
    ``reception.direct``; only whoever showed a card can be advised.
    """
    now = hall.clock()
    found = _found(hall, request, now)
    if found is None or appointments.is_used(hall.engine, found):
        return None
    rules = hall.settings.appointments.punctuality
    then = treatment(arrival(found.starts_at, now, rules), rules, wants_ticket_now=request.ticket_now)
    if then is Treatment.KEEPS_PLACE and not vip.admitted(hall, kiosk, found, request.visitor_ref, now):
        then = Treatment.ORDINARY_TICKET
    starts_at = found.starts_at.astimezone(hall.settings.zone)
    if then in {Treatment.COME_LATER, Treatment.BOOK_AGAIN}:
        may = then is Treatment.COME_LATER and rules.when_early is WhenEarly.ASK
        come_at = starts_at - rules.early
        return CheckInAnswer(outcome=then.value, starts_at=starts_at, come_at=come_at, may_take_number=may)
    if then is Treatment.KEEPS_PLACE:
        answer = _keep_place(hall, kiosk, request, found, now, advise)
    else:
        answer = _ordinary(hall, kiosk, request, found, now, advise)
    if not isinstance(answer, Directed):
        return answer
    return CheckInAnswer(outcome=then.value, starts_at=starts_at, direction=answer.answer)


def direct(
    hall: Hall, kiosk: str, request: IssueRequest, *, advise: bool = False
) -> Directed | LongWait | NoNumber | None:
    """As ``reception.direct``; but who has an appointment for this service now gets the place they booked."""
    visitor = hall.seals.open_visitor(request.visitor_ref, hall.clock()) if request.visitor_ref else None
    if hall.services.appointments and visitor and visitor.person_key and request.service:
        checked_in = check_in(
            hall,
            kiosk,
            CheckInRequest(
                request_id=request.request_id,
                visitor_ref=request.visitor_ref,
                service=request.service,
                language=request.language,
            ),
            advise=advise,
        )
        if isinstance(checked_in, CheckInAnswer) and checked_in.outcome == "keeps_place" and checked_in.direction:
            return Directed.of(checked_in.direction)
    return reception.direct(hall, kiosk, request, advise=advise)


def _found(hall: Hall, request: CheckInRequest, now: datetime) -> Appointment | None:
    """The one named by its code, or of all that this person has today the one nearest to now."""
    if request.code is not None:
        found = appointments.by_code(hall.engine, hall.settings.id, request.code.rpartition("/")[2])
        return found if found and found.state is not State.CANCELLED else None
    visitor = hall.seals.open_visitor(request.visitor_ref, now) if request.visitor_ref else None
    number = plain_number(request.phone) if request.phone else None
    first = datetime.combine(hall.calendar.date_at(now), time(), tzinfo=hall.settings.zone)
    today = appointments.of_somebody(
        hall.engine,
        hall.settings.id,
        first,
        first + timedelta(days=1),
        phone_key=phone_key(number, hall.secrets.person_key) if number else None,
        person_key=visitor.person_key if visitor else None,
        states=(State.BOOKED, State.CHECKED_IN, State.MISSED),
    )
    return _nearest([one for one in today if request.service in (None, one.service)], now)


def _nearest(today: Sequence[Appointment], now: datetime) -> Appointment | None:
    return min(today, key=lambda one: (one.state is State.MISSED, abs(one.starts_at - now)), default=None)


def _keep_place(
    hall: Hall, kiosk: str, request: CheckInRequest, found: Appointment, now: datetime, advise: bool
) -> Directed | NoNumber | None:
    """A ticket that counts from the time of the appointment and waits for the window it was booked for.

    The appointment stands for the person: whoever checks in twice gets the same number again.
    """
    offer = hall.services.appointment(found.offer)
    lane = hall.settings.lane(offer.lane if offer else hall.settings.general.lane)
    if lane is None or not appointments.begin_check_in(hall.engine, found, now):
        return None
    service = hall.services.get(found.service)
    order = Order(
        request_id=request.request_id,
        kiosk=kiosk,
        decision=Decision(Direction(lane.kind, lane.id), RULE, REASON, hall.rules.version),
        series=service.series if service else hall.settings.general.series,
        service=found.service,
        language=request.language,
        head_start=now - found.starts_at,
        rivals=hall.rivals,
        person_key=f"{RULE}:{found.id}",
        target=line.at_window(found.window),
        limits=Limits(is_open=hall.is_open(now)),
    )
    visitor = hall.seals.open_visitor(request.visitor_ref, now) if request.visitor_ref else None
    if visitor:
        order = replace(order, sealed=visitor.person)
    place = window_words(hall, found.window)
    said = on_glass.words(hall, visitor, found.service) if advise else None
    answer = reception.carry_out(hall, order, service, now, place, said)
    if isinstance(answer, LongWait):  # nobody with an appointment is asked
        return None
    if isinstance(answer, Directed) and answer.answer.ticket:
        appointments.got_ticket(hall.engine, found, answer.answer.ticket.id)
    return answer


def _ordinary(
    hall: Hall, kiosk: str, request: CheckInRequest, found: Appointment, now: datetime, advise: bool
) -> Directed | NoNumber | None:
    """Like anybody else who comes for this service; an appointment still to come is given up for it."""
    if found.starts_at > now:
        appointments.cancel(hall.engine, hall.settings.id, found.code, now)
    asked = IssueRequest(
        request_id=request.request_id,
        visitor_ref=request.visitor_ref,
        service=found.service,
        language=request.language,
        wants_person=True,
        accepts_wait=True,
    )
    answer = reception.direct(hall, kiosk, asked, advise=advise)
    return None if isinstance(answer, LongWait) else answer
