"""The real program on real sockets: starts, streams, stops, remembers; says what is wrong in its configuration."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk.__main__ import main
from kiosk.hall.keys import HallSecrets, make_secrets, read_secrets
from tests.ready_made import CONFIG

START_S = 30.0  # generous for a busy machine; the program itself is quicker
STOP_S = 5.0


@dataclass
class Program:
    process: subprocess.Popen[str]
    url: str
    secrets: HallSecrets

    def post(self, path: str, body: object = None, token: str = "") -> requests.Response:
        headers = {"Authorization": f"Bearer {token or self.secrets.kiosks['kiosk-1']}"}
        return requests.post(self.url + path, json=body, headers=headers, timeout=5)

    def issue(self) -> str:
        answer = self.post("/api/tickets", {"request_id": str(uuid4()), "service": "new", "accepts_wait": True})
        return str(answer.json()["ticket"]["number"])

    def call(self, window: str = "1") -> str:
        return str(self.post(f"/api/counters/{window}/next", token=self.secrets.staff_token).json()["number"])

    def stop(self) -> float:
        """Ask it to end; the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOP_S + 5)
        return time.monotonic() - began


def arguments(folder: Path, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "kiosk",
        "hall",
        *("--config", str(CONFIG), "--host", "127.0.0.1", "--port", "0", "--always-open"),
        *("--database-url", f"sqlite:///{folder / 'hall.sqlite'}", "--secrets", str(folder / "secrets.toml")),
        *("--back-office-url", "http://127.0.0.1:9", "--ready-file", str(folder / "ready")),
        *more,
    ]


def start(folder: Path) -> Program:
    if not (folder / "secrets.toml").exists():
        make_secrets(folder / "secrets.toml")
    ready = folder / "ready"
    ready.unlink(missing_ok=True)
    process = subprocess.Popen(arguments(folder), stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + START_S
    while not ready.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    if not ready.exists():
        process.kill()  # nobody else knows of it yet
        pytest.fail(f"it did not start: {process.communicate()[1]}")
    return Program(process, f"http://127.0.0.1:{int(ready.read_text())}", read_secrets(folder / "secrets.toml"))


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    running = start(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.kill()
    running.process.wait()
    if running.process.stderr:
        running.process.stderr.close()


class Stream:
    """The live line as a browser hears it."""

    def __init__(self, url: str) -> None:
        self.answer = requests.get(url + "/events", stream=True, timeout=10)
        self._lines = self.answer.iter_lines(decode_unicode=True)

    def next(self, wanted: str | None = None) -> tuple[str, Any]:
        """The next event, or the next of one name: its name and data."""
        name, data = "", ""
        for line in self._lines:
            if line.startswith("event:"):
                name = line.partition(": ")[2]
            elif line.startswith("data:"):
                data = line.partition(": ")[2]
            elif not line and name:
                if wanted in (None, name):
                    return name, data
                name = data = ""
        raise AssertionError("the stream ended")

    def snapshot(self) -> Any:
        return json.loads(self.next("snapshot")[1])

    def close(self) -> None:
        self.answer.close()


def test_streams_snapshots_heartbeats_and_a_quick_end(program: Program) -> None:
    stream = Stream(program.url)
    assert stream.answer.headers["content-type"].startswith("text/event-stream")
    name, data = stream.next()
    assert (name, json.loads(data)["waiting"]) == ("snapshot", 0), "a full snapshot comes at once"

    number = program.issue()
    began = time.monotonic()
    assert stream.snapshot()["waiting"] == 1
    assert time.monotonic() - began < 1
    assert program.call() == number
    called = stream.snapshot()
    assert [(call["number"], call["window"]) for call in called["calling"]] == [(number, "1")]

    late = Stream(program.url)
    assert late.snapshot() | {"now": ""} == called | {"now": ""}, "who comes late sees the same"
    late.close()

    quiet_since = time.monotonic()
    assert stream.next()[0] == "hb", "silence is broken by an event a script can hear"
    assert time.monotonic() - quiet_since < 6
    assert program.stop() < STOP_S
    assert program.process.returncode in (0, -signal.SIGTERM)
    stream.close()


def test_many_changes_at_once_end_in_the_newest_snapshot(program: Program) -> None:
    stream = Stream(program.url)
    stream.snapshot()
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: program.issue(), range(24)))
    assert len(set(numbers)) == 24
    versions = []
    while True:
        seen = stream.snapshot()
        versions.append(seen["version"])
        if seen["waiting"] == 24:
            break
    assert versions == sorted(set(versions))
    assert len(versions) <= 24
    stream.close()


def test_a_restart_remembers(tmp_path: Path) -> None:
    before = start(tmp_path)
    assert [before.issue(), before.issue()] == ["B001", "B002"]
    assert before.call() == "B001"
    first = requests.get(before.url + "/api/snapshot", timeout=5).json()
    assert before.stop() < STOP_S
    after = start(tmp_path)
    snapshot = requests.get(after.url + "/api/snapshot", timeout=5).json()
    assert snapshot["calling"] == first["calling"]
    assert snapshot["version"] > first["version"]
    assert after.issue() == "B003"
    busy = after.post("/api/counters/1/next", token=after.secrets.staff_token)
    assert busy.status_code == 409, "the open call is still open"
    after.stop()
    for program in (before, after):
        assert program.process.stderr
        program.process.stderr.close()


def test_killed_in_mid_work_it_has_kept_every_number_it_answered(tmp_path: Path) -> None:
    before = start(tmp_path)
    answered: list[str] = []

    def keep_asking(_: int) -> None:
        while True:
            try:
                answered.append(before.issue())
            except (requests.RequestException, KeyError):
                return

    with ThreadPoolExecutor(4) as pool:
        for worker in range(4):
            pool.submit(keep_asking, worker)
        while len(answered) < 20:
            time.sleep(0.01)
        before.process.kill()
    before.process.wait()
    after = start(tmp_path)
    assert len(set(answered)) == len(answered)
    waiting = requests.get(after.url + "/api/snapshot", timeout=5).json()["waiting"]
    assert waiting >= len(answered)
    assert after.issue() == f"B{waiting + 1:03d}", "no number was lost and none is given twice"
    after.stop()
    for program in (before, after):
        assert program.process.stderr
        program.process.stderr.close()


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Run the command with a configuration that cannot be used: exit code 2 and what it said."""
    assert main(arguments(folder, *more)[3:]) == 2
    return capsys.readouterr().err


def test_wrong_configuration_is_said_and_nothing_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config"
    shutil.copytree(CONFIG, config)
    assert "--make-secrets" in refused(tmp_path, capsys)
    make_secrets(tmp_path / "secrets.toml")
    assert "[server] port: found 70000" in refused(tmp_path, capsys, "--port", "70000")
    assert "cannot listen" in refused(tmp_path, capsys, "--host", "192.0.2.1")
    nowhere = ("--database-url", f"sqlite:///{tmp_path / 'secrets.toml' / 'hall.sqlite'}")
    assert "[server] database_url: cannot be used" in refused(tmp_path, capsys, *nowhere)
    assert "there is no folder" in refused(tmp_path, capsys, "--ready-file", str(tmp_path / "nowhere" / "ready"))
    hall = config / "hall.toml"
    sound = hall.read_text(encoding="utf-8")
    hall.write_text("server = 3\n" + sound.replace("[server]", "[serving]"), encoding="utf-8")
    assert "server: found 3" in refused(tmp_path, capsys, "--config", str(config), "--port", "0")
    hall.write_text(sound, encoding="utf-8")
    routing = config / "routing.toml"
    routing.write_text(routing.read_text(encoding="utf-8").replace('"lane:care"', '"lane:moon"'), encoding="utf-8")
    assert "moon" in refused(tmp_path, capsys, "--config", str(config))
    assert "hall.toml" in refused(tmp_path, capsys, "--config", str(tmp_path / "nowhere"))
    assert not (tmp_path / "ready").exists()


def test_a_wrong_file_ends_the_program_with_code_two_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(arguments(tmp_path), capture_output=True, text=True, timeout=START_S, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "secrets.toml: is missing" in done.stderr


def test_make_secrets_makes_them_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path, "--make-secrets", "--kiosk", "kiosk-a", "--kiosk", "kiosk-b")[3:]) == 0
    secrets = read_secrets(tmp_path / "secrets.toml")
    assert list(secrets.kiosks) == ["kiosk-a", "kiosk-b"]
    said = capsys.readouterr()
    assert not any(token in said.out + said.err for token in secrets.kiosks.values())
    assert "is there already" in refused(tmp_path, capsys, "--make-secrets")
