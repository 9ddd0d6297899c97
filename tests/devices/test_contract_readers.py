"""What every reader must do, whatever the card and the wire. A new reader is one more line in CASES."""

import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from kiosk.devices.base import DeviceError, DeviceLoop
from kiosk.flow.events import (
    CardDetected,
    CardNotRead,
    CardRemoved,
    DeviceDown,
    DeviceUp,
    IdentityPresented,
)
from tests.devices.pcsc_rigs import mock_card_reader, pcsc_with_virtual_reader
from tests.devices.reader_rigs import ReaderRig, Rig, mock_id_reader, sdt_over_pty
from tests.devices.witness import Witness, running

CASES = [
    pytest.param(sdt_over_pty(hides_after_read=True), id="sdt+serial"),
    pytest.param(sdt_over_pty(hides_after_read=False), id="sdt+serial-finds-for-ever"),
    pytest.param(mock_id_reader, id="mock-id"),
    pytest.param(pcsc_with_virtual_reader, id="pcsc"),
    pytest.param(mock_card_reader, id="mock-card"),
]


@pytest.fixture(params=CASES)
def rig(request: pytest.FixtureRequest) -> Iterator[ReaderRig]:
    make: Rig = request.param
    with make() as made:
        yield made


@pytest.fixture
def heard(rig: ReaderRig) -> Iterator[Witness]:
    """The driver of ``rig``, up and running."""
    with running(rig.driver) as witness:
        up = witness.wait_for(DeviceUp)
        assert up == DeviceUp(rig.driver.role, rig.driver.mock)
        yield witness


def test_a_card_is_told_once_while_it_lies_there(rig: ReaderRig, heard: Witness) -> None:
    rig.present()
    assert heard.wait_for(IdentityPresented) == IdentityPresented(rig.driver.role, rig.identity)
    assert heard.hears_none(IdentityPresented, 0.3)
    kinds = [type(event) for event in heard.events]
    assert kinds[:3] == [DeviceUp, CardDetected, IdentityPresented]


def test_a_card_taken_away_is_told(rig: ReaderRig, heard: Witness) -> None:
    rig.present()
    heard.wait_for(IdentityPresented)
    rig.remove()
    assert heard.wait_for(CardRemoved) == CardRemoved(rig.driver.role)


def test_the_next_card_is_another_card(rig: ReaderRig, heard: Witness) -> None:
    rig.present()
    heard.wait_for(IdentityPresented)
    rig.remove()
    heard.wait_for(CardRemoved)
    rig.present_other()
    assert heard.wait_for(IdentityPresented).identity == rig.other


def test_the_same_card_again_is_told_again(rig: ReaderRig, heard: Witness) -> None:
    rig.present()
    heard.wait_for(IdentityPresented)
    rig.remove()
    heard.wait_for(CardRemoved)
    rig.present()
    assert heard.wait_for(IdentityPresented).identity == rig.identity


def test_unplugged_is_told_once_and_plugged_in_it_is_up_again(rig: ReaderRig, heard: Witness) -> None:
    rig.unplug()
    heard.wait_for(DeviceDown)
    assert heard.hears_none(DeviceUp, 0.2)
    rig.plug()
    heard.wait_for(DeviceUp)
    troubles = [event.trouble for event in heard.events if isinstance(event, DeviceDown)]
    assert all(before is not after for before, after in pairwise(troubles)), "the same trouble was told twice"
    rig.present()
    assert heard.wait_for(IdentityPresented).identity == rig.identity


def test_every_card_detected_comes_to_an_end(rig: ReaderRig, heard: Witness) -> None:
    rig.present()
    heard.wait_for(IdentityPresented)
    rig.remove()
    heard.wait_for(CardRemoved)
    rig.present_other()
    heard.wait_for(IdentityPresented)
    ends = heard.count(IdentityPresented) + heard.count(CardNotRead)
    assert heard.count(CardDetected) == ends == 2


def test_stops_within_two_seconds(rig: ReaderRig) -> None:
    witness = Witness()
    loop = DeviceLoop(rig.driver, witness, 0.05)
    loop.start()
    witness.wait_for(DeviceUp)
    began = time.monotonic()
    loop.stop()
    assert time.monotonic() - began < 2
    heard = len(witness.events)
    rig.present()
    assert witness.hears_none(IdentityPresented, 0.1)
    assert len(witness.events) == heard


def test_an_absent_reader_refuses_to_open_with_a_named_trouble(rig: ReaderRig) -> None:
    rig.unplug()
    with pytest.raises(DeviceError):
        rig.driver.open()
    rig.driver.close()


def test_closing_twice_is_harmless(rig: ReaderRig) -> None:
    rig.driver.close()
    rig.driver.open()
    rig.driver.close()
    rig.driver.close()
    rig.driver.open()  # and it opens again
    rig.driver.close()
