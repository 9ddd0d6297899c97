"""What every driver of signs over windows must do, whatever the wire. A new one is one more line in CASES."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest

from kiosk.devices.mock.sign import make as make_mock
from kiosk.devices.sign_faces import SignDriver
from kiosk.devices.url import DeviceUrl
from kiosk.domain.sign import SignFace
from kiosk.flow.events import DeviceDown, DeviceUp
from tests.devices.witness import PATIENCE_S, Witness, running

CALLED, AGAIN, FREE, PAUSED = SignFace("A001", 7), SignFace("A001", 8), SignFace(), SignFace(paused=True)


@dataclass(frozen=True)
class SignRig:
    """Signs over windows 1, 2 and 3; ``now`` is what stands on each, ``puts`` how often anything was put there."""

    driver: SignDriver
    now: Callable[[], Mapping[str, SignFace]]
    puts: Callable[[], int]
    unplug: Callable[[], None]
    plug: Callable[[], None]


Rig = Callable[[], AbstractContextManager[SignRig]]


@contextmanager
def mock_sign() -> Iterator[SignRig]:
    driver = make_mock(DeviceUrl.parse("mock://?windows=1,2,3"))
    yield SignRig(driver, lambda: driver.now, lambda: len(driver.puts), driver.unplug, driver.plug)


CASES = [pytest.param(mock_sign, id="mock-sign")]


@pytest.fixture(params=CASES)
def rig(request: pytest.FixtureRequest) -> Iterator[SignRig]:
    make: Rig = request.param
    with make() as made:
        yield made


@pytest.fixture
def heard(rig: SignRig) -> Iterator[Witness]:
    with running(rig.driver) as witness:
        witness.wait_for(DeviceUp)
        shows(rig, {"1": FREE, "2": FREE, "3": FREE})
        yield witness


def shows(rig: SignRig, faces: Mapping[str, SignFace]) -> None:
    """Waits until the signs show it."""
    deadline = time.monotonic() + PATIENCE_S
    while {window: rig.now().get(window) for window in faces} != faces:
        assert time.monotonic() < deadline, rig.now()
        time.sleep(0.005)


@pytest.mark.usefixtures("heard")
def test_each_window_shows_its_own(rig: SignRig) -> None:
    rig.driver.show({"1": CALLED, "2": PAUSED, "9": CALLED})
    shows(rig, {"1": CALLED, "2": PAUSED, "3": FREE})
    assert "9" not in rig.now()


@pytest.mark.usefixtures("heard")
def test_only_what_is_new_is_put_and_a_call_again_is_new(rig: SignRig) -> None:
    rig.driver.show({"1": CALLED})
    shows(rig, {"1": CALLED})
    before = rig.puts()
    rig.driver.show({"1": CALLED, "2": FREE})
    rig.driver.show({"1": AGAIN})
    shows(rig, {"1": AGAIN})
    assert rig.puts() == before + 1


@pytest.mark.usefixtures("heard")
def test_when_nothing_is_known_nothing_is_shown(rig: SignRig) -> None:
    rig.driver.show({"1": CALLED, "3": PAUSED})
    shows(rig, {"1": CALLED})
    rig.driver.show({})
    shows(rig, {"1": FREE, "2": FREE, "3": FREE})


def test_after_it_was_away_all_signs_are_put_again(rig: SignRig, heard: Witness) -> None:
    rig.driver.show({"1": CALLED})
    shows(rig, {"1": CALLED})
    rig.unplug()
    heard.wait_for(DeviceDown)
    rig.driver.show({"1": AGAIN, "2": PAUSED})
    before = rig.puts()
    rig.plug()
    heard.wait_for(DeviceUp)
    shows(rig, {"1": AGAIN, "2": PAUSED, "3": FREE})
    assert rig.puts() == before + 3
