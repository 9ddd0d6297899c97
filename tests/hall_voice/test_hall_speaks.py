"""The real `kiosk hall` speaks: each call once, also after a kill; without a sound card it still serves."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from kiosk.hall.voice.sound import seconds_of
from simulators.hall_process import DidNotStart, HallProcess, Tokens, make_secrets
from tests.hall_voice.voices import CONFIG

PATIENCE_S = 30.0
StartSpeaking = Callable[..., "SpeakingHall"]


class SpeakingHall:
    """One process with the voice switched on, and what a kiosk and a clerk ask of it."""

    def __init__(self, process: HallProcess, tokens: Tokens, spoken: Path) -> None:
        self.process = process
        self._tokens = tokens
        self._spoken = spoken

    def post(self, path: str, token: str, body: object = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.post(self.process.url + path, json=body, headers=headers, timeout=5)

    def call(self, window: str) -> str:
        """Issue a ticket and call it to ``window``; its number."""
        ticket = {"request_id": str(uuid4()), "service": "new"}
        assert self.post("/api/tickets", self._tokens.kiosks["kiosk-1"], ticket).ok
        called = self.post(f"/api/counters/{window}/next", self._tokens.staff)
        assert called.status_code == 200, called.text
        return str(called.json()["number"])

    def heard(self, count: int) -> list[Path]:
        """The files written so far, at least ``count`` announcements of them (a test of the card is short)."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            files = [path for path in sorted(self._spoken.glob("*.wav")) if seconds_of(path.read_bytes()) > 1]
            if len(files) >= count:
                return files
            assert time.monotonic() < deadline, f"heard {len(files)} of {count}"
            time.sleep(0.02)

    def voice(self, state: str) -> str:
        """Wait until /healthz says ``state``; why it is so."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            said = requests.get(self.process.url + "/healthz", timeout=5).json()["voice"]
            if said["state"] == state:
                return str(said["why"])
            assert time.monotonic() < deadline, said
            time.sleep(0.02)


@pytest.fixture
def start(tmp_path: Path, generated: Path) -> Iterator[StartSpeaking]:
    with ExitStack() as running:

        def started(output: str = f"folder:{tmp_path / 'spoken'}", clips: Path = generated) -> SpeakingHall:
            config = tmp_path / "config"
            shutil.copytree(CONFIG, config, dirs_exist_ok=True)
            text = (config / "hall.toml").read_text(encoding="utf-8")
            said = f'speaks = true\ngenerated = "{clips}"\nmemory = "{tmp_path / "memory.json"}"\n'
            text = text.replace("speaks = false", said).replace('"alsa:default"', f'"{output}"')
            (config / "hall.toml").write_text(text, encoding="utf-8")
            secrets = tmp_path / "secrets.toml"
            tokens = make_secrets(secrets)
            process = HallProcess(tmp_path / "hall", secrets, f"sqlite:///{tmp_path / 'hall.sqlite'}", config)
            process.start()
            running.callback(process.stop)
            return SpeakingHall(process, tokens, tmp_path / "spoken")

        yield started


def test_every_call_is_spoken_and_none_again_after_a_kill(start: StartSpeaking) -> None:
    hall = start()
    assert hall.voice("ready") == ""
    hall.call("1")
    first = hall.heard(2)
    assert 6 < seconds_of(first[0].read_bytes()) < 12
    hall.call("2")
    before = hall.heard(4)
    hall.process.kill()
    hall.process.start()
    hall.voice("ready")
    hall.call("3")
    after = hall.heard(6)
    assert after[:4] == before
    assert len(after) == 6, "the new call alone, twice"
    assert hall.process.stop() < 5


def test_without_a_sound_card_the_hall_serves_and_says_so(start: StartSpeaking) -> None:
    hall = start("alsa:nosuchcard")
    assert "no sound card answers as 'nosuchcard'" in hall.voice("away")
    assert hall.call("1")
    assert "Traceback" not in hall.process.log.read_text()


def test_a_missing_clip_stops_the_start_and_is_named(start: StartSpeaking, tmp_path: Path) -> None:
    with pytest.raises(DidNotStart, match=r"zh/please\.wav \(to say A001 to 1\)") as stopped:
        start(clips=tmp_path / "nothing")
    assert "Traceback" not in str(stopped.value)
