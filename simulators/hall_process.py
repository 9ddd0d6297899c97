"""The real `kiosk hall`, as a process of its own that may be stopped, killed and started again on its port."""

import base64
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

START_S = 30.0
STOP_S = 10.0
NO_BACK_OFFICE = "http://127.0.0.1:9"  # nobody listens there: everybody is served as unknown


class DidNotStart(Exception):
    """The message is how it ended and what it said."""


@dataclass(frozen=True)
class Tokens:
    """Of one hall: of its kiosks by id, and of its staff."""

    kiosks: dict[str, str] = field(repr=False)
    staff: str = field(repr=False)


def make_secrets(path: Path, kiosks: Sequence[str] = ("kiosk-1",)) -> Tokens:
    """Write a hall's secrets file with fresh tokens, as `kiosk hall --make-secrets` would, but at once."""
    tokens = Tokens({kiosk: secrets.token_urlsafe(32) for kiosk in kiosks}, secrets.token_urlsafe(32))
    seal_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    lines = [
        f'staff_token = "{tokens.staff}"',
        f'back_office_token = "{secrets.token_urlsafe(32)}"',
        f'id_hash_key = "{secrets.token_hex(32)}"',
        "id_hash_key_version = 1",
        f'person_key = "{secrets.token_hex(32)}"',
        f'seal_key = "{seal_key}"',
        "[kiosks]",
        *(f'{kiosk} = "{token}"' for kiosk, token in tokens.kiosks.items()),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tokens


@dataclass
class HallProcess:
    """``folder`` is this process's own; its secrets file and database may be shared with others."""

    folder: Path
    secrets: Path
    database_url: str
    config: Path = Path("config")
    more: tuple[str, ...] = ()
    port: int = 0
    started_in_s: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> None:
        """Returns once it listens: on the port it had, or the first time on any free one. Raises DidNotStart."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command(ready), stdout=log, stderr=log)
        while not ready.exists():
            code = self.process.poll()  # None: it still tries
            if code is not None or time.monotonic() - began > START_S:
                self.kill()
                said = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise DidNotStart(f"exit code {code}, after {time.monotonic() - began:.0f} s: {said}")
            time.sleep(0.005)
        self.started_in_s = time.monotonic() - began
        self.port = int(ready.read_text())

    def stop(self) -> float:
        """As systemd does. Returns the seconds it took."""
        began = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
        return time.monotonic() - began

    def kill(self) -> None:
        """SIGKILL: whatever it was doing, it does not get to end it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def memory_mb(self) -> float:
        """Resident now."""
        assert self.process is not None, "it is running"
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def cpu_s(self) -> float:
        """Seconds of processor it has used."""
        assert self.process is not None, "it is running"
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _command(self, ready: Path) -> list[str]:
        return [
            *(sys.executable, "-m", "kiosk", "hall", "--always-open", "--ready-file", str(ready)),
            *("--config", str(self.config), "--secrets", str(self.secrets), "--database-url", self.database_url),
            *("--host", "127.0.0.1", "--port", str(self.port), "--back-office-url", NO_BACK_OFFICE),
            *self.more,
        ]


def adapted_config(folder: Path, source: Path, *changes: tuple[str, str]) -> Path:
    """A configuration like ``source`` whose hall.toml has the first text of each pair replaced by the second."""
    folder.mkdir(parents=True)
    for path in source.iterdir():
        if path.name != "hall.toml":
            (folder / path.name).symlink_to(path.absolute())
    text = (source / "hall.toml").read_text(encoding="utf-8")
    for before, after in changes:
        if before not in text:
            raise ValueError(f"{source}/hall.toml has no {before!r}")
        text = text.replace(before, after, 1)
    (folder / "hall.toml").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def hall_processes(
    folder: Path, database_url: str, count: int, kiosks: Sequence[str], config: Path = Path("config")
) -> Iterator["Halls"]:
    """``count`` processes of one hall over one database, each on a port of its own."""
    secrets_file = folder / "secrets.toml"
    tokens = make_secrets(secrets_file, kiosks)
    with ExitStack() as running:
        halls = []
        for number in range(1, count + 1):
            hall = HallProcess(folder / f"hall-process-{number}", secrets_file, database_url, config)
            hall.start()
            running.callback(hall.stop)
            halls.append(hall)
        yield Halls(tuple(halls), tokens)


@dataclass(frozen=True)
class Halls:
    processes: tuple[HallProcess, ...]
    tokens: Tokens
