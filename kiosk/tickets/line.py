"""The waiting line as the database holds it: who stands first, who is ahead, whose time at the side has run out.

Calling looks at the head of each lane only, by index, however long the line is: within a lane ordinary tickets are
called in the order of their issue, so the first is enough; of the few privileged ones the first by head start and
the first by time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, or_, select, true, union_all
from sqlalchemy.types import TypeEngine

from kiosk.domain.ticket import TicketState
from kiosk.prepared import Prepared, one_of
from kiosk.tickets import states
from kiosk.tickets.order import Bounds, InLine, Seat
from kiosk.tickets.schema import IS_ASIDE, WAITS_FOR_SOMEBODY, UtcTime, business_days, tickets
from kiosk.tickets.sessions import Session
from kiosk.tickets.states import Trace
from kiosk.tickets.values import Counter, Floor, Standing, Ticket

EXPIRED_BY = "parked too long"


def seat_of(counter: Counter, floor: Floor, open_now: Sequence[Session]) -> Seat:
    """What the order of calling needs to know of this counter and of the others that are open."""
    others = [one for one in open_now if one.window != counter.window]
    skills = {one.window: one for one in floor.counters}
    working = [skills[one.window] for one in others if one.window in skills and not one.paused]
    return Seat(
        lanes=counter.lanes,
        services=counter.services,
        always_regular=counter.always_regular,
        names=frozenset((at_window(counter.window), for_person(counter.who))),
        others=_names_of(one for one in others if not one.paused),
        resting=_names_of(one for one in others if one.paused),
        spoken_elsewhere=_spoken_elsewhere(counter, working),
    )


def unserved(waiting: Iterable[Ticket], floor: Floor, open_now: Sequence[Session]) -> tuple[Ticket, ...]:
    """Those of ``waiting`` whom no window that is open and not paused would ever call."""
    calling = {one.window: one.clerk for one in open_now if not one.paused}
    at_work = [replace(one, who=calling[one.window]) for one in floor.counters if one.window in calling]
    return tuple(ticket for ticket in waiting if not any(_would_call(one, ticket) for one in at_work))


def _would_call(counter: Counter, ticket: Ticket) -> bool:
    """Sooner or later: languages, and who should rather take somebody, only put a call off."""
    if ticket.target in (at_window(counter.window), for_person(counter.who)):
        return True
    able = not counter.services or not ticket.service or ticket.service in counter.services
    return able and ticket.lane in counter.lanes


def _names_of(sessions: Iterable[Session]) -> frozenset[str]:
    return frozenset(name for one in sessions for name in (at_window(one.window), for_person(one.clerk)))


def at_window(window: str) -> str:
    return f"window:{window}"


def for_person(login: str) -> str:
    return f"person:{login}"


def heads(
    connection: Connection,
    hall: str,
    day: date,
    seat: Seat,
    bounds: Bounds,
    now: datetime,
    without: set[UUID],
    each: int = 1,
) -> list[InLine]:
    """Every ticket that could be next at ``seat``; ``without`` those that others are just calling.

    With ``each`` also those that could be when up to ``each`` - 1 of these are called by others meanwhile.
    """
    spoken = tuple((lane, tuple(sorted(seat.spoken_elsewhere.get(lane, ())))) for lane in seat.lanes)
    named: dict[str, list[Any]] = {
        "name": sorted(seat.names),
        "other": _filled_up(sorted(seat.others)),
        "resting": _filled_up(sorted(seat.resting)),
        "without": _filled_up(list(without)),
    }
    asked = {f"{what}_{place}": value for what, values in named.items() for place, value in enumerate(values)}
    statement = _heads(spoken, seat.services, *map(len, named.values()), each)
    if seat.resting or any(languages for _, languages in spoken):
        asked["overdue"] = now - bounds.max_wait
    return [in_line(row) for row in statement.all(connection, hall=hall, day=day, **asked)]


def in_line(row: Any) -> InLine:
    return InLine(
        id=row["id"],
        lane=row["lane"],
        issued_at=row["issued_at"],
        effective_at=row["effective_at"],
        series=row["series"],
        number=row["number"],
        service=row["service"],
        language=row["language"],
        target=row["target"],
    )


def in_a_row(connection: Connection, hall: str) -> int:
    """Privileged calls the hall has just made one after the other past ordinary people who wait."""
    return int(_IN_A_ROW.scalar(connection, hall=hall) or 0)


def waiting(
    connection: Connection, hall: str, day: date, lanes: Sequence[str] | None = None, targets: Sequence[str] = ()
) -> list[Ticket]:
    """Who waits in ``lanes`` (None: in any) or for one of ``targets``, the smallest effective time first."""
    here = true() if lanes is None else or_(tickets.c.lane.in_(lanes), tickets.c.target.in_(targets))
    return _in_state(connection, hall, day, TicketState.WAITING, here)


def aside(connection: Connection, hall: str, day: date, state: TicketState, now: datetime) -> list[Ticket]:
    """Everybody who is held, or parked and still has time."""
    in_time = or_(tickets.c.parked_until.is_(None), tickets.c.parked_until > now)
    return _in_state(connection, hall, day, state, in_time)


def people_ahead(
    connection: Connection, hall: str, day: date, effective_at: datetime, issued_at: datetime, lanes: Sequence[str]
) -> int:
    """How many waiting tickets of ``lanes`` come before one with these times."""
    asked = {f"lane_{place}": lane for place, lane in enumerate(lanes)}
    statement = _ahead(len(lanes))
    return int(statement.scalar(connection, hall=hall, day=day, effective=effective_at, issued=issued_at, **asked))


def kinds_ahead(
    connection: Connection, hall: str, place: Standing, lanes: Sequence[str], most: int
) -> list[tuple[str, str, int]]:
    """Lane, service and number of the waiting tickets of ``lanes`` before this place; of ``most`` of them."""
    asked = {f"lane_{place}": lane for place, lane in enumerate(lanes)}
    rows = _kinds(len(lanes), most).all(
        connection,
        hall=hall,
        day=place.business_date,
        effective=place.effective_at,
        issued=place.issued_at,
        **asked,
    )
    return [(row["lane"], row["service"], row["people"]) for row in rows]


def expire_parked(connection: Connection, hall: str, now: datetime) -> None:
    """Parked tickets whose time has run out end as no-shows, at the moment it ran out."""
    for row in _LATE.all(connection, hall=hall, now=now):
        trace = Trace(row["parked_until"], EXPIRED_BY)
        states.change(connection, row["id"], [TicketState.PARKED], TicketState.NO_SHOW, trace, parked_until=None)


def _spoken_elsewhere(counter: Counter, working: Sequence[Counter]) -> Mapping[str, frozenset[str]]:
    return {
        lane: frozenset(word for one in working if lane in one.lanes for word in one.languages)
        - frozenset(counter.languages)
        for lane in counter.lanes
    }


def _in_state(connection: Connection, hall: str, day: date, state: TicketState, also: Any) -> list[Ticket]:
    line = select(tickets).where(
        tickets.c.hall == hall, tickets.c.business_date == day, tickets.c.state == state, also
    )
    ordered = line.order_by(tickets.c.effective_at, tickets.c.issued_at, tickets.c.series, tickets.c.number)
    return [states.as_ticket(row) for row in connection.execute(ordered).mappings()]


@lru_cache(maxsize=256)
def _heads(
    spoken_elsewhere: tuple[tuple[str, tuple[str, ...]], ...],
    services: tuple[str, ...],
    names: int,
    others: int,
    resting: int,
    without: int,
    each: int = 1,
) -> Prepared:
    """The statement for a counter of these lanes and skills, and so many names; made once."""
    here = _here(without)
    parts = [_targeted(here, name) for name in _listed("name", names)]
    for lane, languages in spoken_elsewhere:
        line = _lane(here, lane, languages, services, others, resting)
        ordinary, privileged = tickets.c.privileged.is_(False), tickets.c.privileged.is_(True)
        by_head_start = (tickets.c.effective_at, tickets.c.issued_at, tickets.c.series, tickets.c.number)
        by_time = (tickets.c.issued_at, tickets.c.series, tickets.c.number)
        parts.append(line.where(ordinary).order_by(*by_head_start).limit(each))
        parts.append(line.where(privileged).order_by(*by_head_start).limit(each))
        parts.append(line.where(privileged).order_by(*by_time).limit(each))
    return Prepared(union_all(*(select(part.subquery()) for part in parts)))


_COLUMNS = (
    tickets.c.id,
    tickets.c.lane,
    tickets.c.issued_at,
    tickets.c.effective_at,
    tickets.c.series,
    tickets.c.number,
    tickets.c.service,
    tickets.c.language,
    tickets.c.target,
)


def _filled_up(values: list[Any]) -> list[Any]:
    """To a multiple of eight, with the last one again and again, for use behind IN.

    Each length is a statement of its own, which takes ten milliseconds to make and half a megabyte to keep.
    """
    return values + values[-1:] * (-len(values) % 8)


def _here(without: int) -> Select[Any]:
    line = select(*_COLUMNS).where(tickets.c.hall == bindparam("hall"), tickets.c.business_date == bindparam("day"))
    return line.where(tickets.c.id.not_in(_listed("without", without, tickets.c.id.type))) if without else line


def _targeted(here: Select[Any], name: BindParameter[Any]) -> Select[Any]:
    """One name at a time: for a list of them SQLite would rather read the whole line."""
    return here.where(WAITS_FOR_SOMEBODY, tickets.c.target == name)


def _lane(
    here: Select[Any],
    lane: str,
    left_to_others: tuple[str, ...],
    services: tuple[str, ...],
    others: int,
    resting: int,
) -> Select[Any]:
    overdue = tickets.c.issued_at <= bindparam("overdue", type_=UtcTime)
    line = here.where(tickets.c.state == TicketState.WAITING.value, tickets.c.lane == lane)
    if others:
        theirs = tickets.c.target.in_(_listed("other", others))
        line = line.where(or_(tickets.c.target.is_(None), ~theirs))
    if resting:
        theirs = tickets.c.target.in_(_listed("resting", resting))
        line = line.where(or_(tickets.c.target.is_(None), ~theirs, overdue))
    if services:
        line = line.where(one_of(tickets.c.service, (*services, "")))
    if left_to_others:
        line = line.where(or_(~one_of(tickets.c.language, left_to_others), overdue))
    return line


def _listed(what: str, how_many: int, kind: TypeEngine[Any] | None = None) -> list[BindParameter[Any]]:
    return [bindparam(f"{what}_{place}", type_=kind) for place in range(how_many)]


IN_A_ROW = select(business_days.c.privileged_in_a_row).where(business_days.c.hall == bindparam("hall"))
_IN_A_ROW = Prepared(IN_A_ROW)
LATE = select(tickets.c.id, tickets.c.parked_until).where(
    tickets.c.hall == bindparam("hall"), IS_ASIDE, tickets.c.parked_until <= bindparam("now")
)
_LATE = Prepared(LATE)


@lru_cache(maxsize=64)
def _ahead(lanes: int) -> Prepared:
    return Prepared(_before(select(func.count()), lanes))


@lru_cache(maxsize=64)
def _kinds(lanes: int, most: int) -> Prepared:
    some = _before(select(tickets.c.lane, tickets.c.service), lanes).limit(most).subquery()
    counted = select(some.c.lane, some.c.service, func.count().label("people"))
    return Prepared(counted.group_by(some.c.lane, some.c.service))


def _before(what: Select[Any], lanes: int) -> Select[Any]:
    effective = bindparam("effective", type_=UtcTime)
    return what.where(
        tickets.c.hall == bindparam("hall"),
        tickets.c.business_date == bindparam("day"),
        tickets.c.state == TicketState.WAITING.value,
        tickets.c.lane.in_(_listed("lane", lanes)),
        one_of(tickets.c.privileged, (False, True)),  # so that the index can be used up to the time
        tickets.c.effective_at <= effective,
        or_(tickets.c.effective_at < effective, tickets.c.issued_at < bindparam("issued", type_=UtcTime)),
    )
