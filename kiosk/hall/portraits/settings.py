"""What ``[portraits]`` of ``config/hall.toml`` may say."""

from pathlib import Path

from pydantic import Field

from kiosk.config import Model
from kiosk.hall.staff.members import Role


class PortraitSettings(Model):
    """``last_night``: the file the nightly run publishes, for when the back office is away.

    It is not used when it is older than ``keep_days``.

    ``grace_days``: so long after its date a bill is not late yet, wherever the hall judges.

    ``segment_for``: the roles that see the segment.
    """

    last_night: Path | None = None
    keep_days: int = Field(default=7, ge=1, le=60)
    grace_days: int = Field(default=0, ge=0, le=31)
    segment_for: tuple[Role, ...] = (Role.MANAGER,)
