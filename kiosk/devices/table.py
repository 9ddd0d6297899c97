"""Scheme of a device URL -> the module that drives it, imported only when the configuration names it.

To add a device: one file here, one line below, one line in the contract test, one commented example in
``config/kiosk.toml``, one line in the changelog. A mock is a driver like any other and never a fall-back.
"""

from importlib import import_module

from kiosk.config import ConfigError
from kiosk.devices.base import Driver
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Role

SCHEMES: dict[Role, dict[str, str]] = {
    Role.ID_READER: {
        "sdt+serial": "kiosk.devices.id_reader",
        "mock": "kiosk.devices.mock.id_reader",
    },
    Role.CARD_READER: {
        "pcsc": "kiosk.devices.pcsc",
        "mock": "kiosk.devices.mock.card_reader",
    },
    Role.SCANNER: {
        "scanner+serial": "kiosk.devices.scanner",
        "scanner+hid": "kiosk.devices.scanner_hid",
        "mock": "kiosk.devices.mock.scanner",
    },
    Role.PRINTER: {
        "escpos+tcp": "kiosk.devices.printer",
        "escpos+serial": "kiosk.devices.printer",
        "escpos+usb": "kiosk.devices.printer",
        "escpos+file": "kiosk.devices.printer",
        "mock": "kiosk.devices.mock.printer",
    },
    Role.SIGN: {
        "mock": "kiosk.devices.mock.sign",
    },
}


def make_driver(role: Role, url_text: str) -> Driver:
    """The driver that ``url_text`` names for ``role``; each module has a ``make(url)``. Raises ConfigError."""
    try:
        url = DeviceUrl.parse(url_text)
        module = SCHEMES[role][url.scheme]
    except KeyError:
        known = ", ".join(SCHEMES[role])
        raise ConfigError(f"device {role}: {url_text!r}: unknown scheme; known here: {known}") from None
    except ValueError as error:
        raise ConfigError(f"device {role}: {error}") from None
    try:
        driver: Driver = import_module(module).make(url)
    except ValueError as error:
        raise ConfigError(f"device {role}: {url_text!r}: {error}") from None
    return driver
