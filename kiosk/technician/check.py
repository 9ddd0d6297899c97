"""``kiosk check``: everything this kiosk needs, one line each, with what to do about it. It never fails itself."""

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from kiosk.config import ConfigError, make_folder, read
from kiosk.devices.base import DeviceError
from kiosk.devices.table import make_driver
from kiosk.domain.device import PrinterStatus, Role, Trouble
from kiosk.flow.events import Event, PrinterSeen
from kiosk.link.client import HallClient, LinkError, read_token
from kiosk.settings import KioskSettings
from kiosk.texts import read_texts

WATCH_S = 1.5
LEAST_FREE_MB = 200

WHAT_TO_DO = {
    Trouble.ABSENT: "is it plugged in and switched on? is the address in kiosk.toml right?",
    Trouble.REFUSED: "may this user open it (groups dialout, lp, input)? does another program hold it?",
    Trouble.SILENT: "is it the right device and the right speed? try baud=auto",
    Trouble.FAULTY: "it reports a fault of its own: power it off and on, then call its maker",
    Trouble.GONE: "it went away while it was checked: look at the plug and the power supply",
}


class Verdict(StrEnum):
    OK = "ok"
    ATTENTION = "look"
    TROUBLE = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    what: str
    detail: str

    def __str__(self) -> str:
        return f"{self.verdict:<5} {self.what:<12} {self.detail}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("config"), help="folder with kiosk.toml")
    parser.add_argument("--no-devices", action="store_true", help="leave the devices alone (kiosk is running)")


def run(arguments: argparse.Namespace) -> int:
    """Prints the findings; 0 when nothing is bad."""
    worst = 0
    for finding in findings(arguments.config, devices=not arguments.no_devices):
        print(finding, flush=True)
        worst |= finding.verdict is Verdict.TROUBLE
    print("end of check")
    return worst


def findings(config: Path, *, devices: bool = True) -> Iterator[Finding]:
    """One finding after the other, as they are made."""
    try:
        settings = read(config / "kiosk.toml", KioskSettings)
    except ConfigError as error:
        yield Finding(Verdict.TROUBLE, "kiosk.toml", str(error))
        return
    yield Finding(Verdict.OK, "kiosk.toml", f"kiosk {settings.id}")
    yield _guarded("texts", lambda: _texts(settings))
    yield _guarded("fonts", lambda: _fonts(settings))
    yield _guarded("disk", lambda: _disk(settings))
    yield _guarded("hall", lambda: _hall(settings))
    for role, url in settings.devices.items() if devices else ():
        yield _guarded(role, partial(_device, role, url))


def _guarded(what: str, look: Callable[[], Finding]) -> Finding:
    """A check that breaks is a finding too."""
    try:
        return look()
    except ConfigError as error:
        return Finding(Verdict.TROUBLE, what, str(error))
    except Exception as error:  # noqa: BLE001 - a diagnosis must come to its end
        return Finding(Verdict.TROUBLE, what, f"{type(error).__name__}: {error}")


def _texts(settings: KioskSettings) -> Finding:
    texts = read_texts(settings.texts)
    return Finding(Verdict.OK, "texts", f"{len(texts.by_language)} languages, complete")


def _fonts(settings: KioskSettings) -> Finding:
    missing = [
        weight
        for weight in ("Regular", "Bold")
        if not (settings.screen.fonts / f"NotoSansCJK-{weight}.ttc").exists()
    ]
    if missing:
        return Finding(Verdict.TROUBLE, "fonts", "Noto Sans CJK is missing: apt install fonts-noto-cjk")
    return Finding(Verdict.OK, "fonts", str(settings.screen.fonts))


def _disk(settings: KioskSettings) -> Finding:
    folder = settings.reserve.journal.parent
    make_folder(folder)
    if not os.access(folder, os.W_OK):
        return Finding(Verdict.TROUBLE, "disk", f"{folder}: this user may not write the journal there")
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    verdict = Verdict.OK if free_mb >= LEAST_FREE_MB else Verdict.ATTENTION
    return Finding(verdict, "disk", f"{free_mb} MB free for the journal in {folder}")


def _hall(settings: KioskSettings) -> Finding:
    client = HallClient(settings.hall, read_token(settings.hall.token_file))
    try:
        state = client.state()
    except LinkError as error:
        return Finding(Verdict.TROUBLE, "hall", f"{settings.hall.url}: {error}")
    finally:
        client.close()
    return Finding(Verdict.OK, "hall", f"{settings.hall.url}: {'open' if state.open else 'closed'}")


def _device(role: Role, url: str) -> Finding:
    heard: list[Event] = []
    driver = make_driver(role, url)
    try:
        driver.open()
        until = time.monotonic() + WATCH_S
        while time.monotonic() < until:
            driver.work(heard.append)
    except DeviceError as error:
        return Finding(Verdict.TROUBLE, role, f"{error.trouble}: {error}; {WHAT_TO_DO[error.trouble]}")
    finally:
        driver.close()
    if driver.mock:
        return Finding(Verdict.ATTENTION, role, f"{url}: a mock; nothing real is driven")
    return _printer(url, heard) if role is Role.PRINTER else Finding(Verdict.OK, role, url)


def _printer(url: str, heard: list[Event]) -> Finding:
    seen = [event.status for event in heard if isinstance(event, PrinterSeen)]
    status = seen[-1] if seen else PrinterStatus.UNKNOWN
    if status is PrinterStatus.UNKNOWN:
        return Finding(Verdict.ATTENTION, "printer", f"{url}: open, but it never says how it is")
    verdict = Verdict.OK if status is PrinterStatus.READY else Verdict.ATTENTION
    return Finding(verdict, "printer", f"{url}: {status}")
