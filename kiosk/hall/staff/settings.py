"""What ``[staff]`` of ``config/hall.toml`` may say."""

from datetime import timedelta

from pydantic import Field

from kiosk.config import Model
from kiosk.hall.staff.sessions import Limits


class StaffSettings(Model):
    """How long a sign-in lasts without use and in all, and whether the staff token may be turned into one."""

    idle_min: int = Field(default=30, ge=1, le=120)
    absolute_h: int = Field(default=12, ge=1, le=24)
    pairing: bool = False

    @property
    def limits(self) -> Limits:
        return Limits(timedelta(minutes=self.idle_min), timedelta(hours=self.absolute_h))
