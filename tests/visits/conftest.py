"""One back office for all visits; a hall and a kiosk of its own for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server_stub.faults import Faults
from tests.hall import BackOfficeTown, Visitors, back_office, open_hall, secrets_in


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackOfficeTown]:
    with back_office(secrets_in(tmp_path_factory.mktemp("secrets"))) as town:
        yield town


@pytest.fixture
def visitors(tmp_path: Path, town: BackOfficeTown) -> Iterator[Visitors]:
    try:
        with open_hall(tmp_path, town) as visitors:
            yield visitors
    finally:
        town.disturb(Faults())
