"""One rig for every kind of reader: the driver, and hands to move cards and plugs on the other side of it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date

from kiosk.devices.base import Driver
from kiosk.devices.id_reader import make as make_id_reader
from kiosk.devices.mock.id_reader import make as make_mock_id_reader
from kiosk.devices.url import DeviceUrl
from kiosk.domain.identity import IdCard, IdDocument, Identity
from simulators.id_cards import PEOPLE
from simulators.id_reader import IdReaderSimulator

Hand = Callable[[], None]

ZHANG = IdCard(IdDocument.RESIDENT, "11010519491231002X", "张三", date(1949, 12, 31))
LI = IdCard(IdDocument.RESIDENT, "440524188001010014", "李四", date(1880, 1, 1))


@dataclass(frozen=True)
class ReaderRig:
    """``present`` lays down the card of ``identity``; ``present_other`` that of ``other``."""

    driver: Driver
    identity: Identity
    other: Identity
    present: Hand
    present_other: Hand
    remove: Hand
    unplug: Hand
    plug: Hand


Rig = Callable[[], AbstractContextManager[ReaderRig]]


@contextmanager
def mock_id_reader() -> Iterator[ReaderRig]:
    driver = make_mock_id_reader(DeviceUrl.parse("mock://"))
    yield ReaderRig(
        driver,
        identity=ZHANG,
        other=LI,
        present=lambda: driver.present(ZHANG),
        present_other=lambda: driver.present(LI),
        remove=driver.remove,
        unplug=driver.unplug,
        plug=driver.plug,
    )


def sdt_over_pty(hides_after_read: bool) -> Rig:
    """Both ways a SAM_A reader may treat a card it has read."""

    @contextmanager
    def rig() -> Iterator[ReaderRig]:
        with IdReaderSimulator(hides_after_read=hides_after_read) as reader:
            url = DeviceUrl.parse(f"sdt+serial://{reader.port}?poll_ms=20&away_ms=100")
            yield ReaderRig(
                make_id_reader(url),
                identity=ZHANG,
                other=LI,
                present=lambda: reader.put_card(PEOPLE["zhang"]),
                present_other=lambda: reader.put_card(PEOPLE["li"]),
                remove=reader.take_card,
                unplug=reader.unplug,
                plug=reader.plug,
            )

    return rig
