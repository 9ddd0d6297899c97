"""The one way to give a person a direction: number, ticket, decision and print job in one commit, then the answer.

A repeat of a request gets the first answer. A person who holds an open ticket for the service gets that one again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.database import writing
from kiosk.domain.ticket import PrintState, TicketState
from kiosk.tickets import business_day, calling, numbering, states
from kiosk.tickets.schema import OPEN_STATES, decisions, print_jobs, tickets
from kiosk.tickets.values import Calendar, Happened, Order, Outcome, Ticket

Compose = Callable[[Ticket | None, int, bool], Mapping[str, Any]]
"""Writes the answer for a ticket (None: no number needed), the people ahead, and whether it was held already."""


def issue(engine: Engine, calendar: Calendar, order: Order, now: datetime, compose: Compose) -> Outcome:
    """Carry out ``order`` and commit it. Safe to call at once from many threads and processes, and again."""
    try:
        return _issue(engine, calendar, order, now, compose)
    except IntegrityError:
        # Another process committed the same request, or a ticket of the same person, between our look and our
        # insert (PostgreSQL only; SQLite holds the write lock from the start). A second look finds it.
        return _issue(engine, calendar, order, now, compose)


def _issue(engine: Engine, calendar: Calendar, order: Order, now: datetime, compose: Compose) -> Outcome:
    with writing(engine) as connection:
        if (first := _first_answer(connection, order.request_id)) is not None:
            return Outcome(Happened.REPEATED, first)
        happened, ticket = Happened.DIRECTED, None
        if order.decision.direction.kind.takes_number:
            happened, ticket = _held_or_new(connection, calendar, order, now)
        ahead = _ahead(connection, calendar.hall, ticket, order) if ticket else 0
        answer = compose(ticket, ahead, happened is Happened.HELD)
        _record(connection, calendar.hall, order, ticket, now, answer)
        return Outcome(happened, answer)


def _held_or_new(
    connection: Connection, calendar: Calendar, order: Order, now: datetime
) -> tuple[Happened, Ticket]:
    day = business_day.today(connection, calendar, now)
    held = None
    if order.person_key is not None:
        held = states.find(
            connection,
            tickets.c.hall == calendar.hall,
            tickets.c.business_date == day,
            tickets.c.person_key == order.person_key,
            tickets.c.service == (order.service or ""),
            tickets.c.state.in_(OPEN_STATES),
        )
    if held is not None:
        add_print_job(connection, held.id, PrintState.NEW, now, reprint=True)
        return Happened.HELD, held
    number = numbering.take(connection, calendar.hall, day, order.series)
    row = _row(calendar, order, now) | {"business_date": day, "number": number}
    return Happened.ISSUED, add_ticket(connection, row, PrintState.NEW, who=order.kiosk)


def _ahead(connection: Connection, hall: str, ticket: Ticket, order: Order) -> int:
    rivals = order.rivals.get(ticket.lane, (ticket.lane,))
    return calling.people_ahead(connection, hall, ticket, rivals)


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
    }


def add_ticket(connection: Connection, row: Mapping[str, Any], printed: PrintState, who: str) -> Ticket:
    """Insert a waiting ticket with its first state and its print job. ``row`` has all columns but the state's."""
    full = {"state": TicketState.WAITING, "window": None, "called_at": None} | dict(row)
    connection.execute(insert(tickets), full)
    states.begin(connection, full["id"], full["state"], full["issued_at"], who)
    add_print_job(connection, full["id"], printed, full["issued_at"], reprint=False)
    return states.as_ticket(full)


def add_print_job(
    connection: Connection, ticket_id: UUID, state: PrintState, now: datetime, *, reprint: bool
) -> None:
    job = {"ticket_id": ticket_id, "state": state, "reprint": reprint, "created_at": now, "changed_at": now}
    connection.execute(insert(print_jobs), job)


def _first_answer(connection: Connection, request_id: UUID) -> Mapping[str, Any] | None:
    return connection.scalar(select(decisions.c.answer).where(decisions.c.request_id == request_id))


def _record(
    connection: Connection,
    hall: str,
    order: Order,
    ticket: Ticket | None,
    now: datetime,
    answer: Mapping[str, Any],
) -> None:
    """A held ticket keeps the rule and reason it was issued by: that is why its holder is sent there."""
    decision = order.decision
    direction = decision.direction
    row = {
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
        "answer": dict(answer),
    }
    connection.execute(insert(decisions), row)
