"""An ID reader without metal: ``mock://``. It keeps the contract of a real one, and has hands to move cards."""

from kiosk.devices.mock.reader import MockReader, no_options
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Role
from kiosk.domain.identity import IdCard


def make(url: DeviceUrl) -> "MockIdReader":
    """Raises ValueError: a mock takes no options."""
    no_options(url)
    return MockIdReader()


class MockIdReader(MockReader[IdCard]):
    """Takes identity cards."""

    role = Role.ID_READER
