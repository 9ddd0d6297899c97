"""Signs over windows that are only a memory: ``mock://?windows=1,2,3``, with hands to pull their plug."""

import threading
from typing import ClassVar

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.sign_faces import SignDriver
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Trouble
from kiosk.domain.sign import SignFace

DEFAULT_WINDOWS = "1,2,3"


def make(url: DeviceUrl) -> "MockSign":
    """Raises ValueError for an option but ``windows``."""
    if unknown := url.options.keys() - {"windows"}:
        raise ValueError(f"unknown option {min(unknown)}; a mock sign has windows only")
    return MockSign(tuple(url.options.get("windows", DEFAULT_WINDOWS).split(",")))


class MockSign(SignDriver):
    """``puts`` is everything that was put on the signs, in order; ``now`` what stands there."""

    mock: ClassVar[bool] = True

    def __init__(self, windows: tuple[str, ...]) -> None:
        super().__init__()
        self.windows = windows
        self.puts: list[tuple[str, SignFace]] = []
        self._unplugged = threading.Event()

    @property
    def now(self) -> dict[str, SignFace]:
        return dict(self.puts)

    def open(self) -> None:
        super().open()
        if self._unplugged.is_set():
            raise DeviceError(Trouble.ABSENT, "the mock sign is unplugged")

    def work(self, say: Say) -> None:
        if self._unplugged.is_set():
            raise DeviceError(Trouble.GONE, "the mock sign was unplugged")
        super().work(say)

    def put(self, window: str, face: SignFace) -> None:
        self.puts.append((window, face))

    # --- hands ---

    def unplug(self) -> None:
        self._unplugged.set()
        with self._news:
            self._news.notify()

    def plug(self) -> None:
        self._unplugged.clear()
