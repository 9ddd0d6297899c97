"""The demonstration, played once as a newcomer would, and looked at closely."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from server_stub.app import cast_member
from server_stub.cast import Role
from server_stub.town import Town


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    ended = subprocess.run(
        [sys.executable, "-m", "kiosk", "-v", "-v", "demo", "--headless", "--out", str(out)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env=environment,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    (out / "kiosk.log").write_text(ended.stdout + ended.stderr, encoding="utf-8")
    return out


@pytest.fixture(scope="module")
def report(out: Path) -> Any:
    return json.loads((out / "report.json").read_text(encoding="utf-8"))


def visit(report: Mapping[str, Any], name: str) -> dict[str, Any]:
    (found,) = [entry for entry in report["visits"] if entry["visit"] == name]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("name", "direction", "rule"),
    [
        ("class-1 customer", "lane:priority", "class-one-priority"),
        ("class-3 customer in arrears", "lane:arrears", "class-three-arrears"),
        ("ordinary bill question", "self_service:1", "prefers-self-service"),
        ("unknown card", "lane:general", "unknown-to-general"),
        ("elderly customer, paper out", "lane:care", "elderly-to-care"),
    ],
)
def test_each_person_goes_the_right_way(report: Any, name: str, direction: str, rule: str) -> None:
    entry = visit(report, name)
    assert (entry["direction"], entry["rule"]) == (direction, rule)


def test_every_number_is_given_once_and_its_slip_accounted_for(report: Any) -> None:
    numbers = [entry["ticket"] for entry in report["visits"] if entry["ticket"]]
    assert len(numbers) == len(set(numbers)) == 7
    states = [entry["print_state"] for entry in report["visits"] if entry["ticket"]]
    assert states.count("confirmed") == report["slips_printed"] == 6
    assert states.count("shown") == 1
    assert report["printer_complaints"] == []


def test_only_the_terminal_needs_no_number(report: Any) -> None:
    without = [entry["visit"] for entry in report["visits"] if entry["ticket"] is None]
    assert without == ["ordinary bill question"]


def test_every_step_was_timed(report: Any) -> None:
    assert visit(report, "class-1 customer")["milliseconds"].keys() == {"read_card", "identify", "direct", "print"}
    assert visit(report, "no card, in English")["milliseconds"].keys() == {"fetch_menu", "direct", "print"}


def test_the_power_card_came_through_pcscd(report: Any) -> None:
    assert report["card_reader"] == "pcscd with a virtual reader"
    assert visit(report, "class-3 customer in arrears")["identified_by"] == "power_card"


def test_the_hall_took_over_the_number_given_without_it(report: Any) -> None:
    entry = visit(report, "hall cannot be reached")
    assert entry["from_reserve"]
    assert entry["ticket"] == "K001"
    assert entry["direction"] == "lane:general"


def test_two_numbers_were_called_and_shown(report: Any) -> None:
    given = {entry["ticket"] for entry in report["visits"]}
    assert len({call["number"] for call in report["calls"]}) == 2
    assert all(call["number"] in given for call in report["calls"])


def test_the_number_on_the_screen_can_be_kept_by_a_phone(out: Path, report: Any) -> None:
    (picture,) = (out / "pictures").glob("*-ticket-no-paper.png")
    (code,) = zxingcpp.read_barcodes(Image.open(picture))
    assert visit(report, "elderly customer, paper out")["ticket"] in code.text


def test_the_slips_say_the_numbers_given(out: Path, report: Any) -> None:
    said = [zxingcpp.read_barcodes(Image.open(path))[0].text for path in sorted((out / "slips").glob("*.png"))]
    numbers = [entry["ticket"] for entry in report["visits"] if entry["print_state"] == "confirmed"]
    assert len(said) == len(numbers)
    assert all(number in text for number, text in zip(numbers, said, strict=True))


def test_there_is_a_picture_of_everything_shown(out: Path) -> None:
    names = {
        path.stem.partition("-")[2] if path.stem[0].isdigit() else path.stem for path in out.glob("pictures/*.png")
    }
    assert names >= {
        "welcome",
        "welcome-english",
        "menu",
        "direction",
        "ticket",
        "ticket-no-paper",
        "card-not-read",
        "hall-away",
        "display",
        "display-upright",
        "console-1",
        "console-4",
    }


def test_nothing_personal_is_left_behind(out: Path) -> None:
    """The invented people are in no log, however much is said, in no report and in nobody's database."""
    town = Town(seed=7, as_of=date(2026, 11, 22))  # people keep their numbers from day to day
    cast = [cast_member(town, role) for role in Role]
    personal = {"11010519491231002X", "测试员"}
    for member in cast:
        personal |= {member.name, member.id_number, member.customer_number, member.meter_number}
    left = [out / "report.json", *out.glob("*.log"), *out.glob("run/*.log"), *out.glob("run/*.sqlite*")]
    assert len(left) >= 6
    for path in left:
        content = path.read_bytes()
        assert not [word for word in personal if word.encode() in content], path


def test_no_secret_is_said(out: Path) -> None:
    """Tokens and keys stand in the files made for them and in no log."""
    secrets = tomllib.loads((out / "run/hall-secrets.toml").read_text(encoding="utf-8"))
    words = [str(value) for value in secrets.values() if isinstance(value, str)] + list(secrets["kiosks"].values())
    assert len(words) >= 6
    for path in [out / "report.json", *out.glob("*.log"), *out.glob("run/*.log")]:
        said = path.read_text(encoding="utf-8")
        assert not [word[:4] for word in words if word in said], path
