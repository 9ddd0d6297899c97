"""Numbers a kiosk may give out while the hall cannot be reached, and taking over the tickets it gave out.

Every lease is a block of the same counter row that everybody counts on, so no two kiosks ever hold one number.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, insert, or_, select

from kiosk.database import writing
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import TicketState
from kiosk.prepared import add_rows
from kiosk.tickets import business_day, numbering, printing, states
from kiosk.tickets.issuing import new_ticket
from kiosk.tickets.schema import IS_OPEN, OPEN_STATES, decisions, reserves, tickets
from kiosk.tickets.states import Trace
from kiosk.tickets.values import Adoption, AwayTicket, Calendar, Lease

RULE = "from-reserve"
REASON = "hall_not_reached"


def lease(engine: Engine, calendar: Calendar, kiosk: str, series: str, size: int, now: datetime) -> Lease:
    """The next ``size`` numbers of ``series`` for this kiosk. A lease that is lost on the way leaves a gap."""
    with writing(engine) as connection:
        day = business_day.today(connection, calendar, now)
        last = numbering.take(connection, calendar.hall, day, series, size)
        assert last is not None  # the reserve has no cap
        block = Lease(series, last - size + 1, last, day)
        connection.execute(
            insert(reserves).values(
                hall=calendar.hall,
                business_date=day,
                kiosk=kiosk,
                series=series,
                first=block.first,
                last=block.last,
                leased_at=now,
            )
        )
        return block


def adopt(
    engine: Engine, calendar: Calendar, given: AwayTicket, now: datetime, answer: Mapping[str, Any]
) -> Adoption:
    """Take over a ticket given out from a lease; it waits from the time the kiosk gave it out.

    The person holds this number, so a ticket the hall issued for the same request, whose answer never arrived, is
    voided: for one request at most one ticket is live. ``answer`` is what a repeat of the request shall get from
    now on. A ticket of a day that is over is kept on record and called no more. The ticket's id is its request id,
    by which the kiosk knows it.
    """
    with writing(engine) as connection:
        day = business_day.today(connection, calendar, now)
        known = states.find(
            connection, or_(and_(*_same_number(calendar.hall, given)), tickets.c.id == given.request_id)
        )
        if known is not None:
            same = known.id == given.request_id and known.count == given.count
            return Adoption.REPEATED if same else Adoption.TAKEN
        if not _leased(connection, calendar.hall, given):
            return Adoption.NOT_LEASED
        _void_live(connection, given, now)
        row = _row(calendar.hall, given, min(given.issued_at, now))
        ticket, rows = new_ticket(row, who=given.kiosk)
        add_rows(connection, [*rows, printing.first(ticket.id, given.print_state, ticket.issued_at)])
        if given.business_date < day:
            waiting = [TicketState.WAITING]
            states.change(connection, ticket.id, waiting, TicketState.NO_SHOW, Trace(now, business_day.CLOSED_BY))
        _record(connection, calendar.hall, given, now, answer)
        return Adoption.ADOPTED


def _same_number(hall: str, given: AwayTicket) -> tuple[Any, ...]:
    return (
        tickets.c.hall == hall,
        tickets.c.business_date == given.business_date,
        tickets.c.series == given.series,
        tickets.c.number == given.count,
    )


def _leased(connection: Connection, hall: str, given: AwayTicket) -> bool:
    covering = select(reserves.c.id).where(
        reserves.c.hall == hall,
        reserves.c.business_date == given.business_date,
        reserves.c.kiosk == given.kiosk,
        reserves.c.series == given.series,
        reserves.c.first <= given.count,
        reserves.c.last >= given.count,
    )
    return connection.execute(covering).first() is not None


def _void_live(connection: Connection, given: AwayTicket, now: datetime) -> None:
    live = states.find(connection, tickets.c.request_id == given.request_id, IS_OPEN)
    if live is not None:
        states.change(connection, live.id, OPEN_STATES, TicketState.VOID, Trace(now, given.kiosk))


def _row(hall: str, given: AwayTicket, issued_at: datetime) -> dict[str, Any]:
    return {
        "id": given.request_id,
        "hall": hall,
        "business_date": given.business_date,
        "series": given.series,
        "number": given.count,
        "kind": DirectionKind.LANE,
        "lane": given.lane,
        "service": "",
        "language": given.language,
        "person_key": None,
        "rule": RULE,
        "reason": REASON,
        "rules_version": "",
        "request_id": given.request_id,
        "kiosk": given.kiosk,
        "issued_at": issued_at,
        "effective_at": issued_at,
    }


def _record(connection: Connection, hall: str, given: AwayTicket, now: datetime, answer: Mapping[str, Any]) -> None:
    """The decision the person holds a slip of; it takes the place of one whose answer never arrived."""
    what = {
        "hall": hall,
        "kiosk": given.kiosk,
        "kind": DirectionKind.LANE,
        "place": given.lane,
        "rule": RULE,
        "reason": REASON,
        "rules_version": "",
        "decided_at": now,
        "ticket_id": given.request_id,
        "answer": dict(answer),
        "overrides": "",
    }
    fresh = numbering.upsert(connection)(decisions).values(request_id=given.request_id, **what)
    connection.execute(fresh.on_conflict_do_update(index_elements=["request_id"], set_=what))
