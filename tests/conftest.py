"""What tests of several rooms need: a PostgreSQL server, started when a test first asks for it, and patience."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from simulators.postgres import CannotRun, OwnPostgres, own_postgres

# Hypothesis would fail a test for being slow once: on a machine with other work that says nothing about the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


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
