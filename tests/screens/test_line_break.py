"""Where lines may break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.line_break import NOT_FIRST, NOT_LAST, break_lines, even_lines, units


def measure(text: str) -> float:
    """One em for a Chinese character, half of one for anything else."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("请把卡放在这里", 4, ("请把卡放", "在这里")),
        ("请稍候，谢谢", 3, ("请稍", "候，谢", "谢")),
        ("见说《明》书", 3, ("见说", "《明》", "书")),
        ("place your card", 5, ("place your", "card")),
        ("到3号窗口", 2, ("到", "3号", "窗口")),
        ("一\n二", 9, ("一", "二")),
        ("", 9, ("",)),
        ("elephantine", 2, ("elep", "hant", "ine")),
    ],
)
def test_lines(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert break_lines(text, width, measure) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("今天比平时慢，您可以先取号。", 9, ("今天比平时慢，", "您可以先取号。")),
        ("一二三四五六七八九十", 8, ("一二三四五", "六七八九十")),
        ("Place your card here", 8.5, ("Place your", "card here")),
        ("短", 8, ("短",)),
    ],
)
def test_lines_made_even(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert even_lines(text, width, measure) == lines


MIXED = st.text(st.sampled_from("请看说明书，。、；：？！“”《》（）abc 12"), max_size=40)


@given(MIXED, st.floats(min_value=4, max_value=20))
def test_nothing_is_lost_and_the_rules_hold(text: str, width: float) -> None:
    for breaker in (break_lines, even_lines):
        lines = breaker(text, width, measure)
        assert "".join("".join(lines).split()) == "".join(text.split())
        if all(measure(unit) <= width for unit in units(text)):
            assert all(measure(line) <= width for line in lines)
            whole = [line for line in lines if line]
            assert not any(line[0] in NOT_FIRST for line in whole[1:] if not _spaced(text, line))
            assert not any(line[-1] in NOT_LAST for line in whole[:-1] if not _spaced(text, line))


@given(MIXED, st.floats(min_value=4, max_value=20))
def test_even_lines_are_never_more(text: str, width: float) -> None:
    assert len(even_lines(text, width, measure)) == len(break_lines(text, width, measure))


def _spaced(text: str, line: str) -> bool:
    """A space before or after punctuation is the writer's own wish to separate."""
    return f" {line[0]}" in text or f"{line[-1]} " in text
