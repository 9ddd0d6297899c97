"""What every hall of the tests begins with and none changes: its tables in a file, and the shipped configuration.

Bringing a database up to date and reading the configuration is tested where it is done (``test_migrations``,
``test_upgrading``, ``test_settings``); everybody else takes a copy of what came of it.
"""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from kiosk.database import make_engine
from kiosk.hall.configuration import Configuration, read_configuration
from kiosk.hall.upgrading import upgrade_all

CONFIG = Path(__file__).parents[1] / "config"


@cache
def shipped() -> Configuration:
    """``config/`` as read by a hall. It is frozen: who wants another makes a changed copy."""
    return read_configuration(CONFIG)


def up_to_date(file: Path, upgrade: Callable[[Engine], None] = upgrade_all) -> Engine:
    """The SQLite database ``file`` after ``upgrade``. One that is there already is kept, as a hall does it."""
    if not file.exists():
        file.write_bytes(_made_by(upgrade))
        return make_engine(f"sqlite:///{file}")
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine)
    return engine


@cache
def _made_by(upgrade: Callable[[Engine], None]) -> bytes:
    """An empty database, as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made"
        engine = make_engine(f"sqlite:///{file}")
        upgrade(engine)
        engine.dispose()
        assert list(Path(folder).iterdir()) == [file], "all of it is in one file"
        return file.read_bytes()
