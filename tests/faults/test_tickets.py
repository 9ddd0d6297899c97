"""A crowd against hall processes that are killed at random: numbers nobody can doubt. `scripts/bench prove_tickets`
does the same for longer. And the judge is judged: one rule broken on purpose, and he must see it.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from simulators.hall_process import adapted_config, hall_processes
from simulators.ordeal import MORE_WINDOWS, Survived, ordeal
from simulators.postgres import OwnPostgres
from simulators.verdict import Verdict, judge

KIOSKS = ("kiosk-1", "kiosk-2", "kiosk-3")
_names = itertools.count(1)


@pytest.fixture
def postgres_url(postgres: OwnPostgres) -> Iterator[str]:
    name = f"faults_{next(_names)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """With windows enough for everybody of the crowd."""
    return adapted_config(tmp_path / "config", Path("config"), MORE_WINDOWS)


def test_two_processes_on_postgresql(postgres_url: str, config: Path, tmp_path: Path) -> None:
    with hall_processes(tmp_path, postgres_url, 2, KIOSKS, config) as halls:
        survived = ordeal(halls, operations=300, clients=8, kills=2, seed=1)
    check(survived, judge(postgres_url, survived.memories), operations=300, kills=2)


def test_one_process_on_sqlite(config: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hall.sqlite'}"
    with hall_processes(tmp_path, url, 1, KIOSKS, config) as halls:
        survived = ordeal(halls, operations=200, clients=8, kills=2, seed=2)
    check(survived, judge(url, survived.memories), operations=200, kills=2)


def check(survived: Survived, verdict: Verdict, operations: int, kills: int) -> None:
    assert verdict.is_clean, verdict
    assert survived.operations >= operations
    assert survived.killed == kills
    assert verdict.tickets > operations // 6, "there was something to judge"
    assert verdict.calls > operations // 20


TRIGGER = """
CREATE FUNCTION sabotage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} END $$;
CREATE TRIGGER a_sabotage {when} FOR EACH ROW EXECUTE FUNCTION sabotage();
"""
BROKEN = {
    # the counter sometimes forgets to count, and nothing stands behind it
    "duplicate_numbers": (
        "ALTER TABLE tickets DROP CONSTRAINT uq_tickets_hall_business_date_series_number;"
        + TRIGGER.format(
            when="BEFORE UPDATE ON series_counters",
            what="IF NEW.last % 5 = 0 THEN NEW.last := OLD.last; END IF; RETURN NEW;",
        )
    ),
    # what was called stays in line
    "double_calls": TRIGGER.format(
        when="BEFORE UPDATE ON tickets",
        what="IF NEW.state = 'called' AND NEW.number % 3 = 0 THEN NEW.state := 'waiting'; END IF; RETURN NEW;",
    ),
    # an answer is given, and what it says is not kept
    "lost_tickets": TRIGGER.format(
        when="AFTER INSERT ON ticket_states",
        what="UPDATE tickets SET number = number + 900 WHERE id = NEW.ticket_id AND number % 7 = 0; RETURN NULL;",
    ),
    # a window's work is answered, and its history does not say so
    "torn_tickets": TRIGGER.format(
        when="AFTER INSERT ON ticket_states",
        what="DELETE FROM ticket_states WHERE id = NEW.id AND state = 'done' AND id % 2 = 0; RETURN NULL;",
    ),
    # the first answer to a request is not found again
    "requests_with_two_tickets": (
        "DROP INDEX uq_tickets_live_request;"
        "ALTER TABLE decisions DROP CONSTRAINT pk_decisions;"
        + TRIGGER.format(when="BEFORE INSERT ON decisions", what="NEW.request_id := gen_random_uuid(); RETURN NEW;")
    ),
}


# whoever was done comes back into the line, and is called again as if nothing had been
SERVED_TWICE = TRIGGER.format(
    when="BEFORE UPDATE ON tickets",
    what="IF NEW.state = 'done' THEN NEW.state := 'waiting'; NEW.\"window\" := NULL; END IF; RETURN NEW;",
)


@pytest.mark.parametrize(("fault", "tampering"), [*BROKEN.items(), ("double_calls", SERVED_TWICE)])
def test_a_rule_that_is_broken_is_seen(
    fault: str, tampering: str, postgres_url: str, config: Path, tmp_path: Path
) -> None:
    """The real hall over a database that was tampered with: the judge finds this fault."""
    with hall_processes(tmp_path, postgres_url, 1, KIOSKS, config) as halls:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(tampering.encode())
        survived = ordeal(halls, operations=160, clients=4, kills=0, seed=3)
    verdict = judge(postgres_url, survived.memories)
    assert not verdict.is_clean
    assert verdict.counts()[fault] > 0, verdict
