"""What became of a slip: NEW → SENT → CONFIRMED | FAILED | UNKNOWN, or SHOWN on the screen instead.

A ticket's first slip has no row while it is NEW: nobody has said anything of it. The commit that issues a ticket is
the dearest a hall makes, and is spared a table by it.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update

from kiosk.database import writing
from kiosk.domain.ticket import PrintState, Step, TicketState
from kiosk.prepared import NewRow
from kiosk.tickets import numbering, states
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
        ticket = select(tickets.c.issued_at).where(tickets.c.id == ticket_id, tickets.c.hall == hall)
        issued_at = connection.scalar(ticket)
        if issued_at is None:
            return False
        if _moved(connection, ticket_id, state, issued_at, now) and state in ON_RECORD:
            states.note_moment(connection, ticket_id, ON_RECORD[state], Trace(now, who))
        return True


def first(ticket_id: UUID, state: PrintState, asked_at: datetime, changed_at: datetime | None = None) -> NewRow:
    """The row of a ticket's first slip, of which something is known."""
    return _job(ticket_id, state, asked_at, changed_at or asked_at, reprint=False)


def again(ticket_id: UUID, now: datetime) -> NewRow:
    """The row of one more slip of a ticket."""
    return _job(ticket_id, NEW, now, now, reprint=True)


def cancel(engine: Engine, hall: str, ticket_id: UUID, now: datetime, who: str) -> Ticket | None:
    """Void a ticket that nobody took: the visit that asked for it was over when the answer came.

    A ticket that was printed or shown, now or earlier that day, is in somebody's hand and stays. Returns the ticket
    as it was before, or None when this hall has no such ticket.
    """
    with writing(engine) as connection:
        _await_reports(connection, ticket_id)
        ticket = states.find(connection, tickets.c.id == ticket_id, tickets.c.hall == hall)
        if ticket is not None and not _in_somebodys_hand(connection, ticket_id):
            before = (TicketState.WAITING, TicketState.CALLED)
            states.change(connection, ticket_id, before, TicketState.VOID, Trace(now, who))
        return ticket


def _moved(connection: Connection, ticket_id: UUID, state: PrintState, issued_at: datetime, now: datetime) -> bool:
    """Whether this was news of the newest slip. Of two reports that come at once one makes the first slip's row."""
    of_ticket = select(print_jobs.c.id).where(print_jobs.c.ticket_id == ticket_id)
    newest = of_ticket.order_by(print_jobs.c.id.desc()).limit(1)
    job = connection.scalar(newest)
    if job is None and NEW in FROM[state]:
        _, row = first(ticket_id, state, issued_at, now)
        made = numbering.upsert(connection)(print_jobs).values(row).on_conflict_do_nothing()
        if connection.scalar(made.returning(print_jobs.c.id)) is not None:
            return True
        job = connection.scalar(newest)
    may_move = (print_jobs.c.id == job) & print_jobs.c.state.in_(FROM[state])
    return connection.execute(update(print_jobs).where(may_move).values(state=state, changed_at=now)).rowcount == 1


def _job(ticket_id: UUID, state: PrintState, asked_at: datetime, changed_at: datetime, *, reprint: bool) -> NewRow:
    times = {"created_at": asked_at, "changed_at": changed_at}
    return print_jobs, {"ticket_id": ticket_id, "state": state, "reprint": reprint, **times}


def _await_reports(connection: Connection, ticket_id: UUID) -> None:
    """Whoever is just saying that it was printed comes first, whether by a change of a row or by a new one.

    In this order: a report that changes a row refers to the ticket only after that.
    """
    connection.execute(select(print_jobs.c.id).where(print_jobs.c.ticket_id == ticket_id).with_for_update())
    connection.execute(select(tickets.c.id).where(tickets.c.id == ticket_id).with_for_update())


def _in_somebodys_hand(connection: Connection, ticket_id: UUID) -> bool:
    taken = select(print_jobs.c.id).where(
        print_jobs.c.ticket_id == ticket_id, print_jobs.c.state.in_(IN_SOMEBODYS_HAND)
    )
    return connection.execute(taken.limit(1)).first() is not None
