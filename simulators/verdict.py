"""Judges a hall's day by what its database holds and what the crowd was told. Knows nothing of the hall's code.

``duplicate_numbers``: numbers of one hall, day and series that stand on two tickets or were told to two people.
``double_calls``: tickets called to a window that were not waiting, held or parked; windows with two tickets.
``lost_tickets``: tickets, calls and what windows did with them, as answered, that the database does not hold.
``requests_with_two_tickets``: in the database, or by the answers.
``torn_tickets``: tickets that are in another state than their history says, or in none or two at once.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import psycopg

from simulators.crowd import Memories

AT_A_WINDOW = {"called", "recalled", "serving"}
MAY_BE_CALLED = {"waiting", "transferred", "held", "parked"}
STATE_OF = {"recalled": "called", "transferred": "waiting"}  # where the word of a row is finer than the state
MOMENTS = {"printed", "print_failed", "print_unknown", "shown", "marked"}  # written beside the state that goes on

TICKETS = "SELECT id, request_id, hall, business_date, series, number, state FROM tickets"
STATES = (
    "SELECT s.ticket_id, s.state, s.place, t.hall, s.ended_at IS NULL "
    "FROM ticket_states s JOIN tickets t ON t.id = s.ticket_id ORDER BY s.id"
)

Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class Verdict:
    tickets: int
    calls: int
    duplicate_numbers: int
    double_calls: int
    lost_tickets: int
    requests_with_two_tickets: int
    torn_tickets: int

    @property
    def is_clean(self) -> bool:
        return not any(count for what, count in self.counts().items() if what not in {"tickets", "calls"})

    def counts(self) -> dict[str, int]:
        return asdict(self)


def judge(database_url: str, memories: Memories) -> Verdict:
    """The hall must have ended, or be at rest."""
    tickets, states = _read(database_url, TICKETS), _read(database_url, STATES)
    return Verdict(
        tickets=len(tickets),
        calls=sum(state == "called" for _, state, *_ in states),
        duplicate_numbers=_duplicate_numbers(tickets, memories),
        double_calls=_double_calls(states) + memories.called_while_called,
        lost_tickets=_lost_tickets(tickets, memories) + _lost_steps(states, memories),
        requests_with_two_tickets=_requests_with_two(tickets, memories),
        torn_tickets=_torn(tickets, states),
    )


def _duplicate_numbers(tickets: Rows, memories: Memories) -> int:
    kept = [tuple(map(str, (hall, day, series, number))) for _, _, hall, day, series, number, _ in tickets]
    told = [one.number for tickets_told in memories.tickets.values() for one in tickets_told]
    return max(_more_than_once(kept), _more_than_once(told))


def _requests_with_two(tickets: Rows, memories: Memories) -> int:
    kept = _more_than_once([_id(request) for _, request, *_ in tickets])
    return max(kept, sum(len(told) > 1 for told in memories.tickets.values()))


def _lost_tickets(tickets: Rows, memories: Memories) -> int:
    numbers = {
        _id(ticket): (_id(request), f"{series}{number:03d}") for ticket, request, _, _, series, number, _ in tickets
    }
    return sum(
        numbers.get(_id(told.ticket)) != (_id(request), told.number)
        for request, tickets_told in memories.tickets.items()
        for told in tickets_told
    )


def _lost_steps(states: Rows, memories: Memories) -> int:
    """Of a transfer the row names where to: what was told of it is compared without the place."""
    kept = Counter((_id(ticket), state, place) for ticket, state, place, *_ in states if state != "transferred")
    kept.update((_id(ticket), state, None) for ticket, state, *_ in states if state == "transferred")
    told = Counter(
        (_id(ticket), state, None if state == "transferred" else window) for ticket, state, window in memories.steps
    )
    return (told - kept).total()


def _double_calls(states: Rows) -> int:
    """Follows every ticket from window to window, in the order in which the hall wrote it down."""
    windows: dict[str, tuple[Any, Any]] = {}
    guests: dict[tuple[Any, Any], str] = {}
    before: dict[str, str] = {}
    faults = 0
    for ticket_id, state, place, hall, _ in states:
        ticket = _id(ticket_id)
        if state == "called":
            faults += before.get(ticket) not in MAY_BE_CALLED or (hall, place) in guests
            windows[ticket], guests[hall, place] = (hall, place), ticket
        elif state in AT_A_WINDOW:
            faults += windows.get(ticket) != (hall, place)
        elif state not in MOMENTS and (left := windows.pop(ticket, None)) is not None:
            guests.pop(left, None)
        if state not in MOMENTS:
            before[ticket] = state
    return faults


def _torn(tickets: Rows, states: Rows) -> int:
    now = {_id(ticket): STATE_OF.get(state, state) for ticket, state, *_ in states if state not in MOMENTS}
    going_on = Counter(_id(ticket) for ticket, *_, open_still in states if open_still)
    return sum(now.get(_id(ticket)) != state or going_on[_id(ticket)] != 1 for ticket, *_, state in tickets)


def _read(database_url: str, query: str) -> Rows:
    if database_url.startswith("sqlite:///"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(database_url) as connection:
        return connection.execute(query.encode()).fetchall()


def _id(value: object) -> str:
    """Databases and JSON spell one id in three ways."""
    return str(value if isinstance(value, UUID) else UUID(str(value)))


def _more_than_once(seen: Sequence[object]) -> int:
    return sum(count - 1 for count in Counter(seen).values())
