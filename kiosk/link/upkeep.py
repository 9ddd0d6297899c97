"""What the link does between visits: asks how the hall is, sends what the journal holds, renews the reserve."""

import logging
from datetime import timedelta
from uuid import UUID

from kiosk.domain.ticket import PrintState
from kiosk.flow.events import HallLost, HallSeen
from kiosk.link.client import HallClient, HallRefused, HallUnreachable
from kiosk.link.hall_clock import HallClock
from kiosk.link.journal import Journal, JournalBroken, MessageKind
from kiosk.wire import ReserveTicket

log = logging.getLogger(__name__)

SETTLE = timedelta(seconds=15)
"""How long a slip may take before its ticket is handed over without knowing how it came out."""


class Upkeep:
    """``tend`` is called every few seconds by one thread. ``keep`` is the number of numbers to hold in reserve."""

    def __init__(
        self,
        client: HallClient,
        journal: Journal,
        keep: int,
        clock: HallClock,
    ) -> None:
        self._client = client
        self._journal = journal
        self._keep = keep
        self._clock = clock
        self._refused: set[UUID] = set()
        self._broken = False

    def tend(self) -> HallSeen | HallLost:
        """One round. Never raises for a hall that is away: that is its answer."""
        try:
            state = self._client.state()
            self._clock.heard(state.now)
            self._tend_journal()
        except HallUnreachable as error:
            log.info("hall: %s", error)
            return HallLost()
        except HallRefused as error:
            log.warning("hall: %s", error)
            return HallLost()
        return HallSeen(state)

    def _tend_journal(self) -> None:
        """A broken journal is said once, and again when it is well: the hall is no worse for it."""
        try:
            self._send_messages()
            self._hand_over()
            self._renew()
        except JournalBroken as error:
            if not self._broken:
                log.warning("journal: %s", error)
            self._broken = True
            return
        if self._broken:
            log.warning("journal: usable again")
        self._broken = False

    def _send_messages(self) -> None:
        for message, kind, ticket, print_state in self._journal.messages():
            try:
                if kind is MessageKind.PRINT:
                    self._client.report_print(ticket, PrintState(print_state))
                else:
                    self._client.cancel(ticket)
            except HallRefused as error:  # it will refuse for ever: keep the way free for the others
                log.warning("message %s dropped: %s", message, error)
            self._journal.forget_message(message)

    def _hand_over(self) -> None:
        """A ticket the hall refuses stays in the journal, so that nothing is lost; it is not asked again today."""
        for ticket in self._journal.given():
            if ticket.request_id in self._refused or not self._settled(ticket):
                continue
            try:
                self._client.hand_over(ticket)
                self._journal.forget_given(ticket.request_id)
            except HallRefused as error:
                self._refused.add(ticket.request_id)
                log.warning("reserve ticket %s%s: %s", ticket.series, ticket.number, error)

    def _settled(self, ticket: ReserveTicket) -> bool:
        midway = ticket.print_state in {PrintState.NEW, PrintState.SENT}
        return not midway or self._clock.now() - ticket.issued_at >= SETTLE

    def _renew(self) -> None:
        if self._journal.numbers_left(self._clock.now()) < (self._keep + 1) // 2:
            self._journal.add_lease(self._client.lease(), self._clock.now())
