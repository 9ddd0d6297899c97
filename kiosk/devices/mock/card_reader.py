"""A card reader without metal: ``mock://``. It keeps the contract of a real one, and has hands to move cards."""

from kiosk.devices.mock.reader import MockReader, no_options
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Role
from kiosk.domain.identity import PowerCard, TokenCard


def make(url: DeviceUrl) -> "MockCardReader":
    """Raises ValueError: a mock takes no options."""
    no_options(url)
    return MockCardReader()


class MockCardReader(MockReader[PowerCard | TokenCard]):
    """Takes power cards and the cards that carry only a reference."""

    role = Role.CARD_READER
