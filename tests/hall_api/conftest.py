"""A hall over a database file, with a back office of a few invented people and a clock that is turned by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from kiosk.domain.customer import (
    Bill,
    Channel,
    Contact,
    CustomerFacts,
    CustomerKind,
    Payment,
    PaymentMethod,
    Purpose,
)
from kiosk.hall.app import make_app
from kiosk.hall.backoffice.outcomes import Away, AwayReason, Found, NotFound, Outcome
from kiosk.hall.hall import Hall
from kiosk.hall.keys import make_secrets, read_secrets
from kiosk.wire import Presented, PresentedPowerCard
from tests.ready_made import shipped, up_to_date

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
FROM_PAGE = {"X-Hall-Request": "1"}


class People:
    """A back office by hand: who holds which power card, and whether it answers at all."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[CustomerFacts, ...]] = {}
        self.state: Literal["up", "away"] = "up"
        self.asked: list[Presented] = []

    def find(self, presented: Presented) -> Outcome:
        self.asked.append(presented)
        if self.state == "away":
            return Away(AwayReason.UNREACHABLE)
        key = presented.customer_number if isinstance(presented, PresentedPowerCard) else presented.kind
        contracts = self.known.get(key)
        return Found(contracts) if contracts else NotFound()

    def probe(self) -> Literal["up", "away"]:
        return self.state


@dataclass
class Clock:
    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def on(self, **delta: int) -> None:
        self.now += timedelta(**delta)


class Client:
    """Requests straight into the application, without a socket. Tests of streams use a real server instead."""

    def __init__(self, portal: BlockingPortal, app: FastAPI) -> None:
        self._portal = portal
        self._app = app

    def request(self, method: str, path: str, **more: Any) -> Response:
        async def once() -> Response:
            transport = ASGITransport(self._app)
            async with AsyncClient(transport=transport, base_url="http://hall") as client:
                return await client.request(method, path, **more)

        return self._portal.call(once)


@dataclass
class House:
    """The hall with everything a test may want to turn."""

    hall: Hall
    people: People
    clock: Clock
    client: "Client"

    def kiosk(self, path: str, body: object = None, **more: Any) -> Any:
        """POST with the kiosk's token; the answer's JSON."""
        return self.ask("POST", path, self.kiosk_token, json=body, **more)

    def ask(self, method: str, path: str, token: str | None = None, status: int | None = None, **more: Any) -> Any:
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        answer = self.client.request(method, path, headers=headers, **more)
        assert status is None or answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    @property
    def kiosk_token(self) -> str:
        return self.hall.secrets.kiosks["kiosk-1"]

    @property
    def staff_token(self) -> str:
        return self.hall.secrets.staff_token

    def issue(self, **changes: Any) -> Any:
        return self.kiosk("/api/tickets", {"request_id": str(uuid4()), "service": "new"} | changes, status=200)

    def staff(self, method: str, path: str, status: int = 200) -> Any:
        return self.ask(method, path, self.staff_token, status=status)

    def identify(self, customer_number: str = "000000000001", status: int = 200) -> Any:
        return self.kiosk("/api/identify", {"presented": power_card(customer_number)}, status=status)


def power_card(customer_number: str) -> dict[str, str]:
    return {"kind": "power_card", "customer_number": customer_number, "meter_number": "000000000009"}


def customer(**changes: Any) -> CustomerFacts:
    """Two years of bills of 100 yuan, each paid on its tenth day: nobody could be better."""
    months = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(10, 34)]
    bills = tuple(Bill(f"B{n}", month, month.replace(day=25), 10_000, 150) for n, month in enumerate(months))
    plain = CustomerFacts(
        customer_number="0000000001",
        kind=CustomerKind.HOUSEHOLD,
        name="张小明",
        birth_date=date(1990, 5, 1),
        since=date(2015, 1, 1),
        method=PaymentMethod.ONLINE,
        bills=bills,
        payments=tuple(Payment(bill.id, bill.amount_fen, bill.month.replace(day=10)) for bill in bills),
    )
    return replace(plain, **changes)


def contacts(purpose: Purpose, count: int, channel: Channel = Channel.COUNTER) -> tuple[Contact, ...]:
    return tuple(Contact(date(2026, 10, day + 1), purpose, channel) for day in range(count))


@pytest.fixture
def make_hall(tmp_path: Path) -> Iterator[Callable[..., Hall]]:
    made: list[Hall] = []
    secrets = tmp_path / "secrets.toml"
    make_secrets(secrets, ("kiosk-1", "kiosk-2"))

    def make(people: People, clock: Callable[[], datetime]) -> Hall:
        files = shipped()
        hall = Hall(
            settings=files.settings,
            services=files.services,
            rules=files.rules,
            texts=files.texts,
            strategies=files.strategies,
            secrets=read_secrets(secrets),
            engine=up_to_date(tmp_path / "hall.sqlite"),
            back_office=people,
            clock=clock,
        )
        made.append(hall)
        return hall

    yield make
    for hall in made:
        hall.engine.dispose()


@pytest.fixture
def house(make_hall: Callable[..., Hall]) -> Iterator[House]:
    people, clock = People(), Clock()
    hall = make_hall(people, clock)
    with start_blocking_portal() as portal:
        yield House(hall, people, clock, Client(portal, make_app(hall)))
