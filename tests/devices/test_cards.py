"""Card sessions over the simulators' chips: no reader, no wire."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.cards.apdu import (
    Apdu,
    CardMute,
    CardPulled,
    CardSilent,
    CardTrouble,
    CardWasReset,
    Connection,
    status_name,
)
from kiosk.devices.cards.exchange import send
from kiosk.devices.cards.guard import GuardedConnection
from kiosk.devices.cards.memory_card import MemoryField
from kiosk.devices.cards.power_card import is_framed, parse_parameters, parse_write_back
from kiosk.devices.cards.reading import read_card
from kiosk.domain.device import CardFailure
from kiosk.domain.identity import CardUse, Grid, PowerCard, TokenCard, TokenTechnology, WriteBack
from simulators.chips import (
    CONDITIONS,
    NOT_FOUND,
    OK,
    SECURITY,
    Chip,
    ContactlessChip,
    ForeignChip,
    MemoryChip,
    PowerChip,
    framed,
    parameter_file,
    write_back_file,
)
from tests.devices.chip_connection import ChipConnection, lay_down
from tests.devices.power_cards import (
    CUSTOMER,
    EF1_SOUTHERN,
    EF1_STATE,
    EF5_SOUTHERN,
    EF5_STATE,
    METER,
    OTHER_CARD,
    SOUTHERN_CARD,
    STATE_CARD,
    damaged,
    other_chip,
    southern_chip,
    state_chip,
)

SELECT_DF01 = bytes.fromhex("00A4000002DF01")
READ_EF1 = bytes.fromhex("00B081002D")
READ_EF5 = bytes.fromhex("00B08500")

# --- the published vectors ---


def test_parameter_file_of_state_grid() -> None:
    assert parse_parameters(EF1_STATE) == PowerCard(Grid.STATE, CardUse.PURCHASE, METER, CUSTOMER)


def test_parameter_file_of_southern_grid() -> None:
    assert parse_parameters(EF1_SOUTHERN) == PowerCard(Grid.SOUTHERN, CardUse.OPENING, METER, CUSTOMER)


def test_write_back_file() -> None:
    assert parse_write_back(EF5_STATE, Grid.STATE) == WriteBack(12345, 7, overdraft_fen=0, bad_insertions=2)
    assert parse_write_back(EF5_SOUTHERN, Grid.SOUTHERN) == WriteBack(9900, 3, overdraft_fen=0, bad_insertions=0)


def test_the_simulator_writes_the_published_vectors() -> None:
    assert parameter_file(METER, CUSTOMER, use=2) == EF1_STATE
    assert parameter_file(METER, CUSTOMER, use=1, command=3) == EF1_SOUTHERN
    assert write_back_file(METER, CUSTOMER, 12345, 7, bad=2) == EF5_STATE


# --- what frames are taken for ---


@pytest.mark.parametrize(
    ("frame", "failure"),
    [
        pytest.param(b"", CardFailure.UNREADABLE, id="nothing"),
        pytest.param(bytes(45), CardFailure.BLANK, id="all 00"),
        pytest.param(b"\xff" * 45, CardFailure.BLANK, id="all FF"),
        pytest.param(damaged(EF1_STATE), CardFailure.UNREADABLE, id="checksum"),
        pytest.param(damaged(EF1_STATE, 3), CardFailure.UNREADABLE, id="length field"),
        pytest.param(damaged(EF1_STATE, 44), CardFailure.UNREADABLE, id="end mark"),
        pytest.param(EF1_STATE[:-1], CardFailure.UNREADABLE, id="cut off"),
        pytest.param(EF1_STATE + b"\x00", CardFailure.UNREADABLE, id="too long"),
        pytest.param(b"\x69" + EF1_STATE[1:], CardFailure.NOT_OURS, id="no frame"),
        pytest.param(parameter_file(METER, CUSTOMER, command=6), CardFailure.NOT_OURS, id="preset card"),
        pytest.param(
            framed(EF1_STATE[1:36] + b"\x0a" + EF1_STATE[37:43]),
            CardFailure.UNREADABLE,
            id="no digits, checksum right",
        ),
    ],
)
def test_frames_that_are_no_user_card(frame: bytes, failure: CardFailure) -> None:
    assert parse_parameters(frame) is failure


def test_a_use_nobody_defined_is_unstated() -> None:
    card = parse_parameters(parameter_file(METER, CUSTOMER, use=9))
    assert isinstance(card, PowerCard)
    assert card.use is CardUse.UNSTATED


@pytest.mark.parametrize(
    "frame",
    [
        bytes(49),
        b"\xff" * 49,
        damaged(EF5_STATE),
        EF5_SOUTHERN,
        EF5_STATE[:-1],
        framed(EF5_STATE[1:31] + b"\xaa" + EF5_STATE[32:47]),
    ],
    ids=["all 00", "all FF", "checksum", "the other grid's", "cut off", "overdraft is no number"],
)
def test_a_write_back_that_is_not_there_or_damaged_is_none(frame: bytes) -> None:
    assert parse_write_back(frame, Grid.STATE) is None


@given(st.binary(max_size=60))
def test_any_bytes_are_read_as_a_value(data: bytes) -> None:
    assert isinstance(parse_parameters(data), PowerCard | CardFailure)
    assert parse_write_back(data, Grid.SOUTHERN) is None or is_framed(data)


@given(st.integers(0, 43), st.integers(1, 255))
def test_no_single_wrong_byte_passes_for_a_card(at: int, flip: int) -> None:
    frame = bytearray(EF1_STATE)
    frame[at] ^= flip
    assert isinstance(parse_parameters(bytes(frame)), CardFailure)


# --- whole cards ---


@pytest.mark.parametrize(
    ("chip", "card"),
    [
        pytest.param(state_chip(), STATE_CARD, id="State Grid"),
        pytest.param(southern_chip(), SOUTHERN_CARD, id="Southern Grid"),
        pytest.param(other_chip(), OTHER_CARD, id="nothing written back"),
        pytest.param(replace(state_chip(), announces=True), STATE_CARD, id="61 xx"),
        pytest.param(replace(state_chip(), exact=True), STATE_CARD, id="6C xx"),
        pytest.param(replace(southern_chip(), announces=True, exact=True), SOUTHERN_CARD, id="61 and 6C"),
        pytest.param(replace(state_chip(), atr=b"\x3b\x00"), STATE_CARD, id="another maker's ATR"),
        pytest.param(
            PowerChip(EF1_STATE, damaged(EF5_STATE)), replace(STATE_CARD, write_back=None), id="EF 5 damaged"
        ),
        pytest.param(
            PowerChip(EF1_STATE, write_back_file(METER, "031000999999", 1, 1)),
            replace(STATE_CARD, write_back=None),
            id="EF 5 of another customer",
        ),
    ],
)
def test_power_cards(chip: Chip, card: PowerCard) -> None:
    assert read_card(lay_down(chip)) == card


@pytest.mark.parametrize(
    ("chip", "failure"),
    [
        pytest.param(PowerChip(), CardFailure.BLANK, id="6B00"),
        pytest.param(PowerChip(EF1_STATE, refusal=SECURITY), CardFailure.PROTECTED, id="6982"),
        pytest.param(PowerChip(EF1_STATE, refusal=CONDITIONS), CardFailure.PROTECTED, id="6985"),
        pytest.param(PowerChip(EF1_STATE, refusal=NOT_FOUND), CardFailure.NOT_OURS, id="6A82"),
        pytest.param(PowerChip(EF1_STATE, refusal=b"\x69\x81"), CardFailure.NOT_OURS, id="6981"),
        pytest.param(PowerChip(EF1_STATE, refusal=b"\x6f\x00"), CardFailure.UNREADABLE, id="6F00"),
        pytest.param(PowerChip(damaged(EF1_STATE)), CardFailure.UNREADABLE, id="checksum"),
        pytest.param(PowerChip(EF1_STATE[:20]), CardFailure.UNREADABLE, id="short file"),
        pytest.param(PowerChip(EF1_STATE, refusal=b"\x61"), CardFailure.UNREADABLE, id="one byte"),
        pytest.param(ForeignChip(), CardFailure.NOT_OURS, id="foreign"),
    ],
)
def test_cards_that_are_not_read(chip: Chip, failure: CardFailure) -> None:
    assert read_card(lay_down(chip)) is failure


def test_a_blank_card_is_asked_for_its_header_only() -> None:
    connection = ChipConnection(PowerChip())
    read_card(lambda: connection)
    assert [command[:5].hex() for command in connection.sent] == ["00a4000002", "00a4000002", "00b0810004"]


# --- memory and contactless cards ---

CONTENT = bytes(32) + bytes.fromhex("20250017") + b"\xff" * 220


def test_a_memory_card_is_read_where_the_site_says() -> None:
    token = read_card(lay_down(MemoryChip(CONTENT)), MemoryField(32, 4))
    assert token == TokenCard(TokenTechnology.MEMORY, "20250017")


def test_a_memory_card_is_not_ours_where_no_site_says_what_it_means() -> None:
    connection = ChipConnection(MemoryChip(CONTENT))
    assert read_card(lambda: connection) is CardFailure.NOT_OURS
    assert connection.sent == []


@pytest.mark.parametrize("offset", [0, 64], ids=["00", "FF"])
def test_a_memory_card_without_a_reference_is_blank(offset: int) -> None:
    assert read_card(lay_down(MemoryChip(CONTENT)), MemoryField(offset, 8)) is CardFailure.BLANK


def test_a_reader_that_knows_no_memory_cards_makes_them_not_ours() -> None:
    chip = ForeignChip(atr=MemoryChip().atr)
    assert read_card(lay_down(chip), MemoryField(0, 4)) is CardFailure.NOT_OURS


def test_a_memory_card_that_says_too_little_is_unreadable() -> None:
    assert read_card(lay_down(MemoryChip(CONTENT[:34])), MemoryField(32, 4)) is CardFailure.UNREADABLE


@pytest.mark.parametrize(("offset", "length"), [(0, 0), (0, 33), (-1, 4), (253, 4), (256, 1)])
def test_a_memory_field_lies_inside_the_chip(offset: int, length: int) -> None:
    with pytest.raises(ValueError, match="memory_"):
        MemoryField(offset, length)


@pytest.mark.parametrize("uid", ["1A2B3C4D", "04A1B2C3D4E5F6", "0102030405060708090A"])
def test_a_contactless_card_is_known_by_its_uid(uid: str) -> None:
    assert read_card(lay_down(ContactlessChip(bytes.fromhex(uid)))) == TokenCard(TokenTechnology.CONTACTLESS, uid)


@pytest.mark.parametrize(
    ("uid", "failure"),
    [("081122AA", CardFailure.NOT_OURS), ("0102030405", CardFailure.UNREADABLE), ("", CardFailure.UNREADABLE)],
    ids=["random", "five bytes", "none"],
)
def test_a_uid_that_tells_nothing(uid: str, failure: CardFailure) -> None:
    assert read_card(lay_down(ContactlessChip(bytes.fromhex(uid)))) is failure


def test_a_reader_that_gives_no_uid() -> None:
    assert read_card(lay_down(ForeignChip(atr=ContactlessChip(b"").atr))) is CardFailure.NOT_OURS


# --- cards that go away ---


@pytest.mark.parametrize(
    ("trouble", "failure"),
    [
        (CardPulled(), CardFailure.PULLED),
        (CardSilent(), CardFailure.UNREADABLE),
        (CardMute(), CardFailure.UPSIDE_DOWN),
        (CardWasReset(), CardFailure.UNREADABLE),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, CardTrouble) else value,
)
@pytest.mark.parametrize("command", [SELECT_DF01, READ_EF1], ids=["at SELECT", "between the reads"])
def test_trouble_becomes_a_value_and_the_card_is_closed(
    command: bytes, trouble: CardTrouble, failure: CardFailure
) -> None:
    connection = ChipConnection(state_chip(), (command, trouble))
    assert read_card(lambda: connection) is failure
    assert connection.closed


def test_a_card_mute_from_the_start_lies_upside_down() -> None:
    def connect() -> Connection:
        raise CardMute

    assert read_card(connect) is CardFailure.UPSIDE_DOWN


def test_a_card_pulled_when_it_is_known_whose_it_is_was_read() -> None:
    connection = ChipConnection(state_chip(), (READ_EF5, CardPulled()))
    assert read_card(lambda: connection) == replace(STATE_CARD, write_back=None)


def test_a_card_reset_by_another_program_is_read_from_the_beginning() -> None:
    disturbed, quiet = ChipConnection(state_chip(), (READ_EF1, CardWasReset())), ChipConnection(state_chip())
    connections = iter([disturbed, quiet])
    assert read_card(lambda: next(connections)) == STATE_CARD
    assert disturbed.closed
    assert quiet.sent[0] == bytes.fromhex("00A40000023F00")


# --- exchanges ---


class Script:
    """Answers what it was given, in order, then nothing."""

    atr = b""

    def __init__(self, *answers: bytes) -> None:
        self.sent: list[bytes] = []
        self._answers = iter(answers)

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        return next(self._answers, b"")

    def close(self) -> None:
        """Nothing is open."""


READ = Apdu(0x00, 0xB0, 0x81, 0x00, expect=0x2D)


def test_data_in_several_pieces_are_joined() -> None:
    script = Script(b"\x61\x02", b"ab\x61\x01", b"c" + OK)
    answer = send(GuardedConnection(script), READ)
    assert (answer.data, answer.ok) == (b"abc", True)
    assert [command.hex() for command in script.sent] == ["00b081002d", "00c0000002", "00c0000001"]


def test_a_wrong_length_is_asked_for_again() -> None:
    script = Script(b"\x6c\x03", b"abc" + OK)
    assert send(GuardedConnection(script), READ).data == b"abc"
    assert script.sent[1].hex() == "00b0810003"


def test_a_card_that_always_has_more_does_not_hold_the_kiosk() -> None:
    script = Script(*[b"\x61\x00"] * 100)
    assert not send(GuardedConnection(script), READ).ok
    assert len(script.sent) < 20


def test_an_answer_without_status_word_is_silence() -> None:
    with pytest.raises(CardSilent):
        send(GuardedConnection(Script(b"\x90")), READ)


@given(st.lists(st.binary(max_size=12), max_size=12))
def test_whatever_a_card_answers_is_a_value(answers: list[bytes]) -> None:
    assert isinstance(read_card(lambda: Script(*answers)), PowerCard | CardFailure)


# --- words for the log ---


def test_status_words_have_names() -> None:
    assert status_name(0x6982) == "SECURITY_NOT_SATISFIED (6982)"
    assert status_name(0x6F42) == "6F42"


def test_nothing_personal_in_repr() -> None:
    answer = send(GuardedConnection(Script(EF1_STATE + OK)), READ)
    card = read_card(lay_down(state_chip()))
    for number in (METER, CUSTOMER):
        assert number not in repr(card)
        assert number not in repr(answer)
