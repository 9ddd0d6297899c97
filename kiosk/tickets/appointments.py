"""The book of appointments: who comes when, to whom, and what became of it. ``booking`` writes into it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, func, or_, select, update

from kiosk.database import reading, writing
from kiosk.domain.ticket import TicketState
from kiosk.tickets.schema import tickets
from kiosk.tickets.schema_appointments import appointments

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none that is taken for another when read aloud or typed."""

_MISREAD = str.maketrans("OIL", "011")


class State(StrEnum):
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Why(StrEnum):
    """Why nothing was booked, or cancelled."""

    FULL = "slot_full"
    TOO_MANY = "too_many_bookings"  # of this phone number
    TWICE = "booked_already"  # this phone number, at this time
    NO_SUCH = "no_such_appointment"
    OVER = "appointment_over"  # checked in, cancelled or missed


@dataclass(frozen=True, slots=True)
class Appointment:
    id: UUID
    offer: str
    service: str
    starts_at: datetime
    ends_at: datetime
    host: str
    window: str
    seat: int
    fee_fen: int
    state: State
    code: str
    language: str
    person_key: str | None = field(repr=False)
    ticket_id: UUID | None = None
    phone_key: str = field(default="", repr=False)


def by_code(engine: Engine, hall: str, typed: str) -> Appointment | None:
    """``typed``: with or without its dashes, small letters or capitals."""
    return _find(engine, appointments.c.hall == hall, appointments.c.code == plain_code(typed))


def of_somebody(
    engine: Engine,
    hall: str,
    first: datetime,
    last: datetime,
    *,
    phone_key: str | None = None,
    person_key: str | None = None,
    states: Collection[State] = (State.BOOKED, State.CHECKED_IN),
) -> tuple[Appointment, ...]:
    """Those of this phone number or this person between ``first`` and ``last``, the earliest first."""
    whose = [
        column == key
        for column, key in ((appointments.c.phone_key, phone_key), (appointments.c.person_key, person_key))
        if key is not None
    ]
    if not whose:
        return ()
    mine = (
        select(appointments)
        .where(appointments.c.hall == hall, or_(*whose), appointments.c.state.in_(states))
        .where(appointments.c.starts_at.between(first, last))
        .order_by(appointments.c.starts_at)
    )
    with reading(engine) as connection:
        return tuple(as_appointment(row) for row in connection.execute(mine).mappings())


def people_before(engine: Engine, hall: str, one: Appointment) -> int:
    """How many come to the same window in the same slot, and before this one."""
    before = (
        select(func.count())
        .select_from(appointments)
        .where(
            appointments.c.hall == hall,
            appointments.c.offer == one.offer,
            appointments.c.window == one.window,
            appointments.c.starts_at == one.starts_at,
            appointments.c.seat < one.seat,
            appointments.c.state.in_((State.BOOKED, State.CHECKED_IN)),
        )
    )
    with reading(engine) as connection:
        return int(connection.execute(before).scalar_one())


def cancel(engine: Engine, hall: str, typed: str, now: datetime) -> Appointment | Why:
    """Give the seat back. Cancelling twice does no harm."""
    with writing(engine) as connection:
        row = connection.execute(
            select(appointments).where(appointments.c.hall == hall, appointments.c.code == plain_code(typed))
        ).mappings().first()  # fmt: skip
        if row is None:
            return Why.NO_SUCH
        if not _move(connection, row["id"], (State.BOOKED,), State.CANCELLED, now):
            return as_appointment(row) if row["state"] == State.CANCELLED else Why.OVER
        return as_appointment(dict(row) | {"state": State.CANCELLED})


def begin_check_in(engine: Engine, one: Appointment, now: datetime) -> bool:
    """From now on it cannot be cancelled. False when it was, or was missed; doing it again does no harm."""
    with writing(engine) as connection:
        return _move(connection, one.id, (State.BOOKED, State.CHECKED_IN), State.CHECKED_IN, now)


def got_ticket(engine: Engine, one: Appointment, ticket_id: UUID) -> None:
    with writing(engine) as connection:
        mine = update(appointments).where(appointments.c.id == one.id)
        connection.execute(mine.values(ticket_id=ticket_id))


def is_used(engine: Engine, one: Appointment) -> bool:
    """Whether the ticket it was checked in with has come to its end. One that nobody took does not count."""
    if one.ticket_id is None:
        return False
    over = tickets.c.state.in_((TicketState.DONE, TicketState.NO_SHOW))
    with reading(engine) as connection:
        return connection.scalar(select(tickets.c.id).where(tickets.c.id == one.ticket_id, over)) is not None


def miss(engine: Engine, hall: str, started_before: datetime, now: datetime) -> int:
    """Whoever has not come to an appointment of before then has missed it. Returns how many."""
    late = (appointments.c.hall == hall) & (appointments.c.starts_at < started_before)
    with writing(engine) as connection:
        gone = update(appointments).where(late, appointments.c.state == State.BOOKED)
        return connection.execute(gone.values(state=State.MISSED, changed_at=now)).rowcount


def plain_code(typed: str) -> str:
    """As codes are kept.

    >>> plain_code("ab1o-cd 2i-efgh")
    'AB10CD21EFGH'
    """
    return "".join(sign for sign in typed.upper().translate(_MISREAD) if sign in CODE_LETTERS)[:16]


def readable_code(code: str) -> str:
    """In fours."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _move(connection: Connection, id: UUID, before: Collection[State], after: State, now: datetime) -> bool:
    mine = update(appointments).where(appointments.c.id == id, appointments.c.state.in_(before))
    return connection.execute(mine.values(state=after, changed_at=now)).rowcount == 1


def _find(engine: Engine, *conditions: Any) -> Appointment | None:
    with reading(engine) as connection:
        row = connection.execute(select(appointments).where(*conditions)).mappings().first()
    return None if row is None else as_appointment(row)


def as_appointment(row: Mapping[Any, Any]) -> Appointment:
    return Appointment(
        id=row["id"],
        offer=row["offer"],
        service=row["service"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        host=row["host"],
        window=row["window"],
        seat=row["seat"],
        fee_fen=row["fee_fen"],
        state=State(row["state"]),
        code=row["code"],
        language=row["language"],
        person_key=row["person_key"],
        ticket_id=row["ticket_id"],
        phone_key=row["phone_key"],
    )
