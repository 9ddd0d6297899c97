"""What tests of several rooms need: a PostgreSQL server, started when a test first asks for it, and patience."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from simulators.postgres import CannotRun, OwnPostgres, own_postgres

# Hypothesis would fail a test for being slow once: on a machine with other work that says nothing about the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


HERE = Path(__file__).parent
LONGEST_FIRST = [
    HERE / name
    for name in (
        "portrait/test_portrait_build.py",
        "portrait/test_portrait_agreement.py",
        "demo/test_demo.py",
        "hall_pages/test_whole_hall.py",
        "visits/test_visits.py",
        "faults/test_tickets.py",
        "hall_console/test_day.py",
        "devices/test_pcsc.py",
    )
]
assert all(file.exists() for file in LONGEST_FIRST), LONGEST_FIRST


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first. A file stays with one worker of ``scripts/test``: begun last, it would run on
    alone while the others have nothing left to do.
    """
    rank = {file: place for place, file in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[OwnPostgres]:
    """One server for all tests; each makes databases of its own. Quick and forgetful: it waits for no disk."""
    try:
        server = own_postgres(durable=False)
        running = server.__enter__()
    except CannotRun as why:
        pytest.fail(f"these tests need PostgreSQL: {why}")
    yield running
    server.__exit__(None, None, None)
