"""Frames of the SAM_A module: every published vector, and what a real line does to frames."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.sam_frame import (
    PREAMBLE,
    Answer,
    Command,
    FrameParser,
    Garbled,
    Received,
    Status,
    build,
    checksum,
)
from kiosk.devices.sam_line import sam_id_text
from simulators.id_cards import PEOPLE

FIND_PRESENT = "AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97"
FIND_NONE = "AA AA AA 96 69 00 04 00 00 80 84"
SAM_ID = "AA AA AA 96 69 00 14 00 00 90 05 00 01 00 D1 2A 33 01 87 D6 12 00 B1 68 DE 3A 37 27"


def received(data: bytes) -> list[Received]:
    return FrameParser().feed(data)


def framed(status: int, data: bytes = b"") -> bytes:
    body = (len(data) + 4).to_bytes(2, "big") + bytes([0, 0, status]) + data
    return PREAMBLE + body + bytes([checksum(body)])


def full_read(photo: bytes = bytes(1024)) -> bytes:
    return framed(0x90, bytes.fromhex("0100 0400") + PEOPLE["zhang"] + photo)


# --- to the reader ---


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (Command.RESET, "AA AA AA 96 69 00 03 10 FF EC"),
        (Command.SAM_STATUS, "AA AA AA 96 69 00 03 11 FF ED"),
        (Command.SAM_ID, "AA AA AA 96 69 00 03 12 FF EE"),
        (Command.FIND, "AA AA AA 96 69 00 03 20 01 22"),
        (Command.SELECT, "AA AA AA 96 69 00 03 20 02 21"),
        (Command.READ, "AA AA AA 96 69 00 03 30 01 32"),
    ],
)
def test_request_frames(command: Command, frame: str) -> None:
    assert build(command) == bytes.fromhex(frame)


@pytest.mark.parametrize(
    "frame",
    [
        "AA AA AA 96 69 00 03 30 10 23",
        "AA AA AA 96 69 00 03 30 03 30",
        "AA AA AA 96 69 00 03 60 00 63",
        "AA AA AA 96 69 00 03 60 01 62",
        "AA AA AA 96 69 00 03 60 02 61",
        "AA AA AA 96 69 00 03 60 03 60",
        "AA AA AA 96 69 00 03 60 04 67",
        "AA AA AA 96 69 00 04 61 FF 50 CA",
    ],
)
def test_the_checksum_of_frames_we_never_send(frame: str) -> None:
    raw = bytes.fromhex(frame)
    assert checksum(raw[5:-1]) == raw[-1]
    assert raw not in [build(command) for command in Command]


def test_nothing_but_these_commands_can_be_asked() -> None:
    asked = {command.value for command in Command}
    assert asked == {b"\x10\xff", b"\x11\xff", b"\x12\xff", b"\x20\x01", b"\x20\x02", b"\x30\x01"}
    with pytest.raises(ValueError, match="is not a valid Command"):
        Command(b"\x30\x10")  # fingerprints


# --- from the reader ---


@pytest.mark.parametrize(
    ("frame", "status", "data"),
    [
        (FIND_PRESENT, Status.CARD_FOUND, bytes(4)),
        (FIND_NONE, Status.NO_CARD, b""),
        ("AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C", Status.DONE, bytes(8)),
        ("AA AA AA 96 69 00 04 00 00 81 85", Status.NOT_SELECTED, b""),
        ("AA AA AA 96 69 00 04 00 00 41 45", Status.READ_FAILED, b""),
        ("AA AA AA 96 69 00 04 00 00 90 94", Status.DONE, b""),
        ("AA AA AA 96 69 00 04 00 00 91 95", Status.NOT_ON_CARD, b""),
        ("AA AA AA 96 69 00 04 00 00 10 14", Status.OUR_CHECKSUM_WRONG, b""),
    ],
)
def test_answer_frames(frame: str, status: Status, data: bytes) -> None:
    (answer,) = received(bytes.fromhex(frame))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.data) == (status, data)


def test_sam_id() -> None:
    (answer,) = received(bytes.fromhex(SAM_ID))
    assert isinstance(answer, Answer)
    assert sam_id_text(answer.data) == "05.01-20130513-0001234567-0987654321"
    with pytest.raises(ValueError, match="16 bytes"):
        sam_id_text(answer.data[1:])


def test_the_full_read_frame() -> None:
    frame = full_read()
    assert len(frame) == 1295
    assert frame[:14] == bytes.fromhex("AA AA AA 96 69 05 08 00 00 90 01 00 04 00")
    assert frame[-1] == 0x31
    expected = "a1bde9684c910c6f62abbc369c285e31e1d3fa43ccee17b9a38eb5da4358c1ca"
    assert hashlib.sha256(frame).hexdigest() == expected
    (answer,) = received(frame)
    assert answer == Answer(0, 0, 0x90, frame[10:-1])


def test_the_cards_own_status_is_kept_apart() -> None:
    body = bytes.fromhex("0004 69 82 41")
    (answer,) = received(PREAMBLE + body + bytes([checksum(body)]))
    assert answer == Answer(0x69, 0x82, 0x41)


def test_a_status_no_table_knows() -> None:
    (answer,) = received(framed(0x55))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.sw3) == (Status.UNLISTED, 0x55)


def test_an_answer_does_not_show_its_data() -> None:
    (answer,) = received(full_read())
    assert "5f20" not in repr(answer)
    assert repr(answer) == "Answer(sw1=0, sw2=0, sw3=144)"


# --- what a line does ---


@pytest.mark.parametrize(
    "noise",
    [b"\x00", b"\xff\xfe", b"\xaa", b"\xaa\xaa\xaa\xaa", b"\xaa\xaa\xaa\x96", PREAMBLE[:4] * 3, bytes(5000)],
)
def test_noise_before_the_preamble(noise: bytes) -> None:
    assert received(noise + bytes.fromhex(FIND_NONE)) == [Answer(0, 0, 0x80)]


@pytest.mark.parametrize("length", [0, 1, 3, 2401, 0xFFFF])
def test_a_length_that_cannot_be_is_noise(length: int) -> None:
    fake = PREAMBLE + length.to_bytes(2, "big")
    assert received(fake + bytes.fromhex(FIND_NONE)) == [Answer(0, 0, 0x80)]


def test_the_longest_frame() -> None:
    (answer,) = received(framed(0x90, bytes(2400 - 4)))
    assert isinstance(answer, Answer)
    assert len(answer.data) == 2396


def test_a_preamble_inside_the_photo() -> None:
    photo = (PREAMBLE + bytes.fromhex("0004 0000 9094")) * 80
    frame = full_read(photo + bytes(1024 - len(photo)))
    (answer,) = received(frame)
    assert isinstance(answer, Answer)
    assert answer.data == frame[10:-1]


def test_a_wrong_checksum_spoils_one_frame_only() -> None:
    bad = full_read()[:-1] + b"\x00"
    assert received(bad + bytes.fromhex(FIND_NONE)) == [Garbled(), Answer(0, 0, 0x80)]


def test_a_frame_cut_short_is_still_growing() -> None:
    parser = FrameParser()
    assert parser.feed(full_read()[:700]) == []
    assert parser.growing
    assert not FrameParser().growing


def test_noise_is_not_a_growing_frame() -> None:
    parser = FrameParser()
    assert parser.feed(b"\x01\x02\xaa\xaa") == []
    assert not parser.growing


def test_two_frames_at_once() -> None:
    both = bytes.fromhex(FIND_PRESENT) + bytes.fromhex(FIND_NONE)
    assert received(both) == [Answer(0, 0, 0x9F, bytes(4)), Answer(0, 0, 0x80)]


@settings(max_examples=60, deadline=None)
@given(
    noise=st.binary(max_size=40).filter(lambda raw: PREAMBLE not in raw),
    data=st.binary(max_size=300),
    cuts=st.lists(st.integers(min_value=1, max_value=64), min_size=1),
)
def test_any_noise_any_data_any_pieces(noise: bytes, data: bytes, cuts: list[int]) -> None:
    stream, parser, frames = noise + framed(0x90, data), FrameParser(), []
    at = 0
    while at < len(stream):
        size = cuts[at % len(cuts)]
        frames += parser.feed(stream[at : at + size])
        at += size
    assert frames == [Answer(0, 0, 0x90, data)]
