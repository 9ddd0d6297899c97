"""The hall calls an appointment off: a clerk is ill, a room is flooded. The customer loses nothing by it."""

from datetime import datetime
from uuid import UUID

from kiosk.database import writing
from kiosk.hall.hall import Hall
from kiosk.hall.records import ledgers
from kiosk.hall.staff.audit import record
from kiosk.hall.staff.members import StaffMember
from kiosk.tickets import called_off
from kiosk.tickets.appointments import Appointment, State, Why

CALLED_OFF = "appointment_called_off"


def call_off(hall: Hall, who: StaffMember, appointment: UUID, reason: str, now: datetime) -> Appointment | Why:
    """Audited; a VIP reception is given back. Safe to repeat, which also ends what was begun and not finished."""
    with writing(hall.engine) as connection:
        found = called_off.call_off(connection, hall.settings.id, appointment, now)
        if found is None:
            return Why.NO_SUCH
        if found.state is not State.CANCELLED:
            return Why.OVER
        record(connection, hall.settings.id, who.login, CALLED_OFF, str(appointment), reason, now)
    ledgers.vip_give_back(hall.engine, hall.settings.id, str(appointment), who.login, now)
    return found
