"""What a ticket is given beside its number: how long it will take, on record, and the address of its page."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from kiosk.tickets import predictions, ticket_pages
from kiosk.tickets.estimate import Estimate
from kiosk.tickets.values import Order, Standing, Ticket


def expected(connection: Connection, hall: str, order: Order, place: Standing, ahead: int) -> Estimate | None:
    """How long somebody at ``place`` will wait, if ``order`` wants to know."""
    if order.situation is None:
        return None
    rivals = order.rivals.get(place.lane, (place.lane,))
    return predictions.predict(connection, hall, place, ahead, rivals, order.situation)


def promised(
    connection: Connection,
    hall: str,
    order: Order,
    ticket: Ticket,
    ahead: int,
    found: Estimate | None,
    now: datetime,
) -> Ticket:
    """A ticket just issued, with what it is given; all of it goes on record."""
    if found is not None:
        predictions.record(connection, hall, ticket, ahead, found, now)
    slug = ticket_pages.new_slug(connection, ticket.id) if order.with_page else None
    return ticket if found is None and slug is None else replace(ticket, estimate=found, slug=slug)


def promised_again(connection: Connection, hall: str, order: Order, ticket: Ticket, ahead: int) -> Ticket:
    """A ticket that is held already, with how long it takes from now. What it was told first stays on record."""
    found = expected(connection, hall, order, ticket, ahead)
    slug = ticket_pages.slug_of(connection, ticket.id) if order.with_page else None
    return replace(ticket, estimate=found, slug=slug)
