"""The table of devices and the contracts grow together."""

import pytest

from kiosk.devices.table import SCHEMES, make_driver
from kiosk.domain.device import Role
from tests.devices import test_contract_printers, test_contract_readers, test_contract_scanners, test_contract_signs

KEPT_BY = {
    Role.ID_READER: test_contract_readers.CASES,
    Role.CARD_READER: test_contract_readers.CASES,
    Role.SCANNER: test_contract_scanners.CASES,
    Role.SIGN: test_contract_signs.CASES,
    Role.PRINTER: test_contract_printers.CASES,
}
SHORT = {  # a case is named by its scheme, or by the wire where all schemes of a role begin alike
    (Role.ID_READER, "mock"): "mock-id",
    (Role.CARD_READER, "mock"): "mock-card",
    (Role.SCANNER, "mock"): "mock-scanner",
    (Role.SIGN, "mock"): "mock-sign",
}
ADDRESSES = {
    "sdt+serial": "/dev/ttyUSB0",
    "scanner+serial": "/dev/ttyACM0",
    "scanner+hid": "0c2e:0901",
    "escpos+tcp": "127.0.0.1:9100",
    "escpos+serial": "/dev/ttyUSB1",
    "escpos+usb": "0fe6:811e",
    "escpos+file": "/dev/usb/lp0",
}
EVERY = [(role, scheme) for role, schemes in SCHEMES.items() for scheme in schemes]


@pytest.mark.parametrize(("role", "scheme"), EVERY)
def test_every_scheme_keeps_a_contract(role: Role, scheme: str) -> None:
    names = {str(case.id) for case in KEPT_BY[role]}
    case = SHORT.get((role, scheme), scheme.removeprefix("escpos+"))
    assert case in names, f"{scheme} has no line in the contract test of {role}"


@pytest.mark.parametrize(("role", "scheme"), EVERY)
@pytest.mark.parametrize("spy", ["", "spy+"])
def test_every_scheme_of_the_table_makes_its_driver_with_and_without_a_spy(
    role: Role, scheme: str, spy: str
) -> None:
    driver = make_driver(role, f"{spy}{scheme}://{ADDRESSES.get(scheme, '')}")
    assert driver.role is role
    assert driver.mock is (scheme == "mock")
