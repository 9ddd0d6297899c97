"""The order of precedence as a table: the top line wins."""

from dataclasses import replace
from uuid import uuid4

import pytest

from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.domain.ticket import PrintState
from kiosk.flow.policy import Policy
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import (
    Asked,
    CardTrouble,
    Choosing,
    DeviceHealth,
    Directed,
    HallAway,
    Issuing,
    Kiosk,
    Looking,
    Reading,
    Refused,
    Stage,
    Ticketed,
    Welcome,
)
from kiosk.flow.turns import go, start
from tests.flow.made import BOOT, LONG_WAIT, MENU, direction, hall_state

STAGES: list[tuple[Stage, Screen]] = [
    (Welcome(), Screen.WELCOME),
    (Reading(), Screen.READING),
    (Looking(with_card=True), Screen.LOOKING),
    (Choosing(MENU), Screen.MENU),
    (Issuing(uuid4(), "bill"), Screen.ISSUING),
    (Directed(direction(uuid4(), number=None), "bill"), Screen.DIRECTION),
    (Ticketed(direction(uuid4()), PrintState.NEW), Screen.TICKET),
    (CardTrouble(CardFailure.BLANK), Screen.CARD_NOT_READ),
    (Asked(Issuing(uuid4(), "bill"), LONG_WAIT), Screen.LONG_WAIT),
    (HallAway(), Screen.HALL_AWAY),
    (Refused(), Screen.REFUSED),
]


def kiosk_at(stage: Stage) -> Kiosk:
    return replace(go(start(BOOT, Policy()), stage), hall=hall_state())


@pytest.mark.parametrize(("stage", "screen"), STAGES)
def test_each_stage_has_its_screen(stage: Stage, screen: Screen) -> None:
    assert screen_of(kiosk_at(stage), Policy()) is screen


@pytest.mark.parametrize(("stage", "screen"), STAGES)
def test_a_closed_hall_shows_only_while_nobody_is_served(stage: Stage, screen: Screen) -> None:
    closed = replace(kiosk_at(stage), hall=hall_state(open_=False))
    expected = Screen.CLOSED if isinstance(stage, Welcome) else screen
    assert screen_of(closed, Policy()) is expected


@pytest.mark.parametrize(("stage", "screen"), STAGES)
def test_the_idle_question_covers_the_visit(stage: Stage, screen: Screen) -> None:
    kiosk = kiosk_at(stage)
    asked = replace(kiosk, visit=replace(kiosk.visit, warned_at=1.0))
    assert screen_of(asked, Policy()) is Screen.STILL_THERE


@pytest.mark.parametrize("stage", [stage for stage, _ in STAGES])
def test_out_of_order_trumps_closed_and_every_stage(stage: Stage) -> None:
    closed = replace(kiosk_at(stage), hall=hall_state(open_=False))
    assert screen_of(replace(closed, failed=True), Policy()) is Screen.OUT_OF_ORDER
    dead = replace(closed, devices=((Role.PRINTER, DeviceHealth(Trouble.GONE)),))
    assert screen_of(dead, Policy(required_devices=(Role.PRINTER,))) is Screen.OUT_OF_ORDER


@pytest.mark.parametrize("stage", [stage for stage, _ in STAGES])
def test_the_technician_trumps_all(stage: Stage) -> None:
    worst = replace(kiosk_at(stage), hall=hall_state(open_=False), failed=True, technician=True)
    assert screen_of(worst, Policy()) is Screen.TECHNICIAN


def test_a_missing_printer_is_not_out_of_order() -> None:
    kiosk = replace(kiosk_at(Welcome()), devices=((Role.PRINTER, DeviceHealth(Trouble.GONE)),))
    assert screen_of(kiosk, Policy()) is Screen.WELCOME
