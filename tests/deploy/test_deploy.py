"""The files a machine in service gets: read by the programs that will read them, as far as those are here."""

import json
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
RULE = re.compile(r'[A-Z]+(\{[^}]+\})?\s*(==|!=|\+=|:=|=)\s*"[^"]*"')
HOME = "/opt/service-hall-kiosk"


def section(unit: Path, name: str) -> dict[str, str]:
    """One section of a unit; of a key said twice the last one."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys of units are written in capitals
    parser.read_string(unit.read_text(encoding="utf-8"))
    return dict(parser[name])


def test_the_two_programs_have_units() -> None:
    assert [unit.name for unit in UNITS] == ["hall.service", "kiosk.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_the_program_again_and_shuts_it_in(unit: Path) -> None:
    service = section(unit, "Service")
    word = {"kiosk": "run", "hall": "hall"}[unit.stem]
    assert service["ExecStart"] == f"{HOME}/.venv/bin/kiosk {word}"
    assert (service["User"], service["Restart"]) == (unit.stem, "always")
    assert section(unit, "Unit")["StartLimitIntervalSec"] == "0"
    assert service["ReadWritePaths"] == f"{HOME}/var"
    for lock in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "RestrictSUIDSGID", "ProtectKernelModules"):
        assert service[lock] == "yes"
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"]) == ("strict", "")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    program = tmp_path / "kiosk"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    here = tmp_path / unit.name
    text = unit.read_text(encoding="utf-8")
    here.write_text(text.replace(f"{HOME}/.venv/bin/kiosk", str(program)), encoding="utf-8")
    verdict = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(here)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    complaints = [line for line in verdict.stderr.splitlines() if unit.name in line]
    assert complaints == []


def test_udev_rules_are_well_formed_and_name_nothing_twice() -> None:
    text = (DEPLOY / "udev/70-kiosk.rules").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        assert all(RULE.fullmatch(part.strip()) for part in line.split(", ")), line
    names = re.findall(r'SYMLINK\+="([^"]+)"', text)
    assert len(names) == len(set(names)) == 2


ASK = """
const answers = [], rules = [];
globalThis.polkit = { addRule: rule => rules.push(rule), Result: { YES: 'yes', NOT_HANDLED: 'not handled' } };
eval(require('fs').readFileSync(process.argv[1], 'utf8'));
for (const [id, user] of JSON.parse(process.argv[2])) answers.push(rules[0]({ id }, { user }));
console.log(JSON.stringify(answers));
"""


def test_the_polkit_rule_opens_card_readers_to_the_kiosk_and_nothing_to_anybody_else() -> None:
    pcsc = "org.debian.pcsc-lite."
    asked = [
        (f"{pcsc}access_pcsc", "kiosk"),
        (f"{pcsc}access_card", "kiosk"),
        (f"{pcsc}access_card", "www-data"),
        ("org.freedesktop.login1.reboot", "kiosk"),
    ]
    rule = DEPLOY / "polkit/50-kiosk-pcsc.rules"
    done = subprocess.run(
        ["node", "-e", ASK, str(rule), json.dumps(asked)], capture_output=True, text=True, check=True, timeout=30
    )
    assert json.loads(done.stdout) == ["yes", "yes", "not handled", "not handled"]
