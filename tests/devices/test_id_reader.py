"""The ID-reader driver against a simulated module on a pseudo-terminal, in the real device loop."""

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from kiosk.devices.id_reader import IdReader, make
from kiosk.devices.spy import TRAFFIC
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.flow.events import (
    CardDetected,
    CardNotRead,
    CardRemoved,
    DeviceDown,
    DeviceUp,
    IdentityPresented,
)
from simulators.id_cards import PEOPLE
from simulators.id_reader import IdReaderSimulator
from simulators.sam_module import FIND, READ, RESET, SAM_ID, SELECT, STATUS, Faults
from tests.devices.reader_rigs import LI, ZHANG
from tests.devices.witness import Witness, running

OPTIONS = "poll_ms=20&away_ms=100&answer_ms=300&read_ms=1600"


def driver_at(reader: IdReaderSimulator, options: str = OPTIONS, scheme: str = "sdt+serial") -> IdReader:
    return make(DeviceUrl.parse(f"{scheme}://{reader.port}?{options}"))


@pytest.fixture
def reader() -> Iterator[IdReaderSimulator]:
    with IdReaderSimulator() as simulator:
        yield simulator


@pytest.fixture
def heard(reader: IdReaderSimulator) -> Iterator[Witness]:
    with running(driver_at(reader)) as witness:
        witness.wait_for(DeviceUp)
        yield witness


def puts_zhang(reader: IdReaderSimulator) -> None:
    reader.put_card(PEOPLE["zhang"])


# --- the ordinary course ---


def test_opens_with_status_and_id_then_looks_for_cards(reader: IdReaderSimulator, heard: Witness) -> None:
    puts_zhang(reader)
    heard.wait_for(IdentityPresented)
    first = [command for at, command in enumerate(reader.requests) if reader.requests[:at][-1:] != [command]]
    assert first[:5] == [STATUS, SAM_ID, FIND, SELECT, READ]


@pytest.mark.parametrize("name", PEOPLE)
def test_all_four_cards(reader: IdReaderSimulator, heard: Witness, name: str) -> None:
    reader.put_card(PEOPLE[name])
    assert heard.wait_for(IdentityPresented).role is Role.ID_READER


def test_the_identity_is_told_at_once(reader: IdReaderSimulator, heard: Witness) -> None:
    """No read waits for a time to run out: far less than any timeout passes after the last byte."""
    puts_zhang(reader)
    heard.wait_for(IdentityPresented)
    assert reader.last_answer_at is not None
    assert 0 < heard.times[-1] - reader.last_answer_at < 0.1


def test_at_the_pace_of_a_real_line() -> None:
    with IdReaderSimulator(pace_baud=115200) as reader, running(driver_at(reader)) as heard:
        heard.wait_for(DeviceUp)
        puts_zhang(reader)
        heard.wait_for(CardDetected)
        detected = time.perf_counter()
        assert heard.wait_for(IdentityPresented).identity == ZHANG
        assert reader.last_answer_at is not None
        assert reader.last_answer_at - detected > 0.09  # 1295 bytes take 112 ms
        assert heard.times[-1] - reader.last_answer_at < 0.1


def test_fingerprints_and_settings_are_never_asked_for(reader: IdReaderSimulator, heard: Witness) -> None:
    reader.faults = Faults(next_status={READ: [0x47, 0x41], SELECT: [0x81]})
    puts_zhang(reader)
    heard.wait_for(IdentityPresented)
    assert set(reader.requests) <= {RESET, STATUS, SAM_ID, FIND, SELECT, READ}


@pytest.mark.parametrize("hides", [True, False])
def test_a_card_that_flickers_is_not_told_twice(hides: bool) -> None:
    with (
        IdReaderSimulator(hides_after_read=hides) as reader,
        running(driver_at(reader, "poll_ms=20&away_ms=1000")) as heard,
    ):
        puts_zhang(reader)
        heard.wait_for(IdentityPresented)
        for _ in range(3):
            reader.take_card()
            time.sleep(0.06)
            puts_zhang(reader)
            time.sleep(0.06)
        assert heard.hears_none(CardRemoved, 0.1)
        assert heard.count(IdentityPresented) == heard.count(CardDetected) == 1


@pytest.mark.parametrize("hides", [True, False])
def test_two_cards_in_quick_succession(hides: bool) -> None:
    with (
        IdReaderSimulator(hides_after_read=hides) as reader,
        running(driver_at(reader, "poll_ms=20&away_ms=1000")) as heard,
    ):
        puts_zhang(reader)
        heard.wait_for(IdentityPresented)
        reader.take_card()
        time.sleep(0.06)
        reader.put_card(PEOPLE["li"])
        assert heard.wait_for(IdentityPresented).identity == LI
        kinds = [type(event) for event in heard.events]
        assert kinds[-3:] == [CardRemoved, CardDetected, IdentityPresented]


def test_not_selected_is_an_everyday_answer(reader: IdReaderSimulator, heard: Witness) -> None:
    reader.faults = Faults(next_status={SELECT: [0x81, 0x81]})
    puts_zhang(reader)
    heard.wait_for(IdentityPresented)
    assert heard.count(CardDetected) == 1
    assert heard.count(CardNotRead) == 0


# --- the line ---


@pytest.mark.parametrize(
    "faults",
    [
        Faults(noise=b"\x00\xff\xaa\xaa\xaa\x96"),
        Faults(noise=bytes.fromhex("AAAAAA9669 FFFF")),
        Faults(piece=1, piece_gap_s=0),
        Faults(piece=16, piece_gap_s=0.002),
        Faults(piece=500, piece_gap_s=0.05),
        Faults(wrong_checksums=1, only=READ),
        Faults(wrong_checksums=1, only=FIND),
        Faults(wrong_checksums=1, only=SELECT),
        Faults(cut_short=1, only=READ),
    ],
    ids=repr,
)
def test_trouble_on_the_line_that_is_got_over(reader: IdReaderSimulator, heard: Witness, faults: Faults) -> None:
    reader.faults = faults
    puts_zhang(reader)
    assert heard.wait_for(IdentityPresented).identity == ZHANG
    assert heard.count(IdentityPresented) == 1
    assert heard.count(DeviceDown) == heard.count(CardNotRead) == 0


def test_a_record_that_never_comes_whole(reader: IdReaderSimulator, heard: Witness) -> None:
    reader.faults = Faults(wrong_checksums=-1, only=READ)
    puts_zhang(reader)
    assert heard.wait_for(CardNotRead).failure is CardFailure.UNREADABLE
    assert heard.hears_none(DeviceDown, 0.1)


def test_only_garbled_answers_make_a_faulty_device(reader: IdReaderSimulator, heard: Witness) -> None:
    reader.faults = Faults(wrong_checksums=-1)
    assert heard.wait_for(DeviceDown).trouble is Trouble.FAULTY
    reader.faults = Faults()
    heard.wait_for(DeviceUp)


def test_a_reader_that_falls_silent_is_asked_twice_and_is_down(reader: IdReaderSimulator, heard: Witness) -> None:
    before = len(reader.requests)
    reader.faults = Faults(silent=True)
    assert heard.wait_for(DeviceDown).trouble is Trouble.SILENT
    assert reader.requests[before:][-3:].count(STATUS) >= 2
    reader.faults = Faults()
    heard.wait_for(DeviceUp)


def test_a_read_that_is_never_answered(reader: IdReaderSimulator) -> None:
    with running(driver_at(reader, "poll_ms=20&read_ms=300")) as heard:
        reader.faults = Faults(silent=True, only=READ)
        puts_zhang(reader)
        assert heard.wait_for(CardNotRead).failure is CardFailure.UNREADABLE
        assert heard.count(DeviceDown) == 0


def test_unplugged_in_the_middle_of_a_read() -> None:
    with IdReaderSimulator(pace_baud=9600) as reader, running(driver_at(reader)) as heard:
        puts_zhang(reader)
        heard.wait_for(CardDetected)
        threading.Timer(0.2, reader.unplug).start()
        heard.wait_for(CardNotRead)  # the visitor is told, too
        assert heard.wait_for(DeviceDown).trouble is Trouble.GONE
        assert heard.count(IdentityPresented) == 0


def test_the_right_speed_is_found() -> None:
    with IdReaderSimulator(line_baud=9600) as reader:
        with running(driver_at(reader, f"{OPTIONS}&baud=auto")) as heard:
            heard.wait_for(DeviceUp)
            puts_zhang(reader)
            assert heard.wait_for(IdentityPresented).identity == ZHANG
        with running(driver_at(reader, "baud=115200&answer_ms=100")) as heard:
            heard.wait_for(DeviceDown)


# --- the module's word ---


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (0x31, CardFailure.UNREADABLE),
        (0x33, CardFailure.UNREADABLE),
        (0x3F, CardFailure.UNREADABLE),
        (0x41, CardFailure.UNREADABLE),
        (0x55, CardFailure.UNREADABLE),
        (0x32, CardFailure.PROTECTED),
        (0x40, CardFailure.NOT_OURS),
    ],
)
def test_why_a_card_is_not_read(
    reader: IdReaderSimulator, heard: Witness, status: int, failure: CardFailure
) -> None:
    reader.faults = Faults(next_status={READ: [status, status]})
    puts_zhang(reader)
    assert heard.wait_for(CardNotRead).failure is failure
    reads = 1 if status in {0x32, 0x40} else 2
    assert reader.requests.count(READ) == reads
    assert heard.hears_none(CardNotRead, 0.1)  # told once while it lies there


@pytest.mark.parametrize("status", [0x31, 0x33, 0x3F, 0x41, 0x24, 0x47, 0x10, 0x11])
def test_a_second_try_may_do(reader: IdReaderSimulator, heard: Witness, status: int) -> None:
    reader.faults = Faults(next_status={READ: [status]})
    puts_zhang(reader)
    assert heard.wait_for(IdentityPresented).identity == ZHANG
    assert heard.count(CardNotRead) == 0
    assert (RESET in reader.requests) == (status in {0x24, 0x47})


def test_a_card_pulled_too_early_and_presented_again(reader: IdReaderSimulator, heard: Witness) -> None:
    reader.faults = Faults(leaves_before_read=True)
    puts_zhang(reader)
    assert heard.wait_for(CardNotRead).failure is CardFailure.PULLED
    reader.faults = Faults()
    puts_zhang(reader)
    assert heard.wait_for(IdentityPresented).identity == ZHANG


def test_a_card_refused_already_when_found(reader: IdReaderSimulator, heard: Witness) -> None:
    reader.faults = Faults(next_status={FIND: [0x40] * 10})
    assert heard.wait_for(CardNotRead).failure is CardFailure.NOT_OURS
    heard.wait_for(CardRemoved)
    assert heard.count(CardNotRead) == 1


def test_a_record_with_an_impossible_number(
    reader: IdReaderSimulator, heard: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    reader.put_card(PEOPLE["zhang"].replace("002X".encode("utf-16-le"), "0021".encode("utf-16-le")))
    assert heard.wait_for(CardNotRead).failure is CardFailure.UNREADABLE
    assert "19491231" not in caplog.text


@pytest.mark.parametrize("status", [0x60, 0x66, 0x21, 0x23, 0x10, 0x11])
def test_a_module_that_will_not_work_is_faulty(reader: IdReaderSimulator, heard: Witness, status: int) -> None:
    reader.faults = Faults(every_status=status)
    assert heard.wait_for(DeviceDown).trouble is Trouble.FAULTY
    reader.faults = Faults()
    heard.wait_for(DeviceUp)


@pytest.mark.parametrize("status", [0x55, 0x24, 0x47])
def test_a_module_that_makes_no_sense_is_faulty(reader: IdReaderSimulator, heard: Witness, status: int) -> None:
    reader.faults = Faults(next_status={FIND: [status, status]})
    assert heard.wait_for(DeviceDown).trouble is Trouble.FAULTY
    heard.wait_for(DeviceUp)


@pytest.mark.parametrize("refusals", [2, 3])
def test_the_modules_number_may_come_late_or_never(reader: IdReaderSimulator, refusals: int) -> None:
    reader.faults = Faults(next_status={SAM_ID: [0x91] * refusals})
    with running(driver_at(reader)) as heard:
        heard.wait_for(DeviceUp)
        assert heard.count(DeviceDown) == 0
        assert reader.requests.count(SAM_ID) == 3


# --- what is logged, and what may be configured ---


def test_a_spy_tells_of_every_frame_and_of_nobody(
    reader: IdReaderSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    logger = logging.getLogger("kiosk.traffic")
    before = logger.level
    reader.faults = Faults(piece=5, piece_gap_s=0)
    with caplog.at_level(TRAFFIC), running(driver_at(reader, scheme="spy+sdt+serial")) as heard:
        puts_zhang(reader)
        heard.wait_for(IdentityPresented)
    logger.setLevel(before)
    assert "-> aa aa aa 96 69 00 03 30 01 32" in caplog.text
    assert "frame 00 00 90 (DONE), 1284 bytes of data withheld" in caplog.text
    personal = (ZHANG.name, ZHANG.number, ZHANG.number[6:14], "京市")
    for text in personal:
        raw = text.encode("utf-16-le")
        for shown in (text, raw.hex(), raw.hex(" "), raw.hex()[:8], raw.hex(" ")[:11], repr(raw)[2:-1]):
            assert shown not in caplog.text


def test_without_spy_the_log_tells_of_nobody(reader: IdReaderSimulator, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), running(driver_at(reader)) as heard:
        puts_zhang(reader)
        heard.wait_for(IdentityPresented)
        assert ZHANG.number not in repr(heard.events)
        assert ZHANG.name not in repr(heard.events)
    assert "SAM 05.01-20130513-0001234567-0987654321" in caplog.text
    assert ZHANG.number not in caplog.text
    assert ZHANG.name not in caplog.text


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("poll=300", "unknown option poll"),
        ("poll_ms=0", "poll_ms=0"),
        ("poll_ms=soon", "poll_ms=soon"),
        ("away_ms=60000", "away_ms=60000"),
        ("baud=automatic", "baud=automatic"),
    ],
)
def test_bad_options_stop_the_start(options: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        make(DeviceUrl.parse(f"sdt+serial:///dev/ttyUSB0?{options}"))
