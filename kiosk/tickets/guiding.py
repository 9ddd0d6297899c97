"""What the guide in the hall does with tickets: moves a person to another lane, marks who should wait less."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, update

from kiosk.database import writing
from kiosk.domain.ticket import Mark, Step, TicketState
from kiosk.tickets import business_day, line, states
from kiosk.tickets.schema import tickets
from kiosk.tickets.serving import Destination, moved_to
from kiosk.tickets.states import Trace
from kiosk.tickets.values import Calendar, Declined, Ticket, Why

NOT_AT_A_WINDOW = (TicketState.WAITING, TicketState.HELD, TicketState.PARKED)


def move(
    engine: Engine, calendar: Calendar, ticket_id: UUID, to: Destination, who: str, now: datetime
) -> Ticket | Declined:
    """Send somebody who is at no window to another lane, with the time they took their ticket."""
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        line.expire_parked(connection, calendar.hall, now)
        ticket = states.find(connection, tickets.c.id == ticket_id, tickets.c.hall == calendar.hall)
        if ticket is None:
            return Declined(Why.NO_SUCH_TICKET)
        changed = states.change(
            connection,
            ticket_id,
            NOT_AT_A_WINDOW,
            TicketState.WAITING,
            Trace(now, who, to.lane),
            tickets.c.turns == ticket.turns,
            step=Step.TRANSFERRED,
            **moved_to(ticket, to),
        )
        return changed.ticket if changed else Declined(Why.NOT_TO_BE_CALLED, ticket.number)


def mark(
    engine: Engine, calendar: Calendar, ticket_id: UUID, what: Mark, head_start: timedelta, who: str, now: datetime
) -> Ticket | Declined:
    """Give a waiting person a head start (never a smaller one than before); the time of issue stays."""
    with writing(engine) as connection:
        business_day.today(connection, calendar, now)
        ticket = states.find(connection, tickets.c.id == ticket_id, tickets.c.hall == calendar.hall)
        if ticket is None:
            return Declined(Why.NO_SUCH_TICKET)
        effective_at = min(ticket.effective_at, ticket.issued_at - head_start)
        marked = connection.execute(
            update(tickets)
            .where(
                tickets.c.id == ticket_id,
                tickets.c.turns == ticket.turns,
                tickets.c.state.in_(NOT_AT_A_WINDOW),
            )
            .values(
                mark=what,
                effective_at=effective_at,
                privileged=effective_at != ticket.issued_at,
                turns=tickets.c.turns + 1,
            )
            .returning(tickets)
        )
        row = marked.mappings().first()
        if row is None:
            return Declined(Why.NOT_TO_BE_CALLED, ticket.number)
        states.note_moment(connection, ticket_id, Step.MARKED, Trace(now, who, note=what))
        return states.as_ticket(row)
