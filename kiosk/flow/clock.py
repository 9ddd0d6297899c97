"""What time does: warns, ends visits, and gives up waiting for an answer."""

from dataclasses import replace

from kiosk.domain.ticket import PrintState
from kiosk.flow.events import Ticked
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
    Ticketed,
    TooEarly,
    TooLate,
    Welcome,
)
from kiosk.flow.turns import Turn, ask_reserve, fresh, go

KEEP_NUMBER_FACTOR = 3
"""How much longer a number that is only on the screen stays there: it must be photographed or learnt."""


def ticked(kiosk: Kiosk, event: Ticked, policy: Policy) -> Turn:
    kiosk = replace(kiosk, now=max(kiosk.now, event.at))
    if kiosk.failed and kiosk.now - kiosk.visit.since >= policy.trouble_shown_s:
        kiosk = replace(fresh(kiosk, policy), failed=False)
    match kiosk.visit.stage:
        case Choosing() | Asked() | CheckingIn() | Booked() | TooEarly() | TooLate():
            return _mind_the_idle(kiosk, policy), ()
        case Looking() | Issuing() | Reading():
            return _mind_the_wait(kiosk, policy)
        case _:
            return _mind_the_end(kiosk, policy), ()


def _mind_the_idle(kiosk: Kiosk, policy: Policy) -> Kiosk:
    """Ask whether somebody is still there, count down, then clear the glass."""
    visit = kiosk.visit
    if visit.warned_at is not None:
        gone = kiosk.now - visit.warned_at >= policy.idle_countdown_s
        return fresh(kiosk, policy) if gone else kiosk
    if kiosk.now - visit.touched >= policy.idle_warning_s:
        return replace(kiosk, visit=replace(visit, warned_at=kiosk.now))
    return kiosk


def _mind_the_wait(kiosk: Kiosk, policy: Policy) -> Turn:
    """An answer that never comes ends in a way forward, not in a spinning picture."""
    stage = kiosk.visit.stage
    if kiosk.now - kiosk.visit.since < policy.issue_wait_s:
        return kiosk, ()
    match stage:
        case Reading():
            return fresh(kiosk, policy), ()
        case Issuing(from_reserve=False):
            return ask_reserve(kiosk)
        case Issuing():
            return go(kiosk, Refused()), ()
    return go(kiosk, HallAway()), ()


def _mind_the_end(kiosk: Kiosk, policy: Policy) -> Kiosk:
    """Screens that end by themselves. Every touch begins their time anew."""
    shown_s = _shown_s(kiosk, policy)
    over = shown_s is not None and kiosk.now - max(kiosk.visit.since, kiosk.visit.touched) >= shown_s
    return fresh(kiosk, policy) if over else kiosk


def _shown_s(kiosk: Kiosk, policy: Policy) -> float | None:
    match kiosk.visit.stage:
        case Directed():
            return policy.ticket_shown_s
        case Ticketed(print_state=PrintState.FAILED | PrintState.SHOWN):
            return policy.ticket_shown_s * KEEP_NUMBER_FACTOR
        case Ticketed():
            return policy.ticket_shown_s
        case CardTrouble() | HallAway() | Refused():
            return policy.trouble_shown_s
        case Welcome() if kiosk.visit.language != policy.language:
            return policy.trouble_shown_s
    return None
