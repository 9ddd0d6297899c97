"""What a kiosk is told: the words of the place, never the rule or the reason that led there."""

from datetime import datetime

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import number_text
from kiosk.hall.settings import HallSettings, Service
from kiosk.hall.words import Words
from kiosk.tickets.values import Lease, Order, Ticket
from kiosk.wire import DirectionAnswer, IssuedTicket, Reserve, ReserveTicket


def direction(
    settings: HallSettings, order: Order, service: Service | None, ticket: Ticket | None, ahead: int, held: bool
) -> DirectionAnswer:
    """For a ticket the place is that of its lane (one held already may stand in another than the order's)."""
    ordered = order.decision.direction
    place, wait_here = lane_words(settings, ticket.lane) if ticket else _terminal_words(settings, ordered.place)
    title = service.title if service else settings.general.title
    return DirectionAnswer(
        request_id=order.request_id,
        kind=ticket.kind if ticket else ordered.kind,
        place=place.by_language,
        wait_here=wait_here.by_language,
        service_title=title.by_language,
        ticket=_issued(settings, ticket, ahead, held) if ticket else None,
    )


def reserve(settings: HallSettings, lease: Lease, good_until: datetime) -> Reserve:
    place, wait_here = lane_words(settings, settings.general.lane)
    return Reserve(
        series=lease.series,
        first=lease.first,
        last=lease.last,
        business_date=lease.business_date,
        good_until=good_until,
        place=place.by_language,
        wait_here=wait_here.by_language,
        service_title=settings.general.title.by_language,
    )


def adopted(settings: HallSettings, given: ReserveTicket) -> DirectionAnswer:
    """What a repeat of the request gets once the ticket given out from the reserve is taken over."""
    place, wait_here = lane_words(settings, settings.general.lane)
    return DirectionAnswer(
        request_id=given.request_id,
        kind=DirectionKind.LANE,
        place=place.by_language,
        wait_here=wait_here.by_language,
        service_title=settings.general.title.by_language,
        ticket=IssuedTicket(
            id=given.request_id,
            number=number_text(given.series, given.number),
            ahead=None,
            issued_at=given.issued_at.astimezone(settings.zone),
        ),
    )


def lane_words(settings: HallSettings, lane_id: str) -> tuple[Words, Words]:
    """Place and where to wait. A ticket may be older than the configuration: a lane that is gone is general."""
    lane = settings.lane(lane_id) or settings.lane(settings.general.lane)
    assert lane is not None  # checked when the settings were read
    return lane.place, lane.wait_here


def _terminal_words(settings: HallSettings, terminal_id: str) -> tuple[Words, Words]:
    terminal = settings.terminal(terminal_id)
    assert terminal is not None  # every place a rule names was checked when the rules were read
    return terminal.place, terminal.wait_here


def _issued(settings: HallSettings, ticket: Ticket, ahead: int, held: bool) -> IssuedTicket:
    span = ticket.estimate.span if ticket.estimate else None
    return IssuedTicket(
        id=ticket.id,
        number=ticket.number,
        ahead=ahead,
        issued_at=ticket.issued_at.astimezone(settings.zone),
        reprint=held,
        wait_from_min=span.from_min if span else None,
        wait_to_min=span.to_min if span else None,
        page=settings.phone.address(f"/t/{ticket.slug}") if ticket.slug else None,
    )
