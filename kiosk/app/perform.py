"""Does what the flow asks for, on workers, and says the answer as a fact. Nothing here decides anything."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar, assert_never
from uuid import UUID

from kiosk.domain.ticket import PrintState
from kiosk.flow.effects import (
    CancelTicket,
    CheckIn,
    Effect,
    FetchMenu,
    Identify,
    IssueFromReserve,
    IssueTicket,
    PrintSlip,
    ReportPrint,
)
from kiosk.flow.events import (
    CheckInAnswered,
    DirectionGiven,
    Event,
    HallFailed,
    HallFailure,
    LongWaitFound,
    MenuFound,
    ProgramFailed,
    ReserveEmpty,
    VisitorFound,
)
from kiosk.link.client import HallClient, HallRefused, HallUnreachable
from kiosk.link.journal import Journal, JournalBroken
from kiosk.wire import Language, LongWait

log = logging.getLogger(__name__)

A = TypeVar("A")

ASKERS = 3
AGAIN_AFTER_S = 0.3


class Performer:
    """``print_slip`` hands a job to the printer; ``say`` puts a fact into the inbox; ``now`` is the hall's time.

    Questions to the hall run side by side; what is written to the journal runs one after the other, so that
    messages keep their order.
    """

    def __init__(
        self,
        client: HallClient,
        journal: Journal,
        print_slip: Callable[[PrintSlip], None],
        say: Callable[[Event], None],
        now: Callable[[], datetime],
    ) -> None:
        self._now = now
        self._client = client
        self._journal = journal
        self._print_slip = print_slip
        self._say = say
        self._askers = ThreadPoolExecutor(ASKERS, thread_name_prefix="ask")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal")

    def perform(self, effect: Effect) -> None:
        """Start ``effect``; returns at once."""
        match effect:
            case Identify():
                self._ask(effect.visit, lambda: self._identify(effect))
            case FetchMenu():
                self._ask(effect.visit, lambda: MenuFound(effect.visit, self._client.menu()))
            case IssueTicket():
                self._ask(effect.visit, lambda: self._direction(effect))
            case CheckIn():
                self._ask(effect.visit, lambda: self._check_in(effect))
            case IssueFromReserve():
                self._writer.submit(self._guard, lambda: self._say(self._from_reserve(effect)))
            case PrintSlip():
                self._print_slip(effect)
            case ReportPrint():
                self._note_print(effect.ticket, effect.state)
            case CancelTicket():
                self._write(lambda: self._journal.note_cancel(effect.ticket))
            case _:
                assert_never(effect)

    def close(self) -> None:
        """Let what has begun come to its end; the journal's part always does."""
        self._askers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)

    def _ask(self, visit: int, question: Callable[[], Event]) -> None:
        self._askers.submit(self._guard, lambda: self._say(self._answer(visit, question)))

    def _answer(self, visit: int, question: Callable[[], Event]) -> Event:
        try:
            return question()
        except HallUnreachable as error:
            log.info("visit %s: %s", visit, error)
            return HallFailed(visit, HallFailure.UNREACHABLE)
        except HallRefused as error:
            log.warning("visit %s: %s", visit, error)
            return HallFailed(visit, HallFailure.REFUSED)

    def _identify(self, effect: Identify) -> Event:
        return VisitorFound(effect.visit, self._client.identify(effect.identity))

    def _check_in(self, effect: CheckIn) -> Event:
        answer = self._twice(lambda: self._client.check_in(effect.request))
        return CheckInAnswered(effect.visit, effect.request.request_id, answer)

    def _direction(self, effect: IssueTicket) -> Event:
        answer = self._twice(lambda: self._client.issue(effect.request))
        if isinstance(answer, LongWait):
            return LongWaitFound(effect.visit, effect.request.request_id, answer)
        return DirectionGiven(effect.visit, answer)

    def _twice(self, ask: Callable[[], A]) -> A:
        """Ask twice: the request id makes a repeat harmless, and a hall that restarts is back in a moment."""
        try:
            return ask()
        except HallUnreachable:
            time.sleep(AGAIN_AFTER_S)
            return ask()

    def _from_reserve(self, effect: IssueFromReserve) -> Event:
        language: Language = "en" if effect.language == "en" else "zh"
        try:
            answer = self._journal.give(effect.request_id, language, self._now())
        except JournalBroken as error:  # a number that is not written down could be given out twice
            log.warning("journal: %s", error)
            answer = None
        if answer is None:
            return ReserveEmpty(effect.visit)
        return DirectionGiven(effect.visit, answer, from_reserve=True)

    def _note_print(self, ticket: UUID, state: PrintState) -> None:
        self._write(lambda: self._journal.note_print(ticket, state))

    def _write(self, note: Callable[[], None]) -> None:
        self._writer.submit(self._guard, lambda: self._noted(note))

    def _noted(self, note: Callable[[], None]) -> None:
        """A journal that cannot be written costs the hall a report, not the person here their number."""
        try:
            note()
        except JournalBroken as error:
            log.warning("journal: %s", error)

    def _guard(self, work: Callable[[], object]) -> None:
        """A bug on a worker must not die in silence: the loop shows it and starts afresh."""
        try:
            work()
        except Exception:
            log.exception("a worker failed")
            self._say(ProgramFailed())
