"""The slip in the printer's own font."""

from dataclasses import replace

import pytest
import zxingcpp

from kiosk.devices.escpos_text import compose_text, encoded
from kiosk.devices.printer_profile import Cut, Mode, PrinterProfile
from simulators.escpos_commands import CommandReader
from simulators.paper import CutSlip, Paper
from tests.devices.sample_slips import ALL, CHINESE, ENGLISH, TEXTS

WIDE = PrinterProfile(mode=Mode.TEXT)
NARROW = PrinterProfile("NT-5890K", 384, Cut.FULL, Mode.TEXT, native_qr=False)

PUBLISHED_QR = bytes.fromhex(  # two unrelated encoders wrote the same bytes for this content
    "1D286B040031413200 1D286B0300314306 1D286B0300314531 1D286B0D00315030 4B494F534B3A41303031 1D286B0300315130"
)


def out_of_the_printer(pieces: list[bytes], width: int) -> CutSlip:
    paper = Paper(width)
    for command in CommandReader().feed(b"".join(pieces)):
        paper.carry_out(command)
    assert not paper.faults
    return paper.slips[0]


def test_gb18030_bytes_are_the_published_ones() -> None:
    assert encoded("国网营业厅") == bytes.fromhex("B9FACDF8D3AAD2B5CCFC")
    assert encoded("A017") == b"A017"


@pytest.mark.parametrize("letter", ["㐀", "𠮷", "ñ", "😀", "\x1b", "\n", "ø"])
def test_what_the_font_lacks_is_plainly_replaced(letter: str) -> None:
    assert encoded(f"张{letter}1") == "张□1".encode("gb18030")


def test_look_alikes_keep_their_meaning() -> None:
    assert encoded("¥12") == b"\xa3\xa412"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("profile", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_line_comes_out_in_order(name: str, profile: PrinterProfile) -> None:
    slip = ALL[name]
    lines = out_of_the_printer(compose_text(slip, TEXTS, profile), profile.width).lines
    page = "".join(lines).replace(" ", "")
    places = [page.index(words.replace(" ", "")) for words in (slip.hall, slip.number, slip.place, slip.service)]
    assert places == sorted(places)
    assert ("补打" in page or "Reprint" in page) == slip.reprint


def test_the_number_is_the_largest() -> None:
    sizes: dict[str, int] = {}
    size = 0
    for command in CommandReader().feed(b"".join(compose_text(CHINESE, TEXTS, WIDE))):
        if command.name == "size":
            size = command.parameters[0]
        elif command.name == "text":
            sizes.setdefault(command.data.decode("gb18030"), size)
    assert sizes["A"] == 0x77
    assert max(value for letter, value in sizes.items() if letter not in CHINESE.number) == 0x11


def test_the_printer_draws_the_code_if_it_can() -> None:
    sent = b"".join(compose_text(replace(ENGLISH, qr="KIOSK:A001"), TEXTS, WIDE))
    assert PUBLISHED_QR.replace(b"\x31\x43\x06", b"\x31\x43\x05") in sent
    picture = out_of_the_printer([sent], 576).picture
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == ["KIOSK:A001"]


def test_the_printer_s_own_code_is_the_published_bytes() -> None:
    """Another encoder of ESC/POS gives the same ones; its modules are six dots wide, ours five."""
    published = bytes.fromhex(
        "1D286B040031413200 1D286B0300314306 1D286B03003145311D286B0D003150304B494F534B3A41303031 1D286B0300315130"
    )
    ours = published.replace(bytes.fromhex("314306"), bytes.fromhex("314305"))
    assert ours in b"".join(compose_text(replace(ENGLISH, qr="KIOSK:A001"), TEXTS, WIDE))


def test_no_code_for_a_printer_that_cannot_draw_one() -> None:
    sent = b"".join(compose_text(CHINESE, TEXTS, NARROW))
    assert b"\x1d(k" not in sent
    assert encoded(TEXTS.say("zh", "slip.scan")) not in sent


def test_it_is_small_enough_for_a_slow_line() -> None:
    assert sum(map(len, compose_text(CHINESE, TEXTS, WIDE))) < 700  # 0.7 s at 9600 baud
