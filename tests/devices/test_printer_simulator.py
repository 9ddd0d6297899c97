"""The judge is judged: the simulated printer understands the published commands and nothing else."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from simulators.escpos_commands import Command, CommandReader
from simulators.paper import Paper
from simulators.printer import PrinterSimulator

RASTER = bytes.fromhex("1D 76 30 00 02 00 03 00") + b"\xf0\x0f\x10\x04\x02\xff"
STREAM = (
    b"\x1b@\x1ba\x01\x1c&\x1d!\x11"
    + "国网A".encode("gb18030")
    + b"\n"
    + RASTER
    + b"\x1bJ\x20\x10\x04\x04\x1dr\x01\x1dVB\x00"
)
NAMES = [
    "initialise", "align", "chinese_on", "size", "text", "text", "text", "line_feed",
    "raster", "feed_dots", "status", "report_when_done", "cut",
]  # fmt: skip


def understood(stream: bytes) -> list[Command]:
    return CommandReader().feed(stream)


def on_paper(stream: bytes, width: int = 384) -> Paper:
    paper = Paper(width)
    for command in understood(stream):
        paper.carry_out(command)
    return paper


def test_a_stream_is_cut_into_its_commands() -> None:
    assert [command.name for command in understood(STREAM)] == NAMES


@given(st.lists(st.integers(1, 20), max_size=30))
def test_it_does_not_matter_how_the_bytes_arrive(sizes: list[int]) -> None:
    reader, commands, start = CommandReader(), [], 0
    for size in [*sizes, len(STREAM)]:
        commands += reader.feed(STREAM[start : start + size])
        start += size
    assert commands == understood(STREAM)


@pytest.mark.parametrize(
    "stream",
    [b"\x1bZ", b"\x07", b"\x1dV\x07", b"\x1dv1\x00\x01\x00\x01\x00", b"\x1c.\xb9\xfa", b"\xb9\x20", b"\x80"],
)
def test_unknown_bytes_are_faults(stream: bytes) -> None:
    assert on_paper(stream + b"\x1dVB\x00").faults


def test_a_picture_too_wide_for_the_paper_is_a_fault() -> None:
    assert on_paper(bytes.fromhex("1D 76 30 00 31 00 01 00") + bytes(49), 384).faults


@pytest.mark.parametrize("hears", [False, True])
def test_a_question_inside_a_picture_is_heard_only_by_those_who_do(hears: bool) -> None:
    names = [command.name for command in CommandReader(hears).feed(RASTER)]
    assert names == (["status", "raster"] if hears else ["raster"])


def test_dots_fall_where_they_were_sent() -> None:
    slip = on_paper(b"\x1b@" + RASTER + b"\x1bJ\x05\x1dVB\x02", 16).slips[0]
    expected = Image.new("1", (16, 10), 255)
    for row, bits in enumerate((0xF00F, 0x1004, 0x02FF)):
        for column in range(16):
            expected.putpixel((column, row), 0 if bits >> (15 - column) & 1 else 255)
    assert slip.picture.tobytes() == expected.tobytes()
    assert slip.cut == "part"


def test_text_is_printed_in_blocks_of_its_size() -> None:
    paper = on_paper(STREAM)
    assert paper.slips[0].lines == ("国网A",)
    assert paper.slips[0].picture.height >= 48 + 3 + 32
    assert not paper.faults


def asked(printer: PrinterSimulator, question: bytes) -> bytes:
    address = urlsplit(printer.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), 1) as line:
        line.settimeout(0.3)
        line.sendall(question)
        try:
            return line.recv(16)
        except TimeoutError:
            return b""


def test_hands_show_in_the_answers() -> None:
    with PrinterSimulator() as printer:
        assert asked(printer, b"\x10\x04\x01") == b"\x12"
        printer.low_paper()
        assert asked(printer, b"\x10\x04\x04") == b"\x1e"
        assert asked(printer, b"\x1dr\x01") == b"\x03"
        printer.paper_out()
        assert asked(printer, b"\x10\x04\x01") == b"\x1a"
        assert asked(printer, b"\x10\x04\x04") == b"\x7e"
        assert asked(printer, b"\x1dr\x01") == b""  # it stands still
        printer.load_paper()
        printer.cover()
        assert asked(printer, b"\x10\x04\x02") == b"\x16"
        printer.cover(False)
        printer.cutter_error()
        assert asked(printer, b"\x10\x04\x03") == b"\x1a"
        printer.mute()
        assert asked(printer, b"\x10\x04\x01") == b""


def test_it_prints_only_as_long_as_there_is_paper() -> None:
    with PrinterSimulator(width=16) as printer:
        printer.run_out_after(5)
        printer.take_in(b"\x1b@" + RASTER + RASTER + b"\x1dVB\x00" + RASTER + b"\x1dVB\x00")
        with pytest.raises(TimeoutError):
            printer.wait_for_slips(1, 0.1)
        printer.load_paper()
        assert [slip.picture.height for slip in printer.wait_for_slips(2)] == [6, 3]


def test_slips_are_saved_as_pictures(tmp_path: Path) -> None:
    with PrinterSimulator(width=16) as printer:
        printer.take_in(RASTER + b"\x1dVB\x00")
        printer.wait_for_slips(1)
        [file] = printer.save(tmp_path / "slips")
        with Image.open(file) as picture:
            assert picture.size == (16, 3)


def test_it_runs_by_itself_and_says_where_it_is(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulators.printer", str(tmp_path), "--wire", "serial"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        path = urlsplit(process.stdout.readline().strip()).path
        line = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.write(line, RASTER + b"\x1dVB\x00")
        assert process.stdout.readline().strip() == str(tmp_path / "slip-001.png")
        os.close(line)
        process.terminate()
