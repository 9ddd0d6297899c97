"""The client against a real socket: what it sends, and the only two ways it fails."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.config import ConfigError
from kiosk.domain.identity import CardUse, Grid, IdCard, IdDocument, PowerCard, TokenCard, TokenTechnology
from kiosk.domain.ticket import PrintState
from kiosk.link.client import HallClient, HallRefused, HallUnreachable, read_token
from kiosk.wire import CheckInAnswer, CheckInRequest, IssueRequest, NotCheckedIn
from tests.flow.made import LONG_WAIT, MENU, VISITOR, direction, hall_state
from tests.link.hall_double import ScriptedHall, link_settings, scripted_hall


@pytest.fixture
def hall() -> Iterator[ScriptedHall]:
    with scripted_hall() as hall:
        yield hall


@pytest.fixture
def client(hall: ScriptedHall) -> Iterator[HallClient]:
    client = HallClient(link_settings(hall.url), "secret")
    yield client
    client.close()


@pytest.mark.parametrize("content", ["", "\n", "two\nlines", "caf\u00e9", '"quoted"', "with space"])
def test_a_file_that_holds_no_token_is_said_and_never_quoted(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="is not a token") as wrong:
        read_token(file)
    assert not content.strip() or content not in str(wrong.value)


def test_a_token_may_end_its_line(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("abc_-9\r\n", encoding="ascii")
    assert read_token(file) == "abc_-9"
    with pytest.raises(ConfigError, match="cannot be read"):
        read_token(tmp_path / "none")


CARD = IdCard(IdDocument.RESIDENT, "11010519491231002X", "测试员", date(1949, 12, 31))
POWER = PowerCard(Grid.STATE, CardUse.PURCHASE, "000012345678", "031000123456")
TOKEN = TokenCard(TokenTechnology.CONTACTLESS, "04A1B2C3")


@pytest.mark.parametrize("identity", [CARD, POWER, TOKEN])
def test_a_card_is_presented_without_its_name(
    hall: ScriptedHall, client: HallClient, identity: IdCard | PowerCard | TokenCard
) -> None:
    hall.answers["POST /api/identify"] = (200, VISITOR.model_dump_json())
    assert client.identify(identity) == VISITOR
    ((_, body),) = hall.heard
    assert "测试员" not in body
    assert hall.tokens == {"Bearer secret"}


def test_a_number_nobody_could_look_up_is_refused_without_quoting_it(client: HallClient) -> None:
    odd = IdCard(IdDocument.RESIDENT, "11??05", "测试员", None)
    with pytest.raises(HallRefused) as refusal:
        client.identify(odd)
    assert "11??05" not in str(refusal.value)


def test_every_question_has_its_answer(hall: ScriptedHall, client: HallClient) -> None:
    request = IssueRequest(request_id=uuid4(), service="bill")
    answer = direction(request.request_id)
    hall.answers |= {
        "GET /api/menu": (200, MENU.model_dump_json()),
        "POST /api/tickets": (200, answer.model_dump_json()),
        "GET /api/hall": (200, hall_state().model_dump_json()),
    }
    assert client.menu() == MENU
    assert client.issue(request) == answer
    assert client.state() == hall_state()


def test_a_long_wait_is_an_answer_and_every_other_conflict_a_refusal(
    hall: ScriptedHall, client: HallClient
) -> None:
    request = IssueRequest(request_id=uuid4(), service="bill")
    hall.answers["POST /api/tickets"] = (409, LONG_WAIT.model_dump_json())
    assert client.issue(request) == LONG_WAIT
    for code in ("daily_cap", "hall_closed"):
        hall.answers["POST /api/tickets"] = (409, f'{{"code": "{code}", "message": "no more"}}')
        with pytest.raises(HallRefused):
            client.issue(request)


def test_a_check_in_the_hall_knows_nothing_of_is_an_answer_too(hall: ScriptedHall, client: HallClient) -> None:
    request = CheckInRequest(request_id=uuid4(), code="AB12CD34EF56")
    assert client.check_in(request) is NotCheckedIn.NO_SUCH
    hall.answers["POST /api/checkin"] = (429, '{"code": "too_often", "message": "too often"}')
    assert client.check_in(request) is NotCheckedIn.TOO_OFTEN
    later = CheckInAnswer(outcome="come_later", starts_at=datetime(2026, 11, 24, 1, tzinfo=UTC))
    hall.answers["POST /api/checkin"] = (200, later.model_dump_json())
    assert client.check_in(request) == later
    hall.answers["POST /api/checkin"] = (409, '{"code": "hall_closed", "message": "closed"}')
    with pytest.raises(HallRefused):
        client.check_in(request)


def test_messages_go_to_the_ticket_they_speak_of(hall: ScriptedHall, client: HallClient) -> None:
    ticket = uuid4()
    hall.answers |= {
        f"POST /api/tickets/{ticket}/print": (204, ""),
        f"POST /api/tickets/{ticket}/cancel": (204, ""),
    }
    client.report_print(ticket, PrintState.CONFIRMED)
    client.cancel(ticket)
    assert hall.heard == [
        (f"POST /api/tickets/{ticket}/print", '{"state":"confirmed"}'),
        (f"POST /api/tickets/{ticket}/cancel", ""),
    ]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, "<html>a proxy's page</html>", HallUnreachable),
        (200, '{"items": "nonsense"}', HallUnreachable),
        (502, "", HallUnreachable),
        (500, "", HallUnreachable),
        (401, "{}", HallRefused),
        (422, "{}", HallRefused),
    ],
)
def test_an_answer_that_is_none(
    hall: ScriptedHall, client: HallClient, status: int, body: str, error: type[Exception]
) -> None:
    hall.answers["GET /api/menu"] = (status, body)
    with pytest.raises(error):
        client.menu()


def test_nobody_there() -> None:
    with scripted_hall() as hall:
        url = hall.url
    client = HallClient(link_settings(url), "secret")
    with pytest.raises(HallUnreachable):
        client.menu()
    client.close()
