"""The name behind a ticket, for staff who ask: fetched from the back office, never kept, always on record."""

from enum import StrEnum
from uuid import UUID

from kiosk.hall.backoffice.outcomes import Found, NotFound
from kiosk.hall.hall import Hall
from kiosk.hall.staff.audit import AuditEvent, audit
from kiosk.hall.staff.members import StaffMember
from kiosk.tickets import outlook
from kiosk.wire import RevealedName


class NoName(StrEnum):
    NO_SUCH_TICKET = "no_such_ticket"
    NOT_IDENTIFIED = "not_identified"  # no card, an unknown one, or the day of the ticket is over
    BACK_OFFICE_AWAY = "back_office_away"


def reveal(hall: Hall, who: StaffMember, ticket_id: UUID, reason: str) -> RevealedName | NoName:
    """Written down before it is shown, so that no name is seen without a trace."""
    now = hall.clock()
    ticket = outlook.ticket(hall.engine, hall.settings.id, ticket_id)
    if ticket is None:
        return NoName.NO_SUCH_TICKET
    person = hall.seals.open_person(ticket.sealed, now) if ticket.sealed else None
    if person is None:
        return NoName.NOT_IDENTIFIED
    outcome = hall.back_office.find(person.presented)
    match outcome:
        case Found(facts=(contract, *_)):
            audit(hall.engine, who.login, AuditEvent.NAME_SHOWN, str(ticket_id), reason, now, hall=hall.settings.id)
            return RevealedName(name=contract.name)
        case NotFound() | Found():
            return NoName.NOT_IDENTIFIED
        case _:
            return NoName.BACK_OFFICE_AWAY
