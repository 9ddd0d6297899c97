"""The small moves every part of the flow makes: a fresh visit, another stage, a new request id."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias
from uuid import UUID, uuid5

from kiosk.flow.effects import Effect, FetchMenu, IssueFromReserve, IssueTicket
from kiosk.flow.policy import Policy
from kiosk.flow.state import Asked, Issuing, Kiosk, Looking, Stage, Visit, Welcome
from kiosk.wire import IssueRequest

Turn: TypeAlias = tuple[Kiosk, Sequence[Effect]]


def start(boot: UUID, policy: Policy) -> Kiosk:
    """The kiosk as it is switched on. ``boot`` must be new at every start: request ids grow from it."""
    return Kiosk(boot, Visit(1, Welcome(), policy.language, since=0.0, touched=0.0))


def fresh(kiosk: Kiosk, policy: Policy) -> Kiosk:
    """The next visit: nothing of the last one is left but its number."""
    visit = Visit(kiosk.visit.number + 1, Welcome(), policy.language, since=kiosk.now, touched=kiosk.now)
    return replace(kiosk, visit=visit)


def go(kiosk: Kiosk, stage: Stage) -> Kiosk:
    """The same visit at another stage."""
    return replace(kiosk, visit=replace(kiosk.visit, stage=stage, since=kiosk.now, warned_at=None))


def touched(kiosk: Kiosk) -> Kiosk:
    """Somebody did something: the idle clock starts again."""
    return replace(kiosk, visit=replace(kiosk.visit, touched=kiosk.now, warned_at=None))


def ask_menu(kiosk: Kiosk) -> Turn:
    return go(kiosk, Looking(with_card=False)), [FetchMenu(kiosk.visit.number)]


def ask_direction(
    kiosk: Kiosk, service: str | None, visitor_ref: str | None, *, wants_person: bool = False
) -> Turn:
    """Ask the hall, under a request id of its own."""
    kiosk, request_id = new_request(kiosk)
    return _ask(kiosk, Issuing(request_id, service, wants_person, visitor_ref), accepts_wait=False)


def accept_wait(kiosk: Kiosk, stage: Asked) -> Turn:
    """The visitor will wait: the same request once more, which has issued nothing yet."""
    return _ask(kiosk, stage.issuing, accepts_wait=True)


def _ask(kiosk: Kiosk, stage: Issuing, *, accepts_wait: bool) -> Turn:
    request = IssueRequest(
        request_id=stage.request_id,
        visitor_ref=stage.visitor_ref,
        service=stage.service,
        language="zh" if kiosk.visit.language == "zh" else "en",
        wants_person=stage.wants_person,
        accepts_wait=accepts_wait,
    )
    return go(kiosk, stage), [IssueTicket(kiosk.visit.number, request)]


def ask_reserve(kiosk: Kiosk) -> Turn:
    """Give out a number without the hall.

    A request the hall never answered keeps its id: should the hall have issued after all, it will learn that
    this id was answered here and void its own ticket, so one request never has two live tickets.
    """
    stage = kiosk.visit.stage
    if isinstance(stage, Issuing):
        request_id = stage.request_id
        kiosk = go(kiosk, replace(stage, from_reserve=True))
    else:
        kiosk, request_id = new_request(kiosk)
        kiosk = go(kiosk, Issuing(request_id, service=None, from_reserve=True))
    return kiosk, [IssueFromReserve(kiosk.visit.number, request_id, kiosk.visit.language)]


def new_request(kiosk: Kiosk) -> tuple[Kiosk, UUID]:
    visit = replace(kiosk.visit, requests=kiosk.visit.requests + 1)
    return replace(kiosk, visit=visit), uuid5(kiosk.boot, f"{visit.number}/{visit.requests}")
