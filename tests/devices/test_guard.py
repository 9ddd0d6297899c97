"""Nothing but reading reaches a card."""

import re
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.devices.cards.guard import ForbiddenCommand, GuardedConnection, is_allowed
from kiosk.devices.cards.memory_card import MemoryField
from kiosk.devices.cards.reading import read_card
from simulators.chips import ContactlessChip, MemoryChip, PowerChip
from tests.devices.chip_connection import ChipConnection
from tests.devices.power_cards import state_chip

REFUSED = {
    "UPDATE BINARY": "00D6810004 00000000",
    "UPDATE BINARY with MAC": "04D6810008 0000000000000000",
    "UPDATE RECORD": "00DC010404 00000000",
    "WRITE BINARY": "00D0810001 00",
    "APPEND RECORD": "00E2000004 00000000",
    "READ BINARY with MAC": "04B081002D",
    "READ BINARY elsewhere": "00B0820008",
    "READ BINARY at an offset": "00B081012D",
    "READ BINARY with data": "00B0810004 00000000",
    "VERIFY PIN": "0020000003 123456",
    "CHANGE PIN": "0024000006 123456123456",
    "EXTERNAL AUTHENTICATE": "0082000008 0000000000000000",
    "INTERNAL AUTHENTICATE": "0088000108 0000000000000000",
    "CREATE FILE": "80E0000000",
    "ERASE": "800E000000",
    "SELECT another application": "00A4040005 A000000333",
    "SELECT another file": "00A40000020001",
    "memory card: present PIN": "FF20000003 FFFFFF",
    "memory card: write": "FFD0002004 00000000",
    "memory card: write protection": "FFD1002004 00000000",
    "memory card: change PIN": "FFD2000103 FFFFFF",
    "memory card: update": "FFD6002004 00000000",
    "memory card: error counter": "FFB1000004",
    "memory card: another type": "FFA400000101",
    "contactless: load key": "FF82006006 FFFFFFFFFFFF",
    "contactless: authenticate": "FF86000005 0100046000",
    "contactless: ATS": "FFCA010000",
    "reader: direct command": "FF00000004 D44A0100",
    "nothing": "",
    "a header alone": "00B08100",
    "one byte more": "00A40000023F0000",
    "a line end after it": "00B081002D0A",
}


@pytest.mark.parametrize("command", REFUSED.values(), ids=REFUSED.keys())
def test_refused_before_it_reaches_the_wire(command: str) -> None:
    wire = ChipConnection(state_chip())
    with pytest.raises(ForbiddenCommand):
        GuardedConnection(wire).transmit(bytes.fromhex(command))
    assert wire.sent == []


READING = [
    "00A40000023F00",
    "00A4000002DF01",
    "00B08100..",
    "00B08500..",
    "00C00000..",
    "FFA400000106",
    "FFB000....",
    "FFCA0000..",
]
"""The list once more, written apart from the guard's own: hexadecimal, a dot for any digit."""


def reads(command: bytes) -> bool:
    return any(re.fullmatch(pattern, command.hex().upper()) for pattern in READING)


COMMANDS = st.one_of(
    st.binary(max_size=12),
    st.builds(
        lambda cla, ins, rest: bytes([cla, ins]) + rest,
        st.sampled_from([0x00, 0x04, 0x80, 0x84, 0xFF]),
        st.integers(0, 255),
        st.binary(max_size=8),
    ),
)


@given(COMMANDS)
@example(bytes.fromhex("00B081000A"))
@example(bytes.fromhex("FFB0000A0A"))
def test_allowed_exactly_what_is_listed(command: bytes) -> None:
    assert is_allowed(command) == reads(command)


@given(st.sampled_from(READING), st.data())
def test_a_listed_command_with_one_byte_changed_is_judged_by_the_list(pattern: str, data: st.DataObject) -> None:
    command = bytearray.fromhex(pattern.replace(".", "0"))
    assert is_allowed(bytes(command))
    command[data.draw(st.integers(0, len(command) - 1))] = data.draw(st.integers(0, 255))
    assert is_allowed(bytes(command)) == reads(bytes(command))


def test_the_sessions_themselves_say_only_what_is_allowed() -> None:
    fussy = PowerChip(state_chip().parameters, announces=True, exact=True)
    for chip in (state_chip(), fussy, MemoryChip(b"\x01" * 256), ContactlessChip(b"\x01\x02\x03\x04")):
        connection = ChipConnection(chip)
        read_card(partial(_same, connection), MemoryField(0, 4))
        assert connection.sent
        assert all(reads(command) for command in connection.sent)


def _same(connection: ChipConnection) -> ChipConnection:
    return connection
