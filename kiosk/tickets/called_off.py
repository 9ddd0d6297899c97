"""The hall's own view of its appointments: who is expected on a day, and calling one off."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update

from kiosk.database import reading
from kiosk.tickets.appointments import Appointment, State, as_appointment
from kiosk.tickets.schema_appointments import appointments

CAN_BE_CALLED_OFF = (State.BOOKED, State.CHECKED_IN)


def expected(engine: Engine, hall: str, first: datetime, last: datetime) -> tuple[Appointment, ...]:
    """All of them from ``first`` to before ``last``, whatever their state, the earliest first."""
    ours = (
        select(appointments)
        .where(appointments.c.hall == hall, appointments.c.starts_at >= first, appointments.c.starts_at < last)
        .order_by(appointments.c.starts_at, appointments.c.window, appointments.c.seat)
    )
    with reading(engine) as connection:
        return tuple(as_appointment(row) for row in connection.execute(ours).mappings())


def call_off(connection: Connection, hall: str, appointment: UUID, now: datetime) -> Appointment | None:
    """As it is then: cancelled, also when the customer has checked in; or as it was, when it was over already.

    The ticket of somebody who has checked in stays: they are in the hall and will be served. None: no such one.
    """
    mine = (appointments.c.hall == hall) & (appointments.c.id == appointment)
    off = update(appointments).where(mine, appointments.c.state.in_(CAN_BE_CALLED_OFF))
    connection.execute(off.values(state=State.CANCELLED, changed_at=now))
    row = connection.execute(select(appointments).where(mine)).mappings().first()
    return None if row is None else as_appointment(row)
