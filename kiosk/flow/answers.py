"""Answers of the hall, the reserve and the printer. An answer to a visit that is over finds nobody home.

A visitor or a menu is then dropped; a ticket is cancelled, because nobody holds its number.
"""

from dataclasses import replace
from typing import TypeAlias

from kiosk.domain.device import PrintOutcome, Role
from kiosk.domain.ticket import PrintState
from kiosk.flow.effects import CancelTicket, PrintSlip, ReportPrint
from kiosk.flow.events import (
    DirectionGiven,
    HallFailed,
    HallFailure,
    LongWaitFound,
    MenuFound,
    ReserveEmpty,
    SlipPrinted,
    VisitorFound,
)
from kiosk.flow.state import Asked, Booked, Choosing, Directed, HallAway, Issuing, Kiosk, Looking, Refused, Ticketed
from kiosk.flow.turns import Turn, ask_reserve, go
from kiosk.wire import DirectionAnswer, IssuedTicket

Answer: TypeAlias = (
    VisitorFound | MenuFound | DirectionGiven | LongWaitFound | HallFailed | ReserveEmpty | SlipPrinted
)

PRINTED_AS = {
    PrintOutcome.CONFIRMED: PrintState.CONFIRMED,
    PrintOutcome.UNKNOWN: PrintState.UNKNOWN,
    PrintOutcome.FAILED: PrintState.FAILED,
}


def came(kiosk: Kiosk, event: Answer) -> Turn:
    match event:
        case DirectionGiven():
            return _direction(kiosk, event)
        case LongWaitFound():
            return _long_wait(kiosk, event), ()
        case SlipPrinted():
            return _printed(kiosk, event)
        case VisitorFound() | MenuFound():
            return _menu(kiosk, event), ()
        case HallFailed():
            return _failed(kiosk, event)
        case ReserveEmpty():
            waits = event.visit == kiosk.visit.number and isinstance(kiosk.visit.stage, Issuing)
            return (go(kiosk, Refused()) if waits else kiosk), ()


def _menu(kiosk: Kiosk, event: VisitorFound | MenuFound) -> Kiosk:
    stage = kiosk.visit.stage
    with_card = isinstance(event, VisitorFound)
    if event.visit != kiosk.visit.number or stage != Looking(with_card):
        return kiosk
    if isinstance(event, VisitorFound) and event.visitor.appointment:
        return go(kiosk, Booked(event.visitor))
    if isinstance(event, VisitorFound):
        return go(kiosk, Choosing(event.visitor.menu, event.visitor))
    return go(kiosk, Choosing(event.menu))


def _failed(kiosk: Kiosk, event: HallFailed) -> Turn:
    """Somebody who has already chosen gets a number without another touch; others are asked first."""
    stage = kiosk.visit.stage
    waiting = isinstance(stage, Looking) or (isinstance(stage, Issuing) and not stage.from_reserve)
    if event.visit != kiosk.visit.number or not waiting:
        return kiosk, ()
    if event.failure is HallFailure.REFUSED:
        return go(kiosk, Refused()), ()
    return ask_reserve(kiosk) if isinstance(stage, Issuing) else (go(kiosk, HallAway()), ())


def _direction(kiosk: Kiosk, event: DirectionGiven) -> Turn:
    answer, stage = event.answer, kiosk.visit.stage
    expected = (
        event.visit == kiosk.visit.number
        and isinstance(stage, Issuing)
        and stage.request_id == answer.request_id
        and stage.from_reserve == event.from_reserve
    )
    if not expected or not isinstance(stage, Issuing):
        return kiosk, [CancelTicket(answer.ticket.id)] if answer.ticket else ()
    if answer.ticket is None:
        return go(kiosk, Directed(answer, stage.service, stage.visitor_ref)), ()
    return ticket(kiosk, answer, answer.ticket, from_reserve=event.from_reserve)


def _long_wait(kiosk: Kiosk, event: LongWaitFound) -> Kiosk:
    """Nothing was issued, so one that comes too late needs no answer."""
    stage = kiosk.visit.stage
    waited_for = isinstance(stage, Issuing) and not stage.from_reserve and stage.request_id == event.request_id
    if event.visit != kiosk.visit.number or not isinstance(stage, Issuing) or not waited_for:
        return kiosk
    return go(kiosk, Asked(stage, event.wait))


def ticket(
    kiosk: Kiosk, answer: DirectionAnswer, issued: IssuedTicket, *, from_reserve: bool = False, missed: bool = False
) -> Turn:
    """A number was given: on paper, or on the glass alone when nothing can be printed."""
    if not _can_print(kiosk):
        shown = Ticketed(answer, PrintState.SHOWN, from_reserve, missed)
        return go(kiosk, shown), [ReportPrint(issued.id, PrintState.SHOWN)]
    printing = go(kiosk, Ticketed(answer, PrintState.NEW, from_reserve, missed))
    job = PrintSlip(kiosk.visit.number, answer, kiosk.visit.language)
    return printing, [ReportPrint(issued.id, PrintState.SENT), job]


def _can_print(kiosk: Kiosk) -> bool:
    health = kiosk.health(Role.PRINTER)
    return health is not None and health.trouble is None and kiosk.printer.can_print


def _printed(kiosk: Kiosk, event: SlipPrinted) -> Turn:
    """The outcome is reported whoever stands here now; the screen changes only for its own visit."""
    state = PRINTED_AS[event.outcome]
    report = [ReportPrint(event.ticket, state)]
    stage = kiosk.visit.stage
    if event.visit != kiosk.visit.number or not isinstance(stage, Ticketed):
        return kiosk, report
    return go(kiosk, replace(stage, print_state=state)), report
