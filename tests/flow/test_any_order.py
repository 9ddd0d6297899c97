"""Whatever comes in whatever order: no ticket is left without somebody who knows of it, nothing personal stays."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.device import CardFailure, PrinterStatus, PrintOutcome, Role, Trouble
from kiosk.flow.effects import CancelTicket, CheckIn, IssueFromReserve, IssueTicket
from kiosk.flow.events import (
    CardDetected,
    CardNotRead,
    CardRemoved,
    CheckInAnswered,
    CodeScanned,
    DeviceDown,
    DeviceUp,
    DirectionGiven,
    Event,
    HallFailed,
    HallFailure,
    HallSeen,
    IdentityPresented,
    LongWaitFound,
    MenuFound,
    PrinterSeen,
    ProgramFailed,
    ReserveEmpty,
    SlipPrinted,
    Tapped,
    Ticked,
    VisitorFound,
)
from kiosk.flow.state import Ticketed, Welcome
from kiosk.wire import CheckInAnswer, NotCheckedIn
from tests.flow.made import BOOT, CARD, LONG_WAIT, MENU, VISITOR, Story, direction, hall_state

CODE = "AB12CD34EF56"
TARGETS = [
    "language",
    "no_card",
    "service:bill",
    "person",
    "home",
    "done",
    "stay",
    "try_again",
    "general_number",
    "more",
    "wait",
    "appointment",
    "digit:1",
    "check_in",
    "other",
    "number_now",
]
ANSWERS = [
    "visitor",
    "menu",
    "unreachable",
    "refused",
    "empty",
    "hall",
    "reserve",
    "printed",
    "no number",
    "long wait",
    "check-in",
    "come later",
    "unknown",
]
SIMPLE: list[Event] = [
    IdentityPresented(Role.ID_READER, CARD),
    CardDetected(Role.ID_READER),
    CardRemoved(Role.ID_READER),
    CodeScanned(Role.SCANNER, CODE),
    *[Tapped("digit:1")] * 2,
    DeviceUp(Role.PRINTER),
    DeviceDown(Role.PRINTER, Trouble.GONE),
    HallSeen(hall_state()),
    HallSeen(hall_state(open_=False)),
    ProgramFailed(),
]

facts = st.one_of(
    st.sampled_from(SIMPLE),
    st.sampled_from(TARGETS).map(Tapped),
    st.sampled_from(CardFailure).map(lambda failure: CardNotRead(Role.ID_READER, failure)),
    st.sampled_from(PrinterStatus).map(PrinterSeen),
    st.floats(0, 500).map(Ticked),
    st.sampled_from(ANSWERS),
)


class Answers:
    """The far side: answers the requests the flow made, of this visit or an earlier one, in any order."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.asked: list[tuple[int, UUID, bool]] = []
        self.arrived: list[tuple[int, UUID]] = []
        self.issued: set[UUID] = set()
        self.cancelled: set[UUID] = set()
        self.held: set[UUID] = set()

    def feed(self, event: Event) -> None:
        self.story.then(event)
        for effect in self.story.effects:
            if isinstance(effect, IssueTicket):
                self.asked.append((effect.visit, effect.request.request_id, False))
            if isinstance(effect, CheckIn):
                self.arrived.append((effect.visit, effect.request.request_id))
            if isinstance(effect, IssueFromReserve):
                self.asked.append((effect.visit, effect.request_id, True))
            if isinstance(effect, CancelTicket):
                self.cancelled.add(effect.ticket)
        stage = self.story.kiosk.visit.stage
        if isinstance(stage, Ticketed) and stage.answer.ticket:
            self.held.add(stage.answer.ticket.id)

    def answer(self, kind: str) -> None:
        visit = self.story.visit
        plain: dict[str, Event] = {
            "visitor": VisitorFound(visit, VISITOR),
            "menu": MenuFound(visit, MENU),
            "unreachable": HallFailed(visit, HallFailure.UNREACHABLE),
            "refused": HallFailed(visit, HallFailure.REFUSED),
            "empty": ReserveEmpty(visit),
        }
        if kind in plain:
            self.feed(plain[kind])
        elif kind == "printed" and self.held:
            self.feed(SlipPrinted(visit, next(iter(self.held)), PrintOutcome.FAILED))
        elif kind == "long wait" and self.asked and not self.asked[0][2]:
            self.feed(LongWaitFound(*self.asked.pop(0)[:2], LONG_WAIT))
        elif kind in {"check-in", "come later", "unknown"} and self.arrived:
            self._check_in(kind)
        elif kind in {"hall", "reserve", "no number"} and self.asked:
            self._direct(kind)

    def _check_in(self, kind: str) -> None:
        visit, request_id = self.arrived.pop(0)
        given = direction(request_id) if kind == "check-in" else None
        if given and given.ticket:
            self.issued.add(given.ticket.id)
        outcome: Literal["keeps_place", "come_later"] = "keeps_place" if given else "come_later"
        said = CheckInAnswer(
            outcome=outcome, starts_at=datetime(2026, 11, 22, 2, tzinfo=UTC), may_take_number=True, direction=given
        )
        self.feed(CheckInAnswered(visit, request_id, NotCheckedIn.NO_SUCH if kind == "unknown" else said))

    def _direct(self, kind: str) -> None:
        asked_visit, request_id, reserve = self.asked.pop(0)
        number = None if kind == "no number" and not reserve else "A001"
        answer = direction(request_id, number=number)
        if answer.ticket:
            self.issued.add(answer.ticket.id)
        self.feed(DirectionGiven(asked_visit, answer, from_reserve=reserve))


@settings(max_examples=300, deadline=None)
@given(st.lists(facts, max_size=40))
def test_no_ticket_is_orphaned_and_nothing_personal_stays(events: list[Event | str]) -> None:
    far = Answers(Story())
    numbers = [far.story.visit]
    for event in events:
        far.answer(event) if isinstance(event, str) else far.feed(event)
        numbers.append(far.story.visit)
        if isinstance(far.story.kiosk.visit.stage, Welcome):
            assert "sealed" not in repr(far.story.kiosk.visit.stage)
        assert CARD.number not in repr(far.story.kiosk)
        assert "测*" not in repr(far.story.kiosk)
        assert CODE not in repr(far.story.kiosk)
    assert numbers == sorted(numbers)
    assert far.issued <= far.held | far.cancelled
    assert far.story.kiosk.boot == BOOT
