"""The one way to give a person a direction: number, ticket and decision in one commit, then the answer.

A repeat of a request gets the first answer. A person who holds an open ticket for the service gets that one again.
Every statement is made once and compiled once: this is what a hall does most.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import uuid4

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.exc import IntegrityError

from kiosk.database import writing
from kiosk.domain.ticket import Step, TicketState
from kiosk.prepared import NewRow, Prepared, add_rows
from kiosk.tickets import business_day, line, numbering, printing, states
from kiosk.tickets.business_day import MARKED
from kiosk.tickets.promise import expected, promised, promised_again
from kiosk.tickets.schema import IS_OPEN_AND_KNOWN, decisions, ticket_states, tickets
from kiosk.tickets.states import Trace
from kiosk.tickets.values import (
    Calendar,
    Happened,
    LongLine,
    Newcomer,
    NoNumber,
    Order,
    Outcome,
    Standing,
    Ticket,
)

Compose = Callable[[Ticket | None, int, bool], Mapping[str, Any]]
"""Writes the answer for a ticket (None: no number needed), the people ahead, and whether it was held already."""

Issued: TypeAlias = Outcome | NoNumber | LongLine


def issue(engine: Engine, calendar: Calendar, order: Order, now: datetime, compose: Compose) -> Issued:
    """Carry out ``order`` and commit it. Safe to call at once from many threads and processes, and again.

    A limit of the order that is reached is the answer instead; then nothing was written, and the same request may
    come again.
    """
    try:
        return _issue(engine, calendar, order, now, compose)
    except _NotIssued as no:
        return no.why
    except IntegrityError:
        # Another process committed the same request, or a ticket of the same person, between our look and our
        # insert (PostgreSQL only; SQLite holds the write lock from the start). A second look finds it.
        return _issue(engine, calendar, order, now, compose)


class _NotIssued(Exception):
    """Rolls back what was counted."""

    def __init__(self, why: NoNumber | LongLine) -> None:
        self.why = why


def _issue(engine: Engine, calendar: Calendar, order: Order, now: datetime, compose: Compose) -> Outcome:
    with writing(engine) as connection:
        known = _KNOWN.first(connection, request=order.request_id, hall=calendar.hall)
        assert known is not None  # two looks, whether or not they find something
        if known["answer"] is not None:
            return Outcome(Happened.REPEATED, known["answer"])
        if not order.limits.is_open:
            raise _NotIssued(NoNumber.HALL_CLOSED)
        happened, ticket, ahead, rows = Happened.DIRECTED, None, 0, list[NewRow]()
        if order.decision.direction.kind.takes_number:
            day = business_day.moved_to(connection, calendar, now, known["mark"])
            happened, ticket, ahead, rows = _held_or_new(connection, calendar, order, now, day)
        answer = compose(ticket, ahead, happened is Happened.HELD)
        add_rows(connection, [*rows, _decision(calendar.hall, order, ticket, now, answer)])
        return Outcome(happened, answer)


def _held_or_new(
    connection: Connection, calendar: Calendar, order: Order, now: datetime, day: date
) -> tuple[Happened, Ticket, int, list[NewRow]]:
    """What happened, the ticket, the people ahead, and the rows that are still to be written."""
    held = _held(connection, calendar.hall, day, order, now)
    if held is not None:
        ahead = _ahead(connection, calendar.hall, order, held)
        ahead = ahead if held.state is TicketState.WAITING else 0
        again = promised_again(connection, calendar.hall, order, held, ahead)
        return Happened.HELD, again, ahead, [printing.again(held.id, now)]
    place = Newcomer(day, order.decision.direction.place, now, now - order.head_start)
    ahead = _ahead(connection, calendar.hall, order, place)
    if order.limits.ask_above is not None and ahead > order.limits.ask_above:
        raise _NotIssued(LongLine(ahead, order.rivals.get(place.lane, (place.lane,))))
    found = expected(connection, calendar.hall, order, place, ahead)
    # Last of all that is asked: from here to the commit everybody else who wants a number of this series waits.
    number = _number(connection, calendar.hall, day, order)
    row = _row(calendar, order, now) | {"business_date": day, "number": number}
    ticket, rows = new_ticket(row, who=order.kiosk)
    ticket, more = promised(calendar.hall, order, ticket, ahead, found, now)
    return Happened.ISSUED, ticket, ahead, rows + more


def _held(connection: Connection, hall: str, day: date, order: Order, now: datetime) -> Ticket | None:
    """The open ticket of this person for this service. One that is parked waits again: they are here."""
    if order.person_key is None:
        return None
    row = _HELD.first(connection, hall=hall, day=day, person=order.person_key, service=order.service or "")
    if row is None:
        return None
    ticket = states.as_ticket(row)
    if ticket.state is not TicketState.PARKED:
        return ticket
    late = ticket.parked_until is not None and ticket.parked_until <= now
    if late:
        line.expire_parked(connection, hall, now)
        return None
    trace = Trace(now, order.kiosk)
    waits = states.change(
        connection, ticket.id, [TicketState.PARKED], TicketState.WAITING, trace, **states.WAITS_AGAIN
    )
    return waits.ticket if waits else ticket


def _number(connection: Connection, hall: str, day: date, order: Order) -> int:
    limits = order.limits
    if (
        order.service
        and limits.service_cap is not None
        and not numbering.count_service(connection, hall, day, order.service, limits.service_cap)
    ):
        raise _NotIssued(NoNumber.DAILY_CAP)
    number = numbering.take(connection, hall, day, order.series, cap=limits.series_cap)
    if number is None:
        raise _NotIssued(NoNumber.DAILY_CAP)
    return number


def _ahead(connection: Connection, hall: str, order: Order, place: Standing) -> int:
    lanes = order.rivals.get(place.lane, (place.lane,))
    return line.people_ahead(connection, hall, place.business_date, place.effective_at, place.issued_at, lanes)


def _row(calendar: Calendar, order: Order, now: datetime) -> dict[str, Any]:
    decision = order.decision
    return {
        "id": uuid4(),
        "hall": calendar.hall,
        "series": order.series,
        "kind": decision.direction.kind,
        "lane": decision.direction.place,
        "service": order.service or "",
        "language": order.language,
        "person_key": order.person_key,
        "rule": decision.rule,
        "reason": decision.reason,
        "rules_version": decision.rules_version,
        "request_id": order.request_id,
        "kiosk": order.kiosk,
        "issued_at": now,
        "effective_at": now - order.head_start,
        "target": order.target,
        "mark": order.mark,
        "sealed": order.sealed,
    }


def new_ticket(row: Mapping[str, Any], who: str) -> tuple[Ticket, list[NewRow]]:
    """A waiting ticket: its row and its first state's. ``row`` has all columns but the state's."""
    full = _NEW | dict(row)
    full["privileged"] = full["effective_at"] != full["issued_at"]
    ticket_id, at = full["id"], full["issued_at"]
    return states.as_ticket(full), [
        (tickets, full),
        (ticket_states, states.state_row(ticket_id, Step.WAITING, Trace(at, who))),
    ]


def _decision(hall: str, order: Order, ticket: Ticket | None, now: datetime, answer: Mapping[str, Any]) -> NewRow:
    """A held ticket keeps the rule and reason it was issued by: that is why its holder is sent there."""
    decision = order.decision
    direction = decision.direction
    return decisions, {
        "request_id": order.request_id,
        "hall": hall,
        "kiosk": order.kiosk,
        "kind": ticket.kind if ticket else direction.kind,
        "place": ticket.lane if ticket else direction.place,
        "rule": ticket.rule if ticket else decision.rule,
        "reason": ticket.reason if ticket else decision.reason,
        "rules_version": decision.rules_version,
        "decided_at": now,
        "ticket_id": ticket.id if ticket else None,
        "answer": answer,
        "overrides": " ".join(decision.overrides),
    }


_KNOWN = Prepared(  # the first answer to this request, and the day; one statement, as one is half the price of two
    select(
        select(decisions.c.answer)
        .where(decisions.c.request_id == bindparam("request"))
        .scalar_subquery()
        .label("answer"),
        MARKED.scalar_subquery().label("mark"),
    )
)
_HELD = Prepared(
    select(tickets).where(
        tickets.c.hall == bindparam("hall"),
        tickets.c.business_date == bindparam("day"),
        tickets.c.person_key == bindparam("person"),
        tickets.c.service == bindparam("service"),
        IS_OPEN_AND_KNOWN,
    )
)
_NEW = {
    "state": TicketState.WAITING,
    "window": None,
    "called_at": None,
    "turns": 0,
    "recalls": 0,
    "target": None,
    "mark": None,
    "parked_until": None,
    "note": None,
    "sealed": None,
}
