"""The order of clips, for every number a ticket can carry."""

import pytest

from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import number_text
from kiosk.hall.voice.counting import by_names, by_tens
from kiosk.hall.voice.definition import PlaceKind, read_definition
from kiosk.hall.voice.phrases import SpokenCall, Wording, phrase, spoken
from tests.hall_voice.voices import CONFIG

ZH, EN = (read_definition(CONFIG / "voices" / voice) for voice in ("zh", "en"))
DIGITS, COUNTED = Wording("digits", "counted"), Wording("counted", "counted")
LANE: PlaceKind = DirectionKind.LANE
HANZI = dict(zip("0123456789", "零一二三四五六七八九", strict=True)) | {"ten": "十", "hundred": "百"}
WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
"""
NAMED = [str(count) for count in (*range(20), *range(20, 100, 10))]
ENGLISH = {"hundred": "hundred", "and": "and"} | dict(zip(NAMED, WORDS.split(), strict=True))


def test_the_sentence_of_the_hall() -> None:
    call = SpokenCall("A001", "3", LANE)
    assert phrase(ZH, DIGITS, call) == ("please", "a", "0", "0", "1", "to", "3", "window")
    assert phrase(EN, DIGITS, call) == ("a", "0", "0", "1", ",", "please-go-to", "window", "3")


@pytest.mark.parametrize(
    ("kind", "zh", "en"), [(DirectionKind.DESK, "desk", "desk"), (DirectionKind.ROOM, "room", "room")]
)
def test_a_desk_or_a_room_is_called_by_its_name(kind: PlaceKind, zh: str, en: str) -> None:
    call = SpokenCall("B012", "12", kind)
    assert phrase(ZH, DIGITS, call)[-3:] == ("ten", "2", zh)
    assert phrase(EN, DIGITS, call)[-2:] == (en, "12")


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_every_letter_and_number_in_digits(letter: str) -> None:
    for count in range(1, 1000):
        number = number_text(letter, count)
        middle = (letter.lower(), *f"{count:03d}")
        call = SpokenCall(number, "3", LANE)
        assert phrase(ZH, DIGITS, call) == ("please", *middle, "to", "3", "window")
        assert phrase(EN, DIGITS, call) == (*middle, ",", "please-go-to", "window", "3")


def chinese(count: int) -> str:
    """Written by the rule books' way: units, tens, hundreds from the right, each zero inside said once."""
    hundreds, tens, units = (int(digit) for digit in f"{count:03d}")
    digits = "零一二三四五六七八九"
    said = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        said += f"{digits[tens]}十" if said or tens > 1 else "十"
    elif said and units:
        said += "零"
    return said + (digits[units] if units else "")


def english(count: int) -> str:
    under_twenty, tens = list(ENGLISH.values())[2:22], list(ENGLISH.values())[22:]
    hundreds, rest = divmod(count, 100)
    low = (
        "" if not rest else under_twenty[rest] if rest < 20 else f"{tens[rest // 10 - 2]} {under_twenty[rest % 10]}"
    )
    low = low.removesuffix(" zero")
    high = f"{under_twenty[hundreds]} hundred" if hundreds else ""
    return " and ".join(part for part in (high, low) if part)


def test_every_number_counted_in_chinese_and_english() -> None:
    for count in range(1, 1000):
        assert "".join(HANZI[clip] for clip in by_tens(count)) == chinese(count)
        assert " ".join(ENGLISH[clip] for clip in by_names(count)) == english(count)


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [
        (1, "一", "one"),
        (10, "十", "ten"),
        (12, "十二", "twelve"),
        (20, "二十", "twenty"),
        (42, "四十二", "forty two"),
        (100, "一百", "one hundred"),
        (105, "一百零五", "one hundred and five"),
        (110, "一百一十", "one hundred and ten"),
        (112, "一百一十二", "one hundred and twelve"),
        (340, "三百四十", "three hundred and forty"),
        (999, "九百九十九", "nine hundred and ninety nine"),
    ],
)
def test_numbers_as_people_say_them(count: int, zh: str, en: str) -> None:
    assert "".join(HANZI[clip] for clip in by_tens(count)) == zh == chinese(count)
    assert " ".join(ENGLISH[clip] for clip in by_names(count)) == en == english(count)


def test_counted_tickets_lose_their_zeros_and_long_ones_are_spelled() -> None:
    assert phrase(ZH, COUNTED, SpokenCall("A012", "3", LANE))[1:4] == ("a", "ten", "2")
    assert phrase(EN, COUNTED, SpokenCall("A012", "3", LANE))[:2] == ("a", "12")
    assert phrase(EN, COUNTED, SpokenCall("A1000", "3", LANE))[:5] == ("a", "1", "0", "0", "0")


def test_every_window() -> None:
    for window in range(1, 100):
        assert phrase(ZH, DIGITS, SpokenCall("A001", str(window), LANE))[6:-1] == by_tens(window)
        assert phrase(EN, DIGITS, SpokenCall("A001", str(window), LANE))[7:] == by_names(window)


def test_a_window_may_have_letters() -> None:
    assert spoken("B-12", "tens") == ("b", "ten", "2")
