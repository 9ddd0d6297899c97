"""A card at a reader. Most people tap and take it away at once, so a card that leaves ends nothing by itself.

A card that lies at the edge of the field comes and goes. While its visit lasts it is known again, and does not tear
the menu or the number from the person it belongs to.
"""

from dataclasses import replace
from typing import TypeAlias

from kiosk.domain.device import CardFailure
from kiosk.domain.identity import Identity
from kiosk.domain.ticket import PrintState
from kiosk.flow.effects import Identify
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, IdentityPresented
from kiosk.flow.policy import Policy
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import (
    Booked,
    CardTrouble,
    CheckingIn,
    Choosing,
    Directed,
    Issuing,
    Kiosk,
    Looking,
    Reading,
    Ticketed,
    Welcome,
)
from kiosk.flow.turns import Turn, fresh, go, touched

CardEvent: TypeAlias = IdentityPresented | CardDetected | CardNotRead | CardRemoved

NO_ENTRY = {Screen.TECHNICIAN, Screen.OUT_OF_ORDER, Screen.CLOSED}


def seen(kiosk: Kiosk, event: CardEvent, policy: Policy) -> Turn:
    """What a card does to the visit; nothing while a number is being made or the kiosk serves nobody."""
    if busy(kiosk, policy):
        return kiosk, ()
    match event:
        case IdentityPresented():
            if _is_known(kiosk, event.identity, policy):
                return _with_card(kiosk, event.identity), ()
            kiosk = touched(_with_card(_for_this_card(kiosk, policy), event.identity))
            return go(kiosk, Looking(with_card=True)), [Identify(kiosk.visit.number, event.identity)]
        case CardDetected():
            if _idle(kiosk) and not _just_seen(kiosk, policy):
                return go(touched(_for_this_card(kiosk, policy)), Reading()), ()
            return kiosk, ()
        case CardNotRead():
            return _not_read(kiosk, event.failure)
        case CardRemoved():
            pulled = isinstance(kiosk.visit.stage, Reading)
            return _not_read(kiosk, CardFailure.PULLED) if pulled else (_with_card(kiosk, kiosk.visit.card), ())


def _with_card(kiosk: Kiosk, card: Identity | None) -> Kiosk:
    """A reader told of this visit's card just now."""
    return replace(kiosk, visit=replace(kiosk.visit, card=card, card_at=kiosk.now))


def _just_seen(kiosk: Kiosk, policy: Policy) -> bool:
    return kiosk.visit.card is not None and kiosk.now - kiosk.visit.card_at < policy.same_card_s


def _is_known(kiosk: Kiosk, card: Identity, policy: Policy) -> bool:
    """Whether this is the card of the visit under way and asks for nothing new.

    A finished visit is begun again by the same card after a while: its owner may want something else. Where the
    visit came to nothing, showing the card again is asking again.
    """
    if card != kiosk.visit.card:
        return False
    match kiosk.visit.stage:
        case Looking() | Choosing() | Booked():
            return True
        case Directed() | Ticketed():
            return _just_seen(kiosk, policy)
    return False


def _not_read(kiosk: Kiosk, failure: CardFailure) -> Turn:
    """Only somebody who is waiting for the card to be read is told; a later fault on the plate is no news."""
    if isinstance(kiosk.visit.stage, Reading | Welcome | CardTrouble):
        return go(touched(kiosk), CardTrouble(failure)), ()
    return kiosk, ()


def busy(kiosk: Kiosk, policy: Policy) -> bool:
    """Whether neither a card nor a code may begin anything now."""
    stage = kiosk.visit.stage
    printing = isinstance(stage, Ticketed) and stage.print_state is PrintState.NEW
    return isinstance(stage, Issuing) or printing or screen_of(kiosk, policy) in NO_ENTRY


def _idle(kiosk: Kiosk) -> bool:
    """Whether showing *reading your card* disturbs nobody: not while somebody looks at a menu."""
    return isinstance(kiosk.visit.stage, Welcome | CardTrouble | Ticketed | Reading)


def _for_this_card(kiosk: Kiosk, policy: Policy) -> Kiosk:
    """The visit this card belongs to: the one that is beginning, else a fresh one for the next person."""
    beginning = isinstance(kiosk.visit.stage, Welcome | Reading | CardTrouble | CheckingIn)
    return kiosk if beginning else fresh(kiosk, policy)
