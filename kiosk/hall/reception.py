"""What happens to a person at a kiosk: identified, directed, their ticket printed, cancelled or taken over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kiosk.database import Written
from kiosk.domain.direction import Decision
from kiosk.domain.ticket import PrintState
from kiosk.hall import answers, on_glass, overriding, waits
from kiosk.hall.backoffice.outcomes import Away, Found
from kiosk.hall.directed import Directed
from kiosk.hall.hall import Hall
from kiosk.hall.menu import menu
from kiosk.hall.person import NOTHING_CHOSEN, person
from kiosk.hall.portraits.away import person_of
from kiosk.hall.sealing import SealedPerson, SealedVisitor
from kiosk.hall.settings import Service
from kiosk.routing import route
from kiosk.routing.facts import RoutingFacts, facts_for
from kiosk.tickets import issuing, printing, reserve
from kiosk.tickets.values import Adoption, AwayTicket, Happened, Limits, LongLine, NoNumber, Order, Ticket
from kiosk.wire import (
    ByLanguage,
    DirectionAnswer,
    IssueRequest,
    LongWait,
    Presented,
    Reserve,
    ReserveTicket,
    Visitor,
)


def identify(hall: Hall, presented: Presented) -> Visitor:
    """Who this is, as far as a kiosk needs it. Nobody known: a visitor like any other. While the back office is
    away it is whoever last night's portraits say, and the ticket says so.
    """
    outcome = hall.back_office.find(presented)
    contracts = outcome.facts if isinstance(outcome, Found) else ()
    now = hall.clock()
    today = hall.calendar.date_at(now)
    found = person(presented, contracts, today, hall.secrets.person_key, hall.settings.portraits.grace_days)
    night = hall.find_last_night(presented, today) if isinstance(outcome, Away) else ()
    if night:
        found = person_of(hall, night, presented, today)
    who = SealedPerson(presented, found.masked_name, night[0].portrait.as_of if night else None)
    sealed = hall.seals.seal_person(who, now) if contracts or night else None
    visitor = overriding.visitor(hall, found, contracts, sealed, now)
    confidential = visitor.facts.certified_special
    advice = on_glass.advice_for(hall, outcome, found, today, confidential=confidential)
    visitor = replace(visitor, advice=advice)
    return Visitor(
        ref=hall.seals.seal_visitor(visitor, now),
        known=bool(contracts),
        masked_name=found.masked_name,
        menu=menu(hall.services, contracts),
    )


def direct(
    hall: Hall, kiosk: str, request: IssueRequest, *, advise: bool = False
) -> Directed | LongWait | NoNumber | None:
    """Decide, issue, commit, answer. None for a service this hall does not have. ``advise``: the kiosk shows it."""
    service = hall.services.get(request.service) if request.service else None
    if request.service and service is None:
        return None
    now = hall.clock()
    visitor = hall.seals.open_visitor(request.visitor_ref, now) if request.visitor_ref else None
    decision = overriding.decided(hall, visitor, _decide(hall, visitor, service, request.wants_person, now))
    order = _order(hall, kiosk, request, service, decision, now)
    if visitor:
        order = replace(order, person_key=visitor.person_key, sealed=visitor.person)
    said = on_glass.words(hall, visitor, request.service) if advise else None
    return carry_out(hall, order, service, now, advice=said)


def _decide(
    hall: Hall, visitor: SealedVisitor | None, service: Service | None, wants_person: bool, now: datetime
) -> Decision:
    """By the rules. Of somebody not identified only what they choose is known: that is decided once a day."""
    if visitor:
        return route(chosen(hall, visitor.facts, service, wants_person=wants_person), hall.rules)
    today = hall.calendar.date_at(now)
    known = hall.decided_today(today)
    asked = (service.id if service else None, wants_person)
    if asked not in known:
        facts = facts_for(NOTHING_CHOSEN, today)
        known[asked] = route(chosen(hall, facts, service, wants_person=wants_person), hall.rules)
    return known[asked]


def carry_out(
    hall: Hall,
    order: Order,
    service: Service | None,
    now: datetime,
    place: ByLanguage | None = None,
    advice: ByLanguage | None = None,
) -> Directed | LongWait | NoNumber:
    """The one way a ticket comes into being, whoever asked for it. Displays learn of it after the commit.

    ``place``: where to go, when it is not where everybody of the lane goes. ``advice``: what the glass says below.
    """
    with_page = hall.settings.phone.public_url is not None
    order = replace(order, situation=hall.situations.at(now), with_page=with_page)

    composed: Directed | None = None

    def compose(ticket: Ticket | None, ahead: int, held: bool) -> Mapping[str, Any]:
        nonlocal composed
        answer = answers.direction(hall.settings, order, service, ticket, ahead, held)
        changes = {name: words for name, words in (("place", place), ("advice", advice)) if words}
        composed = Directed.of(answer.model_copy(update=changes) if changes else answer)
        return Written(composed.text)

    outcome = issuing.issue(hall.engine, hall.calendar, order, now, compose)
    if isinstance(outcome, NoNumber):
        return outcome
    if isinstance(outcome, LongLine):
        return waits.long_wait(hall, order, outcome)
    if outcome.happened in {Happened.ISSUED, Happened.HELD}:  # one that was parked may wait again
        hall.notices.changed()
    if outcome.happened is Happened.ISSUED:
        hall.metrics.issued(order.decision.direction.place)
    if composed is not None and outcome.happened is not Happened.REPEATED:
        return composed
    return Directed.of(DirectionAnswer.model_validate(outcome.answer))


def limits(hall: Hall, series: str, service: Service | None, now: datetime, *, asked: bool = False) -> Limits:
    """What this hall limits for everybody. ``asked``: who would find many people ahead is asked first."""
    return Limits(
        is_open=hall.is_open(now),
        ask_above=hall.settings.calling.ask_when_ahead if asked else None,
        series_cap=hall.settings.daily_caps.get(series),
        service_cap=service.daily_cap if service else None,
    )


def report_print(hall: Hall, kiosk: str, ticket: UUID, state: PrintState) -> bool:
    """False when this hall has no such ticket."""
    return printing.report(hall.engine, hall.settings.id, ticket, state, hall.clock(), kiosk)


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


def chosen(hall: Hall, facts: RoutingFacts, service: Service | None, *, wants_person: bool) -> RoutingFacts:
    """What was found out at identifying, with what was chosen since."""
    return replace(
        facts,
        service=service.id if service else None,
        self_service_possible=bool(service and service.self_service and hall.settings.terminals),
        wants_person=wants_person,
        open_lanes=frozenset(hall.settings.open_lanes),
    )


def _order(
    hall: Hall, kiosk: str, request: IssueRequest, service: Service | None, decision: Decision, now: datetime
) -> Order:
    lane = hall.settings.lane(decision.direction.place)
    series = service.series if service else hall.settings.general.series
    return Order(
        request_id=request.request_id,
        kiosk=kiosk,
        decision=decision,
        series=series,
        service=service.id if service else None,
        language=request.language,
        head_start=timedelta(minutes=lane.head_start_min if lane else 0),
        rivals=hall.rivals,
        limits=limits(hall, series, service, now, asked=not request.accepts_wait),
    )
