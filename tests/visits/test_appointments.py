"""Whole visits of people with an appointment, as they make them."""

from kiosk.domain.ticket import PrintState
from kiosk.flow.precedence import Screen
from kiosk.flow.state import CheckingIn, NotFound, Ticketed
from kiosk.tickets.appointments import readable_code
from tests.hall import Visitors


def printed(visitors: Visitors) -> None:
    def settled() -> bool:
        stage = visitors.kiosk.visit.stage
        return isinstance(stage, Ticketed) and stage.print_state is not PrintState.NEW

    visitors.until(settled, "the slip")


def test_a_voucher_before_the_scanner_to_slip_to_display(visitors: Visitors) -> None:
    """No touch at all; the slip names the window that was booked, and that window calls."""
    code = readable_code(visitors.server.appointment(5).code)
    visitors.scanner.scan(f"https://hall.example.cn/a/{code}")
    assert visitors.number() == "B001"
    printed(visitors)
    assert [(slip.number, slip.place) for slip in visitors.papers] == [("B001", "2号窗口")]
    assert visitors.rule() == "appointment"
    assert visitors.server.call_next("2") == "B001"


def test_too_early_comes_back_or_takes_an_ordinary_number(visitors: Visitors) -> None:
    code = visitors.server.appointment(120).code
    visitors.scanner.scan(code)
    visitors.expect(Screen.TOO_EARLY)
    assert visitors.papers == []
    visitors.tap("number_now")
    visitors.number()
    assert visitors.rule() != "appointment"


def test_missed_is_told_and_gets_an_ordinary_number(visitors: Visitors) -> None:
    visitors.scanner.scan(visitors.server.appointment(-16).code)
    visitors.number()
    stage = visitors.kiosk.visit.stage
    assert isinstance(stage, Ticketed)
    assert stage.missed


def test_a_phone_number_nobody_booked_with(visitors: Visitors) -> None:
    visitors.tap("appointment", *(f"digit:{digit}" for digit in "13900000009"), "check_in")
    visitors.until(lambda: visitors.kiosk.visit.stage == CheckingIn("13900000009", NotFound.PHONE), "the pad again")
    visitors.tap("no_card")
    visitors.expect(Screen.MENU)


def test_once_served_a_voucher_is_used_up(visitors: Visitors) -> None:
    code = visitors.server.appointment(5).code
    visitors.scanner.scan(code)
    visitors.number()
    printed(visitors)
    visitors.server.call_next("2")
    visitors.server.finish("2")
    visitors.tap("done")
    visitors.scanner.scan(code)
    visitors.until(lambda: visitors.kiosk.visit.stage == CheckingIn(why=NotFound.CODE), "the pad")
