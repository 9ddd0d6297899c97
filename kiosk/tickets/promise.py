"""What a ticket is given beside its number: how long it will take, on record, and the address of its page."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from kiosk.prepared import NewRow
from kiosk.tickets import predictions, schema_wait, ticket_pages
from kiosk.tickets.estimate import Estimate
from kiosk.tickets.values import Order, Standing, Ticket


def expected(connection: Connection, hall: str, order: Order, place: Standing, ahead: int) -> Estimate | None:
    """How long somebody at ``place`` will wait, if ``order`` wants to know."""
    if order.situation is None:
        return None
    rivals = order.rivals.get(place.lane, (place.lane,))
    return predictions.predict(connection, hall, place, ahead, rivals, order.situation)


def promised(
    hall: str, order: Order, ticket: Ticket, ahead: int, found: Estimate | None, now: datetime
) -> tuple[Ticket, list[NewRow]]:
    """A ticket just issued with what it is given, and the rows by which that goes on record."""
    slug = ticket_pages.new_slug() if order.with_page else None
    rows = list[NewRow]()
    if found is not None:
        rows.append((schema_wait.predictions, predictions.prediction_row(hall, ticket, ahead, found, now)))
    if slug is not None:
        rows.append(ticket_pages.page_row(slug, ticket.id))
    return replace(ticket, estimate=found, slug=slug) if rows else ticket, rows


def promised_again(connection: Connection, hall: str, order: Order, ticket: Ticket, ahead: int) -> Ticket:
    """A ticket that is held already, with how long it takes from now. What it was told first stays on record."""
    found = expected(connection, hall, order, ticket, ahead)
    slug = ticket_pages.slug_of(connection, ticket.id) if order.with_page else None
    return replace(ticket, estimate=found, slug=slug)
