"""The hall's client against the real stand-in, over real loopback HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import pytest

from kiosk.hall.backoffice.client import BackOffice
from kiosk.hall.backoffice.hashing import IdKey
from kiosk.hall.backoffice.settings import BackOfficeSettings
from server_stub.app import create_app
from server_stub.faults import Faults, FaultyApp
from server_stub.town import Town
from tests.server_stub.running import serving

TOKEN = "a-token-for-tests"
ID_KEY = IdKey(2, b"k" * 32)
TOWN = Town(7, date(2026, 3, 17), 200)

Opener: TypeAlias = Callable[..., BackOffice]


class HandClock:
    """Seconds that pass only when somebody turns the hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += seconds


class CountingApp(FaultyApp):
    """The stand-in that counts what it is asked."""

    def __init__(self, app: FaultyApp) -> None:
        super().__init__(app, Faults())
        self.inner = app
        self.asked: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.asked.append(scope["path"])
        await self.inner(scope, receive, send)


@dataclass(frozen=True)
class Stub:
    """A running stand-in: where it is, and its switches."""

    url: str
    app: CountingApp

    def misbehave(self, **faults: Any) -> None:
        self.app.inner.set(Faults.model_validate(faults))

    def behave(self) -> None:
        self.misbehave()

    @property
    def asked(self) -> list[str]:
        return self.app.asked


@pytest.fixture(scope="session")
def running_stub() -> Iterator[Stub]:
    app = CountingApp(create_app(TOWN, TOKEN, {1: bytes(32), ID_KEY.version: ID_KEY.key}))
    with serving(app) as url:
        yield Stub(url, app)


@pytest.fixture
def stub(running_stub: Stub) -> Stub:
    running_stub.behave()
    running_stub.asked.clear()
    return running_stub


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def open_office(clock: HandClock) -> Iterator[Opener]:
    """Makes clients and closes them. Pauses between tries take no time but turn the clock."""
    opened: list[BackOffice] = []

    def opening(url: str, token: str = TOKEN, id_key: IdKey = ID_KEY, **settings: Any) -> BackOffice:
        office = BackOffice(BackOfficeSettings(url=url, **settings), token, id_key, clock=clock, pause=clock.turn)
        opened.append(office)
        return office

    yield opening
    for office in opened:
        office.close()


@pytest.fixture
def office(stub: Stub, open_office: Opener) -> BackOffice:
    return open_office(stub.url)
