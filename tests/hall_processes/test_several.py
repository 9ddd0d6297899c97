"""Several hall processes over one PostgreSQL: what one commits the others show; halls do not see each other."""

import time
from pathlib import Path
from uuid import uuid4

from simulators.hall_process import HallProcess, adapted_config
from simulators.lean_http import LeanClient
from simulators.postgres import OwnPostgres
from tests.hall_processes.asking import call, issue, number
from tests.hall_processes.conftest import StartHalls
from tests.hall_processes.sse import Stream


def test_numbers_go_on_across_processes_and_a_repeat_gets_its_first_answer_from_any(
    database_url: str, start_halls: StartHalls
) -> None:
    halls = start_halls(database_url, 2)
    one, two = halls.processes
    request = str(uuid4())
    first = issue(one, halls.tokens, "kiosk-1", request)
    assert number(issue(two, halls.tokens, "kiosk-2")) == "B002"
    assert issue(two, halls.tokens, "kiosk-1", request).json() == first.json()
    assert [number(call(one, halls.tokens, "1")), number(call(two, halls.tokens, "2"))] == ["B001", "B002"]
    assert call(two, halls.tokens, "1").status == 409, "its call was made at the other process"


def test_a_display_at_one_process_shows_what_the_other_commits(database_url: str, start_halls: StartHalls) -> None:
    halls = start_halls(database_url, 2)
    one, two = halls.processes
    with Stream(two.url) as display:
        assert display.snapshot()["waiting"] == 0
        given = number(issue(one, halls.tokens))
        assert display.until(lambda seen: seen["waiting"] == 1) < 2, "long before anybody looks without being told"
        call(one, halls.tokens, "3")
        display.until(lambda seen: [(c["number"], c["window"]) for c in seen["calling"]] == [(given, "3")], 2)


def test_what_a_process_committed_right_before_it_was_killed_is_told(
    database_url: str, start_halls: StartHalls
) -> None:
    """The database tells with the commit: no process can come between."""
    halls = start_halls(database_url, 2)
    one, two = halls.processes
    with Stream(two.url) as display:
        display.snapshot()
        issue(one, halls.tokens)
        one.kill()
        assert display.until(lambda seen: seen["waiting"] == 1) < 2


def test_after_the_database_was_away_everything_is_right_again(
    postgres: OwnPostgres, database_url: str, start_halls: StartHalls
) -> None:
    halls = start_halls(database_url, 2)
    one, two = halls.processes
    with Stream(two.url) as display, LeanClient(two.port) as asking:
        display.snapshot()
        postgres.stop()
        assert asking.get("/healthz").status == 200
        away = asking.get("/readyz")
        assert (away.status, away.json()["database"]) == (503, "away")
        postgres.start()
        began = time.monotonic()
        while asking.get("/readyz").status != 200:
            assert time.monotonic() - began < 10
            time.sleep(0.05)
        issue(one, halls.tokens)
        display.until(lambda seen: seen["waiting"] == 1)
        time.sleep(1.2)  # by now it listens again, and a change is told, not found
        issue(one, halls.tokens)
        assert display.until(lambda seen: seen["waiting"] == 2) < 2


def test_two_halls_in_one_database_do_not_see_each_other(
    database_url: str, start_halls: StartHalls, tmp_path: Path
) -> None:
    here = start_halls(database_url)
    config = adapted_config(tmp_path / "config", Path("config"), ('id = "hall-1"', 'id = "hall-2"'))
    there = HallProcess(tmp_path / "there", tmp_path / "hall-1" / "secrets.toml", database_url, config)
    there.start()
    try:
        (hall,) = here.processes
        with Stream(there.url) as display:
            assert [number(issue(hall, here.tokens)) for _ in range(2)] == ["B001", "B002"]
            assert number(issue(there, here.tokens)) == "B001", "each hall counts for itself"
            assert number(call(hall, here.tokens, "1")) == "B001"
            display.until(lambda seen: seen["waiting"] == 1)
            assert number(call(there, here.tokens, "1")) == "B001"
            assert call(there, here.tokens, "2").status == 204, "nobody waits here; in the other hall somebody does"
            with LeanClient(hall.port) as asking:
                seen = asking.get("/api/snapshot").json()
            assert (seen["waiting"], len(seen["calling"])) == (1, 1)
    finally:
        there.stop()
