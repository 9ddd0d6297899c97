"""The records of a hall of its own for each test, in a SQLite file and a PostgreSQL server in turn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from kiosk.database import make_engine
from kiosk.hall.staff.audit import page
from kiosk.hall.staff.members import Role, StaffMember
from kiosk.hall.upgrading import upgrade_all
from simulators.postgres import OwnPostgres
from tests.hall_api.conftest import house, make_hall
from tests.ready_made import up_to_date

__all__ = ["house", "make_hall"]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
TODAY = date(2026, 11, 23)
SOMEBODY, SOMEBODY_ELSE = "1:aa", "1:bb"
LIN = StaffMember("lin", "Lin", frozenset({Role.COUNTER}))
WANG = StaffMember("wang", "Wang", frozenset({Role.COUNTER}))
GUO = StaffMember("guo", "Guo", frozenset({Role.GUIDE}))
ZHAO = StaffMember("zhao", "Zhao", frozenset({Role.MANAGER}))


@dataclass(frozen=True, slots=True)
class Kept:
    """One hall's records. ``at`` is how every function of the store begins."""

    engine: Engine
    hall: str

    @property
    def at(self) -> tuple[Engine, str]:
        return self.engine, self.hall

    def audited(self) -> list[tuple[str, str, str]]:
        """Who, event and subject, the oldest first."""
        return [(row.who, row.event, row.subject) for row in reversed(page(self.engine, self.hall, None, 500))]


@pytest.fixture(scope="session")
def records_url(postgres: OwnPostgres) -> Iterator[str]:
    """One migrated database for all tests; each has a hall of its own in it."""
    url = postgres.create("records")
    engine = make_engine(url)
    upgrade_all(engine)
    engine.dispose()
    yield url
    postgres.drop("records")


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "sqlite":
        engine = up_to_date(tmp_path / "records.sqlite")
    else:
        engine = make_engine(request.getfixturevalue("records_url"))
    yield Kept(engine, f"hall-{uuid4().hex[:8]}")
    engine.dispose()
