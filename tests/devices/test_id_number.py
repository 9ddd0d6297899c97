"""GB 11643: the standard's own examples and what lies around them."""

from datetime import date

import pytest

from kiosk.domain import id_number

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "513101198201130014",
        "13032319860911446X",
        "810000199001010019",
    ],
)
def test_published_numbers_are_right(number: str) -> None:
    assert id_number.has_right_check(number)
    assert id_number.is_valid(number, TODAY)
    assert id_number.check_character(number[:17]) == number[17]


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # the check character is X
        "11010519491231002x",  # not normalised
        "1101051949123100",
        "",
        "1101051949123100２X",  # a full-width digit is a digit to Python only
    ],
)
def test_others_are_not(number: str) -> None:
    assert not id_number.has_right_check(number)
    assert not id_number.is_valid(number, TODAY)


def test_one_wrong_or_two_swapped_digits_are_noticed() -> None:
    good = "440524188001010014"
    for at in range(17):
        for digit in set("0123456789") - {good[at]}:
            assert not id_number.has_right_check(good[:at] + digit + good[at + 1 :])
    for at in range(16):
        if good[at] != good[at + 1]:
            swapped = good[:at] + good[at + 1] + good[at] + good[at + 2 :]
            assert not id_number.has_right_check(swapped)


def complete(digits: str) -> str:
    return digits + id_number.check_character(digits)


@pytest.mark.parametrize("place", ["100000", "160000", "240000", "470000", "700000", "840000", "000000"])
def test_no_such_province(place: str) -> None:
    number = complete(place + "19900101001")
    assert id_number.has_right_check(number)
    assert not id_number.is_valid(number, TODAY)


def test_the_foreigners_card_of_2023_begins_with_nine() -> None:
    assert id_number.is_valid(complete("91112419810803002"), TODAY)


@pytest.mark.parametrize("born", ["19900230", "19901301", "20261123"])
def test_born_on_no_day_or_not_yet(born: str) -> None:
    assert not id_number.is_valid(complete(f"110105{born}001"), TODAY)


def test_born_today_is_possible() -> None:
    assert id_number.is_valid(complete("11010520261122001"), TODAY)


def test_birth_date() -> None:
    assert id_number.birth_date("11010519491231002X") == date(1949, 12, 31)
    assert id_number.birth_date("110105194902310021") is None
    assert id_number.birth_date("CAN110080010101") is None


def test_withdrawn_numbers_become_todays() -> None:
    assert id_number.from_fifteen("110105491231002") == "11010519491231002X"


@pytest.mark.parametrize("text", ["11010549123100", "11010549123100X", "11010519491231002X"])
def test_only_fifteen_digits_can_be_converted(text: str) -> None:
    with pytest.raises(ValueError, match="15 digits"):
        id_number.from_fifteen(text)


def test_check_character_wants_seventeen_digits() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        id_number.check_character("1101051949123100X")


def test_typed_numbers_are_normalised() -> None:
    assert id_number.normalised(" 11010519491231002x ") == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("11010519491231002X", "110***********002X"), ("CAN110080010101", "CAN********0101"), ("1234567", "*******")],
)
def test_masked(number: str, shown: str) -> None:
    assert id_number.masked(number) == shown
