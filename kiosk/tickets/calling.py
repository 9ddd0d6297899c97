"""Calling: who is next, one conditional change whose row count decides, one open call per counter."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, or_, select
from sqlalchemy.exc import IntegrityError

from kiosk.database import reading, writing
from kiosk.domain.ticket import TicketState
from kiosk.tickets import business_day, states
from kiosk.tickets.schema import AT_A_COUNTER, tickets
from kiosk.tickets.values import Calendar, Called, Counter, CounterBusy, NobodyWaiting, Ticket


def call_next(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime
) -> Called | CounterBusy | NobodyWaiting:
    """Call the next ticket to this counter. Two counters that ask at once get two tickets."""
    try:
        return _call_next(engine, calendar, counter, now)
    except IntegrityError:
        # Two requests of the same counter met (PostgreSQL only): the index lets one open call through.
        return _call_next(engine, calendar, counter, now)


def open_call(engine: Engine, calendar: Calendar, window: str, now: datetime) -> Ticket | None:
    """The ticket this window has called or is serving."""
    with reading(engine) as connection:
        day = business_day.peek(connection, calendar, now)
        return _open_call(connection, calendar.hall, day, window)


def finish(engine: Engine, calendar: Calendar, counter: Counter, now: datetime) -> Ticket | None:
    """End the open call of this counter as done. None when it has none: finishing twice does no harm."""
    with writing(engine) as connection:
        day = business_day.today(connection, calendar, now)
        ticket = _open_call(connection, calendar.hall, day, counter.window)
        if ticket is None:
            return None
        states.change(connection, ticket.id, AT_A_COUNTER, TicketState.DONE, now, counter.who)
        return ticket


def in_order_of_calling(line: Select[Any]) -> Select[Any]:
    """Whose turn it is: smallest effective time, which is the time of issue less the head start of the lane.

    So overtaking is bounded: nobody is passed by a ticket issued more than the largest head start after their own.
    """
    return line.order_by(tickets.c.effective_at, tickets.c.issued_at, tickets.c.series, tickets.c.number)


def people_ahead(connection: Connection, hall: str, ticket: Ticket, rivals: tuple[str, ...]) -> int:
    """How many waiting tickets of ``rivals`` (the lanes that share a window with this one) come before it."""
    if ticket.state is not TicketState.WAITING:
        return 0
    effective, issued = tickets.c.effective_at, tickets.c.issued_at
    before = or_(
        effective < ticket.effective_at,
        (effective == ticket.effective_at) & (issued < ticket.issued_at),
    )
    ahead = (
        select(func.count())
        .select_from(tickets)
        .where(*_waiting(hall, ticket.business_date, rivals), before, tickets.c.id != ticket.id)
    )
    return int(connection.execute(ahead).scalar_one())


def _call_next(
    engine: Engine, calendar: Calendar, counter: Counter, now: datetime
) -> Called | CounterBusy | NobodyWaiting:
    with writing(engine) as connection:
        day = business_day.today(connection, calendar, now)
        if (busy := _open_call(connection, calendar.hall, day, counter.window)) is not None:
            return CounterBusy(busy)
        while (chosen := _first_in_line(connection, calendar.hall, day, counter)) is not None:
            call = states.change(
                connection,
                chosen.id,
                [TicketState.WAITING],
                TicketState.CALLED,
                now,
                counter.who,
                window=counter.window,
                called_at=now,
            )
            if call is not None:
                called = states.find(connection, tickets.c.id == chosen.id)
                assert called is not None  # changed a moment ago in this transaction
                return Called(called, call)
        return NobodyWaiting()


def _first_in_line(connection: Connection, hall: str, day: date, counter: Counter) -> Ticket | None:
    """SKIP LOCKED: on PostgreSQL a ticket that another counter is just calling is passed over, not waited for."""
    line = select(tickets).where(*_waiting(hall, day, counter.lanes))
    first = in_order_of_calling(line).limit(1).with_for_update(skip_locked=True)
    row = connection.execute(first).mappings().first()
    return None if row is None else states.as_ticket(row)


def _waiting(hall: str, day: date, lanes: tuple[str, ...]) -> tuple[Any, ...]:
    return (
        tickets.c.hall == hall,
        tickets.c.business_date == day,
        tickets.c.state == TicketState.WAITING,
        tickets.c.lane.in_(lanes),
    )


def _open_call(connection: Connection, hall: str, day: date, window: str) -> Ticket | None:
    return states.find(
        connection,
        tickets.c.hall == hall,
        tickets.c.business_date == day,
        tickets.c.window == window,
        tickets.c.state.in_(AT_A_COUNTER),
    )
