"""Card readers for tests: a real pcscd with a virtual reader, and the mock, each with hands on the other side."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.devices.mock.card_reader import make as make_mock_card_reader
from kiosk.devices.pcsc import make as make_card_reader
from kiosk.devices.url import DeviceUrl
from simulators.card import VirtualCard
from simulators.chips import Chip
from simulators.pcscd import VirtualReader, available, missing_packages
from tests.devices.power_cards import OTHER_CARD, STATE_CARD, other_chip, state_chip
from tests.devices.reader_rigs import ReaderRig


@contextmanager
def virtual_reader() -> Iterator[VirtualReader]:
    """Fails where a package is missing, which can be helped; skips where the machine allows no namespaces."""
    reason = available()
    if missing_packages():
        pytest.fail(str(reason))
    if reason:
        pytest.skip(reason)
    with VirtualReader() as reader:
        yield reader


class OneSlot:
    """Holds one card at a time in one slot of the virtual reader."""

    def __init__(self, reader: VirtualReader, slot: int = 0) -> None:
        self._connect = reader.slot(slot)
        self.card: VirtualCard | None = None

    def insert(self, chip: Chip, delay_s: float = 0.0, leaves_at: bytes | None = None) -> VirtualCard:
        self.pull()
        self.card = VirtualCard(self._connect, chip, delay_s, leaves_at)
        self.card.insert()
        return self.card

    def pull(self) -> None:
        if self.card:
            self.card.pull()


@contextmanager
def pcsc_with_virtual_reader() -> Iterator[ReaderRig]:
    with virtual_reader() as reader:
        slot = OneSlot(reader)
        yield ReaderRig(
            make_card_reader(DeviceUrl.parse("pcsc://")),
            identity=STATE_CARD,
            other=OTHER_CARD,
            present=lambda: _discard(slot.insert(state_chip())),
            present_other=lambda: _discard(slot.insert(other_chip())),
            remove=slot.pull,
            unplug=reader.unplug,
            plug=reader.plug,
        )
        slot.pull()


@contextmanager
def mock_card_reader() -> Iterator[ReaderRig]:
    driver = make_mock_card_reader(DeviceUrl.parse("mock://"))
    yield ReaderRig(
        driver,
        identity=STATE_CARD,
        other=OTHER_CARD,
        present=lambda: driver.present(STATE_CARD),
        present_other=lambda: driver.present(OTHER_CARD),
        remove=driver.remove,
        unplug=driver.unplug,
        plug=driver.plug,
    )


def _discard(_: VirtualCard) -> None:
    """A hand returns nothing."""
