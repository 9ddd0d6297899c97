"""The four layouts of an identity card's text, and what is left behind of them."""

from datetime import date

import pytest

from kiosk.devices.id_record import RecordError, card_of_answer, card_of_record
from kiosk.domain.identity import IdCard, IdDocument
from simulators import id_cards

NUMBER = "11010519491231002X"


def answer(record: bytes, photo: bytes = bytes(1024)) -> bytes:
    return len(record).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + record + photo


def test_resident() -> None:
    card = card_of_answer(answer(id_cards.resident("张三", NUMBER)))
    assert card == IdCard(IdDocument.RESIDENT, NUMBER, "张三", date(1949, 12, 31))


def test_permit_for_hong_kong_macau_taiwan() -> None:
    card = card_of_record(id_cards.hmt_permit("陈样例", "810000199001010019"))
    assert card == IdCard(IdDocument.HMT_PERMIT, "810000199001010019", "陈样例", date(1990, 1, 1))


def test_foreigners_card_of_2017() -> None:
    record = id_cards.foreign_2017("EXAMPLE, ANNA MARIA", "CAN110080010101", "19800101")
    card = card_of_record(record)
    assert card == IdCard(IdDocument.FOREIGN_2017, "CAN110080010101", "EXAMPLE, ANNA MARIA", date(1980, 1, 1))


def test_foreigners_card_of_2023_joins_the_two_parts_of_a_long_name() -> None:
    name = "EXAMPLE, MAXIMILIANA ALEXANDRA THEODORA"
    card = card_of_record(id_cards.foreign_2023(name, "911124198108030024"))
    assert card == IdCard(IdDocument.FOREIGN_2023, "911124198108030024", name, date(1981, 8, 3))


def test_a_chinese_name_comes_before_the_english_one() -> None:
    old = id_cards.foreign_2017("EXAMPLE, ANNA", "CAN110080010101", "19800101", chinese_name="安娜")
    new = id_cards.foreign_2023("EXAMPLE, ANNA", "911124198108030024", chinese_name="安娜")
    assert card_of_record(old).name == card_of_record(new).name == "安娜"


def test_an_unknown_kind_is_read_as_a_resident_card() -> None:
    record = bytearray(id_cards.resident("张三", NUMBER))
    record[248:250] = "Q".encode("utf-16-le")
    assert card_of_record(bytes(record)).document is IdDocument.RESIDENT


@pytest.mark.parametrize("valid_to", ["长期", "20401231", "", "0000", "????????"])
def test_how_long_it_is_valid_does_not_matter(valid_to: str) -> None:
    assert card_of_record(id_cards.resident("张三", NUMBER, valid_to=valid_to)).number == NUMBER


def test_a_name_that_fills_its_field() -> None:
    name = "阿卜杜热合曼·阿卜杜克里木买提"
    assert len(name) == 15
    assert card_of_record(id_cards.resident(name, NUMBER)).name == name


def test_characters_of_the_private_use_area_stay() -> None:
    assert card_of_record(id_cards.resident("张\ue1a5", NUMBER)).name == "张\ue1a5"


def test_characters_outside_the_basic_plane() -> None:
    assert card_of_record(id_cards.resident("张𠮷", NUMBER)).name == "张𠮷"


def test_half_a_character_is_replaced() -> None:
    assert card_of_record(id_cards.resident("张\ud842", NUMBER)).name == "张\ufffd"


@pytest.mark.parametrize("dot", ["\u2022", "\u30fb", "\uff0e", "\u00b7"])
def test_the_dot_in_a_name_looks_the_same_on_every_card(dot: str) -> None:
    assert card_of_record(id_cards.resident(f"阿依{dot}样例", NUMBER)).name == "阿依·样例"


def test_a_small_x_is_stored_large() -> None:
    assert card_of_record(id_cards.resident("张三", NUMBER.lower())).number == NUMBER


def test_a_birth_date_that_is_none() -> None:
    assert card_of_record(id_cards.resident("张三", NUMBER, birth="19490231")).birth_date is None


@pytest.mark.parametrize("photo", [b"", bytes(10), bytes(2000)])
def test_the_lengths_in_the_answer_count(photo: bytes) -> None:
    assert card_of_answer(answer(id_cards.resident("张三", NUMBER), photo)).number == NUMBER


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        answer(id_cards.resident("张三", NUMBER))[:-1],
        answer(id_cards.resident("张三", NUMBER)) + b"\x00",
        answer(bytes(255)),
        bytes.fromhex("FFFF FFFF"),
    ],
)
def test_lengths_that_do_not_add_up(data: bytes) -> None:
    with pytest.raises(RecordError):
        card_of_answer(data)


@pytest.mark.parametrize(
    "record",
    [
        id_cards.resident("张三", "110105194912310021"),
        id_cards.resident("张三", "1101051949123100"),
        id_cards.hmt_permit("陈样例", "810000199001010018"),
        id_cards.foreign_2017("EXAMPLE", "CA1110080010101", "19800101"),
        id_cards.foreign_2023("EXAMPLE", "811124198108030024"),
        bytes(256),
        b"\xff" * 256,
    ],
)
def test_an_impossible_number_is_refused_without_being_quoted(record: bytes) -> None:
    with pytest.raises(RecordError) as caught:
        card_of_record(record)
    assert "张三" not in str(caught.value)
    assert "1949" not in str(caught.value)


def test_a_card_keeps_itself_to_itself() -> None:
    card = card_of_record(id_cards.resident("张三", NUMBER))
    assert repr(card) == "IdCard(document=<IdDocument.RESIDENT: 'resident'>)"


def test_every_sample_person_can_be_read() -> None:
    cards = {name: card_of_record(record) for name, record in id_cards.PEOPLE.items()}
    assert {card.document for card in cards.values()} == set(IdDocument)
    assert len({card.number for card in cards.values()}) == len(cards)
