"""What the documents promise is what the program takes."""

import re
from pathlib import Path

import pytest

from kiosk.devices import id_reader, printer_profile
from kiosk.devices.table import SCHEMES, make_driver
from kiosk.domain.device import Role
from kiosk.flow.policy import Policy

ROOT = Path(__file__).parents[2]
TECHNICIAN = (ROOT / "docs/technician.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
KIOSK = (ROOT / "config/kiosk.toml").read_text(encoding="utf-8")
OPTIONS = {*id_reader.OPTIONS, *printer_profile.OPTIONS, "memory_offset", "memory_length"}


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_every_option_of_a_device_address_is_explained(option: str) -> None:
    assert f"`{option}`" in TECHNICIAN
    assert f"`{option}`" in CHANGELOG


def test_every_scheme_is_named_to_the_technician() -> None:
    for schemes in SCHEMES.values():
        for scheme in schemes:
            assert f"{scheme}://" in TECHNICIAN


@pytest.mark.parametrize(
    ("role", "url"), re.findall(r'^#? ?(\w+) = "(\S+://\S*)"', KIOSK.split("[devices]")[1], re.M)
)
def test_every_device_of_the_example_can_be_made(role: str, url: str) -> None:
    assert make_driver(Role(role), url).role == role


def test_every_policy_is_in_the_example_but_the_demonstrations() -> None:
    named = set(re.findall(r"^#? ?(\w+) = ", KIOSK.split("[policy]")[1], re.M))
    assert named == set(Policy.model_fields) - {"demo_ribbon"}


def test_the_commented_values_are_the_usual_ones() -> None:
    commented = dict(re.findall(r"^# (\w+) = ([\d.]+)", KIOSK.split("[policy]")[1], re.M))
    assert {name: float(value) for name, value in commented.items()} == {
        name: float(Policy.model_fields[name].default) for name in commented
    }
