"""A card that is shown while its holder has an appointment: the kiosk asks at once whether they came for it."""

from datetime import datetime

from kiosk.hall import reception
from kiosk.hall.hall import Hall
from kiosk.tickets import appointments
from kiosk.tickets.appointments import Appointment, State
from kiosk.wire import AppointmentNow, Presented, Visitor


def identify(hall: Hall, presented: Presented) -> Visitor:
    """As ``reception.identify``, with the appointment for which this person may check in now."""
    visitor = reception.identify(hall, presented)
    if not hall.services.appointments:
        return visitor
    now = hall.clock()
    sealed = hall.seals.open_visitor(visitor.ref, now)
    found = _due(hall, sealed.person_key, now) if sealed and sealed.person_key else None
    return visitor.model_copy(update={"appointment": _told(hall, found)}) if found else visitor


def _due(hall: Hall, person_key: str, now: datetime) -> Appointment | None:
    """The next one whose holder is neither too early nor too late."""
    rules = hall.settings.appointments.punctuality
    due = appointments.of_somebody(
        hall.engine,
        hall.settings.id,
        now - rules.late,
        now + rules.early,
        person_key=person_key,
        states=(State.BOOKED,),
    )
    return due[0] if due else None


def _told(hall: Hall, one: Appointment) -> AppointmentNow:
    service = hall.services.get(one.service)
    title = service.title if service else hall.settings.general.title
    return AppointmentNow(service_title=title.by_language, starts_at=one.starts_at.astimezone(hall.settings.zone))
