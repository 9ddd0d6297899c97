"""The stage of the demonstration: real back office, hall and kiosk settings, and devices made of software.

Everything meets over the wire it would meet over in a hall: HTTP, a pseudo-terminal, TCP, PC/SC.
"""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests
from pydantic import BaseModel, TypeAdapter

from kiosk.config import build, load, make_folder
from kiosk.demo.processes import ServerProcess
from kiosk.hall.keys import HallSecrets, make_secrets, read_secrets
from kiosk.settings import KioskSettings
from kiosk.wire import DecisionRecord
from simulators.id_reader import IdReaderSimulator
from simulators.pcscd import VirtualReader, available
from simulators.printer import PrinterSimulator

KIOSK = "kiosk-demo"
ASK_S = 5.0


class CastMember(BaseModel):
    """One invented person of the town, as the back office names them for demonstrations."""

    customer_number: str
    meter_number: str
    id_number: str
    name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class Simulators:
    """``card_reader`` is None where no pcscd can be started; ``no_card_reader`` then says why."""

    id_reader: IdReaderSimulator
    printer: PrinterSimulator
    card_reader: VirtualReader | None
    no_card_reader: str | None


class Stage:
    """Use as a context manager. ``folder`` is emptied first; it holds logs, secrets and databases of this run."""

    def __init__(
        self, config: Path, folder: Path, seed: int, reader_options: str = "poll_ms=100&away_ms=400"
    ) -> None:
        self._config = config
        self._reader_options = reader_options
        self.folder = folder
        self._seed = seed
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        shutil.rmtree(self.folder, ignore_errors=True)
        make_folder(self.folder)
        with self._stack as stack:
            self.secrets = self._make_secrets()
            self.back_office_url = self._start_back_office(stack)
            self.hall = self._hall_process(port=0)
            self.hall_port = stack.enter_context(self.hall)
            self.simulators = _simulators(stack)
            self.cast = self._read_cast()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def hall_url(self) -> str:
        return f"http://127.0.0.1:{self.hall_port}"

    def settings(self) -> KioskSettings:
        """The demo's kiosk settings with the addresses of this stage filled in. Raises ConfigError."""
        path = self._config / "demo" / "kiosk.toml"
        tables = load(path)
        tables["texts"] = str(self._config / "texts")
        tables["hall"] |= {"url": self.hall_url, "token_file": str(self.folder / "kiosk-token")}
        tables["reserve"]["journal"] = str(self.folder / "kiosk-journal.sqlite")
        tables["devices"] = self._devices(tables["devices"])
        return build(tables, KioskSettings, path)

    def stop_hall(self) -> None:
        self.hall.stop()

    def restart_hall(self) -> None:
        """The same hall on the same port, with what its database remembers."""
        self.hall = self._hall_process(self.hall_port)
        self._stack.callback(self.hall.stop)
        self.hall.start()

    def disturb_back_office(self, mode: str) -> None:
        """``none``, ``slow``, ``fail``, ``nonsense`` or ``drop``."""
        answer = requests.post(
            f"{self.back_office_url}/faults", json={"mode": mode}, headers=self._back_office_token(), timeout=ASK_S
        )
        answer.raise_for_status()

    def decision(self, request_id: object) -> DecisionRecord | None:
        """What the hall remembers of a decision, asked as staff may; None when it made none."""
        answer = requests.get(
            f"{self.hall_url}/api/decisions/{request_id}", headers=_bearer(self.secrets.staff_token), timeout=ASK_S
        )
        return DecisionRecord.model_validate_json(answer.content) if answer.ok else None

    def _make_secrets(self) -> HallSecrets:
        path = self.folder / "hall-secrets.toml"
        make_secrets(path, (KIOSK,))
        secrets = read_secrets(path)
        (self.folder / "kiosk-token").write_text(secrets.kiosks[KIOSK], encoding="ascii")
        (self.folder / "back-office-token").write_text(secrets.back_office_token, encoding="ascii")
        key = f"{secrets.id_hash_key_version}:{secrets.id_hash_key}"
        (self.folder / "id-hash-key").write_text(key, encoding="ascii")
        return secrets

    def _start_back_office(self, stack: ExitStack) -> str:
        arguments = ["server_stub", "--port", "0", "--seed", str(self._seed)]
        arguments += ["--token-file", str(self.folder / "back-office-token")]
        arguments += ["--hash-key-file", str(self.folder / "id-hash-key")]
        port = stack.enter_context(ServerProcess("back-office", arguments, self.folder))
        return f"http://127.0.0.1:{port}"

    def _hall_process(self, port: int) -> ServerProcess:
        arguments = ["kiosk", "hall", "--config", str(self._config), "--host", "127.0.0.1", "--port", str(port)]
        arguments += ["--database-url", f"sqlite:///{self.folder / 'hall.sqlite'}", "--always-open", "--pairing"]
        arguments += ["--secrets", str(self.folder / "hall-secrets.toml")]
        arguments += ["--back-office-url", self.back_office_url]
        return ServerProcess("hall", arguments, self.folder)

    def _read_cast(self) -> dict[str, CastMember]:
        answer = requests.get(f"{self.back_office_url}/cast", headers=self._back_office_token(), timeout=ASK_S)
        answer.raise_for_status()
        return TypeAdapter(dict[str, CastMember]).validate_json(answer.content)

    def _back_office_token(self) -> dict[str, str]:
        return _bearer(self.secrets.back_office_token)

    def _devices(self, named: dict[str, Any]) -> dict[str, Any]:
        profile = str(named["printer"]).partition("?")[2]
        devices = {
            "id_reader": f"sdt+serial://{self.simulators.id_reader.port}?{self._reader_options}",
            "printer": f"{self.simulators.printer.url}?{profile}",
        }
        if self.simulators.card_reader:
            devices["card_reader"] = named["card_reader"]
        return devices


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _simulators(stack: ExitStack) -> Simulators:
    reason = available()
    return Simulators(
        id_reader=stack.enter_context(IdReaderSimulator()),
        printer=stack.enter_context(PrinterSimulator()),
        card_reader=None if reason else stack.enter_context(VirtualReader()),
        no_card_reader=reason,
    )
