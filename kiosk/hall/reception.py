"""What happens to a person at a kiosk: identified, directed, their ticket printed, cancelled or taken over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from kiosk.domain.direction import Decision
from kiosk.domain.ticket import PrintState
from kiosk.hall import answers
from kiosk.hall.backoffice.outcomes import Found
from kiosk.hall.hall import Hall
from kiosk.hall.menu import menu
from kiosk.hall.person import NOTHING_CHOSEN, person
from kiosk.hall.sealing import SealedVisitor
from kiosk.hall.settings import Service
from kiosk.routing import route
from kiosk.routing.facts import RoutingFacts, facts_for
from kiosk.tickets import issuing, printing, reserve
from kiosk.tickets.values import Adoption, AwayTicket, Happened, Order, Ticket
from kiosk.wire import DirectionAnswer, IssueRequest, Presented, Reserve, ReserveTicket, Visitor


def identify(hall: Hall, presented: Presented) -> Visitor:
    """Who this is, as far as a kiosk needs it. Nobody known, or the back office away: a visitor like any other."""
    outcome = hall.back_office.find(presented)
    contracts = outcome.facts if isinstance(outcome, Found) else ()
    now = hall.clock()
    found = person(presented, contracts, hall.calendar.date_at(now), hall.secrets.person_key)
    return Visitor(
        ref=hall.seals.seal_visitor(SealedVisitor(found.facts, found.key), now),
        known=bool(contracts),
        masked_name=found.masked_name,
        menu=menu(hall.services, contracts),
    )


def direct(hall: Hall, kiosk: str, request: IssueRequest) -> DirectionAnswer | None:
    """Decide, issue, commit, answer. None for a service this hall does not have."""
    service = hall.services.get(request.service) if request.service else None
    if request.service and service is None:
        return None
    now = hall.clock()
    visitor = hall.seals.open_visitor(request.visitor_ref, now) if request.visitor_ref else None
    facts = visitor.facts if visitor else facts_for(NOTHING_CHOSEN, hall.calendar.date_at(now))
    decision = route(_chosen(hall, facts, request, service), hall.rules)
    order = _order(hall, kiosk, request, service, decision)
    if visitor:
        order = replace(order, person_key=visitor.person_key)

    def compose(ticket: Ticket | None, ahead: int, held: bool) -> Mapping[str, Any]:
        return answers.direction(hall.settings, order, service, ticket, ahead, held).model_dump(mode="json")

    outcome = issuing.issue(hall.engine, hall.calendar, order, now, compose)
    if outcome.happened is Happened.ISSUED:
        hall.notices.changed()
        hall.metrics.issued(decision.direction.place)
    return DirectionAnswer.model_validate(outcome.answer)


def report_print(hall: Hall, ticket: UUID, state: PrintState) -> bool:
    """False when this hall has no such ticket."""
    return printing.report(hall.engine, hall.settings.id, ticket, state, hall.clock())


def cancel(hall: Hall, kiosk: str, ticket: UUID) -> bool:
    """False when this hall has no such ticket."""
    known = printing.cancel(hall.engine, hall.settings.id, ticket, hall.clock(), kiosk) is not None
    if known:
        hall.notices.changed()
    return known


def lease(hall: Hall, kiosk: str) -> Reserve:
    """A block of numbers, with all that must stand on their slips."""
    ours = hall.settings.reserve
    block = reserve.lease(hall.engine, hall.calendar, kiosk, ours.series, ours.block, hall.clock())
    return answers.reserve(hall.settings, block, hall.good_until(block.business_date))


def adopt(hall: Hall, kiosk: str, given: ReserveTicket) -> Adoption:
    """Take over a ticket the kiosk gave out by itself; it stands in the general lane."""
    away = AwayTicket(
        request_id=given.request_id,
        kiosk=kiosk,
        series=given.series,
        count=given.number,
        business_date=given.business_date,
        issued_at=given.issued_at,
        language=given.language,
        print_state=given.print_state,
        lane=hall.settings.general.lane,
    )
    answer = answers.adopted(hall.settings, given).model_dump(mode="json")
    outcome = reserve.adopt(hall.engine, hall.calendar, away, hall.clock(), answer)
    if outcome is Adoption.ADOPTED:
        hall.notices.changed()
    return outcome


def _chosen(hall: Hall, facts: RoutingFacts, request: IssueRequest, service: Service | None) -> RoutingFacts:
    """What was found out at identifying, with what was chosen since."""
    return replace(
        facts,
        service=service.id if service else None,
        self_service_possible=bool(service and service.self_service and hall.settings.terminals),
        wants_person=request.wants_person,
        open_lanes=frozenset(hall.settings.open_lanes),
    )


def _order(hall: Hall, kiosk: str, request: IssueRequest, service: Service | None, decision: Decision) -> Order:
    lane = hall.settings.lane(decision.direction.place)
    return Order(
        request_id=request.request_id,
        kiosk=kiosk,
        decision=decision,
        series=service.series if service else hall.settings.general.series,
        service=service.id if service else None,
        language=request.language,
        head_start=timedelta(minutes=lane.head_start_min if lane else 0),
        rivals=hall.settings.rivals(),
    )
