"""What became of a slip: NEW → SENT → CONFIRMED | FAILED | UNKNOWN, or SHOWN on the screen instead."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update

from kiosk.database import writing
from kiosk.domain.ticket import PrintState, Step, TicketState
from kiosk.tickets import states
from kiosk.tickets.schema import print_jobs, tickets
from kiosk.tickets.states import Trace
from kiosk.tickets.values import Ticket

NEW, SENT, CONFIRMED = PrintState.NEW, PrintState.SENT, PrintState.CONFIRMED
FAILED, UNKNOWN, SHOWN = PrintState.FAILED, PrintState.UNKNOWN, PrintState.SHOWN

FROM: Mapping[PrintState, tuple[PrintState, ...]] = {
    NEW: (),
    SENT: (NEW, FAILED),
    CONFIRMED: (NEW, SENT, UNKNOWN),
    FAILED: (NEW, SENT),
    UNKNOWN: (NEW, SENT),
    SHOWN: (NEW, SENT, FAILED, UNKNOWN),
}
"""From where each state may be entered. A report that comes late or twice changes nothing."""

IN_SOMEBODYS_HAND = (SENT, CONFIRMED, UNKNOWN, SHOWN)


ON_RECORD = {
    CONFIRMED: Step.PRINTED,
    FAILED: Step.PRINT_FAILED,
    UNKNOWN: Step.PRINT_UNKNOWN,
    SHOWN: Step.SHOWN,
}
"""What stands in the ticket's life of it."""


def report(engine: Engine, hall: str, ticket_id: UUID, state: PrintState, now: datetime, who: str) -> bool:
    """Note how the newest slip of this ticket came out. False when this hall has no such ticket."""
    with writing(engine) as connection:
        job = _newest_job(connection, hall, ticket_id)
        if job is None:
            return False
        moved = connection.execute(
            update(print_jobs)
            .where(print_jobs.c.id == job, print_jobs.c.state.in_(FROM[state]))
            .values(state=state, changed_at=now)
        )
        if moved.rowcount == 1 and state in ON_RECORD:
            states.note_moment(connection, ticket_id, ON_RECORD[state], Trace(now, who))
        return True


def cancel(engine: Engine, hall: str, ticket_id: UUID, now: datetime, who: str) -> Ticket | None:
    """Void a ticket that nobody took: the visit that asked for it was over when the answer came.

    A ticket that was printed or shown, now or earlier that day, is in somebody's hand and stays. Returns the ticket
    as it was before, or None when this hall has no such ticket.
    """
    with writing(engine) as connection:
        ticket = states.find(connection, tickets.c.id == ticket_id, tickets.c.hall == hall)
        if ticket is not None and not _in_somebodys_hand(connection, ticket_id):
            before = (TicketState.WAITING, TicketState.CALLED)
            states.change(connection, ticket_id, before, TicketState.VOID, Trace(now, who))
        return ticket


def _newest_job(connection: Connection, hall: str, ticket_id: UUID) -> int | None:
    jobs = select(print_jobs.c.id).join(tickets).where(tickets.c.id == ticket_id, tickets.c.hall == hall)
    return connection.scalar(jobs.order_by(print_jobs.c.id.desc()).limit(1))


def _in_somebodys_hand(connection: Connection, ticket_id: UUID) -> bool:
    taken = select(print_jobs.c.id).where(
        print_jobs.c.ticket_id == ticket_id, print_jobs.c.state.in_(IN_SOMEBODYS_HAND)
    )
    return connection.execute(taken.limit(1)).first() is not None
