"""``kiosk check``: one line each, with what to do; it never fails itself."""

from pathlib import Path

import pytest

from kiosk.technician.check import Finding, Verdict, findings
from simulators.printer import PrinterSimulator

GOOD = """
id = "kiosk-1"
texts = "{texts}"
[hall]
url = "http://127.0.0.1:9"
token_file = "{folder}/token"
[screen]
width_px = 1080
height_px = 1920
active_width_mm = 268.0
[devices]
id_reader = "sdt+serial:///dev/there-is-no-such-port"
card_reader = "mock://"
printer = "{printer}"
[reserve]
journal = "{folder}/journal.sqlite"
"""


def check(
    folder: Path, printer: str = "mock://", *, token: bool = True, devices: bool = True
) -> dict[str, Finding]:
    text = GOOD.format(texts=Path("config/texts").resolve(), folder=folder, printer=printer)
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    if token:
        (folder / "token").write_text("secret", encoding="ascii")
    return {finding.what: finding for finding in findings(folder, devices=devices)}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finding]:
    """Of a kiosk whose reader is missing and whose hall is away; each device is watched for a while, so once."""
    return check(tmp_path_factory.mktemp("kiosk"))


def test_each_part_has_its_line(found: dict[str, Finding]) -> None:
    assert list(found) == ["kiosk.toml", "texts", "fonts", "disk", "hall", "id_reader", "card_reader", "printer"]
    assert found["fonts"].verdict is Verdict.OK


def test_a_missing_device_says_what_to_do(found: dict[str, Finding]) -> None:
    finding = found["id_reader"]
    assert finding.verdict is Verdict.TROUBLE
    assert "absent" in finding.detail
    assert "plugged in" in finding.detail


def test_a_mock_is_not_taken_for_a_device(found: dict[str, Finding]) -> None:
    assert found["card_reader"].verdict is Verdict.ATTENTION


def test_a_printer_says_how_it_is(tmp_path: Path) -> None:
    with PrinterSimulator() as printer:
        printer.low_paper()
        finding = check(tmp_path, f"{printer.url}?profile=NT-80-V-UL")["printer"]
    assert finding.verdict is Verdict.ATTENTION
    assert "low_paper" in finding.detail


def test_a_hall_that_is_away_and_a_missing_token(found: dict[str, Finding], tmp_path: Path) -> None:
    assert "127.0.0.1:9" in found["hall"].detail
    found = check(tmp_path, token=False, devices=False)
    assert "token cannot be read" in found["hall"].detail
    assert "id_reader" not in found


def test_a_wrong_device_url_is_a_finding(tmp_path: Path) -> None:
    finding = check(tmp_path, "escpost+tcp://127.0.0.1")["printer"]
    assert finding.verdict is Verdict.TROUBLE
    assert "unknown scheme" in finding.detail


def test_a_wrong_configuration_is_the_only_finding(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text("id = 3", encoding="utf-8")
    (finding,) = findings(tmp_path)
    assert finding.verdict is Verdict.TROUBLE
