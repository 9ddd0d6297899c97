"""The rules file: what is wrong in it is told with the file, the rule and the key."""

from pathlib import Path

import pytest

from kiosk.config import ConfigError
from kiosk.routing import RoutingFacts, read_rules, route
from tests.routing.hall_of_tests import PLACES


def written_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "routing.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> str:
    path = written_file(tmp_path, text)
    with pytest.raises(ConfigError) as refused:
        read_rules(path, PLACES)
    message = str(refused.value)
    assert message.startswith(str(path))
    return message.replace(str(path), "FILE")


HEAD = 'version = "1"\nalways_open = ["general"]\n'
LAST_RULE = '[[rules]]\nid = "last"\nto = "lane:general"\nreason = "regular"\n'


def test_a_good_file(tmp_path: Path) -> None:
    found = read_rules(written_file(tmp_path, HEAD + LAST_RULE), PLACES)
    assert route(RoutingFacts(), found).rule == "last"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_rules(tmp_path / "routing.toml", PLACES)


def test_an_unknown_condition_names_rule_and_nearest(tmp_path: Path) -> None:
    first = LAST_RULE.replace("last", "old") + "when = { age_atleast = 65 }\n"
    message = refusal(tmp_path, HEAD + first + LAST_RULE)
    assert message.startswith(
        "FILE: [rules.1.when] (rule 'old') age_atleast: unknown key; did you mean 'age_at_least'?"
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("when = { risk_class = [4] }", "risk_class"),
        ("when = { risk_class = 3 }", "risk_class"),
        ('when = { grade = ["F"] }', "grade"),
        ("when = { service = [] }", "service"),
        ('when = { age_at_least = "65" }', "age_at_least"),
        ("when = { age_at_least = 0 }", "age_at_least"),
        ('when = { prefers = ["fax"] }', "prefers"),
    ],
)
def test_a_wrong_value_names_rule_and_key(tmp_path: Path, line: str, says: str) -> None:
    text = f"{HEAD}{LAST_RULE.replace('last', 'first')}{line}\n{LAST_RULE}"
    message = refusal(tmp_path, text)
    assert "(rule 'first')" in message
    assert says in message


@pytest.mark.parametrize("to", ["general", "lane:", "counter:general", ""])
def test_a_direction_must_be_kind_and_place(tmp_path: Path, to: str) -> None:
    message = refusal(tmp_path, HEAD + LAST_RULE.replace("lane:general", to))
    assert "(rule 'last') to: " in message
    assert 'write it as "kind:place"' in message


def test_no_rules_at_all(tmp_path: Path) -> None:
    assert "rules" in refusal(tmp_path, HEAD)
    assert "rules" in refusal(tmp_path, HEAD + "rules = []\n")
    assert "rules" in refusal(tmp_path, HEAD + "rules = 3\n")


def test_an_unsound_file_lists_every_fault(tmp_path: Path) -> None:
    bad = '[[rules]]\nid = "a"\nto = "lane:x"\nreason = "r"\n[[rules]]\nid = "b"\nto = "room:care"\nreason = "r"\n'
    lines = refusal(tmp_path, HEAD + bad + LAST_RULE).splitlines()
    assert lines[0].startswith("FILE: rule 'a': there is no lane 'x'")
    assert lines[1:] == ["FILE: rule 'b': 'care' is a lane, not a room; write to = \"lane:care\""]
