"""What every sign driver shares: the newest faces, handed in from another thread; only what is new is shown.

A driver for signs writes ``open``, ``close`` and ``put(window, face)``, and says over which windows its signs hang
(``windows``). One driver may serve a whole line of signs, each with its address. Once it is back, all are put anew.
"""

import threading
from typing import ClassVar

from kiosk.devices.base import Say
from kiosk.domain.device import Role
from kiosk.domain.sign import SignFace, SignFaces

WAIT_S = 0.5
NOTHING = SignFace()


class SignDriver:
    """The base of sign drivers. When ``put`` raises DeviceError, all is put again at the next life."""

    role: Role = Role.SIGN
    mock: ClassVar[bool] = False
    windows: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._wanted: SignFaces = {}
        self._shown: dict[str, SignFace] = {}

    def show(self, faces: SignFaces) -> None:
        """From now on these. Returns at once; what was not shown yet is passed over."""
        with self._news:
            self._wanted = faces
            self._news.notify()

    def open(self) -> None:
        """To be extended: what a sign showed before is not known."""
        self._shown = {}

    def work(self, say: Say) -> None:
        """Wait a little for news and put it on the signs."""
        with self._news:
            if not self._due():
                self._news.wait(WAIT_S)
            due = self._due()
        for window, face in due.items():
            self.put(window, face)
            self._shown[window] = face

    def close(self) -> None:
        """To be extended."""

    def put(self, window: str, face: SignFace) -> None:
        """Show ``face`` over ``window``; SignFace() is an empty sign."""
        raise NotImplementedError

    def _due(self) -> dict[str, SignFace]:
        wanted = {window: self._wanted.get(window, NOTHING) for window in self.windows}
        return {window: face for window, face in wanted.items() if self._shown.get(window) != face}
