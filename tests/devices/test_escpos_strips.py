"""The picture as commands: published bytes, and what comes out of a printer that is not ours."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.devices.escpos_strips import SHUNNED, TEAR_OFF, compose_image, strips
from kiosk.devices.printer_profile import Blank, Cut, PrinterProfile
from kiosk.devices.slip_image import draw_slip
from simulators.escpos_commands import Command, CommandReader
from simulators.paper import Paper
from tests.devices.sample_slips import ALL, CHINESE, TEXTS

WIDE = PrinterProfile()
NARROW = PrinterProfile("POS-5890", 384, Cut.NONE, native_qr=False)


def understood(pieces: list[bytes]) -> list[Command]:
    commands = CommandReader().feed(b"".join(pieces))
    assert all(command.name != "fault" for command in commands)
    return commands


def printed(pieces: list[bytes], width: int) -> Image.Image:
    paper = Paper(width)
    for command in understood(pieces):
        paper.carry_out(command)
    assert not paper.faults
    return paper.slips[0].picture if paper.slips else paper.picture()


def test_raster_header_is_the_published_one() -> None:
    black = Image.new("1", (576, 120), 0)
    raster = compose_image(black, WIDE)[1]
    assert raster[:8] == bytes.fromhex("1D 76 30 00 48 00 78 00")
    assert raster[8:] == b"\xff" * (72 * 120)


def test_a_page_begins_with_initialise_and_ends_with_the_cut() -> None:
    pieces = compose_image(draw_slip(CHINESE, TEXTS, 576), WIDE)
    assert pieces[0] == b"\x1b@"
    assert pieces[-1] == b"\x1dVB\x00"


@given(st.integers(1, 3000), st.integers(0, 500))
def test_strips_cover_every_row_once_and_are_never_a_shunned_height(rows: int, top: int) -> None:
    cuts = strips(top, top + rows)
    assert [row for first, last in cuts for row in range(first, last)] == list(range(top, top + rows))
    for first, last in cuts:
        assert 0 < last - first <= 128
        assert (last - first) % SHUNNED


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "profile", [WIDE, NARROW, replace(WIDE, blank=Blank.RASTER)], ids=["wide", "narrow", "raster"]
)
def test_paper_equals_the_picture_to_the_dot(name: str, profile: PrinterProfile) -> None:
    picture = draw_slip(ALL[name], TEXTS, profile.width)
    paper = printed(compose_image(picture, profile), profile.width)
    assert paper.crop((0, 0, *picture.size)).tobytes() == picture.tobytes()
    assert paper.height - picture.height == (TEAR_OFF if profile.cut is Cut.NONE else 0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=12))
def test_any_mixture_of_black_and_white_bands_comes_out_as_it_is(heights: list[int]) -> None:
    picture = Image.new("1", (200, sum(heights) + 1), 255)
    top = 0
    for number, height in enumerate(heights):
        if number % 2:
            picture.paste(0, (number, top, 190, top + height))
        top += height
    profile = replace(WIDE, width=200)
    pieces = compose_image(picture, profile)
    assert printed(pieces, 200).tobytes() == picture.tobytes()
    rasters = [command for command in understood(pieces) if command.name == "raster"]
    assert all(command.parameters[3] % SHUNNED and command.parameters[4] == 0 for command in rasters)


def test_white_is_fed_unless_the_printer_counts_otherwise() -> None:
    picture = Image.new("1", (576, 900), 255)
    picture.paste(0, (0, 800, 576, 810))
    fed = understood(compose_image(picture, WIDE))
    assert [command.name for command in fed] == [
        "initialise", "feed_dots", "feed_dots", "feed_dots", "feed_dots", "raster", "feed_dots", "cut",
    ]  # fmt: skip
    burnt = understood(compose_image(picture, replace(WIDE, blank=Blank.RASTER)))
    assert not [command for command in burnt if command.name == "feed_dots"]


@pytest.mark.parametrize(
    ("cut", "bytes_sent"), [(Cut.PART, b"\x1dVB\x00"), (Cut.FULL, b"\x1dVA\x00"), (Cut.NONE, b"\x1bJ\x60")]
)
def test_the_cut_is_the_profile_s(cut: Cut, bytes_sent: bytes) -> None:
    assert compose_image(Image.new("1", (576, 8), 0), replace(WIDE, cut=cut))[-1] == bytes_sent


def test_a_slip_is_much_smaller_than_its_raster() -> None:
    picture = draw_slip(CHINESE, TEXTS, 576)
    assert sum(map(len, compose_image(picture, WIDE))) < 0.75 * picture.height * 72
