"""Between visits: the hall is asked, messages are sent in order, the reserve is kept full."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kiosk.domain.ticket import PrintState
from kiosk.flow.events import HallLost, HallSeen
from kiosk.link.client import HallClient
from kiosk.link.hall_clock import HallClock
from kiosk.link.journal import Journal
from kiosk.link.upkeep import SETTLE, Upkeep
from tests.flow.made import hall_state
from tests.link.hall_double import ScriptedHall, link_settings, scripted_hall
from tests.link.test_journal import NOW, find_tables, lose_tables, reserve


class Bench:
    """A scripted hall, a journal and an upkeep with a clock turned by hand."""

    def __init__(self, hall: ScriptedHall, folder: Path) -> None:
        self.hall = hall
        self.client = HallClient(link_settings(hall.url), "secret")
        self.journal = Journal(folder / "journal.sqlite")
        self.now = NOW
        self.upkeep = Upkeep(self.client, self.journal, keep=3, clock=HallClock(lambda: self.now, self.ticks))
        hall.answers |= {
            "GET /api/hall": (200, hall_state().model_dump_json()),
            "POST /api/reserve": (200, reserve().model_dump_json()),
        }

    def pass_time(self, delta: timedelta) -> None:
        """Here and in the hall."""
        self.now += delta
        state = hall_state().model_copy(update={"now": self.now})
        self.hall.answers["GET /api/hall"] = (200, state.model_dump_json())

    def ticks(self) -> float:
        return (self.now - NOW).total_seconds()

    def asked(self, request: str) -> int:
        return sum(heard == request for heard, _ in self.hall.heard)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with scripted_hall() as hall:
        bench = Bench(hall, tmp_path)
        yield bench
        bench.client.close()


def test_the_hall_is_seen_and_the_reserve_filled_once(bench: Bench) -> None:
    assert bench.upkeep.tend() == HallSeen(hall_state())
    assert bench.upkeep.tend() == HallSeen(hall_state())
    assert bench.asked("POST /api/reserve") == 1
    assert bench.journal.numbers_left(NOW) == 3


def test_the_reserve_is_renewed_when_half_is_gone(bench: Bench) -> None:
    bench.upkeep.tend()
    bench.journal.give(uuid4(), "zh", NOW)
    bench.journal.give(uuid4(), "zh", NOW)
    bench.hall.answers["POST /api/reserve"] = (200, reserve(4, 6).model_dump_json())
    bench.upkeep.tend()
    assert bench.journal.numbers_left(NOW) == 4


def test_a_hall_that_is_away_is_an_answer(bench: Bench) -> None:
    bench.hall.answers["GET /api/hall"] = (503, "")
    assert bench.upkeep.tend() == HallLost()


def test_messages_wait_for_the_hall_and_arrive_in_order(bench: Bench) -> None:
    ticket = UUID(int=5)
    bench.journal.note_print(ticket, PrintState.SENT)
    bench.journal.note_print(ticket, PrintState.CONFIRMED)
    bench.hall.answers[f"POST /api/tickets/{ticket}/print"] = (503, "")
    assert bench.upkeep.tend() == HallLost()
    assert len(bench.journal.messages()) == 2
    bench.hall.answers[f"POST /api/tickets/{ticket}/print"] = (204, "")
    bench.hall.heard.clear()
    bench.upkeep.tend()
    bodies = [body for request, body in bench.hall.heard if request.endswith("/print")]
    assert bodies == ['{"state":"sent"}', '{"state":"confirmed"}']
    assert bench.journal.messages() == []


def test_a_message_the_hall_refuses_does_not_block_the_others(bench: Bench) -> None:
    bench.journal.note_cancel(UUID(int=6))
    bench.journal.note_cancel(UUID(int=7))
    bench.hall.answers[f"POST /api/tickets/{UUID(int=7)}/cancel"] = (204, "")
    assert isinstance(bench.upkeep.tend(), HallSeen)
    assert bench.journal.messages() == []


def test_a_given_ticket_is_handed_over_once_its_slip_is_settled(bench: Bench) -> None:
    bench.hall.answers["POST /api/reserve/tickets"] = (204, "")
    bench.upkeep.tend()
    request = uuid4()
    bench.journal.give(request, "zh", NOW)
    bench.upkeep.tend()
    assert bench.asked("POST /api/reserve/tickets") == 0
    bench.pass_time(SETTLE)
    bench.upkeep.tend()
    assert bench.asked("POST /api/reserve/tickets") == 1
    assert bench.journal.given() == []


def test_a_given_ticket_the_hall_refuses_is_kept(bench: Bench) -> None:
    bench.hall.answers["POST /api/reserve/tickets"] = (409, "{}")
    bench.upkeep.tend()
    bench.journal.give(uuid4(), "zh", NOW)
    bench.pass_time(SETTLE + timedelta(seconds=1))
    bench.upkeep.tend()
    bench.upkeep.tend()
    assert len(bench.journal.given()) == 1
    assert bench.asked("POST /api/reserve/tickets") == 1


def test_a_broken_journal_is_said_once_and_hides_no_hall(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    lose_tables(bench.journal)
    for _ in range(3):
        assert bench.upkeep.tend() == HallSeen(hall_state())
    find_tables(bench.journal)
    assert bench.upkeep.tend() == HallSeen(hall_state())
    said = [record.getMessage() for record in caplog.records]
    assert said == ["journal: no such table: messages", "journal: usable again"]
