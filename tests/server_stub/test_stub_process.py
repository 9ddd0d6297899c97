"""The stand-in as a program: starts quickly, says where it listens, stops at once."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from server_stub.__main__ import listen

PATIENCE_S = 20.0


@pytest.fixture
def secrets(tmp_path: Path) -> list[str]:
    (tmp_path / "token").write_text("t0ken\n")
    (tmp_path / "key").write_text("ab" * 32)
    return ["--token-file", str(tmp_path / "token"), "--hash-key-file", str(tmp_path / "key")]


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "server_stub", *options]


@contextmanager
def running(ready: Path, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    process = subprocess.Popen(
        command("--port", "0", "--ready-file", str(ready), *options), stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            give_up = time.monotonic() + PATIENCE_S
            while not ready.exists():
                assert process.poll() is None
                assert time.monotonic() < give_up
                time.sleep(0.02)
            yield process, f"http://127.0.0.1:{ready.read_text().strip()}"
        finally:
            process.kill()


def test_starts_says_where_and_stops_when_told(tmp_path: Path, secrets: list[str]) -> None:
    with running(tmp_path / "ready", *secrets) as (process, url):
        assert process.stdout is not None
        assert process.stdout.readline().strip() == f"back office: listening on {url}"
        health = requests.get(f"{url}/health", timeout=5).json()
        assert (health["status"], health["customers"]) == ("up", 2000)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) in {0, -signal.SIGTERM}


def test_stops_quickly_in_the_middle_of_a_slow_answer(tmp_path: Path, secrets: list[str]) -> None:
    options = [*secrets, "--fault", "slow", "--fault-seconds", "30", "--customers", "20"]
    with running(tmp_path / "ready", *options) as (process, url):
        with pytest.raises(requests.Timeout):
            requests.get(f"{url}/health", timeout=0.3)
        told = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        assert time.monotonic() - told < 5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--token-file", "/nowhere"], "No such file"),
        (["--customers", "3"], "at least 16 customers"),
        (["--fault-share", "7"], "less than or equal to 1"),
    ],
)
def test_says_in_one_sentence_why_it_cannot_start(secrets: list[str], options: list[str], sentence: str) -> None:
    ran = subprocess.run(command("--port", "0", *secrets, *options), capture_output=True, text=True, timeout=20)
    assert ran.returncode == 2
    assert sentence in ran.stderr
    assert "Traceback" not in ran.stderr


def test_answers_are_sent_at_once() -> None:
    """With Nagle's algorithm on, head and body of every answer lie 40 ms apart."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_help_shows_an_example() -> None:
    ran = subprocess.run(command("--help"), capture_output=True, text=True, timeout=20, check=True)
    assert "example:" in ran.stdout
    assert "--hash-key-file" in ran.stdout
