"""Taking a seat in a slot, which never holds more people than it has seats.

A seat is a row with a number from 1 to the capacity, and a unique index over it: of two who take the last seat at
once, one finds it taken, whatever the processes and the database.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.database import reading, writing
from kiosk.tickets.appointments import CODE_LETTERS, Appointment, State, Why, as_appointment
from kiosk.tickets.offers import Host, Offer, Slot
from kiosk.tickets.schema_appointments import appointments

CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """``host``: None for whoever has most room. ``at_most``: open bookings a phone number may have."""

    request_id: UUID
    slot: Slot
    phone_key: str = field(repr=False)
    language: str
    host: str | None = None
    person_key: str | None = field(default=None, repr=False)
    at_most: int = 2


def book(engine: Engine, hall: str, offer: Offer, wish: Wish, now: datetime) -> Appointment | Why:
    """Take a seat. A repeat of the request gets the appointment it got."""
    for _ in range(offer.capacity * len(offer.hosts) + 2):
        try:
            with writing(engine) as connection:
                return _book(connection, hall, offer, wish, now)
        except IntegrityError:  # somebody took this seat just now, or this is the same request twice: look again
            continue
    return Why.FULL


def free_seats(engine: Engine, hall: str, offer: Offer, slots: Sequence[Slot]) -> Mapping[Slot, Mapping[str, int]]:
    """By slot and window."""
    if not slots:
        return {}
    with reading(engine) as connection:
        taken = (
            select(appointments.c.starts_at, appointments.c.window, func.count())
            .where(*_seats(hall, offer), appointments.c.starts_at.between(slots[0].starts_at, slots[-1].starts_at))
            .group_by(appointments.c.starts_at, appointments.c.window)
        )
        known = {(row[0], row[1]): int(row[2]) for row in connection.execute(taken)}
    windows = {host.window for host in offer.hosts}
    return {
        slot: {window: max(0, offer.capacity - known.get((slot.starts_at, window), 0)) for window in windows}
        for slot in slots
    }


def _book(connection: Connection, hall: str, offer: Offer, wish: Wish, now: datetime) -> Appointment | Why:
    same = select(appointments).where(appointments.c.request_id == wish.request_id)
    if (known := connection.execute(same).mappings().first()) is not None:
        return as_appointment(known)
    if (refused := _too_much(connection, hall, wish, now)) is not None:
        return refused
    seat = _seat(connection, hall, offer, wish)
    if seat is None:
        return Why.FULL
    host, number = seat
    row = {
        "id": uuid4(),
        "hall": hall,
        "offer": offer.id,
        "service": offer.service,
        "starts_at": wish.slot.starts_at,
        "ends_at": wish.slot.ends_at,
        "host": host.id,
        "window": host.window,
        "seat": number,
        "fee_fen": offer.fee_fen,
        "state": State.BOOKED,
        "code": "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        "request_id": wish.request_id,
        "phone_key": wish.phone_key,
        "person_key": wish.person_key,
        "language": wish.language,
        "booked_at": now,
        "changed_at": now,
    }
    connection.execute(insert(appointments), row)
    return as_appointment(row | {"ticket_id": None})


def _too_much(connection: Connection, hall: str, wish: Wish, now: datetime) -> Why | None:
    open_ones = select(appointments.c.starts_at).where(
        appointments.c.hall == hall,
        appointments.c.phone_key == wish.phone_key,
        appointments.c.starts_at >= now,
        appointments.c.state == State.BOOKED,
    )
    times = set(connection.scalars(open_ones))
    if wish.slot.starts_at in times:
        return Why.TWICE
    return Why.TOO_MANY if len(times) >= wish.at_most else None


def _seat(connection: Connection, hall: str, offer: Offer, wish: Wish) -> tuple[Host, int] | None:
    """The clerk asked for, or one at the window with most room; and the lowest free number there."""
    here = select(appointments.c.window, appointments.c.seat).where(
        *_seats(hall, offer), appointments.c.starts_at == wish.slot.starts_at
    )
    taken: dict[str, set[int]] = {}
    for row in connection.execute(here):
        taken.setdefault(row.window, set()).add(row.seat)
    asked = [host for host in offer.hosts if wish.host in (None, host.id)]
    roomiest = min(asked, key=lambda host: len(taken.get(host.window, ())), default=None)
    if roomiest is None:
        return None
    free = set(range(1, offer.capacity + 1)) - taken.get(roomiest.window, set())
    return (roomiest, min(free)) if free else None


def _seats(hall: str, offer: Offer) -> tuple[Any, ...]:
    return (
        appointments.c.hall == hall,
        appointments.c.offer == offer.id,
        appointments.c.state != State.CANCELLED,
    )
