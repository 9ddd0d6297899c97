"""A scanner that types: every sign there is, hands are no scanners, and it is ours alone or not at all."""

import errno
import os
import string

import pytest

from kiosk.devices.base import DeviceError
from kiosk.devices.scanner_hid import EVENT, HidScanner, find, make
from kiosk.devices.typed_codes import HUMAN_S, TypedCodes
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Trouble
from tests.devices.keyboard_scanner import ENTER, PRODUCT, SHIFT, VENDOR, KeyboardScanner, events_for

SIGNS = string.digits + string.ascii_letters + string.punctuation + " "


def typed(data: bytes) -> list[str]:
    codes = TypedCodes()
    keys = [event for event in EVENT.iter_unpack(data) if event[2]]
    found = [codes.take(code, value, seconds + micros / 1e6) for seconds, micros, _, code, value in keys]
    return [code for code in found if code]


def test_every_sign_of_the_layout() -> None:
    assert typed(events_for(SIGNS)) == [SIGNS]


def test_two_codes_are_two() -> None:
    assert typed(events_for("AB12") + events_for("https://x/a/1", 1001)) == ["AB12", "https://x/a/1"]


def test_a_hand_on_the_keys_is_no_scanner() -> None:
    codes, slow = TypedCodes(), HUMAN_S * 2
    assert [codes.take(code, 1, at * slow) for at, code in enumerate((30, 48, 46, ENTER))] == [None] * 4


def test_half_a_code_does_not_begin_the_next() -> None:
    codes = TypedCodes()
    codes.take(30, 1, 1.0)
    assert codes.take(48, 1, 9.0) is None
    assert codes.take(ENTER, 1, 9.001) == "b"


def test_keys_that_repeat_or_mean_nothing_type_nothing() -> None:
    codes = TypedCodes()
    for code, value in ((30, 1), (30, 2), (30, 0), (59, 1), (SHIFT, 1), (SHIFT, 0)):
        codes.take(code, value, 1.0)
    assert codes.take(ENTER, 1, 1.0) == "a"


def test_what_was_typed_stays_out_of_repr() -> None:
    codes = TypedCodes()
    codes.take(30, 1, 1.0)
    assert "'a'" not in repr(codes)


def test_the_one_of_several_that_can_type() -> None:
    with KeyboardScanner() as scanner:
        assert find(VENDOR, PRODUCT, scanner.inputs) == "event7"
        assert find(VENDOR, 0x0902, scanner.inputs) is None


def test_a_scanner_another_program_has_is_refused() -> None:
    def taken(_: int) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    with KeyboardScanner() as scanner:
        driver = HidScanner(VENDOR, PRODUCT, scanner.inputs, scanner.devices, alone=taken)
        with pytest.raises(DeviceError) as refused:
            driver.open()
        assert refused.value.trouble is Trouble.REFUSED


@pytest.mark.parametrize("address", ["scanner+hid://scanner", "scanner+hid://0c2e:0901?baud=9600"])
def test_a_wrong_address_stops_the_start(address: str) -> None:
    with pytest.raises(ValueError, match=r"vid:pid|unknown option"):
        make(DeviceUrl.parse(address))
