"""The line of advice: there when there is room, and never at the cost of the number, the place or the slip."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.ticket import PrintState
from kiosk.flow.policy import Policy
from kiosk.flow.state import Directed, Stage, Ticketed
from kiosk.portrait.strategies import read_strategies
from kiosk.screens.fonts import Faces
from kiosk.screens.glass import LANDSCAPE, PORTRAIT, Glass
from kiosk.screens.render import lay_out
from kiosk.screens.widgets import Label, labels
from kiosk.technician.samples import TERMINAL, advised, answer, kiosk_at
from kiosk.texts import LANGUAGES, Texts
from kiosk.wire import DirectionAnswer

CONFIG = Path(__file__).parents[2] / "config"
STRATEGIES = read_strategies(CONFIG / "strategies.toml", ("bill", "pay", "card", "new", "meter", "advice"))
SHIPPED = {one.id: one.glass.by_language for one in STRATEGIES.strategies if one.glass}
ADVICE = SHIPPED["in-transit"]


def shown(stage: Stage, language: str, glass: Glass, texts: Texts, faces: Faces) -> list[Label]:
    kiosk = kiosk_at(stage)
    there = replace(kiosk, visit=replace(kiosk.visit, language=language))
    return list(labels(lay_out(there, texts, glass, Policy(), faces)))


def is_shown(words: str, drawn: list[Label]) -> bool:
    """Wherever its lines were broken."""
    return any(label.text.replace(" ", "") == words.replace(" ", "") for label in drawn)


def stages(of: DirectionAnswer, place: DirectionAnswer) -> list[Stage]:
    return [Directed(place, "pay"), *(Ticketed(of, state) for state in (PrintState.NEW, PrintState.CONFIRMED))]


@pytest.mark.parametrize("strategy", SHIPPED)
@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_shipped_advice_has_room_on_both_panels(
    strategy: str, glass: Glass, language: str, texts: Texts, faces: Faces
) -> None:
    words = SHIPPED[strategy]
    for stage in stages(advised(answer(), words), advised(TERMINAL, words)):
        assert is_shown(words[language], shown(stage, language, glass, texts, faces))


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_else_gets_smaller_by_it(glass: Glass, language: str, texts: Texts, faces: Faces) -> None:
    plain = stages(answer(), TERMINAL)
    with_advice = stages(advised(answer(), ADVICE), advised(TERMINAL, ADVICE))
    for without, stage in zip(plain, with_advice, strict=True):
        before = [(label.text, label.em_px) for label in shown(without, language, glass, texts, faces)]
        drawn = shown(stage, language, glass, texts, faces)
        others = [label for label in drawn if not is_shown(ADVICE[language], [label])]
        assert [(label.text, label.em_px) for label in others] == before
        assert len(others) == len(drawn) - 1


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_there_is_none_while_the_number_must_be_kept_in_mind(glass: Glass, texts: Texts, faces: Faces) -> None:
    for state in (PrintState.FAILED, PrintState.SHOWN):
        stage = Ticketed(advised(answer(), ADVICE), state)
        assert not is_shown(ADVICE["zh"], shown(stage, "zh", glass, texts, faces))


def test_advice_too_long_for_the_glass_is_left_out(texts: Texts, faces: Faces) -> None:
    """The number and the place stay as they are."""
    endless = {"zh": ADVICE["zh"] * 9, "en": ADVICE["en"] * 9}
    plain = shown(Ticketed(answer(), PrintState.NEW), "zh", LANDSCAPE, texts, faces)
    assert shown(Ticketed(advised(answer(), endless), PrintState.NEW), "zh", LANDSCAPE, texts, faces) == plain
