"""What a window did a moment ago, kept so that a mis-click can be taken back: all of one action, or nothing.

An action keeps for every ticket it changed what the ticket was before and its turn after. Undo restores a ticket
only while that turn is still its last: whatever else has happened to it since, at this window or any other, wins.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, case, func, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.database import writing
from kiosk.domain.ticket import TicketState
from kiosk.prepared import Prepared, row_of
from kiosk.tickets import business_day
from kiosk.tickets.schema import actions, business_days, ticket_states, tickets
from kiosk.tickets.states import Changed
from kiosk.tickets.values import Calendar, Counter, Declined, Floor, Ticket, Why


class Action(StrEnum):
    CALL = "call"
    FINISH = "finish"
    FINISH_AND_CALL = "finish_and_call"
    HOLD = "hold"
    PARK = "park"
    TRANSFER = "transfer"

    # of a guide, who has a tablet instead of a window
    ISSUE = "issue"
    MOVE = "move"
    MARK = "mark"


OF_A_GUIDE = frozenset({Action.ISSUE, Action.MOVE, Action.MARK})

TABLET = "@guide"
"""Stands in the place of the window for what guides do. No window can be called so."""

LOOKED_AT = 30
"""Of the newest actions at the tablets so many are searched for one guide's: they share that one place."""

_TIMES = ("called_at", "effective_at", "parked_until")
_RECORD = Prepared(row_of(actions))
_WORDS = ("window", "lane", "kind", "target", "note", "recalls", "mark")


def part(before: Ticket, changed: Changed, in_a_row: int | None = None) -> dict[str, Any]:
    """One ticket's share of an action. ``in_a_row``: what undoing it adds to the privileged calls in a row."""
    was: dict[str, Any] = {name: getattr(before, name) for name in _WORDS}
    was |= {name: _text(getattr(before, name)) for name in _TIMES}
    return {
        "ticket": str(before.id),
        "turn": changed.ticket.turns,
        "row": changed.row,
        "row_before": changed.row_before,
        "state": before.state,
        "was": was,
        "in_a_row": in_a_row,
    }


def record(
    connection: Connection,
    hall: str,
    counter: Counter,
    kind: Action,
    parts: Iterable[dict[str, Any]],
    now: datetime,
) -> None:
    _RECORD.run(
        connection,
        hall=hall,
        window=counter.window,
        kind=kind,
        who=counter.who,
        at=now,
        undone_at=None,
        parts=list(parts),
    )


def undo(engine: Engine, calendar: Calendar, counter: Counter, now: datetime, floor: Floor) -> Action | Declined:
    """Take back the window's last action, if it is not older than ``floor.undo_for`` and nothing came after it."""
    try:
        with writing(engine) as connection:
            business_day.today(connection, calendar, now)
            return _undo(connection, calendar.hall, counter, now, floor)
    except (_Overtaken, IntegrityError):
        # IntegrityError: the person holds a newer ticket for the same service by now, or the window a newer call
        return Declined(Why.NOTHING_TO_UNDO)


def undoable(
    connection: Connection, hall: str, counter: Counter, floor: Floor, now: datetime
) -> tuple[Action, datetime] | None:
    """The last action of the window and until when it can be taken back; None when it is too late for it."""
    last = last_of(connection, hall, counter)
    if last is None or not now - floor.undo_for <= last.at <= now or _overtaken(connection, last.parts):
        return None
    return Action(last.kind), last.at + floor.undo_for


def last_of(connection: Connection, hall: str, counter: Counter) -> Any:
    """The row of the newest action that was not undone: of the window, or of this one guide at a tablet."""
    newest = select(actions).where(actions.c.hall == hall, actions.c.window == counter.window)
    standing = newest.where(actions.c.undone_at.is_(None)).order_by(actions.c.id.desc())
    if counter.window != TABLET:
        return connection.execute(standing.limit(1)).first()
    return next((row for row in connection.execute(standing.limit(LOOKED_AT)) if row.who == counter.who), None)


class _Overtaken(Exception):
    """Something has changed since: the whole undo rolls back."""


def _overtaken(connection: Connection, parts: list[dict[str, Any]]) -> bool:
    """Whether something has happened to one of the tickets since."""
    turns = {UUID(share["ticket"]): share["turn"] for share in parts}
    rows = connection.execute(select(tickets.c.id, tickets.c.turns).where(tickets.c.id.in_(turns)))
    return any(row.turns != turns[row.id] for row in rows)


def _undo(connection: Connection, hall: str, counter: Counter, now: datetime, floor: Floor) -> Action | Declined:
    last = last_of(connection, hall, counter)
    if last is None or not now - floor.undo_for <= last.at <= now:
        return Declined(Why.NOTHING_TO_UNDO)
    mine = update(actions).where(actions.c.id == last.id, actions.c.undone_at.is_(None)).values(undone_at=now)
    if connection.execute(mine).rowcount != 1:
        return Declined(Why.NOTHING_TO_UNDO)
    for share in reversed(last.parts):
        _restore(connection, hall, share, now)
    return Action(last.kind)


def _restore(connection: Connection, hall: str, share: dict[str, Any], now: datetime) -> None:
    was, ticket = share["was"], UUID(share["ticket"])
    columns = {name: was[name] for name in _WORDS if name in was} | {name: _time(was[name]) for name in _TIMES}
    restored = connection.execute(
        update(tickets)
        .where(tickets.c.id == ticket, tickets.c.turns == share["turn"])
        .values(
            state=TicketState(share["state"]),
            turns=share["turn"] - 1,
            privileged=tickets.c.issued_at != columns["effective_at"],
            **columns,
        )
    )
    if restored.rowcount != 1:
        raise _Overtaken
    rows = update(ticket_states)
    ended = func.coalesce(ticket_states.c.ended_at, now, type_=ticket_states.c.ended_at.type)
    connection.execute(rows.where(ticket_states.c.id == share["row"]).values(ended_at=ended, undone_at=now))
    connection.execute(rows.where(ticket_states.c.id == share["row_before"]).values(ended_at=None))
    count_back(connection, hall, share["in_a_row"])


def count_back(connection: Connection, hall: str, calls: int | None) -> None:
    """Of a call that does not stand: put the privileged calls in a row back to what they were without it."""
    if not calls:
        return
    sum_ = business_days.c.privileged_in_a_row + calls
    corrected = case((sum_ < 0, 0), else_=sum_)  # the row may have ended meanwhile
    connection.execute(
        update(business_days).where(business_days.c.hall == hall).values(privileged_in_a_row=corrected)
    )


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
