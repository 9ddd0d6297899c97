"""The page of a ticket on its holder's phone: an address nobody can guess, good until the business day ends."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, select

from kiosk.database import reading
from kiosk.domain.ticket import TicketState
from kiosk.prepared import NewRow, add_rows
from kiosk.tickets import business_day, line, states
from kiosk.tickets.estimate import Estimate, Situation
from kiosk.tickets.predictions import predict
from kiosk.tickets.schema import tickets
from kiosk.tickets.schema_wait import ticket_pages
from kiosk.tickets.values import Calendar, Ticket

RANDOM_BYTES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands now. ``ahead`` and ``estimate`` are None unless it waits in line."""

    ticket: Ticket
    ahead: int | None = None
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """There was such a ticket, on another day."""


def slug_of(connection: Connection, ticket_id: UUID) -> str:
    """The address of this ticket's page; made when it has none."""
    known: str | None = connection.scalar(select(ticket_pages.c.slug).where(ticket_pages.c.ticket_id == ticket_id))
    if known is None:
        known = new_slug()
        add_rows(connection, [page_row(known, ticket_id)])
    return known


def new_slug() -> str:
    return secrets.token_urlsafe(RANDOM_BYTES)


def page_row(slug: str, ticket_id: UUID) -> NewRow:
    return ticket_pages, {"slug": slug, "ticket_id": ticket_id}


def look(
    engine: Engine,
    calendar: Calendar,
    slug: str,
    now: datetime,
    rivals: dict[str, tuple[str, ...]],
    situation: Situation | None,
) -> Place | Gone | None:
    """What the page shows. None for an address this hall never gave out."""
    with reading(engine) as connection:
        page = select(ticket_pages.c.ticket_id).where(ticket_pages.c.slug == slug)
        ticket = states.find(connection, tickets.c.id.in_(page), tickets.c.hall == calendar.hall)
        if ticket is None:
            return None
        if ticket.business_date < business_day.peek(connection, calendar, now):
            return Gone()
        if ticket.state is not TicketState.WAITING:
            return Place(ticket)
        lanes = rivals.get(ticket.lane, (ticket.lane,))
        ahead = line.people_ahead(
            connection, calendar.hall, ticket.business_date, ticket.effective_at, ticket.issued_at, lanes
        )
        found = predict(connection, calendar.hall, ticket, ahead, lanes, situation) if situation else None
        return Place(ticket, ahead, found)
