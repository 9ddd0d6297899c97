"""Tickets as staff see them: the words of the wire, times in the hall's zone, names masked."""

from datetime import datetime
from typing import Literal

from kiosk.hall.hall import Hall
from kiosk.hall.staff.names import names
from kiosk.tickets.guiding import Undoable
from kiosk.tickets.outlook import Everybody, Outlook
from kiosk.tickets.sessions import Session
from kiosk.tickets.values import Counter, Ticket
from kiosk.wire import CalledTicket, CounterView, GuideView, NextTicket, TicketInLine


def called(hall: Hall, ticket: Ticket, now: datetime, also: tuple[str, ...] = ()) -> CalledTicket:
    waited = (ticket.called_at or ticket.issued_at) - ticket.issued_at
    person = hall.seals.open_person(ticket.sealed, now) if ticket.sealed else None
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
        masked_name=person.masked_name if person else None,
        also=also,
        note=ticket.note,
        recalls=ticket.recalls,
        identified=person is not None,
        routed_by=person.routed_by if person else None,
    )


def in_line(hall: Hall, ticket: Ticket, now: datetime) -> TicketInLine:
    return TicketInLine(
        id=ticket.id,
        number=ticket.number,
        lane=ticket.lane,
        service=ticket.service,
        language=ticket.language,
        state=ticket.state,
        waited_s=_waited_s(ticket, now),
        privileged=ticket.privileged,
        mark=ticket.mark,
        target=ticket.target,
        window=ticket.window,
        until=ticket.parked_until.astimezone(hall.settings.zone) if ticket.parked_until else None,
        note=ticket.note,
    )


def counter(hall: Hall, at: Counter, seen: Outlook, now: datetime) -> CounterView:
    """``at.who`` asks."""
    session = seen.session
    action, until = seen.undo or (None, None)
    mine = session is not None and session.clerk == at.who
    return CounterView(
        window=at.window,
        state=state(session),
        clerk=session.clerk if session else None,
        now=now.astimezone(hall.settings.zone),
        mine=mine,
        clerk_name=None if mine or session is None else names(hall.staff).get(session.clerk),
        elsewhere=seen.elsewhere,
        pause_reason=session.pause_reason if session else None,
        current=called(hall, seen.here, now, seen.also) if seen.here else None,
        next=_next(seen, now),
        waiting=tuple(in_line(hall, ticket, now) for ticket in seen.waiting),
        held=tuple(in_line(hall, ticket, now) for ticket in seen.held),
        parked=tuple(in_line(hall, ticket, now) for ticket in seen.parked),
        undo=action,
        undo_until=until.astimezone(hall.settings.zone) if until else None,
    )


def state(session: Session | None) -> Literal["open", "paused", "closed"]:
    return "closed" if session is None else "paused" if session.paused else "open"


def guide(hall: Hall, seen: Everybody, last: Undoable | None, now: datetime) -> GuideView:
    return GuideView(
        now=now.astimezone(hall.settings.zone),
        open=hall.is_open(now),
        waiting=tuple(in_line(hall, ticket, now) for ticket in seen.waiting),
        held=tuple(in_line(hall, ticket, now) for ticket in seen.held),
        parked=tuple(in_line(hall, ticket, now) for ticket in seen.parked),
        unserved=tuple(ticket.id for ticket in seen.unserved),
        undo=last.action if last else None,
        undo_number=last.ticket.number if last else None,
        undo_until=last.until.astimezone(hall.settings.zone) if last else None,
    )


def _next(seen: Outlook, now: datetime) -> NextTicket | None:
    if seen.next is None:
        return None
    ticket, turn = seen.next
    return NextTicket(
        id=ticket.id,
        number=ticket.number,
        lane=ticket.lane,
        service=ticket.service,
        language=ticket.language,
        rule=ticket.rule,
        reason=ticket.reason,
        turn=turn,
        waited_s=_waited_s(ticket, now),
    )


def _waited_s(ticket: Ticket, now: datetime) -> int:
    return max(0, int((now - ticket.issued_at).total_seconds()))
