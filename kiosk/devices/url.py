"""A device URL: ``driver+transport://address?option=value`` picks the driver, the port and its options."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class DeviceUrl:
    """``spy+`` in front asks for the traffic to be logged. ``path`` keeps its leading slash.

    >>> url = DeviceUrl.parse("sdt+serial:///dev/ttyUSB0?baud=115200")
    >>> url.scheme, url.path, url.options
    ('sdt+serial', '/dev/ttyUSB0', {'baud': '115200'})
    """

    scheme: str
    host: str = ""
    port: int | None = None
    path: str = ""
    options: dict[str, str] = field(default_factory=dict)
    spy: bool = False

    @classmethod
    def parse(cls, text: str) -> "DeviceUrl":
        """Raises ValueError when ``text`` is not a URL with a scheme."""
        parts = urlsplit(text)
        if not parts.scheme:
            raise ValueError(f"{text!r} has no scheme; write it as driver://address")
        scheme = parts.scheme.removeprefix("spy+")
        host, _, tail = parts.netloc.rpartition(":")
        port = int(tail) if host and tail.isdigit() else None
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        return cls(scheme, host if port else parts.netloc, port, parts.path, options, scheme != parts.scheme)


def usb_ids(url: DeviceUrl) -> tuple[int, int]:
    """Vendor and product of ``//vid:pid`` (hexadecimal). Raises ValueError."""
    text = url.host if url.port is None else f"{url.host}:{url.port:04d}"  # a pid of digits only looked like a port
    vendor, _, product = text.partition(":")
    try:
        return int(vendor, 16), int(product, 16)
    except ValueError:
        raise ValueError(f"a USB device is written {url.scheme}://vid:pid, as lsusb shows them") from None
