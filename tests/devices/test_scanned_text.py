"""Framing of a scanner's bytes: every end there is, marks at the beginning, and a code that stays before it."""

import pytest

from kiosk.devices.scanned_text import MOST_BYTES, SAME_CODE_S, SILENCE_S, CodeReader
from kiosk.devices.scanner import make
from kiosk.devices.url import DeviceUrl


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"])
@pytest.mark.parametrize("begin", [b"", b"\x02", b"]Q1", b"\x02]Q1", b" "])
def test_every_end_and_every_beginning(begin: bytes, end: bytes) -> None:
    assert CodeReader().take(begin + b"AB12-CD34" + end, 0.0) == ["AB12-CD34"]


def test_a_code_in_pieces_is_one_code() -> None:
    codes = CodeReader()
    assert [codes.take(piece, at) for at, piece in enumerate((b"AB", b"12", b"\r\nCD"))] == [[], [], ["AB12"]]
    assert codes.waiting


def test_without_an_end_silence_ends_it() -> None:
    codes = CodeReader()
    codes.take(b"AB12", 1.0)
    assert codes.rest(1.0 + SILENCE_S / 2) == []
    assert codes.rest(1.0 + SILENCE_S) == ["AB12"]
    assert codes.rest(2.0) == []


def test_a_code_held_up_is_one_code_until_it_was_away() -> None:
    codes = CodeReader()
    told = [codes.take(b"AB12\r", at / 2) for at in range(20)]
    assert told == [["AB12"], *[[]] * 19]
    assert codes.take(b"AB12\r", 9.5 + SAME_CODE_S) == ["AB12"]


def test_another_code_between_makes_it_new() -> None:
    assert CodeReader().take(b"A1\rB2\rA1\r", 0.0) == ["A1", "B2", "A1"]


def test_what_is_too_long_is_no_code_and_what_follows_is_one() -> None:
    codes = CodeReader()
    assert codes.take(b"X" * (MOST_BYTES + 1), 0.0) == []
    assert codes.take(b"X" * 5000, 0.0) == []
    assert codes.take(b"\rAB12\r", 0.0) == ["AB12"]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert CodeReader().take(b"\xff\xfe\r", 0.0) == ["\ufffd\ufffd"]


def test_half_a_code_is_forgotten_with_the_scanner() -> None:
    codes = CodeReader()
    codes.take(b"AB", 0.0)
    codes.forget()
    assert codes.take(b"12\r", 0.1) == ["12"]


def test_the_bytes_stay_out_of_repr() -> None:
    codes = CodeReader()
    codes.take(b"AB12\rCD", 0.0)
    assert not {"AB12", "CD"} & set(repr(codes).replace("'", " ").split())


@pytest.mark.parametrize("address", ["scanner+serial:///dev/x?speed=1", "scanner+serial:///dev/x?baud=7"])
def test_a_wrong_option_stops_the_start(address: str) -> None:
    with pytest.raises(ValueError, match=r"speed|baud"):
        make(DeviceUrl.parse(address))
