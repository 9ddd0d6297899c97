"""The kiosk's requests to the hall. One method a question; two ways to fail: not reached, or refused."""

import re
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import requests
from pydantic import ValidationError

from kiosk.config import ConfigError
from kiosk.domain.identity import IdCard, Identity, PowerCard
from kiosk.domain.ticket import PrintState
from kiosk.settings import HallLinkSettings
from kiosk.wire import (
    WANTS_ADVICE,
    CheckInAnswer,
    CheckInRequest,
    DirectionAnswer,
    HallState,
    IdentifyRequest,
    IssueRequest,
    LongWait,
    Menu,
    NotCheckedIn,
    Presented,
    PresentedIdCard,
    PresentedPowerCard,
    PresentedToken,
    PrintReport,
    Reserve,
    ReserveTicket,
    Visitor,
    WireModel,
)

TOKEN = re.compile(r"[A-Za-z0-9_\-]+")


class LinkError(Exception):
    """LinkError
    ├── HallUnreachable   no connection, no answer in time, or an answer that is not the hall's
    └── HallRefused       the hall understood and will not
    """


class HallUnreachable(LinkError):
    pass


class HallRefused(LinkError):
    pass


W = TypeVar("W", bound=WireModel)


def read_token(path: Path) -> str:
    """This kiosk's token. Raises ConfigError, which never quotes the file."""
    try:
        token = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise ConfigError(
            f"{path}: this kiosk's token cannot be read ({error.strerror}); copy it from the hall's secrets file"
        ) from None
    if not TOKEN.fullmatch(token):
        raise ConfigError(
            f"{path}: is not a token (what is in it is not shown); it holds one line, "
            "this kiosk's token from the hall's secrets file, without quotes"
        )
    return token


class HallClient:
    """Safe to use from several threads: a ``requests`` session is only kept for its connection pool."""

    def __init__(self, settings: HallLinkSettings, token: str) -> None:
        self._url = settings.url.rstrip("/")
        self._timeouts = (settings.connect_timeout_s, settings.read_timeout_s)
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy from the environment has no business between kiosk and hall
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._session.headers["Prefer"] = WANTS_ADVICE

    def identify(self, identity: Identity) -> Visitor:
        try:
            body = IdentifyRequest(presented=_presented(identity))
        except ValidationError:
            raise HallRefused("/api/identify: the card holds no number the hall could look up") from None
        return self._ask("POST", "/api/identify", Visitor, body)

    def menu(self) -> Menu:
        return self._ask("GET", "/api/menu", Menu)

    def issue(self, request: IssueRequest) -> DirectionAnswer | LongWait:
        """A direction; or, when many people are ahead, what the visitor should be asked first."""
        path = "/api/tickets"
        response = self._reach("POST", path, request)
        if response.status_code == HTTPStatus.CONFLICT:
            with suppress(ValidationError):  # then it was refused for another reason
                return LongWait.model_validate_json(response.content)
        return _read(path, _accepted(path, response), DirectionAnswer)

    def check_in(self, request: CheckInRequest) -> CheckInAnswer | NotCheckedIn:
        """What becomes of somebody with an appointment."""
        path = "/api/checkin"
        response = self._reach("POST", path, request)
        match response.status_code:
            case HTTPStatus.NOT_FOUND:
                return NotCheckedIn.NO_SUCH
            case HTTPStatus.TOO_MANY_REQUESTS:
                return NotCheckedIn.TOO_OFTEN
        return _read(path, _accepted(path, response), CheckInAnswer)

    def state(self) -> HallState:
        return self._ask("GET", "/api/hall", HallState)

    def lease(self) -> Reserve:
        return self._ask("POST", "/api/reserve", Reserve)

    def hand_over(self, ticket: ReserveTicket) -> None:
        self._send("POST", "/api/reserve/tickets", ticket)

    def report_print(self, ticket: UUID, state: PrintState) -> None:
        self._send("POST", f"/api/tickets/{ticket}/print", PrintReport(state=state))

    def cancel(self, ticket: UUID) -> None:
        self._send("POST", f"/api/tickets/{ticket}/cancel")

    def close(self) -> None:
        self._session.close()

    def _ask(self, method: str, path: str, answer: type[W], body: WireModel | None = None) -> W:
        return _read(path, self._send(method, path, body), answer)

    def _send(self, method: str, path: str, body: WireModel | None = None) -> requests.Response:
        return _accepted(path, self._reach(method, path, body))

    def _reach(self, method: str, path: str, body: WireModel | None = None) -> requests.Response:
        """The hall's answer, whatever it says. Raises HallUnreachable when it has none to give."""
        data = body.model_dump_json() if body else None
        headers = {"Content-Type": "application/json"} if body else {}
        try:
            response = self._session.request(
                method, self._url + path, data=data, headers=headers, timeout=self._timeouts
            )
        except requests.RequestException as error:
            raise HallUnreachable(f"{path}: {type(error).__name__}") from None
        if response.status_code >= 500:
            raise HallUnreachable(f"{path}: the hall answered {response.status_code}")
        return response


def _accepted(path: str, response: requests.Response) -> requests.Response:
    if response.status_code >= 400:
        raise HallRefused(f"{path}: the hall answered {response.status_code}")
    return response


def _read(path: str, response: requests.Response, answer: type[W]) -> W:
    try:
        return answer.model_validate_json(response.content)
    except ValidationError:
        raise HallUnreachable(f"{path}: the answer is not one of the hall's") from None


def _presented(identity: Identity) -> Presented:
    """What leaves the kiosk of a card: numbers to look up and, for age, the birth date; never a name."""
    match identity:
        case IdCard():
            return PresentedIdCard(
                document=identity.document, number=identity.number, birth_date=identity.birth_date
            )
        case PowerCard():
            return PresentedPowerCard(customer_number=identity.customer_number, meter_number=identity.meter_number)
        case _:
            return PresentedToken(technology=identity.technology, reference=identity.reference)
