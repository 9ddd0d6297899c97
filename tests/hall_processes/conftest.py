"""The real program, once or several times, over a database of its own."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from simulators.hall_process import Halls, hall_processes
from simulators.postgres import OwnPostgres

KIOSKS = ("kiosk-1", "kiosk-2")
_names = itertools.count(1)

StartHalls = Callable[..., Halls]


@pytest.fixture
def database_url(postgres: OwnPostgres) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = f"processes_{next(_names)}"
    yield postgres.create(name)
    postgres.drop(name)


@pytest.fixture
def start_halls(tmp_path: Path) -> Iterator[StartHalls]:
    """Starts processes of one hall; they end with the test."""
    with ExitStack() as running:
        turns = itertools.count(1)

        def start(database_url: str, count: int = 1) -> Halls:
            folder = tmp_path / f"hall-{next(turns)}"
            folder.mkdir()
            return running.enter_context(hall_processes(folder, database_url, count, KIOSKS))

        yield start
