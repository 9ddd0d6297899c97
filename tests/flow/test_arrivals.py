"""Stories of people with an appointment, told in facts and effects."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kiosk.domain.device import PrinterStatus, PrintOutcome, Role
from kiosk.domain.ticket import PrintState
from kiosk.flow.effects import CancelTicket, CheckIn, FetchMenu, Identify, IssueFromReserve, PrintSlip
from kiosk.flow.events import (
    CheckInAnswered,
    CodeScanned,
    DirectionGiven,
    HallFailed,
    HallFailure,
    HallSeen,
    IdentityPresented,
    MenuFound,
    SlipPrinted,
    Tapped,
    TechnicianCame,
    Ticked,
    VisitorFound,
)
from kiosk.flow.policy import Policy
from kiosk.flow.state import (
    Booked,
    CheckingIn,
    Choosing,
    Issuing,
    Looking,
    NotFound,
    Refused,
    Ticketed,
    TooEarly,
    TooLate,
    Welcome,
)
from kiosk.wire import AppointmentNow, CheckInAnswer, NotCheckedIn
from tests.flow.made import CARD, MENU, VISITOR, Story, direction, hall_state

CODE = "https://hall.example.cn/a/AB12-CD34-EF56"
PHONE = "13900000001"
NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
DUE = VISITOR.model_copy(
    update={"appointment": AppointmentNow(service_title={"zh": "新装", "en": "New"}, starts_at=NINE)}
)
SCAN = CodeScanned(Role.SCANNER, CODE)


def typed(story: Story, digits: str) -> Story:
    return story.then(*(Tapped(f"digit:{digit}") for digit in digits))


def asked(story: Story) -> CheckIn:
    effect = story.effect()
    assert isinstance(effect, CheckIn)
    return effect


def answer(outcome: Any, request: UUID, **more: Any) -> CheckInAnswer:
    given = direction(request) if outcome in {"keeps_place", "ordinary_ticket"} else None
    return CheckInAnswer(outcome=outcome, starts_at=NINE, direction=given, **more)


def answered(story: Story, outcome: str, **more: Any) -> Story:
    effect = asked(story)
    said = answer(outcome, effect.request.request_id, **more)
    return story.then(CheckInAnswered(effect.visit, effect.request.request_id, said))


# --- the code ---


def test_a_voucher_before_the_scanner_is_a_number_without_a_touch() -> None:
    story = Story().then(SCAN)
    assert asked(story).request.code == CODE
    answered(story, "keeps_place")
    assert isinstance(story.stage(), Ticketed)
    assert any(isinstance(effect, PrintSlip) for effect in story.effects)


def test_a_voucher_left_before_the_scanner_asks_once() -> None:
    story = answered(Story().then(SCAN), "keeps_place")
    shown = story.stage()
    assert isinstance(shown, Ticketed)
    assert shown.answer.ticket is not None
    story.then(SlipPrinted(story.visit, shown.answer.ticket.id, PrintOutcome.CONFIRMED))
    for second in range(2, 16, 2):
        story.then(Ticked(second), SCAN)
        assert story.effects == ()
    assert isinstance(story.stage(), Ticketed)
    story.then(Ticked(16 + Policy().same_card_s), SCAN)
    assert isinstance(story.effect(), CheckIn)


def test_a_voucher_begins_a_visit_of_its_own() -> None:
    """The card of whoever stood here before has nothing to do with it."""
    story = Story().then(IdentityPresented(Role.ID_READER, CARD))
    story.then(VisitorFound(story.visit, VISITOR))
    before = story.visit
    story.then(SCAN)
    assert story.visit == before + 1
    assert asked(story).request.visitor_ref is None


def test_a_voucher_scanned_on_the_number_pad_keeps_the_language() -> None:
    story = Story().then(Tapped("appointment"), Tapped("language"), SCAN)
    assert story.kiosk.visit.language == "en"
    assert asked(story).request.language == "en"


def test_no_voucher_is_taken_while_a_number_is_made_or_nobody_is_served() -> None:
    story = Story().then(SCAN)
    asking = story.stage()
    assert story.then(CodeScanned(Role.SCANNER, "another")).stage() == asking
    assert story.effects == ()
    assert Story().then(HallSeen(hall_state(open_=False)), SCAN).effects == ()
    assert Story().then(TechnicianCame(), SCAN).effects == ()


def test_a_code_nobody_knows_leads_to_the_number_pad() -> None:
    story = Story().then(SCAN)
    story.then(CheckInAnswered(story.visit, asked(story).request.request_id, NotCheckedIn.NO_SUCH))
    assert story.stage() == CheckingIn(why=NotFound.CODE)
    story.then(Tapped("no_card"))
    assert isinstance(story.effect(), FetchMenu)


@pytest.mark.parametrize("code", ["", "x" * 301])
def test_what_cannot_be_a_voucher_is_not_sent(code: str) -> None:
    story = Story().then(CodeScanned(Role.SCANNER, code))
    assert story.effects == ()
    assert story.stage() == CheckingIn(why=NotFound.CODE)


# --- the phone number ---


def test_three_touches_beside_the_digits_at_most() -> None:
    story = typed(Story().then(Tapped("appointment")), PHONE).then(Tapped("check_in"))
    assert asked(story).request.phone == PHONE
    assert isinstance(answered(story, "keeps_place").stage(), Ticketed)


def test_digits_are_typed_and_erased() -> None:
    story = typed(Story().then(Tapped("appointment")), "1390").then(Tapped("erase"), Tapped("digit:8"))
    assert story.stage() == CheckingIn("1398")
    assert typed(story, "0" * 20).stage() == CheckingIn("1398" + "0" * 8)
    assert Story().then(Tapped("appointment"), Tapped("erase")).stage() == CheckingIn()


@pytest.mark.parametrize("target", ["digit:", "digit:12", "digit:x", "digit:１", "nothing"])
def test_the_pad_takes_digits_only(target: str) -> None:
    assert Story().then(Tapped("appointment"), Tapped(target)).stage() == CheckingIn()


def test_a_number_too_short_is_not_sent() -> None:
    story = typed(Story().then(Tapped("appointment")), "139").then(Tapped("check_in"))
    assert story.stage() == CheckingIn("139", NotFound.TOO_SHORT)
    assert story.effects == ()
    assert typed(story, "0").stage() == CheckingIn("1390")


def test_a_number_nobody_booked_with_can_be_corrected() -> None:
    story = typed(Story().then(Tapped("appointment")), PHONE).then(Tapped("check_in"))
    story.then(CheckInAnswered(story.visit, asked(story).request.request_id, NotCheckedIn.NO_SUCH))
    assert story.stage() == CheckingIn(PHONE, NotFound.PHONE)
    assert story.then(Tapped("erase")).stage() == CheckingIn(PHONE[:-1])


def test_after_too_many_numbers_the_pad_is_empty_and_names_other_ways() -> None:
    story = typed(Story().then(Tapped("appointment")), PHONE).then(Tapped("check_in"))
    story.then(CheckInAnswered(story.visit, asked(story).request.request_id, NotCheckedIn.TOO_OFTEN))
    assert story.stage() == CheckingIn(why=NotFound.TOO_OFTEN)
    assert isinstance(story.then(Tapped("no_card")).effect(), FetchMenu)


def test_what_was_typed_and_scanned_stays_out_of_repr_and_goes_with_the_visit() -> None:
    story = typed(Story().then(Tapped("appointment")), PHONE)
    assert PHONE not in repr(story.kiosk)
    story.then(Tapped("check_in"))
    assert PHONE not in repr(story.kiosk) + repr(story.effects)
    assert CODE not in repr(Story().then(SCAN).kiosk)
    story.then(Tapped("home"))
    assert story.stage() == Welcome()
    assert story.kiosk.visit.code is None


def test_a_number_left_on_the_glass_is_cleared() -> None:
    story = typed(Story().then(Tapped("appointment")), PHONE)
    assert story.then(Ticked(61)).kiosk.visit.warned_at == 61
    assert story.then(Ticked(92)).stage() == Welcome()


# --- the card ---


def test_a_card_with_an_appointment_is_asked_first() -> None:
    story = Story().then(IdentityPresented(Role.ID_READER, CARD))
    story.then(VisitorFound(story.visit, DUE))
    assert story.stage() == Booked(DUE)
    story.then(Tapped("check_in"))
    assert asked(story).request.visitor_ref == "sealed"
    assert isinstance(answered(story, "keeps_place").stage(), Ticketed)


def test_who_came_for_something_else_gets_the_menu() -> None:
    story = Story().then(IdentityPresented(Role.ID_READER, CARD))
    story.then(VisitorFound(story.visit, DUE), Tapped("other"))
    assert story.stage() == Choosing(MENU, DUE)


def test_the_card_left_on_the_reader_does_not_ask_again() -> None:
    story = Story().then(IdentityPresented(Role.ID_READER, CARD))
    story.then(VisitorFound(story.visit, DUE), IdentityPresented(Role.ID_READER, CARD))
    assert story.effects == ()


def test_a_card_shown_on_the_number_pad_is_read_in_the_same_visit() -> None:
    story = Story().then(Tapped("appointment"))
    before = story.visit
    story.then(IdentityPresented(Role.ID_READER, CARD))
    assert (story.visit, story.stage()) == (before, Looking(with_card=True))
    assert isinstance(story.effect(), Identify)


# --- early, late, missed ---


def test_too_early_and_back_later() -> None:
    story = answered(Story().then(SCAN), "come_later", come_at=NINE - timedelta(minutes=30))
    assert isinstance(story.stage(), TooEarly)
    story.then(Tapped("number_now"))
    assert story.effects == (), "this hall wants them to come back"
    assert story.then(Tapped("home")).stage() == Welcome()


def test_too_early_and_an_ordinary_number_instead() -> None:
    story = Story().then(SCAN)
    first = asked(story).request
    answered(story, "come_later", may_take_number=True).then(Tapped("number_now"))
    second = asked(story).request
    assert (second.code, second.ticket_now) == (CODE, True)
    assert second.request_id != first.request_id
    shown = answered(story, "ordinary_ticket").stage()
    assert isinstance(shown, Ticketed)
    assert not shown.missed, "they wanted it so"


def test_a_missed_appointment_says_so_beside_the_ordinary_number() -> None:
    shown = answered(Story().then(SCAN), "ordinary_ticket").stage()
    assert isinstance(shown, Ticketed)
    assert shown.missed


def test_a_missed_appointment_that_must_be_booked_again() -> None:
    story = answered(Story().then(SCAN), "book_again")
    assert isinstance(story.stage(), TooLate)
    assert isinstance(story.then(Tapped("no_card")).effect(), FetchMenu)
    story.then(MenuFound(story.visit, MENU))
    assert story.stage() == Choosing(MENU)


# --- trouble ---


def test_a_ticket_for_a_visit_that_is_over_is_cancelled() -> None:
    story = Story().then(SCAN)
    effect = asked(story)
    said = answer("keeps_place", effect.request.request_id)
    story.then(Tapped("home"), CheckInAnswered(effect.visit, effect.request.request_id, said))
    assert said.direction is not None
    assert said.direction.ticket is not None
    assert story.effects == (CancelTicket(said.direction.ticket.id),)


def test_an_answer_without_a_ticket_that_comes_too_late_is_nothing() -> None:
    story = Story().then(SCAN)
    effect = asked(story)
    story.then(Tapped("home"), CheckInAnswered(effect.visit, effect.request.request_id, NotCheckedIn.NO_SUCH))
    assert (story.stage(), story.effects) == (Welcome(), ())


def test_a_hall_that_does_not_answer_costs_nobody_a_number() -> None:
    """Under the same request id: should the hall have issued after all, it voids its own."""
    story = Story().then(SCAN)
    request = asked(story).request.request_id
    story.then(HallFailed(story.visit, HallFailure.UNREACHABLE))
    reserve = story.effect()
    assert isinstance(reserve, IssueFromReserve)
    assert reserve.request_id == request
    late = answer("keeps_place", request)
    story.then(CheckInAnswered(story.visit, request, late))
    assert isinstance(story.effect(), CancelTicket)
    story.then(DirectionGiven(story.visit, direction(request, number="K001"), from_reserve=True))
    assert isinstance(story.stage(), Ticketed)


def test_a_refused_check_in_needs_a_person() -> None:
    story = Story().then(SCAN)
    assert story.then(HallFailed(story.visit, HallFailure.REFUSED)).stage() == Refused()


def test_an_answer_to_check_in_is_none_to_a_choice() -> None:
    """Another question under way is not answered by it."""
    story = Story().then(SCAN)
    effect = asked(story)
    stage = story.stage()
    assert isinstance(stage, Issuing)
    story.kiosk = replace(story.kiosk, visit=replace(story.kiosk.visit, stage=replace(stage, claim=None)))
    story.then(CheckInAnswered(effect.visit, effect.request.request_id, NotCheckedIn.NO_SUCH))
    assert isinstance(story.stage(), Issuing)


def test_without_paper_the_number_is_shown() -> None:
    shown = answered(Story(printer=PrinterStatus.NO_PAPER).then(SCAN), "keeps_place").stage()
    assert isinstance(shown, Ticketed)
    assert shown.print_state is PrintState.SHOWN
