"""Whose record is meant: the key of whoever holds a ticket, or of a customer by their number."""

from enum import StrEnum
from uuid import UUID

from kiosk.hall.backoffice.outcomes import Found, NotFound
from kiosk.hall.hall import Hall
from kiosk.hall.person import person_key
from kiosk.tickets import outlook
from kiosk.tickets.values import Ticket
from kiosk.wire import PresentedPowerCard

NO_METER = "0" * 12
"""Never asked for: only the customer number counts."""


class Nobody(StrEnum):
    NO_SUCH_TICKET = "no_such_ticket"
    NOT_IDENTIFIED = "not_identified"
    NO_SUCH_CUSTOMER = "no_such_customer"
    BACK_OFFICE_AWAY = "back_office_away"


def of_ticket(hall: Hall, ticket_id: UUID) -> str | Nobody:
    return _holder(hall, outlook.ticket(hall.engine, hall.settings.id, ticket_id))


def of_number(hall: Hall, number: str) -> str | Nobody:
    """Of whoever holds this number today."""
    return _holder(hall, outlook.ticket_of_today(hall.engine, hall.calendar, number, hall.clock()))


def _holder(hall: Hall, ticket: Ticket | None) -> str | Nobody:
    """While its day lasts a ticket knows what was presented, which leads to the same key as any other card does."""
    if ticket is None:
        return Nobody.NO_SUCH_TICKET
    sealed = hall.seals.open_person(ticket.sealed, hall.clock()) if ticket.sealed else None
    if sealed is None:
        return Nobody.NOT_IDENTIFIED
    match hall.back_office.find(sealed.presented):
        case Found(facts):
            return person_key(sealed.presented, facts, hall.secrets.person_key)
        case NotFound():
            return Nobody.NOT_IDENTIFIED
        case _:
            return Nobody.BACK_OFFICE_AWAY


def by_number(number: str) -> PresentedPowerCard:
    """The question to the back office that a customer number is. Raises ValueError for what is none."""
    digits = "".join(number.split())
    if not (digits.isascii() and digits.isdigit() and 10 <= len(digits) <= 12):
        raise ValueError("a customer number has 10 to 12 digits")
    return PresentedPowerCard(customer_number=digits.zfill(12), meter_number=NO_METER)


def of_customer(hall: Hall, number: str) -> str | Nobody:
    try:
        presented = by_number(number)
    except ValueError:
        return Nobody.NO_SUCH_CUSTOMER
    match hall.back_office.find(presented):
        case Found(facts) if facts:
            return person_key(presented, facts, hall.secrets.person_key)
        case Found() | NotFound():
            return Nobody.NO_SUCH_CUSTOMER
        case _:
            return Nobody.BACK_OFFICE_AWAY
