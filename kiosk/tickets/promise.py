"""What a ticket is given beside its number: how long it will take, on record, and the address of its page."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from kiosk.tickets import predictions, ticket_pages
from kiosk.tickets.values import Order, Ticket


def promise(
    connection: Connection, hall: str, order: Order, ticket: Ticket, ahead: int, now: datetime, *, fresh: bool
) -> Ticket:
    """``ticket`` with what ``order`` asks for. Only the prediction made for a ``fresh`` ticket goes on record."""
    found, slug = None, None
    if order.situation is not None:
        rivals = order.rivals.get(ticket.lane, (ticket.lane,))
        found = predictions.predict(connection, hall, ticket, ahead, rivals, order.situation)
        if found is not None and fresh:
            predictions.record(connection, hall, ticket, ahead, found, now)
    if order.with_page:
        make = ticket_pages.new_slug if fresh else ticket_pages.slug_of
        slug = make(connection, ticket.id)
    return replace(ticket, estimate=found, slug=slug)
