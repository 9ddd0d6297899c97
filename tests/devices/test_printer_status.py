"""What the answers to DLE EOT and GS r mean, over a scripted line."""

import itertools
import time
from collections.abc import Mapping

import pytest

from kiosk.devices.printer_status import MAPS, Inquiry, Patience
from kiosk.domain.device import PrinterStatus, PrintOutcome

Answers = Mapping[int, int | bytes]

SOON = Patience(answer_s=0.002)  # the scripted line answers at once or never
READY = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


class ScriptedLine:
    """Answers ``DLE EOT n`` with ``answers[n]`` and ``GS r 1`` with ``marker``; ``stale`` is there before any."""

    lag_s = 0.0
    two_way = True

    def __init__(self, answers: Answers, marker: bytes = b"", stale: bytes = b"") -> None:
        self._answers = answers
        self.marker = marker
        self._coming = bytearray(stale)
        self.asked: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.asked.append(data)
        if data == b"\x1dr\x01":
            self._coming += self.marker
            return
        answer = self._answers.get(data[2], b"")
        self._coming += bytes((answer,)) if isinstance(answer, int) else answer

    def read(self, most: int, wait_s: float) -> bytes:
        chunk = bytes(self._coming[:most])
        del self._coming[:most]
        if not chunk:
            time.sleep(wait_s)
        return chunk

    def close(self) -> None:
        """Nothing is held."""


def status(answers: Answers, name: str = "epson", stale: bytes = b"") -> PrinterStatus:
    return Inquiry(ScriptedLine(answers, stale=stale), MAPS[name], SOON).status()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, PrinterStatus.READY),
        ({1: 0x16}, PrinterStatus.READY),  # the drawer's pin is nobody's business
        ({4: 0x1E}, PrinterStatus.LOW_PAPER),
        ({4: 0x16}, PrinterStatus.LOW_PAPER),
        ({4: 0x72}, PrinterStatus.NO_PAPER),
        ({4: 0x7E}, PrinterStatus.NO_PAPER),
        ({1: 0x1A, 2: 0x32, 4: 0x72}, PrinterStatus.NO_PAPER),
        ({1: 0x1A, 2: 0x32}, PrinterStatus.NO_PAPER),
        ({1: 0x1A, 2: 0x36, 4: 0x72}, PrinterStatus.COVER_OPEN),
        ({1: 0x1A, 2: 0x52, 3: 0x1A}, PrinterStatus.CUTTER_ERROR),
        ({1: 0x1A, 2: 0x52, 3: 0x32}, PrinterStatus.OFFLINE),
        ({1: 0x1A}, PrinterStatus.OFFLINE),
        ({1: 0x1A, 4: 0x1E}, PrinterStatus.OFFLINE),
    ],
)
def test_what_the_bits_mean(changed: Answers, expected: PrinterStatus) -> None:
    assert status({**READY, **changed}) is expected


def test_an_answer_of_the_wrong_form_is_no_answer() -> None:
    for byte in range(256):
        right_form = byte & 0b10010011 == 0b00010010
        assert (status(dict.fromkeys(READY, byte)) is PrinterStatus.UNKNOWN) != right_form, byte


def test_silence_is_unknown_and_is_not_asked_for_long() -> None:
    line = ScriptedLine({})
    assert Inquiry(line, MAPS["epson"], SOON).status() is PrinterStatus.UNKNOWN
    assert line.asked == [b"\x10\x04\x01", b"\x10\x04\x04"]


def test_a_clone_that_only_tells_its_paper() -> None:
    assert status({4: 0x12}) is PrinterStatus.UNKNOWN  # plenty of paper, but is it well?
    assert status({4: 0x72}) is PrinterStatus.NO_PAPER
    assert status({4: 0x12}, "paper") is PrinterStatus.READY


def test_a_clone_that_tells_nothing_of_its_paper() -> None:
    assert status({1: 0x12, 2: 0x12, 3: 0x12}) is PrinterStatus.READY


def test_answers_nobody_asked_for_are_forgotten() -> None:
    assert status(READY, stale=b"\x1a\x72\x12\x00") is PrinterStatus.READY


def test_noise_before_the_answer_is_passed_over() -> None:
    assert status({**READY, 4: b"\x00\xff\x72"}) is PrinterStatus.NO_PAPER


def test_a_printer_named_silent_is_not_asked() -> None:
    line = ScriptedLine(READY, marker=b"\x00")
    inquiry = Inquiry(line, MAPS["none"])
    assert inquiry.status() is PrinterStatus.UNKNOWN
    assert inquiry.confirm(0.02, talks=False) == (PrintOutcome.UNKNOWN, None)
    assert line.asked == []


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_map_is_complete(number: int) -> None:
    for name, known in MAPS.items():
        assert {sign.question for sign in known.signs} <= set(known.questions), name
        signs = [sign for sign in known.signs if sign.question == number]
        for one, other in itertools.combinations(signs, 2):
            assert not one.mask & other.mask, name


@pytest.mark.parametrize(
    ("marker", "outcome", "seen"),
    [
        (b"\x00", PrintOutcome.CONFIRMED, None),
        (b"\x03", PrintOutcome.CONFIRMED, None),  # paper near its end: this slip came out
        (b"\x0f", PrintOutcome.FAILED, PrinterStatus.NO_PAPER),
        (b"\x12\x00", PrintOutcome.CONFIRMED, None),  # an answer to a question seen inside the picture comes first
        (b"", PrintOutcome.UNKNOWN, PrinterStatus.READY),  # being ready is not having printed
    ],
)
def test_confirmation(marker: bytes, outcome: PrintOutcome, seen: PrinterStatus | None) -> None:
    inquiry = Inquiry(ScriptedLine(READY, marker), MAPS["epson"], SOON)
    assert inquiry.confirm(0.02, talks=True) == (outcome, seen)


def test_a_stale_byte_does_not_confirm() -> None:
    inquiry = Inquiry(ScriptedLine(READY, stale=b"\x00\x00"), MAPS["epson"], SOON)
    assert inquiry.confirm(0.02, talks=True)[0] is PrintOutcome.UNKNOWN


def test_an_old_answer_does_not_confirm_the_next_slip() -> None:
    line = ScriptedLine(READY)
    inquiry = Inquiry(line, MAPS["epson"], SOON)
    assert inquiry.confirm(0.02, talks=True)[0] is PrintOutcome.UNKNOWN
    line.marker = b"\x00"  # one answer, two markers: it is the first one's
    assert inquiry.confirm(0.02, talks=True)[0] is PrintOutcome.UNKNOWN
    line.marker = b"\x00\x00"
    assert inquiry.confirm(0.02, talks=True)[0] is PrintOutcome.CONFIRMED


def test_a_marker_lost_long_ago_is_given_up() -> None:
    line = ScriptedLine(READY)
    inquiry = Inquiry(line, MAPS["epson"], Patience(answer_s=0.002, lost_s=0))
    assert inquiry.confirm(0.02, talks=False)[0] is PrintOutcome.UNKNOWN
    assert inquiry.status() is PrinterStatus.READY
    line.marker = b"\x00"
    assert inquiry.confirm(0.02, talks=False)[0] is PrintOutcome.CONFIRMED


def test_a_marker_s_answer_between_two_questions_does_not_shift_the_answers() -> None:
    line = ScriptedLine({**READY, 1: b"\x00\x1a", 4: 0x7E})
    inquiry = Inquiry(line, MAPS["epson"], SOON)
    assert inquiry.confirm(0.02, talks=True) == (PrintOutcome.FAILED, PrinterStatus.NO_PAPER)


def test_a_clone_that_answers_nought_to_everything_does_not_confirm() -> None:
    line = ScriptedLine(dict.fromkeys(READY, 0))
    inquiry = Inquiry(line, MAPS["epson"], SOON)
    assert inquiry.confirm(0.02, talks=False)[0] is PrintOutcome.UNKNOWN
    assert line.asked == [b"\x1dr\x01"]


def test_trouble_while_waiting_fails_the_slip() -> None:
    inquiry = Inquiry(ScriptedLine({**READY, 1: 0x1A, 4: 0x72}), MAPS["epson"], SOON)
    assert inquiry.confirm(5, talks=True) == (PrintOutcome.FAILED, PrinterStatus.NO_PAPER)
