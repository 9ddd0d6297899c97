"""The one door: ``step(kiosk, event, policy) -> (kiosk, effects)``. Who says what is below, each in its room."""

from dataclasses import replace
from typing import assert_never

from kiosk.flow import answers, arrivals, cards, clock, touches
from kiosk.flow.events import (
    CardDetected,
    CardNotRead,
    CardRemoved,
    CheckInAnswered,
    CodeScanned,
    DeviceDown,
    DeviceUp,
    DirectionGiven,
    Event,
    HallFailed,
    HallLost,
    HallSeen,
    IdentityPresented,
    LongWaitFound,
    MenuFound,
    PrinterSeen,
    ProgramFailed,
    ReserveEmpty,
    SlipPrinted,
    Tapped,
    TechnicianCame,
    TechnicianLeft,
    Ticked,
    VisitorFound,
)
from kiosk.flow.policy import Policy
from kiosk.flow.state import DeviceHealth, Kiosk
from kiosk.flow.turns import Turn, fresh


def step(kiosk: Kiosk, event: Event, policy: Policy) -> Turn:  # noqa: C901 - one case a fact, checked for completeness
    """What the kiosk is after ``event``, and what it wants done. Pure."""
    match event:
        case Ticked():
            return clock.ticked(kiosk, event, policy)
        case Tapped():
            return touches.tapped(kiosk, event, policy)
        case IdentityPresented() | CardDetected() | CardNotRead() | CardRemoved():
            return cards.seen(kiosk, event, policy)
        case CodeScanned():
            return arrivals.scanned(kiosk, event, policy)
        case CheckInAnswered():
            return arrivals.answered(kiosk, event)
        case VisitorFound() | MenuFound() | HallFailed() | ReserveEmpty():
            return answers.came(kiosk, event)
        case DirectionGiven() | LongWaitFound() | SlipPrinted():
            return answers.came(kiosk, event)
        case DeviceUp() | DeviceDown() | PrinterSeen():
            return _device(kiosk, event), ()
        case HallSeen():
            return replace(kiosk, hall=event.state, hall_reachable=True), ()
        case HallLost():
            return replace(kiosk, hall_reachable=False), ()
        case TechnicianCame():
            return replace(fresh(kiosk, policy), technician=True), ()
        case TechnicianLeft():
            return replace(kiosk, technician=False), ()
        case ProgramFailed():
            return replace(fresh(kiosk, policy), failed=True), ()
    assert_never(event)


def _device(kiosk: Kiosk, event: DeviceUp | DeviceDown | PrinterSeen) -> Kiosk:
    match event:
        case PrinterSeen():
            return replace(kiosk, printer=event.status)
        case DeviceUp():
            health = DeviceHealth(trouble=None, mock=event.mock)
        case DeviceDown():
            known = kiosk.health(event.role)
            health = DeviceHealth(event.trouble, mock=known.mock if known else False)
    devices = dict(kiosk.devices) | {event.role: health}
    return replace(kiosk, devices=tuple(devices.items()))
