"""What is heavy is asked for by name: the hall needs no touchscreen libraries, the kiosk no web server."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KIOSK_ONLY = {"pygame", "smartcard", "serial", "escpos", "usb"}
FOR_UPGRADES = {"alembic", "mako", "pygments"}
"""Ten megabytes that a hall whose database is up to date does not carry (kiosk/hall/upgrading.py)."""

HALL_ONLY = {"fastapi", "starlette", "uvicorn", "jinja2", "alembic", "cryptography", "sse_starlette"}


def loaded(program: str) -> set[str]:
    """The top names of everything that is imported with ``program``."""
    said = subprocess.run(
        [sys.executable, "-c", f"import sys, {program}; print(*{{name.split('.')[0] for name in sys.modules}})"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(said.stdout.split())


@pytest.mark.parametrize(
    ("program", "needless"),
    [("kiosk.app.program", HALL_ONLY), ("kiosk.hall.serve", KIOSK_ONLY | FOR_UPGRADES)],
)
def test_a_program_loads_only_its_own_libraries(program: str, needless: set[str]) -> None:
    assert not loaded(program) & needless


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ("kiosk", "hall", "batch", "dev")),
        ("requirements-spark.lock", ("kiosk", "hall", "batch", "dev", "spark")),
    ],
)
def test_every_extra_is_in_its_lock(lock: str, extras: tuple[str, ...]) -> None:
    """``scripts/lock`` renews both."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (ROOT / lock).read_text(encoding="utf-8").lower()
    wanted = [*project["dependencies"], *(one for of in extras for one in project["optional-dependencies"][of])]
    for requirement in wanted:
        name = re.split(r"[=<>\[]", requirement)[0].lower()
        assert name == "service-hall-kiosk" or f"\n{name}==" in f"\n{locked}", requirement


def test_extras_are_declared_to_pip() -> None:
    declared = " ".join(requires("service-hall-kiosk") or [])
    assert 'extra == "kiosk"' in declared
    assert 'extra == "hall"' in declared
