"""Whole visits, as people make them."""

from pathlib import Path

import pytest

from kiosk.domain.device import CardFailure, PrinterStatus, Role
from kiosk.domain.ticket import PrintState
from kiosk.flow.events import DirectionGiven, ProgramFailed
from kiosk.flow.precedence import Screen
from kiosk.flow.state import Ticketed
from server_stub.cast import Role as CastRole
from server_stub.faults import Faults, Mode
from tests.hall import UNKNOWN, Visitors
from tests.link.test_journal import lose_tables


def printed(visitors: Visitors) -> None:
    def settled() -> bool:
        stage = visitors.kiosk.visit.stage
        return isinstance(stage, Ticketed) and stage.print_state is not PrintState.NEW

    visitors.until(settled, "the slip")


# --- the main job ---


def test_card_to_slip_to_display(visitors: Visitors) -> None:
    visitors.present_as(CastRole.CLASS_ONE)
    visitors.expect(Screen.MENU)
    visitors.tap("service:new")
    assert visitors.number() == "B001"
    assert visitors.rule() == "class-one-priority"
    printed(visitors)
    assert [slip.number for slip in visitors.papers] == ["B001"]
    assert visitors.server.call_next("1") == "B001"
    (call,) = visitors.server.display().calling
    assert (call.number, call.window) == ("B001", "1")


@pytest.mark.parametrize(
    ("role", "service", "rule"),
    [
        (CastRole.CLASS_THREE_IN_ARREARS, "pay", "class-three-arrears"),
        (CastRole.ELDERLY, "new", "elderly-to-care"),
        (CastRole.KEY_ACCOUNT, "new", "key-account-to-room"),
        (CastRole.CERTIFIED_SPECIAL, "new", "certified-to-room"),
    ],
)
def test_each_person_goes_the_right_way(visitors: Visitors, role: CastRole, service: str, rule: str) -> None:
    visitors.present_as(role)
    visitors.tap(f"service:{service}")
    visitors.number()
    assert visitors.rule() == rule


def test_a_bill_question_goes_to_a_terminal_and_a_person_is_one_touch_away(visitors: Visitors) -> None:
    visitors.present_as(CastRole.ORDINARY)
    visitors.tap("service:bill")
    visitors.expect(Screen.DIRECTION)
    assert visitors.papers == []
    visitors.tap("person")
    assert visitors.number().startswith("A")


def test_a_debit_under_way_is_said_on_the_glass_when_somebody_comes_to_pay(visitors: Visitors) -> None:
    visitors.present_as(CastRole.DEBIT_IN_TRANSIT)
    visitors.tap("service:pay")
    visitors.expect(Screen.TICKET)
    stage = visitors.kiosk.visit.stage
    assert isinstance(stage, Ticketed)
    assert stage.answer.advice is not None
    assert "代扣" in stage.answer.advice["zh"]


def test_no_card(visitors: Visitors) -> None:
    visitors.tap("no_card", "service:new")
    assert visitors.number() == "B001"


def test_an_unknown_card(visitors: Visitors) -> None:
    visitors.present(UNKNOWN)
    visitors.tap("service:pay")
    assert visitors.number() == "A001"
    assert visitors.rule() == "unknown-to-general"


def test_the_same_person_and_business_gets_the_same_number_again(visitors: Visitors) -> None:
    visitors.present_as(CastRole.CLASS_ONE)
    visitors.tap("service:new")
    first = visitors.number()
    printed(visitors)
    visitors.tap("done")
    visitors.present_as(CastRole.CLASS_ONE)
    visitors.tap("service:new")
    assert visitors.number() == first
    printed(visitors)
    assert [slip.reprint for slip in visitors.papers] == [False, True]


# --- walking away ---


def test_walks_away_from_the_menu(visitors: Visitors) -> None:
    visitors.present_as(CastRole.CLASS_ONE)
    visitors.expect(Screen.MENU)
    visitors.wait(61)
    assert visitors.screen() is Screen.STILL_THERE
    visitors.wait(31)
    assert visitors.screen() is Screen.WELCOME


def test_walks_away_while_the_number_is_made(visitors: Visitors) -> None:
    visitors.present_as(CastRole.CLASS_ONE)
    visitors.expect(Screen.MENU)
    visitors.tap_at_once("service:new", "home")
    visitors.expect(Screen.WELCOME)
    visitors.until(lambda: any(isinstance(fact, DirectionGiven) for fact in visitors.facts), "the late answer")
    visitors.until(lambda: visitors.server.display().waiting == 0, "the ticket cancelled")
    assert visitors.papers == []


def test_walks_away_from_the_ticket(visitors: Visitors) -> None:
    visitors.tap("no_card", "service:new")
    printed(visitors)
    visitors.wait(21)
    assert visitors.screen() is Screen.WELCOME
    assert visitors.server.display().waiting == 1


def test_walks_away_from_a_direction(visitors: Visitors) -> None:
    visitors.present_as(CastRole.ORDINARY)
    visitors.tap("service:bill")
    visitors.expect(Screen.DIRECTION)
    visitors.wait(21)
    assert visitors.screen() is Screen.WELCOME


def test_a_card_pulled_during_the_look_up(visitors: Visitors) -> None:
    visitors.town.disturb(Faults(mode=Mode.SLOW, seconds=0.2))
    visitors.id_reader.present(visitors.town.card_of(CastRole.CLASS_ONE))
    visitors.until(lambda: visitors.kiosk.visit.stage.__class__.__name__ == "Looking", "the look-up")
    visitors.id_reader.remove()
    visitors.expect(Screen.MENU)


def test_a_card_that_cannot_be_read(visitors: Visitors) -> None:
    visitors.id_reader.fail(CardFailure.UNREADABLE)
    visitors.expect(Screen.CARD_NOT_READ)
    visitors.tap("try_again")
    visitors.expect(Screen.WELCOME)


def test_two_customers_in_a_row_with_nothing_left_of_the_first(visitors: Visitors, tmp_path: Path) -> None:
    first, second = visitors.town.card_of(CastRole.CLASS_ONE), visitors.town.card_of(CastRole.ELDERLY)
    visitors.tap("language")
    visitors.present(first)
    visitors.tap("service:new")
    printed(visitors)
    visitors.present(second)
    visitors.expect(Screen.MENU)
    assert visitors.kiosk.visit.language == "zh"
    assert first.number not in repr(visitors.kiosk)
    for stored in tmp_path.glob("journal.sqlite*"):
        content = stored.read_bytes()
        for personal in (first.number, first.name, second.number, second.name):
            assert personal.encode() not in content


# --- the printer and the readers ---


@pytest.mark.parametrize("status", [PrinterStatus.NO_PAPER, PrinterStatus.COVER_OPEN])
def test_no_paper_shows_the_number(visitors: Visitors, status: PrinterStatus) -> None:
    visitors.printer.set_status(status)
    visitors.until(lambda: visitors.kiosk.printer is status, "the printer's word")
    visitors.tap("no_card", "service:new")
    visitors.number()
    stage = visitors.kiosk.visit.stage
    assert isinstance(stage, Ticketed)
    assert stage.print_state is PrintState.SHOWN
    record = visitors.server.decision(stage.answer.request_id)
    visitors.until(lambda: _print_state(visitors, stage) == "shown", "the hall told")
    assert record.ok


def _print_state(visitors: Visitors, stage: Ticketed) -> str:
    return str(visitors.server.decision(stage.answer.request_id).json()["print_state"])


def test_a_reader_unplugged_and_plugged(visitors: Visitors) -> None:
    visitors.id_reader.unplug()
    visitors.until(lambda: bool((h := visitors.kiosk.health(Role.ID_READER)) and h.trouble), "the reader gone")
    assert visitors.screen() is Screen.WELCOME
    visitors.id_reader.plug()
    visitors.until(lambda: not ((h := visitors.kiosk.health(Role.ID_READER)) and h.trouble), "the reader back")
    visitors.present(UNKNOWN)
    visitors.expect(Screen.MENU)


# --- the back office ---


@pytest.mark.parametrize("mode", [Mode.SLOW, Mode.FAIL, Mode.NONSENSE, Mode.DROP])
def test_a_back_office_in_trouble_still_lets_people_in(visitors: Visitors, mode: Mode) -> None:
    visitors.town.disturb(Faults(mode=mode, seconds=2))
    visitors.present_as(CastRole.CLASS_ONE)
    visitors.expect(Screen.MENU)
    visitors.tap("service:new")
    assert visitors.number() == "B001"


def test_the_age_on_the_card_counts_without_a_back_office(visitors: Visitors) -> None:
    visitors.town.disturb(Faults(mode=Mode.DROP))
    visitors.present_as(CastRole.ELDERLY)
    visitors.tap("service:new")
    visitors.number()
    assert visitors.rule() == "elderly-to-care"


# --- the hall ---


def reserve_filled(visitors: Visitors) -> None:
    visitors.until(lambda: visitors.program.numbers_in_reserve() > 0, "the reserve")


def test_hall_down_gives_a_number_that_the_hall_takes_over(visitors: Visitors) -> None:
    reserve_filled(visitors)
    visitors.server.stop()
    visitors.present_as(CastRole.CLASS_ONE)
    visitors.expect(Screen.HALL_AWAY)
    visitors.tap("general_number")
    assert visitors.number() == "K001"
    printed(visitors)
    assert [slip.number for slip in visitors.papers] == ["K001"]
    visitors.server.start()
    visitors.until(lambda: visitors.server.display().waiting == 1, "the hand-over")
    assert visitors.server.call_next("1") == "K001"


def test_hall_lost_after_the_menu_gives_a_number_without_another_touch(visitors: Visitors) -> None:
    reserve_filled(visitors)
    visitors.tap("no_card")
    visitors.expect(Screen.MENU)
    visitors.server.stop()
    visitors.tap("service:new")
    assert visitors.number() == "K001"


def test_a_journal_that_breaks_takes_no_number_from_anybody(visitors: Visitors) -> None:
    reserve_filled(visitors)
    lose_tables(visitors.program._journal)
    visitors.tap("no_card", "service:new")
    printed(visitors)
    assert visitors.screen() is Screen.TICKET
    visitors.tap("done")
    visitors.server.stop()
    visitors.tap("no_card", "general_number")
    visitors.expect(Screen.REFUSED)
    assert not any(isinstance(fact, ProgramFailed) for fact in visitors.facts)


def test_hall_down_and_no_reserve_sends_to_staff(visitors: Visitors) -> None:
    reserve_filled(visitors)
    visitors.server.stop()
    for _ in range(visitors.program.numbers_in_reserve()):
        visitors.tap("no_card", "general_number")
        printed(visitors)
        visitors.tap("done")
    visitors.tap("no_card", "general_number")
    visitors.expect(Screen.REFUSED)
