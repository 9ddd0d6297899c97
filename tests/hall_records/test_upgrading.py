"""A hall opens its database and finds it up to date, whatever it was before."""

from pathlib import Path

import pytest

from kiosk.database import make_engine, writing
from kiosk.hall.upgrading import HISTORIES, CannotBeUsed, opened
from kiosk.schema_history import SchemaHistory
from kiosk.tickets.migrations import downgrade


@pytest.mark.parametrize("history", HISTORIES)
def test_what_counts_as_the_newest_step_is_the_newest(history: SchemaHistory) -> None:
    assert history.revisions()[0] == history.head


def test_a_database_that_is_empty_or_older_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hall.sqlite'}"
    engine = opened(url)
    assert all(history.is_current(engine) for history in HISTORIES)
    downgrade(engine, "0003")
    engine.dispose()
    engine = opened(url)
    assert all(history.is_current(engine) for history in HISTORIES)
    engine.dispose()


def test_one_that_lives_in_memory_is_brought_up_to_date_where_it_lives() -> None:
    engine = opened("sqlite://")
    assert all(history.is_current(engine) for history in HISTORIES)
    engine.dispose()


def test_why_it_cannot_be_brought_up_to_date_comes_back(tmp_path: Path) -> None:
    """Somebody else's tables are in it under the same names."""
    path = tmp_path / "hall.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE tickets (id INTEGER)")
    engine.dispose()
    with pytest.raises(CannotBeUsed, match="table tickets already exists"):
        opened(f"sqlite:///{path}")
