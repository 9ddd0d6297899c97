"""The strategies file: what is wrong in it is told with the file, the strategy and what to do."""

from pathlib import Path

import pytest

from kiosk.config import ConfigError
from kiosk.portrait.strategies import Strategies, read_strategies
from kiosk.portrait.strategies.conditions import CONDITIONS, When
from kiosk.portrait.strategies.wording import PLACES, taboo_in
from tests.portrait.strategies.shipped import FILE, SERVICES

HEAD = """
version = "1"
bonus_fen = 0
time_of_use = { single = 1, peak = 1, flat = 1, valley = 1 }
taboo = { zh = ["老赖"], en = ["debtor"] }
"""
ONE = """
[[strategies]]
id = "one"
when = { in_arrears = true }
about = "overdue"
do = { zh = "办", en = "do" }
say = { zh = "说{open_yuan}", en = "say {open_yuan}" }
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "strategies.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        read_strategies(written(tmp_path, text), SERVICES)
    message = str(refused.value)
    assert message.startswith(str(tmp_path))
    return message


def test_a_good_file(tmp_path: Path) -> None:
    found = read_strategies(written(tmp_path, HEAD + ONE), SERVICES)
    assert isinstance(found, Strategies)
    assert [strategy.id for strategy in found.strategies] == ["one"]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_strategies(tmp_path / "strategies.toml", SERVICES)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("in_arrears = true", "in_arears = true", "did you mean 'in_arrears'?"),
        ("in_arrears = true", "risk_class = [4]", "risk_class"),
        ("in_arrears = true", 'grade = ["F"]', "grade"),
        ("in_arrears = true", "kind = []", "kind"),
        ("in_arrears = true", "age_at_least = 0", "age_at_least"),
        ('about = "overdue"', 'about = "mood"', "about"),
        (', en = "do"', "", "en: is missing"),
        ('en = "do"', 'en = "do {"', "a place is a name in braces"),
        ('en = "do"', 'en = "do {}"', "a place is a name in braces"),
        ('en = "do"', 'en = "do {streak:d}"', "a place is a name in braces"),
        ("about", "priority = 100\nabout", "priority"),
    ],
)
def test_a_wrong_value_names_strategy_and_key(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    message = refusal(tmp_path, HEAD + ONE.replace(was, becomes))
    assert "(strategy 'one')" in message
    assert says in message


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("in_arrears = true", "", "has no conditions and would be shown for everybody"),
        (
            "in_arrears = true",
            "rated = true",
            "not everybody has; add days_overdue_more_than or in_arrears",
        ),
        ("in_arrears = true", "in_arrears = false", "uses {open_yuan}, which not everybody has"),
        ("说{open_yuan}", "说", "say has other {places} in zh than in en"),
        ('en = "do"', 'en = "do {opn}"', "do has an unknown place {opn}"),
        ('zh = "办"', 'zh = "办老赖"', "do.zh holds the taboo word '老赖'"),
        ('en = "say', 'en = "Debtor, say', "say.en holds the taboo word 'debtor'"),
        ("about", 'services = ["py"]\nabout', "there is no service 'py'; did you mean 'pay'?"),
        ("in_arrears", 'service = ["fax"], in_arrears', "there is no service 'fax'"),
        ("about", 'signs = "debit"\nabout', 'add kind = ["household"] to its conditions'),
        ("about", 'signs = "prepaid"\nabout', "let `method` leave them out"),
        ("about", 'avoid = { zh = ["说"] }\nabout', "say.zh holds the taboo word '说'"),
    ],
)
def test_an_unsound_strategy_is_refused(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    message = refusal(tmp_path, HEAD + ONE.replace(was, becomes))
    assert "strategy 'one': " in message
    assert says in message


def test_an_id_used_twice_and_every_fault_are_told(tmp_path: Path) -> None:
    lines = refusal(tmp_path, HEAD + ONE + ONE.replace("in_arrears = true", "")).splitlines()
    assert len(lines) == 3
    assert "this id is used twice" in lines[0]


def test_no_strategies_at_all(tmp_path: Path) -> None:
    assert "strategies" in refusal(tmp_path, HEAD)
    assert "strategies" in refusal(tmp_path, HEAD + "strategies = []\n")


def test_every_condition_can_be_asked_and_is_explained_in_the_file() -> None:
    assert CONDITIONS.keys() == When.model_fields.keys()
    head = FILE.read_text(encoding="utf-8").split("version =")[0]
    assert [name for name in (*CONDITIONS, *PLACES) if name not in head] == []


def test_what_makes_a_place_known_is_a_condition() -> None:
    assert {name for place in PLACES.values() for name in place.known_by} <= CONDITIONS.keys()


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("您是老赖", "zh", ["老赖"]),
        ("The Debtor pays", "en", ["debtor"]),
        ("indebtors", "en", []),
        ("谢谢", "zh", []),
    ],
)
def test_taboo_words(text: str, language: str, found: list[str]) -> None:
    assert taboo_in(text, language, ["老赖", "debtor"]) == found
