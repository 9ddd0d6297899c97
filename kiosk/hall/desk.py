"""What staff do at a window; and look up why someone was sent there. Displays learn of every change after it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from kiosk.hall import floor, seen
from kiosk.hall.destinations import destinations
from kiosk.hall.hall import Hall
from kiosk.hall.staff.members import StaffMember
from kiosk.tickets import actions, board, calling, outlook, serving, sessions
from kiosk.tickets.calling import CallAnswer
from kiosk.tickets.serving import Destination
from kiosk.tickets.values import Called, CounterBusy, Declined, NobodyWaiting, Why
from kiosk.wire import CalledTicket, CounterView, DecisionRecord, Destinations, TransferTo

T = TypeVar("T")


class Desk:
    """One window of the hall with whoever sits at it. A change is one transaction, or Declined."""

    def __init__(self, hall: Hall, window: str, who: StaffMember, sees: str = "") -> None:
        """``sees``: the id of the ticket they believe to be there; with another there every change is declined."""
        self.hall = hall
        self._counter = replace(floor.counter(hall.floor, window, who), sees=sees)

    def view(self) -> CounterView:
        now = self.hall.clock()
        looked = outlook.outlook(self.hall.engine, self.hall.calendar, self._counter, now, self.hall.floor)
        return seen.counter(self.hall, self._counter, looked, now)

    def destinations(self) -> Destinations:
        return destinations(self.hall, self._counter)

    # --- the window itself ---

    def open(self, *, take_over: bool) -> Declined | None:
        return self._told(self._do(sessions.open_window, take_over))

    def pause(self, reason: str) -> Declined | None:
        return self._told(self._do(sessions.pause, reason))

    def resume(self) -> Declined | None:
        return self._told(self._do(sessions.resume))

    def close(self) -> Declined | None:
        return self._told(self._do(sessions.close))

    # --- calling ---

    def call_next(self) -> CalledTicket | CounterBusy | NobodyWaiting | Declined:
        return self._called(self._by_rules(calling.call_next))

    def finish_and_call_next(self) -> CalledTicket | CounterBusy | NobodyWaiting | Declined:
        answer = self._called(self._by_rules(calling.finish_and_call_next))
        if isinstance(answer, NobodyWaiting):
            self.hall.notices.changed()  # somebody may have been finished
        return answer

    def call_chosen(self, ticket: UUID) -> CalledTicket | CounterBusy | NobodyWaiting | Declined:
        return self._called(self._by_rules(calling.call_chosen, ticket))

    def recall(self) -> Declined | None:
        return self._told(self._by_rules(calling.recall))

    # --- the person at the window ---

    def serve(self) -> Declined | None:
        return self._told(self._by_rules(serving.serve))

    def finish(self) -> Declined | None:
        """Does no harm when nobody is there."""
        return self._told(self._by_rules(calling.finish))

    def hold(self, reason: str) -> Declined | None:
        return self._told(self._by_rules(serving.hold, reason))

    def park(self) -> Declined | None:
        return self._told(self._by_rules(serving.park))

    def unpark(self, ticket: UUID) -> Declined | None:
        return self._told(self._by_rules(serving.unpark, ticket))

    def transfer(self, to: TransferTo, note: str) -> Declined | None:
        destination = self._destination(to)
        if destination is None:
            return Declined(Why.NO_SUCH_PLACE, to.id)
        return self._told(self._by_rules(serving.transfer, destination, note or None))

    def add_service(self, service: str) -> Declined | None:
        if self.hall.services.get(service) is None:
            return Declined(Why.NO_SUCH_SERVICE, service)
        return self._told(self._by_rules(serving.add_service, service))

    def undo(self) -> Declined | None:
        return self._told(self._by_rules(actions.undo))

    def _destination(self, to: TransferTo) -> Destination | None:
        settings = self.hall.settings
        if to.kind == "lane":
            return floor.to_lane(settings, to.id)
        ticket = calling.open_call(self.hall.engine, self.hall.calendar, self._counter.window, self.hall.clock())
        lane = ticket.lane if ticket else settings.general.lane
        return (
            floor.to_window(settings, to.id, lane)
            if to.kind == "window"
            else floor.to_person(settings, to.id, lane)
        )

    def _do(self, change: Callable[..., T], *what: object) -> T:
        return change(self.hall.engine, self.hall.calendar, self._counter, *what, self.hall.clock())

    def _by_rules(self, change: Callable[..., T], *what: object) -> T:
        hall = self.hall
        return change(hall.engine, hall.calendar, self._counter, *what, hall.clock(), hall.floor)

    def _told(self, outcome: object) -> Declined | None:
        if isinstance(outcome, Declined):
            return outcome
        self.hall.notices.changed()
        return None

    def _called(self, answer: CallAnswer) -> CalledTicket | CounterBusy | NobodyWaiting | Declined:
        if not isinstance(answer, Called):
            return answer
        now = self.hall.clock()
        self.hall.notices.changed()
        self.hall.metrics.called(answer.ticket.lane, now - answer.ticket.issued_at)
        return seen.called(self.hall, answer.ticket, now)


def decision(hall: Hall, request_id: UUID) -> DecisionRecord | None:
    found = board.decision(hall.engine, hall.settings.id, request_id)
    if found is None:
        return None
    return DecisionRecord(
        request_id=found.request_id,
        kind=found.kind,
        place=found.place,
        rule=found.rule,
        reason=found.reason,
        rules_version=found.rules_version,
        decided_at=found.decided_at.astimezone(hall.settings.zone),
        ticket_number=found.ticket_number,
        ticket_state=found.ticket_state,
        print_state=found.print_state,
        overrides=found.overrides,
    )
