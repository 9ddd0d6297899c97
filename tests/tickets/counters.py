"""Small things the tests of counters share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from kiosk.tickets import actions, calling, outlook, serving, sessions
from kiosk.tickets.order import Bounds
from kiosk.tickets.outlook import Outlook
from kiosk.tickets.schema import ticket_states, tickets
from kiosk.tickets.values import Called, Counter, Floor, Ticket
from tests.tickets.conftest import Day

FLOOR = Floor(
    counters=(
        Counter("1", ("general", "vip"), languages=("zh", "en")),
        Counter("2", ("general", "vip"), languages=("zh",)),
        Counter("3", ("general",), languages=("zh",), always_regular=True),
        Counter("4", ("arrears",), languages=("zh",)),
    ),
    bounds=Bounds(timedelta(minutes=45), 2),
)


def issued(day: Day) -> list[Any]:
    """The rows of all tickets, the first issued first."""
    return sorted(day.rows(tickets), key=lambda row: (row.issued_at, row.series, row.number))


def steps(day: Day) -> list[Any]:
    """The rows of all lives, as they were written."""
    return sorted(day.rows(ticket_states), key=lambda row: row.id)


@dataclass
class Clerk:
    """Somebody at a window of ``FLOOR``, on a day."""

    day: Day
    window: str
    name: str
    floor: Floor = FLOOR

    @property
    def counter(self) -> Counter:
        return replace(next(one for one in self.floor.counters if one.window == self.window), who=self.name)

    def _do(self, change: Callable[..., Any], *what: object) -> Any:
        return change(self.day.engine, self.day.calendar, self.counter, *what, self.day.now)

    def _by_rules(self, change: Callable[..., Any], *what: object) -> Any:
        return change(self.day.engine, self.day.calendar, self.counter, *what, self.day.now, self.floor)

    def call(self) -> calling.CallAnswer:
        answer: calling.CallAnswer = self._by_rules(calling.call_next)
        return answer

    def called(self) -> Ticket:
        answer = self.call()
        assert isinstance(answer, Called), answer
        return answer.ticket

    def finish_and_call(self) -> Any:
        return self._by_rules(calling.finish_and_call_next)

    def choose(self, ticket: UUID) -> Any:
        return self._by_rules(calling.call_chosen, ticket)

    def recall(self) -> Any:
        return self._by_rules(calling.recall)

    def serve(self) -> Any:
        return self._by_rules(serving.serve)

    def finish(self) -> Any:
        return self._by_rules(calling.finish)

    def hold(self, reason: str = "fetching a form") -> Any:
        return self._by_rules(serving.hold, reason)

    def park(self) -> Any:
        return self._by_rules(serving.park)

    def unpark(self, ticket: UUID) -> Any:
        return self._by_rules(serving.unpark, ticket)

    def transfer(self, to: serving.Destination, note: str | None = None) -> Any:
        return self._by_rules(serving.transfer, to, note)

    def add_service(self, service: str) -> Any:
        return self._by_rules(serving.add_service, service)

    def undo(self) -> Any:
        return self._by_rules(actions.undo)

    def open(self, *, take_over: bool = False) -> Any:
        return self._do(sessions.open_window, take_over)

    def pause(self, reason: str = "lunch") -> Any:
        return self._do(sessions.pause, reason)

    def resume(self) -> Any:
        return self._do(sessions.resume)

    def close(self) -> Any:
        return self._do(sessions.close)

    def looks(self) -> Outlook:
        seen: Outlook = self._by_rules(outlook.outlook)
        return seen
