"""What the public sees: numbers and windows, nothing else."""

from datetime import datetime

from kiosk.wire.base import ByLanguage, WireModel


class Call(WireModel):
    """One call as the public sees it: number and window, nothing else.

    ``place`` is the name of a desk or room ("5号咨询台", "Desk 5"); None for an ordinary window.
    """

    id: int
    number: str
    window: str
    at: datetime
    place: ByLanguage | None = None


class AtWindow(WireModel):
    """One window as the public sees it: whom it has called and not finished; ``paused``: it calls nobody now."""

    window: str
    place: ByLanguage | None = None
    call: Call | None = None
    paused: bool = False


class Snapshot(WireModel):
    """Everything a display shows. A display is a pure function of the newest one.

    ``calling`` holds the last calls of the hall and of each zone, newest first; ``windows`` every window once.
    """

    version: int
    now: datetime
    hall: ByLanguage
    open: bool
    calling: tuple[Call, ...]
    waiting: int
    waiting_by_place: tuple[tuple[ByLanguage, int], ...]
    waiting_by_service: tuple[tuple[ByLanguage, int], ...] = ()
    windows: tuple[AtWindow, ...] = ()
    notices: tuple[ByLanguage, ...] = ()
