"""How the program starts, how much memory it holds, how it ends, what it says of itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from simulators.hall_process import DidNotStart, HallProcess
from simulators.lean_http import LeanClient
from tests.hall_processes.asking import call, issue
from tests.hall_processes.conftest import StartHalls
from tests.hall_processes.sse import Stream

START_S = 3.0
STOP_S = 5.0
MEMORY_MB = 120.0


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_it_starts_stops_and_stays_small(
    database: str,
    start_halls: StartHalls,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    url = (
        f"sqlite:///{tmp_path / 'hall.sqlite'}" if database == "sqlite" else request.getfixturevalue("database_url")
    )
    halls = start_halls(url)
    (hall,) = halls.processes
    worked_s = hall.cpu_s()  # what starting takes on a machine with nothing else to do
    assert worked_s < START_S
    with Stream(hall.url) as one, Stream(hall.url) as other:
        one.snapshot()
        for _ in range(50):
            issue(hall, halls.tokens)
        other.until(lambda seen: seen["waiting"] == 50)
        memory = hall.memory_mb()
        stopped_in = hall.stop()
    assert memory < MEMORY_MB
    assert stopped_in < STOP_S, "with streams open"
    figures = {"start": hall.started_in_s, "start_cpu": worked_s, "stop": stopped_in, "memory_mb": memory}
    for name, value in figures.items():
        record_property(name, round(value, 2))
    print(database, {name: round(value, 2) for name, value in figures.items()})


def test_a_second_process_on_one_sqlite_file_is_turned_away(start_halls: StartHalls, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hall.sqlite'}"
    (hall,) = start_halls(url).processes
    second = HallProcess(tmp_path / "second", hall.secrets, url)
    with pytest.raises(DidNotStart, match="database_url: cannot be used"):
        second.start()
    hall.kill()
    second.start()
    second.stop()


def test_it_says_how_it_is_and_counts_what_it_did(start_halls: StartHalls, tmp_path: Path) -> None:
    halls = start_halls(f"sqlite:///{tmp_path / 'hall.sqlite'}")
    (hall,) = halls.processes
    for _ in range(3):
        issue(hall, halls.tokens)
    call(hall, halls.tokens, "1")
    call(hall, halls.tokens, "2")
    with Stream(hall.url) as display, LeanClient(hall.port) as asking:
        display.snapshot()
        assert asking.get("/healthz").json()["status"] == "up"
        ready = asking.get("/readyz")
        back_office = ready.json()["back_office"]
        expected = {"ready": True, "database": "up", "schema_is_current": True, "back_office": back_office}
        assert (ready.status, ready.json()) == (200, expected)
        page = asking.get("/metrics").body.decode()
    assert figure(page, 'hall_tickets_issued_total{lane="general"}') == 3
    assert figure(page, 'hall_calls_total{lane="general"}') == 2
    assert figure(page, 'hall_wait_seconds_count{lane="general"}') == 2
    assert figure(page, 'hall_wait_seconds_bucket{lane="general",le="30.0"}') == 2
    assert figure(page, "hall_displays") == 1
    assert figure(page, "hall_back_office_up") == float(back_office == "up")
    assert figure(page, "process_resident_memory_bytes") > 0


def figure(page: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", page, re.MULTILINE)
    assert found, f"{name} is not in\n{page}"
    return float(found[1])
