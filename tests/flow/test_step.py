"""Stories of one visit, told in facts and effects."""

from dataclasses import replace
from uuid import UUID

import pytest

from kiosk.domain.device import CardFailure, PrinterStatus, PrintOutcome, Role, Trouble
from kiosk.domain.ticket import PrintState
from kiosk.flow.effects import (
    CancelTicket,
    FetchMenu,
    Identify,
    IssueFromReserve,
    IssueTicket,
    PrintSlip,
    ReportPrint,
)
from kiosk.flow.events import (
    CardDetected,
    CardNotRead,
    CardRemoved,
    DeviceDown,
    DeviceUp,
    DirectionGiven,
    HallFailed,
    HallFailure,
    HallLost,
    HallSeen,
    IdentityPresented,
    LongWaitFound,
    MenuFound,
    PrinterSeen,
    ProgramFailed,
    ReserveEmpty,
    SlipPrinted,
    Tapped,
    TechnicianCame,
    TechnicianLeft,
    Ticked,
    VisitorFound,
)
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import (
    Asked,
    CardTrouble,
    Choosing,
    Directed,
    HallAway,
    Issuing,
    Looking,
    Reading,
    Refused,
    Ticketed,
    Welcome,
)
from tests.flow.made import CARD, LONG_WAIT, MENU, POLICY, VISITOR, Story, direction, hall_state

PRESENTED = IdentityPresented(Role.ID_READER, CARD)
PRESENTED_NEXT = IdentityPresented(Role.ID_READER, replace(CARD, number="440524188001010014"))


def at_menu(story: Story) -> Story:
    return story.then(PRESENTED, VisitorFound(story.visit, VISITOR))


def at_issuing(story: Story) -> tuple[Story, IssueTicket]:
    at_menu(story).then(Tapped("service:bill"))
    effect = story.effect()
    assert isinstance(effect, IssueTicket)
    return story, effect


def at_ticket(story: Story) -> tuple[Story, PrintSlip]:
    story, asked = at_issuing(story)
    story.then(DirectionGiven(story.visit, direction(asked.request.request_id)))
    _, job = story.effects
    assert isinstance(job, PrintSlip)
    return story, job


def test_card_to_slip_in_one_touch() -> None:
    story = Story().then(CardDetected(Role.ID_READER))
    assert story.stage() == Reading()
    story.then(PRESENTED)
    assert story.effect() == Identify(1, CARD)
    story.then(VisitorFound(1, VISITOR))
    assert story.stage() == Choosing(MENU, VISITOR)
    story.then(Tapped("service:bill"))
    asked = story.effect()
    assert isinstance(asked, IssueTicket)
    assert (asked.request.service, asked.request.visitor_ref) == ("bill", "sealed")
    answer = direction(asked.request.request_id)
    story.then(DirectionGiven(1, answer))
    assert answer.ticket
    assert story.effects == (ReportPrint(answer.ticket.id, PrintState.SENT), PrintSlip(1, answer, "zh"))
    story.then(SlipPrinted(1, answer.ticket.id, PrintOutcome.CONFIRMED))
    assert story.effect() == ReportPrint(answer.ticket.id, PrintState.CONFIRMED)
    assert story.stage() == Ticketed(answer, PrintState.CONFIRMED)


def test_without_a_card_in_two_touches() -> None:
    story = Story().then(Tapped("no_card"))
    assert story.effect() == FetchMenu(1)
    story.then(MenuFound(1, MENU), Tapped("service:new"))
    asked = story.effect()
    assert isinstance(asked, IssueTicket)
    assert asked.request.visitor_ref is None


def test_each_request_has_an_id_of_its_own_and_a_restart_cannot_repeat_it() -> None:
    _, first = at_issuing(Story())
    story, _ = at_ticket(Story())
    _, second = at_issuing(story.then(Tapped("done")))
    other_boot = Story()
    other_boot.kiosk = replace(other_boot.kiosk, boot=UUID(int=7))
    _, third = at_issuing(other_boot)
    assert len({first.request.request_id, second.request.request_id, third.request.request_id}) == 3


def test_self_service_has_no_number_and_a_person_is_one_touch_away() -> None:
    story, asked = at_issuing(Story())
    answer = direction(asked.request.request_id, number=None)
    story.then(DirectionGiven(1, answer))
    assert story.stage() == Directed(answer, "bill", "sealed")
    assert story.effects == ()
    story.then(Tapped("person"))
    asked_again = story.effect()
    assert isinstance(asked_again, IssueTicket)
    assert asked_again.request.wants_person
    assert asked_again.request.service == "bill"


def test_a_person_may_be_asked_for_on_the_menu() -> None:
    story = at_menu(Story()).then(Tapped("person"))
    asked = story.effect()
    assert isinstance(asked, IssueTicket)
    assert (asked.request.service, asked.request.wants_person) == (None, True)


def test_the_menu_turns_its_pages_and_stops_at_the_ends() -> None:
    story = at_menu(Story())
    pages = []
    for target in ("more", "more", "back_page", "back_page"):
        stage = story.then(Tapped(target)).stage()
        assert isinstance(stage, Choosing)
        pages.append(stage.page)
    assert pages == [1, 1, 0, 0]


def test_a_service_that_is_not_on_the_menu_does_nothing() -> None:
    story = at_menu(Story()).then(Tapped("service:gold"))
    assert story.effects == ()
    assert isinstance(story.stage(), Choosing)


# --- cards ---


@pytest.mark.parametrize("failure", list(CardFailure))
def test_a_card_that_cannot_be_read_is_told_and_can_be_tried_again(failure: CardFailure) -> None:
    story = Story().then(CardDetected(Role.ID_READER), CardNotRead(Role.ID_READER, failure))
    assert story.stage() == CardTrouble(failure)
    assert story.then(Tapped("try_again")).stage() == Welcome()
    assert isinstance(story.then(Tapped("no_card")).effect(), FetchMenu)


def test_a_card_taken_away_while_it_is_read_is_told() -> None:
    story = Story().then(CardDetected(Role.CARD_READER), CardRemoved(Role.CARD_READER))
    assert story.stage() == CardTrouble(CardFailure.PULLED)


def test_a_card_taken_away_during_the_look_up_changes_nothing() -> None:
    story = Story().then(PRESENTED, CardRemoved(Role.ID_READER))
    assert story.stage() == Looking(with_card=True)
    story.then(VisitorFound(1, VISITOR))
    assert isinstance(story.stage(), Choosing)


def test_the_next_card_begins_the_next_visit_with_nothing_of_the_last() -> None:
    story, job = at_ticket(Story())
    assert job.answer.ticket
    story.then(SlipPrinted(1, job.answer.ticket.id, PrintOutcome.CONFIRMED), Tapped("language"), PRESENTED_NEXT)
    assert story.visit == 2
    assert story.kiosk.visit.language == "zh"
    assert story.stage() == Looking(with_card=True)
    assert story.then(VisitorFound(1, VISITOR)).stage() == Looking(with_card=True)


def flicker(story: Story) -> Story:
    """The card at the edge of the field: gone, there again, read again."""
    return story.then(CardRemoved(Role.ID_READER), CardDetected(Role.ID_READER), PRESENTED)


def test_a_card_that_comes_and_goes_does_not_take_the_menu_away() -> None:
    story = at_menu(Story()).then(Tapped("more"))
    before = story.visit, story.stage()
    for second in range(1, 40):
        flicker(story.then(Ticked(second)))
        assert (story.visit, story.stage(), story.effects) == (*before, ())


def test_a_card_that_comes_and_goes_does_not_take_the_number_away() -> None:
    story, job = at_ticket(Story())
    assert job.answer.ticket
    story.then(SlipPrinted(story.visit, job.answer.ticket.id, PrintOutcome.CONFIRMED))
    before = story.visit, story.stage()
    for second in range(1, 15):
        flicker(story.then(Ticked(second)))
        assert (story.visit, story.stage(), story.effects) == (*before, ())
    story.then(Ticked(21))
    assert story.stage() == Welcome(), "nor does it keep the number on the glass"


def test_the_same_person_may_begin_again_after_a_while() -> None:
    story = at_menu(Story()).then(Tapped("service:bill"))
    asked = story.effect()
    assert isinstance(asked, IssueTicket)
    story.then(DirectionGiven(story.visit, direction(asked.request.request_id, number=None)))
    assert isinstance(story.stage(), Directed)
    first = story.visit
    story.then(Ticked(POLICY.same_card_s - 1), PRESENTED)
    assert story.visit == first
    story.then(Ticked(2 * POLICY.same_card_s), CardDetected(Role.ID_READER), PRESENTED)
    assert story.visit == first + 1
    assert story.stage() == Looking(with_card=True)


def test_another_card_is_another_visit_at_once() -> None:
    story = at_menu(Story())
    first = story.visit
    story.then(PRESENTED_NEXT)
    assert (story.visit, story.stage()) == (first + 1, Looking(with_card=True))


def test_after_trouble_the_same_card_asks_again() -> None:
    story = Story().then(PRESENTED)
    story.then(HallFailed(story.visit, HallFailure.UNREACHABLE), PRESENTED)
    assert story.stage() == Looking(with_card=True)
    assert len(story.effects) == 1


def test_a_card_is_forgotten_with_its_visit() -> None:
    story = at_menu(Story())
    assert story.kiosk.visit.card == CARD
    assert CARD.number not in repr(story.kiosk)
    story.then(Tapped("home"))
    assert story.kiosk.visit.card is None


def test_a_second_card_while_a_number_is_made_is_ignored() -> None:
    story, _ = at_issuing(Story())
    assert story.then(PRESENTED).effects == ()
    assert isinstance(story.stage(), Issuing)


def test_a_card_after_choosing_to_go_without_one_is_welcome() -> None:
    story = Story().then(Tapped("no_card"), MenuFound(1, MENU), PRESENTED)
    assert story.effect() == Identify(2, CARD)


def test_a_closed_hall_takes_no_card_and_no_touch_but_the_language() -> None:
    story = Story().then(HallSeen(hall_state(open_=False)))
    assert story.then(PRESENTED).effects == ()
    assert story.then(Tapped("no_card")).effects == ()
    assert story.then(Tapped("language")).kiosk.visit.language == "en"


# --- walking away, late answers ---


def test_walking_away_from_the_menu_is_asked_then_ended() -> None:
    story = at_menu(Story())
    story.then(Ticked(POLICY.idle_warning_s))
    assert story.kiosk.visit.warned_at == POLICY.idle_warning_s
    story.then(Ticked(POLICY.idle_warning_s + POLICY.idle_countdown_s))
    assert (story.visit, story.stage()) == (2, Welcome())


def test_staying_needs_one_touch_and_can_be_said_ten_times() -> None:
    story = at_menu(Story())
    for round_ in range(1, 11):
        story.then(Ticked(round_ * POLICY.idle_warning_s))
        assert story.kiosk.visit.warned_at is not None
        story.then(Tapped("stay"))
        assert story.kiosk.visit.warned_at is None
    assert isinstance(story.stage(), Choosing)


def test_walking_away_while_the_ticket_is_made_cancels_it() -> None:
    story, asked = at_issuing(Story())
    answer = direction(asked.request.request_id)
    story.then(Tapped("home"), DirectionGiven(1, answer))
    assert answer.ticket
    assert story.effect() == CancelTicket(answer.ticket.id)
    assert story.stage() == Welcome()


def test_a_late_visitor_is_dropped() -> None:
    story = Story().then(PRESENTED, Tapped("home"), VisitorFound(1, VISITOR))
    assert story.stage() == Welcome()


def test_a_late_slip_is_still_reported() -> None:
    story, job = at_ticket(Story())
    assert job.answer.ticket
    story.then(Tapped("done"), SlipPrinted(1, job.answer.ticket.id, PrintOutcome.FAILED))
    assert story.effect() == ReportPrint(job.answer.ticket.id, PrintState.FAILED)
    assert story.stage() == Welcome()


def test_finished_screens_end_by_themselves() -> None:
    story, job = at_ticket(Story())
    assert job.answer.ticket
    story.then(SlipPrinted(1, job.answer.ticket.id, PrintOutcome.CONFIRMED), Ticked(POLICY.ticket_shown_s))
    assert (story.visit, story.stage()) == (2, Welcome())


def test_a_number_without_paper_stays_longer() -> None:
    story, asked = at_issuing(Story(printer=PrinterStatus.NO_PAPER))
    story.then(DirectionGiven(1, direction(asked.request.request_id)), Ticked(POLICY.ticket_shown_s))
    assert isinstance(story.stage(), Ticketed)
    assert story.then(Ticked(POLICY.ticket_shown_s * 3)).stage() == Welcome()


def test_another_language_left_behind_goes_back() -> None:
    story = Story().then(Tapped("language"), Ticked(POLICY.trouble_shown_s))
    assert story.kiosk.visit.language == "zh"


# --- the printer ---


@pytest.mark.parametrize("status", [s for s in PrinterStatus if not s.can_print])
def test_no_printer_shows_the_number_instead(status: PrinterStatus) -> None:
    story, asked = at_issuing(Story(printer=status))
    answer = direction(asked.request.request_id)
    story.then(DirectionGiven(1, answer))
    assert answer.ticket
    assert story.effects == (ReportPrint(answer.ticket.id, PrintState.SHOWN),)
    assert story.stage() == Ticketed(answer, PrintState.SHOWN)


@pytest.mark.parametrize("gone", [None, DeviceDown(Role.PRINTER, Trouble.GONE)])
def test_a_printer_that_is_not_there_shows_the_number_instead(gone: DeviceDown | None) -> None:
    story = Story(printer=PrinterStatus.READY if gone else None)
    if gone:
        story.then(gone)
    story, asked = at_issuing(story)
    story.then(DirectionGiven(1, direction(asked.request.request_id)))
    stage = story.stage()
    assert isinstance(stage, Ticketed)
    assert stage.print_state is PrintState.SHOWN


def test_paper_that_runs_out_midway_shows_the_number() -> None:
    story, job = at_ticket(Story())
    assert job.answer.ticket
    story.then(SlipPrinted(1, job.answer.ticket.id, PrintOutcome.FAILED))
    assert story.stage() == Ticketed(job.answer, PrintState.FAILED)


def test_devices_come_and_go_and_a_mock_is_remembered() -> None:
    story = Story().then(DeviceUp(Role.ID_READER, mock=True), DeviceDown(Role.ID_READER, Trouble.GONE))
    health = story.kiosk.health(Role.ID_READER)
    assert health
    assert (health.trouble, health.mock, story.kiosk.demo) == (Trouble.GONE, True, True)
    story.then(DeviceUp(Role.ID_READER), PrinterSeen(PrinterStatus.LOW_PAPER))
    assert (story.kiosk.demo, story.kiosk.printer) == (False, PrinterStatus.LOW_PAPER)


# --- many people ahead ---


def test_a_long_wait_is_asked_about_and_accepted_under_the_same_request() -> None:
    story, asked = at_issuing(Story())
    story.then(LongWaitFound(1, asked.request.request_id, LONG_WAIT))
    stage = story.stage()
    assert isinstance(stage, Asked)
    assert (stage.wait, story.effects) == (LONG_WAIT, ())
    story.then(Tapped("wait"))
    again = story.effect()
    assert isinstance(again, IssueTicket)
    assert again.request == asked.request.model_copy(update={"accepts_wait": True})
    answer = direction(again.request.request_id)
    story.then(DirectionGiven(1, answer))
    assert story.stage() == Ticketed(answer, PrintState.NEW)


def test_who_does_not_want_to_wait_leaves_without_a_number() -> None:
    story, asked = at_issuing(Story())
    story.then(LongWaitFound(1, asked.request.request_id, LONG_WAIT), Tapped("home"))
    assert (story.stage(), story.effects, story.visit) == (Welcome(), (), 2)


def test_who_walks_away_from_the_question_is_asked_and_then_forgotten() -> None:
    story, asked = at_issuing(Story())
    story.then(LongWaitFound(1, asked.request.request_id, LONG_WAIT), Ticked(POLICY.idle_warning_s + 1))
    assert screen_of(story.kiosk, POLICY) is Screen.STILL_THERE
    story.then(Ticked(POLICY.idle_warning_s + POLICY.idle_countdown_s + 2))
    assert story.stage() == Welcome()


def test_a_question_that_comes_too_late_is_dropped() -> None:
    story, asked = at_issuing(Story())
    story.then(HallFailed(1, HallFailure.UNREACHABLE))
    reserve = story.stage()
    story.then(LongWaitFound(1, asked.request.request_id, LONG_WAIT))
    assert (story.stage(), story.effects) == (reserve, ())
    story.then(Ticked(100), LongWaitFound(1, asked.request.request_id, LONG_WAIT))
    assert not isinstance(story.stage(), Asked)


# --- the hall away ---


def test_hall_away_at_look_up_offers_a_general_number() -> None:
    story = Story().then(PRESENTED, HallFailed(1, HallFailure.UNREACHABLE))
    assert story.stage() == HallAway()
    story.then(Tapped("general_number"))
    asked = story.effect()
    assert isinstance(asked, IssueFromReserve)
    answer = direction(asked.request_id, number="K001")
    story.then(DirectionGiven(1, answer, from_reserve=True))
    assert story.stage() == Ticketed(answer, PrintState.NEW, from_reserve=True)


def test_hall_away_at_issue_gives_a_reserve_number_under_the_same_request() -> None:
    story, asked = at_issuing(Story())
    story.then(HallFailed(1, HallFailure.UNREACHABLE))
    assert story.effect() == IssueFromReserve(1, asked.request.request_id, "zh")


def test_the_hall_answering_after_all_is_cancelled_once_the_reserve_was_asked() -> None:
    story, asked = at_issuing(Story())
    late = direction(asked.request.request_id)
    story.then(HallFailed(1, HallFailure.UNREACHABLE), DirectionGiven(1, late))
    assert late.ticket
    assert story.effect() == CancelTicket(late.ticket.id)
    reserve = direction(asked.request.request_id, number="K001")
    story.then(DirectionGiven(1, reserve, from_reserve=True))
    assert isinstance(story.stage(), Ticketed)


def test_an_empty_reserve_sends_to_a_person() -> None:
    story, _ = at_issuing(Story())
    assert story.then(HallFailed(1, HallFailure.UNREACHABLE), ReserveEmpty(1)).stage() == Refused()


def test_a_refusal_sends_to_a_person() -> None:
    story = Story().then(PRESENTED, HallFailed(1, HallFailure.REFUSED))
    assert story.stage() == Refused()


def test_the_way_out_is_open_only_after_a_while() -> None:
    story = Story().then(PRESENTED, Tapped("general_number"))
    assert story.effects == ()
    story.then(Ticked(POLICY.way_out_s), Tapped("general_number"))
    assert isinstance(story.effect(), IssueFromReserve)


def test_an_answer_that_never_comes_ends_in_a_way_forward() -> None:
    story = Story().then(PRESENTED, Ticked(POLICY.issue_wait_s))
    assert story.stage() == HallAway()
    story, asked = at_issuing(Story())
    story.then(Ticked(POLICY.issue_wait_s))
    assert story.effect() == IssueFromReserve(1, asked.request.request_id, "zh")
    assert story.then(Ticked(POLICY.issue_wait_s * 2)).stage() == Refused()


def test_the_hall_is_seen_and_lost() -> None:
    story = Story().then(HallSeen(hall_state()), HallLost())
    assert not story.kiosk.hall_reachable
    assert story.kiosk.hall == hall_state()


# --- the program itself ---


def test_a_failure_ends_the_visit_and_heals() -> None:
    story = at_menu(Story()).then(ProgramFailed())
    assert (story.kiosk.failed, story.stage()) == (True, Welcome())
    assert story.then(PRESENTED).effects == ()
    assert not story.then(Ticked(POLICY.trouble_shown_s)).kiosk.failed


def test_the_technician_comes_and_goes() -> None:
    story = at_menu(Story()).then(TechnicianCame())
    assert (story.kiosk.technician, story.stage()) == (True, Welcome())
    assert not story.then(TechnicianLeft()).kiosk.technician
