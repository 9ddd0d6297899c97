"""What staff do at a window: see the open call, call the next person, finish; and look up why someone was sent."""

from uuid import UUID

from kiosk.hall.hall import Hall
from kiosk.tickets import board, calling
from kiosk.tickets.values import Called, Counter, CounterBusy, NobodyWaiting, Ticket
from kiosk.wire import CalledTicket, DecisionRecord


def open_call(hall: Hall, window: str) -> CalledTicket | None:
    ticket = calling.open_call(hall.engine, hall.calendar, window, hall.clock())
    return _seen(ticket) if ticket else None


def call_next(hall: Hall, window: str) -> CalledTicket | CounterBusy | NobodyWaiting:
    """Call the next person to ``window``, or say why not. Displays learn of it after the commit."""
    outcome = calling.call_next(hall.engine, hall.calendar, _counter(hall, window), hall.clock())
    if not isinstance(outcome, Called):
        return outcome
    hall.notices.changed()
    hall.metrics.called(outcome.ticket.lane, hall.clock() - outcome.ticket.issued_at)
    return _seen(outcome.ticket)


def finish(hall: Hall, window: str) -> None:
    """The person at ``window`` is done. Does no harm when nobody is there."""
    if calling.finish(hall.engine, hall.calendar, _counter(hall, window), hall.clock()):
        hall.notices.changed()


def decision(hall: Hall, request_id: UUID) -> DecisionRecord | None:
    seen = board.decision(hall.engine, hall.settings.id, request_id)
    if seen is None:
        return None
    return DecisionRecord(
        request_id=seen.request_id,
        kind=seen.kind,
        place=seen.place,
        rule=seen.rule,
        reason=seen.reason,
        rules_version=seen.rules_version,
        decided_at=seen.decided_at.astimezone(hall.settings.zone),
        ticket_number=seen.ticket_number,
        ticket_state=seen.ticket_state,
        print_state=seen.print_state,
    )


def _counter(hall: Hall, window: str) -> Counter:
    return Counter(window, hall.settings.lanes_of(window), f"window {window}")


def _seen(ticket: Ticket) -> CalledTicket:
    waited = (ticket.called_at or ticket.issued_at) - ticket.issued_at
    return CalledTicket(
        id=ticket.id,
        number=ticket.number,
        lane=ticket.lane,
        service=ticket.service,
        state=ticket.state,
        rule=ticket.rule,
        reason=ticket.reason,
        language=ticket.language,
        waited_s=max(0, int(waited.total_seconds())),
    )
