"""A card at a reader. Most people tap and take it away at once, so a card that leaves ends nothing by itself."""

from typing import TypeAlias

from kiosk.domain.device import CardFailure
from kiosk.domain.ticket import PrintState
from kiosk.flow.effects import Identify
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, IdentityPresented
from kiosk.flow.policy import Policy
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import CardTrouble, Issuing, Kiosk, Looking, Reading, Ticketed, Welcome
from kiosk.flow.turns import Turn, fresh, go, touched

CardEvent: TypeAlias = IdentityPresented | CardDetected | CardNotRead | CardRemoved

NO_ENTRY = {Screen.TECHNICIAN, Screen.OUT_OF_ORDER, Screen.CLOSED}


def seen(kiosk: Kiosk, event: CardEvent, policy: Policy) -> Turn:
    """What a card does to the visit; nothing while a number is being made or the kiosk serves nobody."""
    if _takes_no_card(kiosk, policy):
        return kiosk, ()
    match event:
        case IdentityPresented():
            kiosk = touched(_for_this_card(kiosk, policy))
            return go(kiosk, Looking(with_card=True)), [Identify(kiosk.visit.number, event.identity)]
        case CardDetected():
            return (go(touched(_for_this_card(kiosk, policy)), Reading()), ()) if _idle(kiosk) else (kiosk, ())
        case CardNotRead():
            return _not_read(kiosk, event.failure)
        case CardRemoved():
            pulled = isinstance(kiosk.visit.stage, Reading)
            return _not_read(kiosk, CardFailure.PULLED) if pulled else (kiosk, ())


def _not_read(kiosk: Kiosk, failure: CardFailure) -> Turn:
    """Only somebody who is waiting for the card to be read is told; a later fault on the plate is no news."""
    if isinstance(kiosk.visit.stage, Reading | Welcome | CardTrouble):
        return go(touched(kiosk), CardTrouble(failure)), ()
    return kiosk, ()


def _takes_no_card(kiosk: Kiosk, policy: Policy) -> bool:
    stage = kiosk.visit.stage
    printing = isinstance(stage, Ticketed) and stage.print_state is PrintState.NEW
    return isinstance(stage, Issuing) or printing or screen_of(kiosk, policy) in NO_ENTRY


def _idle(kiosk: Kiosk) -> bool:
    """Whether showing *reading your card* disturbs nobody: not while somebody looks at a menu."""
    return isinstance(kiosk.visit.stage, Welcome | CardTrouble | Ticketed | Reading)


def _for_this_card(kiosk: Kiosk, policy: Policy) -> Kiosk:
    """The visit this card belongs to: the one that is beginning, else a fresh one for the next person."""
    beginning = isinstance(kiosk.visit.stage, Welcome | Reading | CardTrouble)
    return kiosk if beginning else fresh(kiosk, policy)
