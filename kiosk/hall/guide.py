"""What the guide does in the hall: sees who waits where, gives tickets, moves and marks people."""

from datetime import datetime, timedelta
from uuid import UUID

from kiosk.domain.direction import Decision, Direction
from kiosk.domain.ticket import Mark
from kiosk.hall import arrivals, floor, reception, seen
from kiosk.hall.directed import Directed
from kiosk.hall.hall import Hall
from kiosk.hall.person import NOTHING_CHOSEN
from kiosk.hall.settings import Service
from kiosk.hall.staff.members import StaffMember
from kiosk.routing import route
from kiosk.routing.facts import facts_for
from kiosk.tickets import guiding, outlook
from kiosk.tickets.values import Declined, NoNumber, Order, Ticket, Why
from kiosk.wire import GuideIssueRequest, GuideView, LongWait, TicketInLine

RULE = "guide"
REASON = "sent_by_guide"


def view(hall: Hall, who: StaffMember) -> GuideView:
    now = hall.clock()
    everybody = outlook.everybody(hall.engine, hall.calendar, now, hall.floor)
    last = guiding.undoable(hall.engine, hall.calendar, who.login, now, hall.floor)
    return seen.guide(hall, everybody, last, now)


def issue(hall: Hall, who: StaffMember, request: GuideIssueRequest) -> Directed | LongWait | NoNumber | Declined:
    """A ticket for somebody who stands before the guide. Always a number, never a terminal."""
    service = hall.services.get(request.service) if request.service else None
    if request.service and service is None:
        return Declined(Why.NO_SUCH_SERVICE)
    now = hall.clock()
    decision = _decision(hall, request.lane, service, now)
    if decision is None:
        return Declined(Why.NO_SUCH_PLACE)
    lane = hall.settings.lane(decision.direction.place)
    head_start = timedelta(minutes=lane.head_start_min if lane else 0)
    series = service.series if service else hall.settings.general.series
    order = Order(
        request_id=request.request_id,
        kiosk=who.login,
        decision=decision,
        series=series,
        service=service.id if service else None,
        language=request.language,
        head_start=max(head_start, floor.marked_head_start(hall.settings)) if request.mark else head_start,
        rivals=hall.rivals,
        mark=request.mark,
        limits=reception.limits(hall, series, service, now),
    )
    return reception.carry_out(hall, order, service, now)


def move(hall: Hall, who: StaffMember, ticket: UUID, lane: str) -> TicketInLine | Declined:
    to = floor.to_lane(hall.settings, lane)
    if to is None:
        return Declined(Why.NO_SUCH_PLACE, lane)
    return _told(hall, guiding.move(hall.engine, hall.calendar, ticket, to, who.login, hall.clock()))


def mark(hall: Hall, who: StaffMember, ticket: UUID, what: Mark | None) -> TicketInLine | Declined:
    """None takes the mark away."""
    if what is None:
        now, unmarked = hall.clock(), lambda found: _unmarked(hall, found)
        return _told(hall, guiding.unmark(hall.engine, hall.calendar, ticket, unmarked, who.login, now))
    head_start = floor.marked_head_start(hall.settings)
    return _told(hall, guiding.mark(hall.engine, hall.calendar, ticket, what, head_start, who.login, hall.clock()))


def undo(hall: Hall, who: StaffMember) -> Declined | None:
    """Take back what this guide did last."""
    outcome = guiding.undo(hall.engine, hall.calendar, who.login, hall.clock(), hall.floor)
    if isinstance(outcome, Declined):
        return outcome
    hall.notices.changed()
    return None


def _decision(hall: Hall, lane_id: str | None, service: Service | None, now: datetime) -> Decision | None:
    """The lane the guide names, None when it is not open; else where the rules send somebody unknown."""
    if lane_id is not None:
        lane = hall.settings.lane(lane_id)
        if lane is None or not lane.open:
            return None
        return Decision(Direction(lane.kind, lane.id), RULE, REASON, hall.rules.version)
    stranger = facts_for(NOTHING_CHOSEN, hall.calendar.date_at(now))
    return route(reception.chosen(hall, stranger, service, wants_person=True), hall.rules)


def _unmarked(hall: Hall, ticket: Ticket) -> timedelta:
    """That of the lane. The time of an appointment is not on its ticket, so that keeps the place it has by now."""
    if ticket.rule == arrivals.RULE:
        return ticket.issued_at - ticket.effective_at
    lane = hall.settings.lane(ticket.lane)
    return timedelta(minutes=lane.head_start_min if lane else 0)


def _told(hall: Hall, outcome: Ticket | Declined) -> TicketInLine | Declined:
    if isinstance(outcome, Declined):
        return outcome
    hall.notices.changed()
    return seen.in_line(hall, outcome, hall.clock())
