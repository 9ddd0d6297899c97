"""The card reader over a real pcscd: vpcd's virtual reader, and our own card at the far end of its TCP port."""

import logging
import time
from collections.abc import Iterator

import pytest
from smartcard import scard as library

from kiosk.config import ConfigError
from kiosk.devices.base import Driver
from kiosk.devices.cards.apdu import CardWasReset
from kiosk.devices.cards.memory_card import MemoryField
from kiosk.devices.pcsc import CardReader, Presence, Sight, choose, make, trouble_of
from kiosk.devices.scard import MUTE, PRESENT, Code, Context, code_name
from kiosk.devices.spy import TRAFFIC
from kiosk.devices.table import make_driver
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.domain.identity import PowerCard, TokenCard, TokenTechnology
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, DeviceDown, DeviceUp, IdentityPresented
from simulators.chips import MUTE_ATR, SECURITY, Chip, ContactlessChip, ForeignChip, MemoryChip, PowerChip
from simulators.pcscd import SLOT_NAMES, VirtualReader
from tests.devices.pcsc_rigs import OneSlot, virtual_reader
from tests.devices.power_cards import (
    CUSTOMER,
    EF1_STATE,
    METER,
    OTHER_CARD,
    SOUTHERN_CARD,
    STATE_CARD,
    damaged,
    other_chip,
    southern_chip,
    state_chip,
)
from tests.devices.witness import Witness, running

READ_EF1 = bytes.fromhex("00B081002D")


def card_reader(wanted: str = "Virtual PCD", memory: MemoryField | None = None, spy: bool = False) -> Driver:
    """Stops quickly, for there are many tests."""
    return CardReader(wanted, memory, spy, wait_ms=50)


@pytest.fixture(scope="module")
def shared_reader() -> Iterator[VirtualReader]:
    with virtual_reader() as reader:
        yield reader


@pytest.fixture
def slot(shared_reader: VirtualReader) -> Iterator[OneSlot]:
    hand = OneSlot(shared_reader)
    yield hand
    hand.pull()
    wait_until_empty()


def wait_until_empty() -> None:
    """Until pcscd has noticed that the card is gone, so that the next test does not meet it."""
    _, context = library.SCardEstablishContext(library.SCARD_SCOPE_USER)
    state = 0
    while not state & library.SCARD_STATE_EMPTY:
        code, [(_, state, _)] = library.SCardGetStatusChange(context, 2000, [(SLOT_NAMES[0], state)])
        assert code == Code.SUCCESS
    library.SCardReleaseContext(context)


@pytest.fixture
def heard(shared_reader: VirtualReader, slot: OneSlot) -> Iterator[Witness]:
    with running(card_reader()) as witness:
        witness.wait_for(DeviceUp)
        yield witness


def next_reading(heard: Witness) -> PowerCard | TokenCard | CardFailure | None:
    """What became of the next card detected."""
    heard.wait_for(CardDetected)
    since = len(heard.events) - 1
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for event in heard.events[since:]:
            match event:
                case IdentityPresented(_, PowerCard() | TokenCard() as identity):
                    return identity
                case CardNotRead(_, failure):
                    return failure
        time.sleep(0.005)
    return None


# --- cards ---


@pytest.mark.parametrize(
    ("chip", "reading"),
    [
        pytest.param(state_chip(), STATE_CARD, id="State Grid"),
        pytest.param(southern_chip(), SOUTHERN_CARD, id="Southern Grid"),
        pytest.param(
            PowerChip(EF1_STATE, state_chip().write_back, announces=True, exact=True),
            STATE_CARD,
            id="61 xx and 6C xx",
        ),
        pytest.param(PowerChip(), CardFailure.BLANK, id="blank"),
        pytest.param(PowerChip(EF1_STATE, refusal=SECURITY), CardFailure.PROTECTED, id="6982"),
        pytest.param(PowerChip(damaged(EF1_STATE)), CardFailure.UNREADABLE, id="checksum"),
        pytest.param(ForeignChip(MUTE_ATR), CardFailure.UPSIDE_DOWN, id="upside down"),
    ],
)
def test_cards(heard: Witness, slot: OneSlot, chip: Chip, reading: PowerCard | CardFailure) -> None:
    slot.insert(chip)
    assert next_reading(heard) == reading
    slot.pull()
    assert heard.wait_for(CardRemoved) == CardRemoved(Role.CARD_READER)


def test_a_memory_card_where_the_site_says(slot: OneSlot) -> None:
    with running(card_reader(memory=MemoryField(32, 4))) as heard:
        slot.insert(MemoryChip(bytes(32) + bytes.fromhex("20250017") + bytes(220)))
        assert next_reading(heard) == TokenCard(TokenTechnology.MEMORY, "20250017")


def test_a_contactless_card_on_the_other_slot(heard: Witness, shared_reader: VirtualReader) -> None:
    other_slot = OneSlot(shared_reader, 1)
    other_slot.insert(ContactlessChip(bytes.fromhex("04A1B2C3D4E5F6")))
    assert next_reading(heard) == TokenCard(TokenTechnology.CONTACTLESS, "04A1B2C3D4E5F6")
    other_slot.pull()
    heard.wait_for(CardRemoved)


def test_a_card_that_lay_there_before_the_kiosk_started(slot: OneSlot) -> None:
    slot.insert(state_chip())
    with running(card_reader()) as heard:
        assert next_reading(heard) == STATE_CARD


# --- hands that are quick ---


def test_pulled_between_the_two_reads(heard: Witness, slot: OneSlot) -> None:
    slot.insert(state_chip(), leaves_at=READ_EF1)
    assert next_reading(heard) is CardFailure.PULLED
    heard.wait_for(CardRemoved)


def test_in_again_within_300_ms(heard: Witness, slot: OneSlot) -> None:
    slot.insert(state_chip())
    assert next_reading(heard) == STATE_CARD
    slot.pull()
    heard.wait_for(CardRemoved)
    slot.insert(other_chip())
    assert next_reading(heard) == OTHER_CARD


def test_out_and_in_too_fast_for_the_service_leaves_nothing_crooked(heard: Witness, slot: OneSlot) -> None:
    slot.insert(state_chip())
    assert next_reading(heard) == STATE_CARD
    slot.pull()
    slot.insert(state_chip())  # pcscd looks every 400 ms: it may have missed this, or not
    time.sleep(0.9)
    slot.pull()
    wait_until_empty()
    slot.insert(other_chip())
    while heard.wait_for(IdentityPresented).identity != OTHER_CARD:
        """The first card, told of again."""
    assert heard.count(CardDetected) == heard.count(IdentityPresented) == heard.count(CardRemoved) + 1


# --- other programs ---


@pytest.fixture
def other_program(shared_reader: VirtualReader) -> Iterator[int]:
    """A second PC/SC context, as another program would have."""
    code, context = library.SCardEstablishContext(library.SCARD_SCOPE_USER)
    assert code == Code.SUCCESS
    yield context
    library.SCardReleaseContext(context)


def take(context: int, mode: int) -> int:
    """Connect to the card in slot 0 as soon as it can be had."""
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        code, card, _ = library.SCardConnect(context, SLOT_NAMES[0], mode, library.SCARD_PROTOCOL_T0)
        if code == Code.SUCCESS:
            return int(card)
        time.sleep(0.02)
    pytest.fail("no card to connect to")


def test_a_card_held_by_another_program_is_unreadable_and_then_the_next_is_not(
    slot: OneSlot, other_program: int
) -> None:
    slot.insert(state_chip())
    held = take(other_program, library.SCARD_SHARE_EXCLUSIVE)
    with running(card_reader()) as heard:
        assert next_reading(heard) is CardFailure.UNREADABLE
        library.SCardDisconnect(held, library.SCARD_LEAVE_CARD)
        slot.pull()
        heard.wait_for(CardRemoved)
        slot.insert(other_chip())
        assert next_reading(heard) == OTHER_CARD


def test_a_card_held_for_a_moment_is_tried_again(slot: OneSlot, other_program: int) -> None:
    slot.insert(state_chip())
    held = take(other_program, library.SCARD_SHARE_EXCLUSIVE)
    with running(card_reader()) as heard:
        heard.wait_for(CardDetected)
        time.sleep(0.12)
        library.SCardDisconnect(held, library.SCARD_LEAVE_CARD)
        assert heard.wait_for(IdentityPresented).identity == STATE_CARD


def test_a_card_reset_by_another_program_says_so(slot: OneSlot, other_program: int) -> None:
    slot.insert(state_chip())
    card = take(other_program, library.SCARD_SHARE_SHARED)
    context = Context()
    wire = context.connect(SLOT_NAMES[0])
    library.SCardDisconnect(card, library.SCARD_RESET_CARD)
    with pytest.raises(CardWasReset):
        wire.transmit(READ_EF1)
    wire.close()
    context.release()


# --- service and reader ---


@pytest.fixture
def mended(shared_reader: VirtualReader) -> Iterator[VirtualReader]:
    """The reader, for a test that breaks it."""
    yield shared_reader
    shared_reader.restart_daemon()


def test_pcscd_killed_and_started_again(heard: Witness, slot: OneSlot, mended: VirtualReader) -> None:
    slot.insert(state_chip())
    assert next_reading(heard) == STATE_CARD
    mended.kill_daemon()
    heard.wait_for(CardRemoved)
    assert heard.wait_for(DeviceDown).trouble is Trouble.GONE
    assert heard.wait_for(DeviceDown).trouble is Trouble.ABSENT
    mended.restart_daemon()
    heard.wait_for(DeviceUp)
    slot.insert(other_chip())
    assert next_reading(heard) == OTHER_CARD


def test_pcscd_killed_while_a_card_is_read(heard: Witness, slot: OneSlot, mended: VirtualReader) -> None:
    slot.insert(state_chip(), delay_s=0.3)
    heard.wait_for(CardDetected)
    mended.kill_daemon()
    assert heard.wait_for(CardNotRead).failure is CardFailure.UNREADABLE  # the visitor is told, too
    heard.wait_for(CardRemoved)
    assert heard.wait_for(DeviceDown).trouble is Trouble.GONE
    assert heard.count(IdentityPresented) == 0


def test_the_reader_is_unplugged_with_a_card_in_it(heard: Witness, slot: OneSlot, mended: VirtualReader) -> None:
    slot.insert(state_chip())
    assert next_reading(heard) == STATE_CARD
    mended.unplug()
    heard.wait_for(CardRemoved)
    heard.wait_for(DeviceDown)
    assert heard.hears_none(DeviceUp, 0.3)
    mended.plug()
    heard.wait_for(DeviceUp)


def test_only_one_virtual_reader_at_a_time(shared_reader: VirtualReader) -> None:
    with pytest.raises(OSError, match="already"):
        VirtualReader().start()
    with shared_reader.card_socket() as card:
        assert card.getpeername() == ("127.0.0.1", 0x8C7B)


def test_a_service_without_the_reader_asked_for(shared_reader: VirtualReader) -> None:
    with running(card_reader("ACR39")) as heard:
        assert heard.wait_for(DeviceDown) == DeviceDown(Role.CARD_READER, Trouble.ABSENT)
        assert heard.hears_none(DeviceUp, 0.2)


# --- choices and codes ---


@pytest.mark.parametrize(
    "url", ["pcsc://", "pcsc://Virtual%20PCD", "pcsc://virtual?memory_offset=0&memory_length=4"]
)
def test_urls_that_find_the_reader(shared_reader: VirtualReader, url: str) -> None:
    driver = make(DeviceUrl.parse(url))
    driver.open()
    driver.close()


def test_which_slots_are_watched() -> None:
    names = [
        "ACS ACR1281 1S Dual Reader 00 00",
        "ACS ACR1281 1S Dual Reader 00 01",
        "ACS ACR1281 1S SAM Reader 00 02",
    ]
    assert choose(names, "") == names[:2]
    assert choose(names, "acr1281") == names[:2]
    assert choose(names, "00 01") == names[1:2]
    assert choose(names, "SAM") == names[2:]
    assert choose(names, "OMNIKEY") == []


def test_sights() -> None:
    card = Sight.of(PRESENT | 3 << 16)
    assert card == Sight(Presence.CARD, 3)
    assert card.same_card(Sight.of(PRESENT | MUTE | 3 << 16))  # powered down after it was read
    assert not card.same_card(Sight.of(PRESENT | 5 << 16))  # taken away and put back unseen
    assert not Sight.of(PRESENT | MUTE | 3 << 16).same_card(card)  # it has come to life
    assert not Sight.of(0).same_card(Sight.of(0))


@pytest.mark.parametrize(
    ("code", "opening", "working"),
    [
        (Code.NO_SERVICE, Trouble.ABSENT, Trouble.GONE),
        (Code.SERVICE_STOPPED, Trouble.ABSENT, Trouble.GONE),
        (Code.COMM_ERROR, Trouble.ABSENT, Trouble.GONE),
        (Code.UNKNOWN_READER, Trouble.ABSENT, Trouble.GONE),
        (Code.READER_UNAVAILABLE, Trouble.ABSENT, Trouble.GONE),
        (Code.SECURITY_VIOLATION, Trouble.REFUSED, Trouble.REFUSED),
        (0x80100001, Trouble.FAULTY, Trouble.FAULTY),
    ],
)
def test_return_codes(code: int, opening: Trouble, working: Trouble) -> None:
    assert (trouble_of(code, Trouble.ABSENT), trouble_of(code, Trouble.GONE)) == (opening, working)


def test_codes_agree_with_the_library() -> None:
    for code in Code:
        named = [getattr(library, f"SCARD_{kind}_{code.name}", None) for kind in "EWFS"]
        assert [value & 0xFFFFFFFF for value in named if value is not None] == [code]
    assert code_name(Code.NO_SERVICE) == "NO_SERVICE (8010001D)"
    assert code_name(0x80100001) == "80100001"


@pytest.mark.parametrize(
    "url",
    [
        "pcsc://?memory_offset=0",
        "pcsc://?memory_offset=a&memory_length=4",
        "pcsc://?memory_offset=250&memory_length=8",
        "pcsc://?slot=1",
        "mock://?slot=1",
    ],
)
def test_options_that_make_no_sense_are_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"memory_|unknown option"):
        make_driver(Role.CARD_READER, url)


def test_a_spy_shows_the_talk_and_nobody(slot: OneSlot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(TRAFFIC)
    with running(card_reader(spy=True)) as heard:
        slot.insert(state_chip())
        heard.wait_for(IdentityPresented)
    traffic = [record.getMessage() for record in caplog.records if record.name == "kiosk.traffic"]
    assert "pcsc -> 00 b0 81 00 2d" in traffic
    assert "pcsc <- 45 bytes, 90 00" in traffic
    for record in caplog.records:
        assert record.levelno < logging.ERROR
        for number in (METER, CUSTOMER):
            assert number not in record.getMessage()
            assert bytes.fromhex(number).hex(" ") not in record.getMessage()
