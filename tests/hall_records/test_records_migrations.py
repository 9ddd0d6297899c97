"""The schema's history leads to the tables in the code, and back, with records in them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from kiosk.database import make_engine, reading
from kiosk.hall.records import ledgers, notes
from kiosk.hall.records.migrations import VERSION_TABLE, downgrade, upgrade
from kiosk.hall.records.notes import Element
from kiosk.hall.records.schema import metadata
from simulators.postgres import OwnPostgres
from tests.hall_records.conftest import LIN, NOW, SOMEBODY, TODAY


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without a table in it."""
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
        yield engine
        engine.dispose()
        return
    server: OwnPostgres = request.getfixturevalue("postgres")
    engine = make_engine(server.create("records_fresh"))
    yield engine
    engine.dispose()
    server.drop("records_fresh")


def test_the_migrated_schema_is_the_one_in_the_code(fresh: Engine) -> None:
    upgrade(fresh)
    with reading(fresh) as connection:
        ours = {"version_table": VERSION_TABLE, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []


def test_down_and_up_again_with_records_in_the_tables(fresh: Engine) -> None:
    upgrade(fresh)
    notes.begin(fresh, "hall-1", SOMEBODY, Element.RISK, "pays in cash", LIN, NOW)
    ledgers.vip_check_in(fresh, "hall-1", SOMEBODY, "b0", TODAY, "kiosk-1", NOW)
    upgrade(fresh)
    assert len(notes.notes_of(fresh, "hall-1", SOMEBODY)) == 1
    downgrade(fresh, "base")
    assert tables_of(fresh) == {VERSION_TABLE}
    upgrade(fresh)
    assert notes.notes_of(fresh, "hall-1", SOMEBODY) == ()
    assert ledgers.vip_entries(fresh, "hall-1", SOMEBODY) == ()


def test_processes_that_start_together_take_turns(fresh: Engine) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(upgrade, [fresh] * 3))
    assert tables_of(fresh) == {VERSION_TABLE, *metadata.tables}


def tables_of(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(inspect(connection).get_table_names())
