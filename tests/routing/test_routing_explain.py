"""Decisions explained: in code, and by the command a technician types."""

import argparse
import shutil
from pathlib import Path

import pytest

from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.routing import RoutingFacts, explain, route
from kiosk.technician import route as command
from tests.routing.hall_of_tests import CONFIG, rule, rules

LIST = rules(
    rule("room", "room:vip", certified_special=True, open_lanes=["vip"]),
    rule("old", age_at_least=65),
    rule("owes", risk_class=[2, 3], in_arrears=True),
    rule("good", grade=["A", "B"]),
    rule("last"),
)


def test_the_first_match_decides_and_the_rest_is_told() -> None:
    facts = RoutingFacts(identified=True, risk_class=RiskClass.TWO, grade=CreditGrade.A, age=64)
    told = [(verdict.rule, verdict.failed, verdict.decides) for verdict in explain(facts, LIST)]
    assert told == [
        ("room", "certified_special = true, here false", False),
        ("old", "age_at_least = 65, here 64", False),
        ("owes", "in_arrears = true, here false", False),
        ("good", None, True),
        ("last", None, False),
    ]
    assert route(facts, LIST).rule == "good"


def test_what_is_not_known_is_none() -> None:
    failed = {verdict.rule: verdict.failed for verdict in explain(RoutingFacts(certified_special=True), LIST)}
    assert failed["old"] == "age_at_least = 65, here none"
    assert failed["owes"] == "risk_class = [2, 3], here none"
    assert failed["room"] == "open_lanes = [vip], here []"


def test_unchecked_rules_without_a_match_are_a_bug() -> None:
    with pytest.raises(LookupError):
        route(RoutingFacts(), rules(rule("old", age_at_least=65)))
    assert not any(verdict.decides for verdict in explain(RoutingFacts(), rules(rule("old", age_at_least=65))))


# --- kiosk route ---


def kiosk_route(*words: str, config: Path = CONFIG) -> int:
    parser = argparse.ArgumentParser(prog="kiosk route")
    command.add_arguments(parser)
    return command.run(parser.parse_args(["--config", str(config), *words]))


@pytest.mark.parametrize(
    ("words", "to", "rule_id"),
    [
        ("--class 3 --arrears 120.50 --days-overdue 12 --service pay", "lane:arrears", "class-three-arrears"),
        ("--class 3 --arrears 120.50 --service pay", "lane:arrears", "class-three-arrears"),
        ("--class 1 --grade A --service bill", "lane:priority", "class-one-priority"),
        ("--class 1 --grade A --service bill --prefers app", "self_service:1", "prefers-self-service"),
        ("--service bill", "self_service:1", "ordinary-self-service"),
        ("--service bill --no-terminal", "lane:general", "everyone-else"),
        ("--service bill --wants-person", "lane:general", "everyone-else"),
        ("--service new", "lane:general", "everyone-else"),
        ("", "lane:general", "everyone-else"),
        ("--unknown --service bill", "lane:general", "unknown-to-general"),
        ("--unknown --age 70", "lane:care", "elderly-to-care"),
        ("--age 70 --closed care", "lane:priority", "elderly-without-care"),
        ("--age 70 --closed care --closed priority", "lane:general", "everyone-else"),
        ("--key-account", "room:vip", "key-account-to-room"),
        ("--certified-special", "room:vip", "certified-to-room"),
        ("--disability", "lane:care", "disability-to-care"),
    ],
)
def test_the_command_says_where_and_by_which_rule(
    words: str, to: str, rule_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk_route(*words.split()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"to       {to}  (")
    assert lines[1] == f"rule     {rule_id}"
    assert len(lines) == 4


def test_why_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_route("--service", "pay", "--why") == 0
    out = capsys.readouterr().out
    assert "=> ordinary-self-service     matches and decides" in out
    assert "   class-one-priority        " in out
    assert "   everyone-else             matches too, but comes later" in out


def test_check_says_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_route("--check") == 0
    assert "sound" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--service pya", "there is no service 'pya'; did you mean 'pay'?"),
        ("--closed cre", "there is no lane, desk or room 'cre'; did you mean 'care'?"),
        ("--unknown --class 3 --disability", "leave out --unknown or --class, --disability"),
        ("--days-overdue 12", "--arrears and --days-overdue go together"),
        ("--arrears 5 --days-overdue 0", "--arrears and --days-overdue go together"),
        ("--days-overdue -1", "--arrears and --days-overdue go together"),
    ],
)
def test_a_question_without_sense(words: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_route(*words.split()) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("amount", ["much", "-1", "1.005", "nan", "Infinity"])
def test_an_amount_must_be_yuan(amount: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        kiosk_route(f"--arrears={amount}")
    assert "is not an amount in yuan" in capsys.readouterr().err


@pytest.mark.parametrize("words", ["--age=-3", "--age=x", "--age=\u0663", "--age=9999999"])
def test_an_age_is_whole_and_not_below_nought(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        kiosk_route(words)
    assert "is not a whole number" in capsys.readouterr().err


def copied(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """The shipped configuration with one thing changed in one file."""
    for each in ("routing.toml", "hall.toml", "services.toml"):
        shutil.copy(CONFIG / each, tmp_path / each)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "routing.toml",
            'to = "lane:arrears"',
            'to = "lane:arears"',
            "there is no lane 'arears'; did you mean 'arrears'?",
        ),
        ("routing.toml", "age_at_least = 65", "age_at_least = -1", "age_at_least"),
        ("hall.toml", 'id = "vip"', 'id = "salon"', "there is no room 'vip'"),
        ("hall.toml", 'kind = "room"', 'kind = "hut"', "lane 'vip': kind must be lane, desk or room"),
        ("hall.toml", 'id = "care"\n', "", "[[lanes]]: each needs an id"),
        ("services.toml", 'id = "pay"', 'id = "payment"', "there is no service 'pay'"),
        ("services.toml", "[[services]]", "[[services]", "is not valid TOML"),
    ],
)
def test_a_configuration_that_is_not_sound(
    tmp_path: Path, name: str, old: str, new: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kiosk_route("--check", config=copied(tmp_path, name, old, new)) == 1
    assert says in capsys.readouterr().err


def test_a_lane_closed_in_the_file_is_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(tmp_path, "hall.toml", 'id = "care"\n', 'id = "care"\nopen = false\n')
    assert kiosk_route("--age", "70", config=folder) == 0
    assert "rule     elderly-without-care" in capsys.readouterr().out


def test_help_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        kiosk_route("--help")
    assert ended.value.code == 0
    assert "kiosk route --check" in capsys.readouterr().out
