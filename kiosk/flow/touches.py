"""What a touch does. Targets are named by the screens; one that means nothing here is ignored."""

from dataclasses import replace

from kiosk.flow import arrivals
from kiosk.flow.events import Tapped
from kiosk.flow.policy import Policy
from kiosk.flow.precedence import Screen, screen_of
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
    Refused,
    TooEarly,
    TooLate,
    Welcome,
)
from kiosk.flow.turns import Turn, accept_wait, ask_direction, ask_menu, ask_reserve, fresh, go, touched

SERVICE = "service:"
LEAVES = {"home", "done"}


def tapped(kiosk: Kiosk, event: Tapped, policy: Policy) -> Turn:
    """A touch first of all says that somebody is there; while asked so, it says nothing else."""
    screen = screen_of(kiosk, policy)
    if screen in {Screen.OUT_OF_ORDER, Screen.TECHNICIAN}:
        return kiosk, ()
    kiosk = touched(kiosk)
    if screen is Screen.STILL_THERE and event.target not in LEAVES:
        return kiosk, ()
    if event.target == "language":
        return _other_language(kiosk), ()
    if screen is Screen.CLOSED:
        return kiosk, ()
    if event.target in LEAVES:
        return fresh(kiosk, policy), ()
    return _on_stage(kiosk, event.target, policy)


def _other_language(kiosk: Kiosk) -> Kiosk:
    language = "en" if kiosk.visit.language == "zh" else "zh"
    return replace(kiosk, visit=replace(kiosk.visit, language=language))


def _on_stage(kiosk: Kiosk, target: str, policy: Policy) -> Turn:
    stage = kiosk.visit.stage
    match stage, target:
        case (Welcome() | CardTrouble() | CheckingIn() | TooLate(), "no_card"):
            return ask_menu(kiosk)
        case (Welcome(), "appointment"):
            return go(kiosk, CheckingIn()), ()
        case ((CheckingIn() | Booked() | TooEarly()), _):
            return arrivals.tapped(kiosk, stage, target)
        case CardTrouble(), "try_again":
            return go(kiosk, Welcome()), ()
        case Choosing(), _:
            return _on_menu(kiosk, stage, target, policy)
        case Asked(), "wait":
            return accept_wait(kiosk, stage)
        case Directed(), "person":
            return ask_direction(kiosk, stage.service, stage.visitor_ref, wants_person=True)
        case (HallAway() | Refused(), "general_number"):
            return ask_reserve(kiosk)
        case (Looking() | Issuing(), "general_number") if _waited_long(kiosk, policy):
            return ask_reserve(kiosk)
    return kiosk, ()


def _on_menu(kiosk: Kiosk, stage: Choosing, target: str, policy: Policy) -> Turn:
    ref = stage.visitor.ref if stage.visitor else None
    if target == "person":
        return ask_direction(kiosk, None, ref, wants_person=True)
    if target in {"more", "back_page"}:
        return go(kiosk, replace(stage, page=_page(stage, target, policy))), ()
    service = target.removeprefix(SERVICE)
    if target.startswith(SERVICE) and any(item.service == service for item in stage.menu.items):
        return ask_direction(kiosk, service, ref)
    return kiosk, ()


def _page(stage: Choosing, target: str, policy: Policy) -> int:
    last = max(0, (len(stage.menu.items) - 1) // policy.menu_page)
    return min(last, stage.page + 1) if target == "more" else max(0, stage.page - 1)


def _waited_long(kiosk: Kiosk, policy: Policy) -> bool:
    """The way out of a slow hall, offered after a few seconds; not while the reserve itself is asked."""
    stage = kiosk.visit.stage
    asking_reserve = isinstance(stage, Issuing) and stage.from_reserve
    return not asking_reserve and kiosk.now - kiosk.visit.since >= policy.way_out_s
