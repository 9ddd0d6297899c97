"""A real hall before the real stand-in of the back office, with somebody of the town's cast at window 1."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from kiosk.hall.app import make_app
from kiosk.hall.backoffice.client import BackOffice
from kiosk.hall.backoffice.hashing import IdKey
from kiosk.hall.backoffice.settings import BackOfficeSettings
from kiosk.hall.hall import Hall
from kiosk.hall.keys import make_secrets, read_secrets
from server_stub.app import create_app
from server_stub.cast import INDEX_OF, Role
from server_stub.faults import FaultyApp
from server_stub.records import Customer
from server_stub.town import Town
from simulators.browser import Page
from tests.ready_made import shipped, up_to_date
from tests.server_stub.running import serving

DAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine o'clock in the hall
ANSWER_S = 10


@dataclass(frozen=True)
class PanelTown(Town):
    """The town, in which a test may replace somebody's record."""

    changed: dict[int, Customer] | None = None

    def customer(self, index: int) -> Customer:
        return (self.changed or {}).get(index) or Town.customer(self, index)


@dataclass
class PanelHall:
    url: str
    hall: Hall
    town: PanelTown
    stub: FaultyApp

    def change(self, role: Role, **changes: Any) -> None:
        """Before the hall asks for the first time: it keeps what it was told."""
        index, changed = INDEX_OF[role], self.town.changed
        assert changed is not None
        changed[index] = replace(self.town.customer(index), **changes)

    def at_window(self, role: Role | None, service: str = "pay", language: str = "zh") -> Any:
        """Somebody of the cast, or a stranger, comes to window 1; the called ticket."""
        body: dict[str, Any] = {"request_id": str(uuid4()), "service": service, "language": language}
        body |= {"wants_person": True, "accepts_wait": True}
        if role:
            body["visitor_ref"] = self._kiosk("/api/identify", {"presented": self._card(role)})["ref"]
        ticket = self._kiosk("/api/tickets", body)["ticket"]["id"]
        return self.call(ticket)

    def call(self, ticket: str) -> Any:
        """To window 1, from whatever lane."""
        self.staff("POST", f"/api/guide/tickets/{ticket}/move", {"lane": "general"})
        return self.staff("POST", f"/api/counters/1/call/{ticket}")

    def finish(self) -> None:
        self.staff("POST", "/api/counters/1/finish")

    def staff(self, method: str, path: str, body: object = None) -> Any:
        return self._ask(method, path, self.hall.secrets.staff_token, body)

    def open_console(self, page: Page, language: str = "zh") -> None:
        """Paired with the staff token, as in a demonstration."""
        token = self.hall.secrets.staff_token
        page.open(f"{self.url}/pair?token={token}&to=/console/1%3Flang%3D{language}")

    def _card(self, role: Role) -> dict[str, str]:
        customer = self.town.customer(INDEX_OF[role])
        return {
            "kind": "power_card",
            "customer_number": customer.customer_number.zfill(12),
            "meter_number": customer.contract.meter_numbers[0].zfill(12)[-12:],
        }

    def _kiosk(self, path: str, body: object) -> Any:
        return self._ask("POST", path, self.hall.secrets.kiosks["kiosk-1"], body)

    def _ask(self, method: str, path: str, token: str, body: object) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=ANSWER_S)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None


@contextmanager
def panel_hall(folder: Path) -> Iterator[PanelHall]:
    files = shipped()
    make_secrets(folder / "secrets.toml")
    secrets = read_secrets(folder / "secrets.toml")
    id_key = IdKey(secrets.id_hash_key_version, bytes.fromhex(secrets.id_hash_key))
    town = PanelTown(7, DAY, 60, {})
    stub = create_app(town, secrets.back_office_token, {id_key.version: id_key.key})
    staff = files.settings.staff.model_copy(update={"pairing": True})
    with serving(stub) as office_url:
        office = BackOffice(
            BackOfficeSettings(url=office_url, cache_s=0, stale_s=0), secrets.back_office_token, id_key
        )
        hall = Hall(
            settings=files.settings.model_copy(update={"staff": staff}),
            services=files.services,
            rules=files.rules,
            texts=files.texts,
            secrets=secrets,
            engine=up_to_date(folder / "hall.sqlite"),
            back_office=office,
            strategies=files.strategies,
            clock=lambda: MORNING,
            always_open=True,
        )
        with serving(make_app(hall)) as url:
            yield PanelHall(url, hall, town, stub)
        office.close()
        hall.engine.dispose()
