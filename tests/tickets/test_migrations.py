"""The schema's history leads to the tables in the code, and back, with a day's data in them, on both databases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, time
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect, select
from sqlalchemy.exc import OperationalError

from kiosk.database import make_engine, reading, writing
from kiosk.tickets import reserve
from kiosk.tickets.migrations import downgrade, is_current, revisions, upgrade
from kiosk.tickets.schema import metadata, ticket_states, tickets
from kiosk.tickets.values import Calendar
from simulators.postgres import OwnPostgres
from tests.filling import counts, fill
from tests.tickets.conftest import MORNING, Day, decision
from tests.tickets.counters import Clerk, issued

CALENDAR = Calendar("hall-1", ZoneInfo("Asia/Shanghai"), time(4))
KEPT = ("id", "series", "number", "lane", "state", "window", "issued_at", "request_id")

Fresh = Callable[[], Engine]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """Makes databases without a table in them."""
    made: list[tuple[str, Engine]] = []

    def make() -> Engine:
        name = f"migrations_{len(made)}"
        on_file = request.param == "sqlite"
        url = f"sqlite:///{tmp_path / name}.sqlite" if on_file else server().create(name)
        made.append((name, make_engine(url)))
        return made[-1][1]

    def server() -> OwnPostgres:
        found: OwnPostgres = request.getfixturevalue("postgres")
        return found

    yield make
    for name, engine in made:
        engine.dispose()
        if request.param == "postgresql":
            server().drop(name)


def busy_morning(engine: Engine) -> Day:
    """One ticket done, one called, two waiting in two lanes, a lease."""
    day = Day(engine, CALENDAR, MORNING.astimezone(UTC))
    for _ in range(3):
        day.issue()
    day.issue(series="B", decision=decision("arrears"))
    day.called_number()
    day.call()
    reserve.lease(engine, CALENDAR, "kiosk-1", "K", 10, day.now)
    return day


def test_the_migrated_schema_is_the_one_in_the_code(fresh: Fresh) -> None:
    engine = fresh()
    upgrade(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrated_and_created_tables_have_the_same_indexes(fresh: Fresh) -> None:
    """Comparing does not look at the conditions of partial indexes: the indexes' own SQL does."""
    migrated, created = fresh(), fresh()
    upgrade(migrated)
    with writing(created) as connection:
        metadata.create_all(connection)
    assert index_sql(migrated) - of_alembic(migrated) == index_sql(created)


def test_every_step_down_and_up_again_keeps_the_tickets_that_are_in_the_tables(fresh: Fresh) -> None:
    engine = fresh()
    upgrade(engine)
    day = busy_morning(engine)
    before = kept(engine)
    assert len(before) == 4
    head, *older = revisions()
    for revision in older:
        downgrade(engine, revision)
        assert kept(engine) == before, f"down to {revision}"
        assert not is_current(engine)
    for revision in (*reversed(older), head):
        upgrade(engine, revision)
        assert kept(engine) == before, f"up to {revision}"
    assert is_current(engine)
    assert len(day.rows(ticket_states)) == 4 + 2 + 1
    assert [day.number(), day.number(series="B")] == ["A004", "B002"]
    day.finish()
    assert day.called_number() == "A003"


def test_down_to_the_first_step_people_at_the_side_wait_in_line_again(fresh: Fresh) -> None:
    """What older programs do not know is put in words they do; nobody is lost, and no mis-click comes back."""
    engine = fresh()
    upgrade(engine)
    day = Day(engine, CALENDAR, MORNING.astimezone(UTC))
    for _ in range(4):
        day.issue(person_key=f"1:{uuid4()}")
    li, wang = Clerk(day, "1", "li"), Clerk(day, "2", "wang")
    li.called()
    li.recall()
    li.hold()
    li.called()
    li.park()
    li.called()
    li.undo()
    wang.called()
    wang.pause()
    downgrade(engine, "0001")
    with reading(engine) as connection:
        found = connection.exec_driver_sql('SELECT number, state, "window" FROM tickets ORDER BY number').all()
        words = connection.exec_driver_sql("SELECT state FROM ticket_states ORDER BY id").scalars().all()
    assert [tuple(row) for row in found] == [
        (1, "waiting", None),
        (2, "waiting", None),
        (3, "called", "2"),
        (4, "waiting", None),
    ]
    assert words == ["waiting"] * 4 + ["called", "called", "waiting", "called", "waiting", "called"]
    upgrade(engine)
    assert [row.privileged for row in issued(day)] == [False] * 4
    wang.finish()
    assert wang.called().number == "A001"


def test_down_to_nothing_and_up_again(fresh: Fresh) -> None:
    engine = fresh()
    upgrade(engine)
    day = busy_morning(engine)
    downgrade(engine, "base")
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(engine)
    assert day.number() == "A001"


def test_a_row_in_every_table_stops_no_step_either_way(fresh: Fresh) -> None:
    engine = fresh()
    upgrade(engine)
    busy_morning(engine)
    fill(engine, metadata)
    assert min(counts(engine, metadata).values()) > 0
    head, *older = revisions()
    for revision in older:
        downgrade(engine, revision)
    for revision in (*reversed(older), head):
        upgrade(engine, revision)
    assert counts(engine, metadata)["tickets"] == 4
    fill(engine, metadata)
    downgrade(engine, "base")
    upgrade(engine)
    assert set(counts(engine, metadata).values()) == {0}


def test_upgrading_what_is_up_to_date_keeps_the_data(day: Day) -> None:
    day.issue()
    upgrade(day.engine)
    assert len(day.rows(tickets)) == 1


def test_processes_that_start_together_take_turns_to_migrate(postgres: OwnPostgres) -> None:
    url = postgres.create("together")
    engines = [make_engine(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, engines))
    assert all(is_current(engine) for engine in engines)
    for engine in engines:
        engine.dispose()
    postgres.drop("together")


def test_a_sqlite_file_is_durable_and_belongs_to_one_connection(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hall.sqlite'}"
    engine = make_engine(url)
    upgrade(engine)
    with reading(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "locking_mode")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "locking_mode": "exclusive"}
    second = make_engine(url)
    with pytest.raises(OperationalError, match="locked"):
        upgrade(second)
    engine.dispose()
    upgrade(second)
    second.dispose()


def kept(engine: Engine) -> list[Any]:
    """The tickets as the oldest schema knows them, read without the code's own tables."""
    there = MetaData()
    with reading(engine) as connection:
        there.reflect(connection, only=["tickets"])
        rows = there.tables["tickets"]
        found = connection.execute(select(*(rows.c[name] for name in KEPT)).order_by(rows.c.series, rows.c.number))
        return [tuple(map(str, row)) for row in found]


def index_sql(engine: Engine) -> set[str]:
    sqlite = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    postgresql = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    with reading(engine) as connection:
        rows = connection.exec_driver_sql(postgresql if engine.dialect.name == "postgresql" else sqlite)
        return {" ".join(str(row[0]).split()) for row in rows}


def of_alembic(engine: Engine) -> set[str]:
    return {sql for sql in index_sql(engine) if "alembic_version" in sql}
