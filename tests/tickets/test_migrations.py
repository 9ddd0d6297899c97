"""The schema's history leads to the tables in the code, and back."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from kiosk.database import make_engine
from kiosk.tickets.migrations import downgrade, upgrade
from kiosk.tickets.schema import metadata, tickets
from tests.tickets.conftest import Day


def test_the_migrated_schema_is_the_one_in_the_code(day: Day) -> None:
    with day.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrated_and_created_tables_have_the_same_indexes(day: Day) -> None:
    """Comparing does not look at the conditions of partial indexes: the indexes' own SQL does."""
    created = make_engine("sqlite://")
    metadata.create_all(created)
    assert _index_sql(day.engine) == _index_sql(created)
    created.dispose()


def test_down_and_up_again(day: Day) -> None:
    day.issue()
    downgrade(day.engine, "base")
    assert inspect(day.engine).get_table_names() == ["alembic_version"]
    upgrade(day.engine)
    assert day.number() == "A001"


def test_upgrading_what_is_up_to_date_keeps_the_data(day: Day) -> None:
    day.issue()
    upgrade(day.engine)
    assert len(day.rows(tickets)) == 1


def test_the_database_is_durable_and_has_no_write_ahead_log(day: Day, tmp_path: Path) -> None:
    with day.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "busy_timeout": 5000}
    assert not list(tmp_path.glob("*-wal"))


def _index_sql(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return {" ".join(str(row[0]).split()) for row in rows}
