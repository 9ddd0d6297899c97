"""Which screen is shown: one pure function, the top line wins.

A hall that closes, or a device that fails, does not tear the screen from a person who already holds a number:
closing only shows while nobody is being served.
"""

from enum import StrEnum
from typing import assert_never

from kiosk.flow.policy import Policy
from kiosk.flow.state import (
    Asked,
    Booked,
    CardTrouble,
    CheckingIn,
    Choosing,
    Directed,
    HallAway,
    Issuing,
    Kiosk,
    Looking,
    Reading,
    Refused,
    Stage,
    Ticketed,
    TooEarly,
    TooLate,
    Welcome,
)


class Screen(StrEnum):
    """The screens, named as the customer sees them."""

    TECHNICIAN = "technician"
    OUT_OF_ORDER = "out_of_order"
    CLOSED = "closed"
    STILL_THERE = "still_there"
    WELCOME = "welcome"
    READING = "reading"
    LOOKING = "looking"
    MENU = "menu"
    CHECK_IN = "check_in"
    BOOKED = "booked"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    ISSUING = "issuing"
    DIRECTION = "direction"
    TICKET = "ticket"
    CARD_NOT_READ = "card_not_read"
    LONG_WAIT = "long_wait"
    HALL_AWAY = "hall_away"
    REFUSED = "refused"


def screen_of(kiosk: Kiosk, policy: Policy) -> Screen:
    """The screen to draw for this state."""
    if kiosk.technician:
        return Screen.TECHNICIAN
    if kiosk.failed or _lacks_required_device(kiosk, policy):
        return Screen.OUT_OF_ORDER
    if isinstance(kiosk.visit.stage, Welcome) and kiosk.hall is not None and not kiosk.hall.open:
        return Screen.CLOSED
    if kiosk.visit.warned_at is not None:
        return Screen.STILL_THERE
    return _of_stage(kiosk.visit.stage)


def _lacks_required_device(kiosk: Kiosk, policy: Policy) -> bool:
    down = {role for role, health in kiosk.devices if health.trouble is not None}
    return not down.isdisjoint(policy.required_devices)


def _of_stage(stage: Stage) -> Screen:  # noqa: C901 - one line a stage, checked for completeness
    match stage:
        case Welcome():
            return Screen.WELCOME
        case Reading():
            return Screen.READING
        case Looking():
            return Screen.LOOKING
        case Choosing():
            return Screen.MENU
        case CheckingIn():
            return Screen.CHECK_IN
        case Booked():
            return Screen.BOOKED
        case TooEarly():
            return Screen.TOO_EARLY
        case TooLate():
            return Screen.TOO_LATE
        case Issuing():
            return Screen.ISSUING
        case Asked():
            return Screen.LONG_WAIT
        case Directed():
            return Screen.DIRECTION
        case Ticketed():
            return Screen.TICKET
        case CardTrouble():
            return Screen.CARD_NOT_READ
        case HallAway():
            return Screen.HALL_AWAY
        case Refused():
            return Screen.REFUSED
    assert_never(stage)
