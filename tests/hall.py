"""A pilot for whole visits: the real kiosk program with mock devices and a hand-turned clock, a real hall server
and the stand-in back office, met over HTTP. A visit reads like the hall: present, expect, tap, what the paper says.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import cast
from uuid import uuid4

import requests

from kiosk.app.program import Program
from kiosk.app.window import PanelWindow
from kiosk.config import build
from kiosk.devices.mock.id_reader import MockIdReader
from kiosk.devices.mock.printer import MockPrinter
from kiosk.devices.mock.scanner import MockScanner
from kiosk.devices.mock.sign import MockSign
from kiosk.domain.device import Role
from kiosk.domain.identity import IdCard, IdDocument
from kiosk.domain.slip import Slip
from kiosk.flow.events import Event, Tapped
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import Kiosk
from kiosk.hall.app import make_app
from kiosk.hall.backoffice.client import BackOffice
from kiosk.hall.backoffice.hashing import IdKey
from kiosk.hall.hall import Hall
from kiosk.hall.keys import HallSecrets, make_secrets, read_secrets
from kiosk.settings import KioskSettings
from kiosk.tickets import booking
from kiosk.tickets.appointments import Appointment
from kiosk.tickets.booking import Wish
from kiosk.tickets.offers import Slot
from kiosk.wire import Snapshot
from server_stub.app import cast_member, create_app
from server_stub.cast import Role as CastRole
from server_stub.faults import Faults, FaultyApp
from server_stub.town import Town
from tests.ready_made import shipped, up_to_date
from tests.server_stub.running import serving

CONFIG = Path("config")
AS_OF = date(2026, 11, 20)
PATIENCE_S = 30.0
TURN_S = 0.01
UNKNOWN = IdCard(IdDocument.RESIDENT, "11010519491231002X", "测试员", date(1989, 3, 7))


@dataclass(frozen=True)
class BackOfficeTown:
    """The stand-in back office, behind a real port. ``app`` takes faults."""

    url: str
    town: Town
    app: FaultyApp
    secrets: HallSecrets

    def disturb(self, faults: Faults) -> None:
        answer = requests.post(
            f"{self.url}/faults",
            json=faults.model_dump(mode="json"),
            headers={"Authorization": f"Bearer {self.secrets.back_office_token}"},
            timeout=PATIENCE_S,
        )
        answer.raise_for_status()

    def card_of(self, role: CastRole) -> IdCard:
        member = cast_member(self.town, role)
        return IdCard(IdDocument.RESIDENT, member.id_number, member.name, member.birth_date)


@contextmanager
def back_office(secrets: HallSecrets) -> Iterator[BackOfficeTown]:
    town = Town(seed=7, as_of=AS_OF, customers=60)
    key = {secrets.id_hash_key_version: bytes.fromhex(secrets.id_hash_key)}
    app = create_app(town, secrets.back_office_token, key)
    with serving(app) as url:
        yield BackOfficeTown(url, town, app, secrets)


def secrets_in(folder: Path) -> HallSecrets:
    path = folder / "hall-secrets.toml"
    make_secrets(path, ("kiosk-1",))
    return read_secrets(path)


class HallServer:
    """The hall over one database file; may be stopped and started again on the same port."""

    def __init__(self, folder: Path, secrets: HallSecrets, back_office_url: str) -> None:
        files = shipped()
        settings = files.settings.back_office.model_copy(
            update={"url": back_office_url, "read_timeout_s": 0.4, "deadline_s": 1.0, "cache_s": 0, "stale_s": 0}
        )
        key = IdKey(secrets.id_hash_key_version, bytes.fromhex(secrets.id_hash_key))
        self.hall = Hall(
            settings=files.settings,
            services=files.services,
            rules=files.rules,
            texts=files.texts,
            strategies=files.strategies,
            secrets=secrets,
            engine=up_to_date(folder / "hall.sqlite"),
            back_office=BackOffice(settings, secrets.back_office_token, key),
            always_open=True,
        )
        self._staff = {"Authorization": f"Bearer {secrets.staff_token}", "X-Hall-Request": "1"}
        self._serving = serving(make_app(self.hall))
        self.url = self._serving.__enter__()
        self.up = True

    def stop(self) -> None:
        if self.up:
            self._serving.__exit__(None, None, None)
        self.up = False

    def start(self) -> None:
        """Again, on the port it had."""
        self._serving = serving(make_app(self.hall), port=int(self.url.rpartition(":")[2]))
        self._serving.__enter__()
        self.up = True

    def close(self) -> None:
        self.stop()
        self.hall.engine.dispose()

    def appointment(self, minutes: int, person_key: str | None = None) -> Appointment:
        """One that begins so many minutes from now at window 2, whatever day and hour it is."""
        offer = self.hall.services.appointment("new")
        assert offer is not None
        starts_at = self.hall.clock() + timedelta(minutes=minutes)
        slot = Slot(starts_at, starts_at + timedelta(minutes=30))
        wish = Wish(uuid4(), slot, "phone", "zh", host="wang", person_key=person_key)
        made = booking.book(self.hall.engine, self.hall.settings.id, offer.offer, wish, self.hall.clock())
        assert isinstance(made, Appointment)
        return made

    def call_next(self, window: str) -> str | None:
        answer = requests.post(f"{self.url}/api/counters/{window}/next", headers=self._staff, timeout=PATIENCE_S)
        answer.raise_for_status()
        return str(answer.json()["number"]) if answer.content else None

    def finish(self, window: str) -> None:
        path = f"{self.url}/api/counters/{window}/finish"
        requests.post(path, headers=self._staff, timeout=PATIENCE_S).raise_for_status()

    def decision(self, request_id: object) -> requests.Response:
        return requests.get(f"{self.url}/api/decisions/{request_id}", headers=self._staff, timeout=PATIENCE_S)

    def display(self) -> Snapshot:
        answer = requests.get(f"{self.url}/api/snapshot", timeout=PATIENCE_S)
        return Snapshot.model_validate_json(answer.content)


class Visitors:
    """Plays whoever comes to the kiosk. Waits by turning the loop, never by sleeping through it."""

    def __init__(self, folder: Path, server: HallServer, town: BackOfficeTown) -> None:
        self.server = server
        self.town = town
        self.clock_s = 0.0
        self.facts: list[Event] = []
        self._folder = folder
        self.program = Program(self._settings(), watch=self._watch, clock=lambda: self.clock_s)

    @property
    def kiosk(self) -> Kiosk:
        return self.program.loop.kiosk

    def screen(self) -> Screen:
        return screen_of(self.kiosk, self.program.settings.policy)

    @property
    def id_reader(self) -> MockIdReader:
        return cast(MockIdReader, self.program.drivers[Role.ID_READER])

    @property
    def scanner(self) -> MockScanner:
        return cast(MockScanner, self.program.drivers[Role.SCANNER])

    @property
    def sign(self) -> MockSign:
        return cast(MockSign, self.program.drivers[Role.SIGN])

    @property
    def printer(self) -> MockPrinter:
        return cast(MockPrinter, self.program.drivers[Role.PRINTER])

    @property
    def papers(self) -> list[Slip]:
        return self.printer.slips

    def present(self, card: IdCard) -> None:
        """Tap a card and take it away again."""
        self.id_reader.present(card)
        self.id_reader.remove()

    def present_as(self, role: CastRole) -> None:
        self.present(self.town.card_of(role))

    def tap(self, *targets: str) -> None:
        """Touch targets, each once it is on the screen."""
        for target in targets:
            self.until(partial(self._shows, target), f"{target!r} on the screen")
            self.tap_at_once(target)

    def tap_at_once(self, *targets: str) -> None:
        """Touches so quick after one another that no screen is drawn in between."""
        for target in targets:
            self.program.inbox.put(Tapped(target))
        self.program.loop.turn(TURN_S)

    def expect(self, screen: Screen) -> None:
        self.until(lambda: self.screen() is screen, f"screen {screen}")

    def wait(self, seconds: float) -> None:
        """Let time pass by the kiosk's own clock."""
        self.clock_s += seconds
        self.program.loop.turn(TURN_S)
        self.program.loop.turn(TURN_S)

    def until(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < deadline, f"waited in vain for {what}; at {self.screen()}, {self.kiosk.visit}"
            self.program.loop.turn(TURN_S)

    def number(self) -> str:
        """The number on the ticket screen."""
        self.expect(Screen.TICKET)
        return str(self.kiosk.visit.stage.answer.ticket.number)  # type: ignore[union-attr]  # the screen says so

    def rule(self) -> str:
        """The rule that directed this visit, as the hall remembers it."""
        stage = self.kiosk.visit.stage
        answer = self.server.decision(stage.answer.request_id)  # type: ignore[union-attr]  # asked when directed
        return str(answer.json()["rule"])

    def _shows(self, target: str) -> bool:
        window = cast(PanelWindow, self.program.window)
        return any(there.target == target for there in window.renderer.targets(self.kiosk))

    def _watch(self, _before: Kiosk, event: Event, _after: Kiosk) -> None:
        self.facts.append(event)

    def _settings(self) -> KioskSettings:
        (self._folder / "token").write_text(self.server.hall.secrets.kiosks["kiosk-1"], encoding="ascii")
        tables = {
            "id": "kiosk-1",
            "texts": str(CONFIG / "texts"),
            "hall": {
                "url": self.server.url,
                "token_file": str(self._folder / "token"),
                "heartbeat_s": 0.2,
                "read_timeout_s": 4.0,
            },
            "screen": {"width_px": 540, "height_px": 960, "active_width_mm": 268.0, "fullscreen": False},
            "devices": dict.fromkeys(("id_reader", "scanner", "printer", "sign"), "mock://"),
            "reserve": {"journal": str(self._folder / "journal.sqlite"), "keep": 4},
        }
        return build(tables, KioskSettings, self._folder / "kiosk.toml")


@contextmanager
def open_hall(folder: Path, town: BackOfficeTown) -> Iterator[Visitors]:
    """A hall, its kiosk switched on and welcoming."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    server = HallServer(folder, town.secrets, town.url)
    try:
        visitors = Visitors(folder, server, town)
        with visitors.program:
            visitors.until(lambda: visitors.kiosk.hall is not None, "the hall's state")
            visitors.until(lambda: visitors.kiosk.health(Role.PRINTER) is not None, "the printer")
            yield visitors
    finally:
        server.close()
